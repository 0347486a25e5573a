// Shared by tests of observers: a host, a batch and a recorder that the test plays, and a reader of
// .npy files.
#pragma once

#include <dlfcn.h>
#include <firstmove/abi.h>

#include <array>
#include <cstring>
#include <deque>

#include "support/support.hpp"

namespace firstmove::engine {}

namespace firstmove::test {
using namespace engine;

// Stores the messages and the output of plugins.
struct PlayedHost {
  explicit PlayedHost(bool prints = true) : offers_print(prints) {}
  PlayedHost(const PlayedHost&) = delete;
  PlayedHost& operator=(const PlayedHost&) = delete;

  static PlayedHost& of(const fm_host* h) { return *static_cast<PlayedHost*>(h->context); }
  static void message(const fm_host* h, std::int32_t, const char* text) { of(h).said = text; }
  static void print(const fm_host* h, const char* text) { of(h).printed += text; }
  static const void* extension(const fm_host* h, const char* id) {
    static const fm_print table = {sizeof(fm_print), 0, print};
    return of(h).offers_print && std::string_view(id) == FM_PRINT_EXTENSION ? &table : nullptr;
  }

  bool offers_print;
  std::string said, printed;
  fm_host c = {sizeof(fm_host), 0, this, message, extension};
};

inline const fm_observer& table_of(const std::string& name) {
  void* const library = dlopen((PLUGINS "/" + name + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  REQUIRE(library);
  const auto entry = reinterpret_cast<const fm_library* (*)()>(dlsym(library, FM_ENTRY_SYMBOL));
  if (!entry) FAIL("no entry symbol");
  REQUIRE(entry()->descriptors[0]->kind == FM_KIND_OBSERVER);
  return *static_cast<const fm_observer*>(entry()->descriptors[0]->table);
}

inline constexpr std::array<const char*, 2> two_names = {"Nash", "Stackelberg"};
inline fm_experiment experiment_of(std::uint32_t terminal, std::uint32_t width,
                                   std::uint32_t color) {
  return {sizeof(fm_experiment),
          2,
          "duopoly",
          two_names.data(),
          4,
          1,
          50000,
          8,
          terminal,
          width,
          color,
          0};
}

// An observer created by the played host with one parameter.
class Played {
 public:
  Played(PlayedHost& host, const fm_observer& observer, fm_value value, fm_experiment experiment)
      : table(observer) {
    const fm_value* const pointer = &value;
    const fm_values values = {sizeof(fm_values), 1, &pointer};
    status = table.create(&host.c, &values, &experiment, &instance);
  }
  ~Played() {
    if (instance) table.destroy(instance);
  }
  Played(const Played&) = delete;
  Played& operator=(const Played&) = delete;

  const fm_observer& table;
  fm_observer_instance* instance = nullptr;
  fm_status status;
};

inline fm_value named(const char* name, std::int32_t type) {
  fm_value value{};
  value.struct_size = sizeof(fm_value);
  value.name = name;
  value.type = type;
  return value;
}

// A recorder that stores rows and returns paths in a folder.
struct PlayedRecorder {
  explicit PlayedRecorder(fs::path where) : folder(std::move(where)) {}
  PlayedRecorder(const PlayedRecorder&) = delete;
  PlayedRecorder& operator=(const PlayedRecorder&) = delete;

  static PlayedRecorder& of(const fm_recorder* r) {
    return *static_cast<PlayedRecorder*>(r->context);
  }
  static void metric(const fm_recorder*, std::uint32_t, std::uint64_t, const char*, double) {}
  static void trajectory(const fm_recorder* r, std::uint32_t replica, std::uint64_t step,
                         const double* x) {
    of(r).rows.push_back({static_cast<double>(replica), static_cast<double>(step), x[0], x[1]});
  }
  static const char* file(const fm_recorder* r, std::uint32_t replica, const char* name) {
    if (of(r).folder.empty()) return nullptr;
    of(r).paths.push_back((of(r).folder / (std::to_string(replica) + name)).string());
    return of(r).paths.back().c_str();
  }

  fs::path folder;
  std::deque<std::string> paths;
  std::vector<std::vector<double>> rows;
  fm_recorder c = {sizeof(fm_recorder), 0, this, metric, trajectory, file};
};

// Two coordinates, x = (step + replica / 1000, -step); replica r ends with step last[r].
struct PlayedBatch {
  explicit PlayedBatch(std::vector<std::uint64_t> last_steps)
      : last(std::move(last_steps)), replicates(last.size()), stride((last.size() + 7) / 8 * 8) {}

  fm_watch watch() const {
    return {sizeof(fm_watch),
            0,
            0,
            2,
            static_cast<std::uint32_t>(last.size()),
            2,
            dims.data(),
            domains.data(),
            replicates.data(),
            50000,
            nullptr,
            nullptr};
  }
  fm_status observe(const fm_observer& table, fm_observer_batch* batch, std::uint64_t step) const {
    std::vector<double> x(2 * stride);
    std::vector<std::uint8_t> active(last.size());
    for (std::size_t r = 0; r < last.size(); ++r) {
      x[r] = static_cast<double>(step) + static_cast<double>(r) / 1000;
      x[stride + r] = -static_cast<double>(step);
      active[r] = step <= last[r];
    }
    const fm_view view = {sizeof(fm_view), static_cast<std::uint32_t>(last.size()),
                          stride,          step,
                          x.data(),        active.data()};
    return table.observe(batch, &view);
  }

  std::vector<std::uint64_t> last;
  std::vector<std::uint32_t> replicates;
  std::uint64_t stride;
  std::array<std::uint32_t, 2> dims = {1, 1};
  std::array<fm_domain, 2> domains{};
};

struct Npy {
  std::string header;
  std::vector<std::uint64_t> cells;  // 8 bytes each, in the order of the file
};
inline Npy read_npy(const fs::path& file) {
  const std::string bytes = read_file(file);
  REQUIRE(bytes.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
  const std::size_t length =
      static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
  REQUIRE((10 + length) % 64 == 0);  // so that the data can be memory-mapped
  Npy npy{bytes.substr(10, length), std::vector<std::uint64_t>((bytes.size() - 10 - length) / 8)};
  std::memcpy(npy.cells.data(), bytes.data() + 10 + length, npy.cells.size() * 8);
  return npy;
}

}  // namespace firstmove::test

// Shared by the tests of manifests: manifests of fixtures, and the mistakes in a manifest.
#pragma once

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "manifest/manifest.hpp"
#include "support/support.hpp"

namespace firstmove::engine {}

namespace firstmove::manifest_test {
using namespace engine;

namespace fs = std::filesystem;
using Overrides = std::vector<std::string>;

inline const Catalog& catalog() {
  static const Catalog fixtures({FIXTURES});
  return fixtures;
}

// Limits the memory, so that an unchecked size ends in std::bad_alloc and does not fill the
// machine. Not with the address sanitizer, which needs more address space than any useful limit.
class MemoryLimit {
 public:
  MemoryLimit() {
    getrlimit(RLIMIT_AS, &before_);
#ifndef __SANITIZE_ADDRESS__
    rlimit limited = before_;
    limited.rlim_cur = std::min<rlim_t>(before_.rlim_max, rlim_t{1} << 30);
    setrlimit(RLIMIT_AS, &limited);
#endif
  }
  ~MemoryLimit() { setrlimit(RLIMIT_AS, &before_); }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

 private:
  rlimit before_{};
};

// A manifest in its own folder, with other files beside it: names and texts.
using Others = std::vector<std::pair<std::string, std::string>>;
class File {
 public:
  explicit File(const std::string& text, const Others& others = {}) {
    test::write_file(path(), text);
    for (const auto& [name, other] : others) {
      fs::create_directories((folder_ / name).parent_path());
      test::write_file(folder_ / name, other);
    }
  }
  fs::path path() const { return folder_ / "m.toml"; }
  // A text with the folder removed.
  std::string bare(std::string text) const {
    const std::string folder = folder_.path().string() + "/";
    for (std::size_t at; (at = text.find(folder)) != std::string::npos;)
      text.erase(at, folder.size());
    return text;
  }

 private:
  test::TempFolder folder_;
};

inline Manifest read(const std::string& text, const Overrides& overrides = {},
                     const Others& others = {}) {
  const File file(text, others);
  return read_manifest(file.path(), overrides, catalog());
}

inline ExperimentSpec read_one(const std::string& text, const Overrides& overrides = {},
                               const Others& others = {}) {
  const Manifest manifest = read(text, overrides, others);
  REQUIRE(manifest.variants.size() == 1);
  return manifest.variants.front().spec;
}

// Every mistake, one line each; places without the folder.
inline std::string mistakes_in(const std::string& text, const Overrides& overrides = {},
                               const Others& others = {}) {
  const File file(text, others);
  try {
    read_manifest(file.path(), overrides, catalog());
  } catch (const InputError& error) {
    std::string all;
    for (const Mistake& mistake : error.mistakes())
      all += (all.empty() ? "" : "\n") + file.bare(mistake.where + ": " + mistake.what);
    return all;
  }
  return "";
}

inline bool mentions(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE("not found: ", part, "\nin: ", text);
  return found;
}

inline const std::string head = R"([experiment]
name = "toy"
steps = 100
seeds = 3
)";
inline const std::string game = R"(
[game]
plugin = "manifest-game"
)";
inline const std::string learner = R"(
[[learner]]
name = "descent"
rule = "manifest-descent"
step = 0.1
)";
inline const std::string plain = head + game + learner;

// The manifest `plain` with one more line under [experiment], at line 5, column 1; the same under
// [[learner]].
inline std::string with_experiment(const std::string& line) {
  return head + line + "\n" + game + learner;
}
inline std::string with_learner(const std::string& line) { return plain + line + "\n"; }
// The manifest `plain` with another step in the learner's last line, line 12.
inline std::string with_step(const std::string& step) {
  return head + game +
         "\n[[learner]]\nname = \"descent\"\nrule = \"manifest-descent\"\nstep = " + step;
}

inline std::vector<double> numbers(const fm_value& value) {
  return {value.reals, value.reals + value.length};
}

using List = std::vector<double>;

}  // namespace firstmove::manifest_test

// The common part of all plugins in C++: the description, the parameters, and the conversion of
// exceptions to a status and a message, since no exception may cross the ABI.
#pragma once

#include <firstmove/abi.h>

#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace firstmove {

// Throw it to refuse a configuration: what() is the message that the author of the manifest reads.
struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The host refused a request of the plugin; the host already has the message.
struct HostRefused {
  fm_status status;
};

// ---- Declaring parameters ----

// One parameter of a plugin. Created by boolean(), integer(), real(), text(), reals() below and
// refined by chained calls: real("eta").at_least(0).otherwise("1.0").doc("regularization").
class Parameter {
 public:
  Parameter(std::string name, std::int32_t type, std::uint32_t rank = 0)
      : name_(std::move(name)), type_(type), rank_(rank) {}

  Parameter& doc(std::string text) { return doc_ = std::move(text), *this; }
  // The default, as a TOML value. Without otherwise() or optional() the manifest must give the
  // parameter.
  Parameter& otherwise(std::string toml) {
    return default_ = std::move(toml), has_default_ = true, *this;
  }
  Parameter& optional() { return optional_ = true, *this; }
  // For an array, the bounds apply to each number.
  Parameter& at_least(double bound) { return minimum_ = bound, *this; }
  Parameter& at_most(double bound) { return maximum_ = bound, *this; }
  Parameter& above(double bound) { return minimum_ = bound, minimum_open_ = true, *this; }
  Parameter& below(double bound) { return maximum_ = bound, maximum_open_ = true, *this; }
  Parameter& one_of(std::vector<std::string> texts) { return choices_ = std::move(texts), *this; }

  // The C form; lives as long as this object. Call it only after the last change.
  const fm_parameter* c() {
    for (const std::string& choice : choices_) choice_pointers_.push_back(choice.c_str());
    choice_pointers_.push_back(nullptr);
    c_ = {sizeof(fm_parameter),
          type_,
          rank_,
          !has_default_ && !optional_,
          name_.c_str(),
          doc_.c_str(),
          has_default_ ? default_.c_str() : nullptr,
          minimum_,
          maximum_,
          minimum_open_,
          maximum_open_,
          choices_.empty() ? nullptr : choice_pointers_.data()};
    return &c_;
  }

 private:
  std::string name_, doc_, default_;
  std::int32_t type_;
  std::uint32_t rank_;
  bool has_default_ = false, optional_ = false, minimum_open_ = false, maximum_open_ = false;
  double minimum_ = -std::numeric_limits<double>::infinity();
  double maximum_ = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices_;
  std::vector<const char*> choice_pointers_;
  fm_parameter c_{};
};

inline Parameter boolean(std::string name) { return {std::move(name), FM_TYPE_BOOL}; }
inline Parameter integer(std::string name) { return {std::move(name), FM_TYPE_INTEGER}; }
inline Parameter real(std::string name) { return {std::move(name), FM_TYPE_REAL}; }
inline Parameter text(std::string name) { return {std::move(name), FM_TYPE_STRING}; }
// An array of reals: rank 1 is a list, 2 a matrix (a list of rows), 3 a list of matrices.
inline Parameter reals(std::string name, std::uint32_t rank = 1) {
  return {std::move(name), FM_TYPE_REALS, rank};
}

// The description of a plugin.
struct Info {
  std::string id;       // the plugin's name in manifests, and of its file ID.so
  std::string version;  // of the plugin
  std::string summary;  // one line
  std::string authors;
  std::string licence;  // SPDX
  std::string citation;
  std::vector<Parameter> parameters;
};

// ---- Reading parameters ----

// An array parameter: its elements, last index fastest.
struct Array {
  std::span<const double> values;
  std::vector<std::size_t> shape;
};

// The values of an instance's parameters, by name. Valid only during the call: copy what you keep.
class Values {
 public:
  explicit Values(const fm_values* values) : values_(*values) {}

  bool has(std::string_view name) const { return at(name).type != FM_TYPE_NONE; }
  bool boolean(std::string_view name) const { return at(name, FM_TYPE_BOOL).integer != 0; }
  std::int64_t integer(std::string_view name) const { return at(name, FM_TYPE_INTEGER).integer; }
  double real(std::string_view name) const { return at(name, FM_TYPE_REAL).real; }
  std::string text(std::string_view name) const { return at(name, FM_TYPE_STRING).string; }
  std::vector<double> reals(std::string_view name) const {
    const fm_value& value = at(name, FM_TYPE_REALS);
    return {value.reals, value.reals + value.length};
  }
  Array array(std::string_view name) const {
    const fm_value& value = at(name, FM_TYPE_REALS);
    return {{value.reals, value.length}, {value.shape, value.shape + value.rank}};
  }
  // A matrix of a required size, row by row.
  std::vector<double> matrix(std::string_view name, std::size_t rows, std::size_t columns) const {
    const Array given = array(name);
    if (given.shape[0] != rows || given.shape[1] != columns)
      throw Refusal("'" + std::string(name) + "' needs " + std::to_string(rows) + " rows of " +
                    std::to_string(columns) + " numbers, and has " +
                    std::to_string(given.shape[0]) + " of " + std::to_string(given.shape[1]));
    return {given.values.begin(), given.values.end()};
  }
  // A list of counts, such as the number of coordinates of each player.
  std::vector<std::size_t> counts(std::string_view name) const {
    std::vector<std::size_t> whole;
    for (const double number : reals(name)) {
      if (!(number >= 0 && number <= 1e9) || number != std::floor(number))
        throw Refusal("'" + std::string(name) + "' needs whole numbers from 0 to 1e9");
      whole.push_back(static_cast<std::size_t>(number));
    }
    return whole;
  }

 private:
  const fm_value& at(std::string_view name) const {
    for (std::uint32_t i = 0; i < values_.count; ++i)
      if (name == values_.values[i]->name) return *values_.values[i];
    throw std::logic_error("the plugin reads a parameter that it does not declare: '" +
                           std::string(name) + "'");
  }
  const fm_value& at(std::string_view name, std::int32_t type) const {
    const fm_value& value = at(name);
    if (value.type == FM_TYPE_NONE)
      throw std::logic_error("the plugin reads the parameter '" + std::string(name) +
                             "', which is not given; call has() first");
    if (value.type != type)
      throw std::logic_error("the plugin reads the parameter '" + std::string(name) +
                             "' with a type that it does not declare");
    return value;
  }

  const fm_values& values_;
};

// ---- The ABI boundary ----

// Runs `body` and converts an exception to a status and a message: none may cross the ABI.
template <class Body>
fm_status at_border(const fm_host* host, Body&& body) noexcept {
  const auto say = [host](const char* text) { host->message(host, FM_LEVEL_ERROR, text); };
  try {
    body();
    return FM_OK;
  } catch (const HostRefused& refused) {
    return refused.status;
  } catch (const Refusal& refusal) {
    say(refusal.what());
    return FM_UNSUPPORTED;
  } catch (const std::exception& error) {
    say(error.what());
    return FM_FAILED;
  } catch (...) {
    say("the plugin threw an exception that is not a std::exception");
    return FM_FAILED;
  }
}

// The C form of a plugin type P, which has `static Info info()`; created once, never freed.
template <class P>
const fm_descriptor* descriptor_of(std::int32_t kind, const void* table) {
  struct Kept {
    Info info = P::info();
    std::vector<const fm_parameter*> parameters;
    fm_descriptor c{};
  };
  // Never destroyed: the host may read it until the end of the process.
  static const Kept& kept = *[kind, table] {
    auto* made = new Kept;
    for (Parameter& parameter : made->info.parameters) made->parameters.push_back(parameter.c());
    const Info& info = made->info;
    made->c = {sizeof(fm_descriptor),
               kind,
               info.id.c_str(),
               info.version.c_str(),
               info.summary.c_str(),
               info.authors.c_str(),
               info.licence.c_str(),
               info.citation.c_str(),
               static_cast<std::uint32_t>(made->parameters.size()),
               0,
               made->parameters.data(),
               table};
    return made;
  }();
  return &kept.c;
}

// The library table over plugin adapters (GamePlugin<G>, LearnerPlugin<L>, ObserverPlugin<O>).
template <class... Adapters>
const fm_library* library_of() noexcept {
  static const fm_descriptor* const descriptors[] = {Adapters::descriptor()...};
  static const fm_library library = {sizeof(fm_library), FM_ABI_MAJOR, FM_ABI_MINOR,
                                     sizeof...(Adapters), descriptors};
  return &library;
}

}  // namespace firstmove

// Makes this library a firstmove plugin. Use it once per library, in one source file, at global
// scope:
// FIRSTMOVE_LIBRARY(firstmove::GamePlugin<Duopoly>, firstmove::GamePlugin<Cournot>).
#define FIRSTMOVE_LIBRARY(...)                                     \
  extern "C" FM_EXPORT const fm_library* firstmove_library(void) { \
    return firstmove::library_of<__VA_ARGS__>();                   \
  }

#include "plugin/parameters.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "base/toml_reader.hpp"

namespace firstmove::engine {

struct Parameters::Storage {
  struct Kept {
    std::string name, text;
    std::vector<double> reals;
    fm_value c{};
  };
  std::deque<Kept> kept;  // a deque, so that pointers into it stay valid
  std::vector<const fm_value*> pointers;
  fm_values c{sizeof(fm_values), 0, nullptr};
  toml::table toml;
};

namespace {

const char* what_is(const fm_parameter& p) {
  switch (p.type) {
    case FM_TYPE_BOOL:
      return "true or false";
    case FM_TYPE_INTEGER:
      return "an integer";
    case FM_TYPE_REAL:
      return "a finite number";
    case FM_TYPE_STRING:
      return "a string";
    default:
      return p.rank == 1   ? "a list of finite numbers"
             : p.rank == 2 ? "a list of rows of finite numbers, all of one length"
                           : "a list of matrices, all of one size";
  }
}

std::string range(const fm_parameter& p) {
  std::string text;
  if (std::isfinite(p.minimum))
    text += fmt::format("{} {}", p.minimum_open ? "above" : "at least", p.minimum);
  if (std::isfinite(p.maximum))
    text += fmt::format("{}{} {}", text.empty() ? "" : " and ",
                        p.maximum_open ? "below" : "at most", p.maximum);
  return text;
}

bool in_range(const fm_parameter& p, double value) {
  return (p.minimum_open ? value > p.minimum : value >= p.minimum) &&
         (p.maximum_open ? value < p.maximum : value <= p.maximum);
}

// Reads an array of a rank; false if it is ragged or empty, or an element is not a finite number.
bool read_array(const toml::node& node, std::uint32_t rank, std::vector<double>& values,
                std::uint64_t* shape, bool first) {
  if (rank == 0) {
    const std::optional<double> value = as_real(node);
    if (value) values.push_back(*value);
    return value.has_value();
  }
  const toml::array* array = node.as_array();
  if (!array || array->empty()) return false;
  if (first) shape[0] = array->size();
  if (shape[0] != array->size()) return false;
  for (std::size_t i = 0; i < array->size(); ++i)
    if (!read_array(*array->get(i), rank - 1, values, shape + 1, first && i == 0)) return false;
  return true;
}

class Binder {
 public:
  Binder(std::string owner, std::vector<Mistake>& mistakes)
      : owner_(std::move(owner)), mistakes_(mistakes) {}

  // Fills value, text and reals from a node; adds a mistake if it does not fit the parameter.
  void bind(const fm_parameter& p, const toml::node& node, fm_value& value, std::string& text,
            std::vector<double>& reals) {
    value.type = p.type;
    if (!fits(p, node, value, text, reals))
      return mistake(
          p, node,
          fmt::format("must be {}, and is {}: {}", what_is(p), type_of(node), shown(node)));
    const auto outside = [&p](double v) { return !in_range(p, v); };
    if (const bool number = p.type == FM_TYPE_INTEGER || p.type == FM_TYPE_REAL;
        (number && outside(value.real)) || std::any_of(reals.begin(), reals.end(), outside))
      return mistake(p, node, fmt::format("must be {}, and is {}", range(p), shown(node)));
    if (p.type == FM_TYPE_STRING && p.choices) {
      std::vector<std::string> choices;
      for (const char* const* c = p.choices; *c; ++c) choices.emplace_back(*c);
      if (std::find(choices.begin(), choices.end(), text) == choices.end())
        mistake(p, node, fmt::format("cannot be '{}'{}", text, did_you_mean(text, choices)));
    }
  }

 private:
  static bool fits(const fm_parameter& p, const toml::node& node, fm_value& value,
                   std::string& text, std::vector<double>& reals) {
    switch (p.type) {
      case FM_TYPE_BOOL:
        if (!node.is_boolean()) return false;
        value.integer = node.as_boolean()->get();
        return true;
      case FM_TYPE_INTEGER:
        if (!node.is_integer()) return false;
        value.integer = node.as_integer()->get();
        value.real = static_cast<double>(value.integer);
        return true;
      case FM_TYPE_REAL: {
        const std::optional<double> real = as_real(node);
        if (real) value.real = *real;
        return real.has_value();
      }
      case FM_TYPE_STRING:
        if (!node.is_string()) return false;
        text = node.as_string()->get();
        return true;
      default:
        value.rank = p.rank;
        return read_array(node, p.rank, reals, value.shape, true);
    }
  }

  void mistake(const fm_parameter& p, const toml::node& node, const std::string& what) {
    mistakes_.push_back(
        {where(node), fmt::format("parameter '{}' of {} {} ({})", p.name, owner_, what, p.doc)});
  }

  std::string owner_;
  std::vector<Mistake>& mistakes_;
};

}  // namespace

Parameters::Parameters(const fm_descriptor& descriptor, const toml::table* given,
                       const std::string& owner, std::vector<Mistake>& mistakes) {
  auto storage = std::make_shared<Storage>();
  Binder binder(owner, mistakes);
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < descriptor.parameter_count; ++i) {
    const fm_parameter& p = *descriptor.parameters[i];
    names.emplace_back(p.name);
    Storage::Kept& kept = storage->kept.emplace_back();
    kept.name = p.name;
    kept.c.struct_size = sizeof(fm_value);
    const toml::node* node = given ? given->get(p.name) : nullptr;
    toml::table defaults;
    if (!node && p.default_value) {
      try {
        defaults = toml::parse("value = " + std::string(p.default_value),
                               fmt::format("default of {}", owner));
        node = defaults.get("value");
      } catch (const toml::parse_error&) {
        mistakes.push_back(
            {"", fmt::format("{} declares a default for '{}' that is not valid TOML: {}", owner,
                             p.name, p.default_value)});
      }
    }
    if (node) {
      binder.bind(p, *node, kept.c, kept.text, kept.reals);
      storage->toml.insert(p.name, *node);
    } else if (p.required) {
      mistakes.push_back({given ? where(*given) : "",
                          fmt::format("{} needs parameter '{}' ({})", owner, p.name, p.doc)});
    }
    kept.c.name = kept.name.c_str();
    kept.c.string = kept.text.c_str();
    kept.c.reals = kept.reals.data();
    kept.c.length = kept.reals.size();
    storage->pointers.push_back(&kept.c);
  }
  if (given)
    for (const auto& [key, node] : *given)
      if (const std::string name(key.str());
          std::find(names.begin(), names.end(), name) == names.end())
        mistakes.push_back({where(node), fmt::format("{} has no parameter '{}'{}", owner, name,
                                                     did_you_mean(name, names))});
  storage->c.count = static_cast<std::uint32_t>(storage->pointers.size());
  storage->c.values = storage->pointers.data();
  storage_ = std::move(storage);
}

Parameters::Parameters(const toml::table& given) {
  auto storage = std::make_shared<Storage>();
  storage->toml = given;
  storage_ = std::move(storage);
}

const fm_values& Parameters::values() const {
  static const fm_values none = {sizeof(fm_values), 0, nullptr};
  return storage_ ? storage_->c : none;
}

toml::table Parameters::to_toml() const { return storage_ ? storage_->toml : toml::table(); }

}  // namespace firstmove::engine

#include "check/parameter_check.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>
#include <random>
#include <sstream>

#include "base/toml_reader.hpp"
#include "check/call.hpp"

namespace firstmove::engine::checks {
namespace {

double clamped(const fm_parameter& p, double value) {
  const auto inside = [](double bound, double towards) {
    return bound + (towards - bound) * (std::isfinite(towards) ? 1e-3 : 0) +
           (std::isfinite(towards) ? 0
                                   : (towards > 0 ? 1e-3 : -1e-3) * std::max(1.0, std::abs(bound)));
  };
  if (value <= p.minimum) value = p.minimum_open ? inside(p.minimum, p.maximum) : p.minimum;
  if (value >= p.maximum) value = p.maximum_open ? inside(p.maximum, p.minimum) : p.maximum;
  return value;
}

// Numbers that the schema allows: its bounds, common and extreme values, and some random ones.
std::vector<double> numbers(const fm_parameter& p, std::mt19937_64& generator) {
  std::vector<double> values;
  for (const double v : {p.minimum, p.maximum, 0.0, 1.0, -1.0, 2.0, 3.0, 0.5, 17.0, 1e-300, 1e300})
    if (std::isfinite(v)) values.push_back(clamped(p, v));
  const double lower = std::isfinite(p.minimum) ? p.minimum : std::min(-10.0, p.maximum - 20);
  const double upper = std::isfinite(p.maximum) ? p.maximum : std::max(10.0, p.minimum + 20);
  std::uniform_real_distribution<double> draw(lower, upper);
  for (int n = 0; n < 4; ++n) values.push_back(clamped(p, draw(generator)));
  return values;
}

std::string list_of(const fm_parameter& p, std::uint32_t rank, std::size_t length,
                    std::mt19937_64& generator) {
  if (rank == 0) {
    std::uniform_real_distribution<double> draw(-2, 2);
    return real_text(clamped(p, draw(generator)));
  }
  std::string text;
  for (std::size_t n = 0; n < length; ++n)
    text += (n == 0 ? "" : ", ") + list_of(p, rank - 1, length, generator);
  return "[" + text + "]";
}

// Values to try for a parameter, as TOML.
std::vector<std::string> candidates(const fm_parameter& p, std::mt19937_64& generator) {
  std::vector<std::string> all;
  switch (p.type) {
    case FM_TYPE_BOOL:
      return {"true", "false"};
    case FM_TYPE_INTEGER:
      for (const double v : numbers(p, generator))
        if (std::abs(v) <= 0x1p62 && std::round(v) >= p.minimum && std::round(v) <= p.maximum)
          all.push_back(fmt::format("{}", static_cast<std::int64_t>(std::round(v))));
      return all;
    case FM_TYPE_REAL:
      for (const double v : numbers(p, generator)) all.push_back(real_text(v));
      return all;
    case FM_TYPE_STRING:
      for (const char* const* choice = p.choices; choice && *choice; ++choice)
        all.push_back(toml_text(toml::value<std::string>(*choice)));
      if (!p.choices) all = {"\"\"", "\"x\"", "\"/nowhere/at all\"", "\"\\u00e4%s%n\""};
      return all;
    default:
      for (const std::size_t length : {1u, 2u, 3u, 4u})
        all.push_back(list_of(p, p.rank, length, generator));
      return all;
  }
}

}  // namespace

Answer check_parameters(const CheckedPlugin& subject,
                        const std::function<std::string(const Parameters&)>& make) {
  const fm_descriptor& d = subject.descriptor();
  std::mt19937_64 generator(1);
  std::size_t accepted = 0, refused = 0;
  const auto attempt = [&](const toml::table& table, const std::string& said) {
    std::vector<Mistake> mistakes;
    const Parameters params(d, &table, "the plugin", mistakes);
    if (!mistakes.empty()) return;
    std::string refusal;
    try {
      refusal = make(params);
    } catch (const Failed& failed) {
      throw Failed(fmt::format("with {}: {}", said, failed.what()), failed.fault);
    }
    ++(refusal.empty() ? accepted : refused);
  };
  for (std::uint32_t i = 0; i < d.parameter_count; ++i) {
    const fm_parameter& p = *d.parameters[i];
    for (const std::string& value : candidates(p, generator)) {
      toml::table table = subject.params.to_toml();
      toml::table one;
      const std::string said = fmt::format("{} = {}", p.name, value);
      try {
        one = toml::parse(said);
      } catch (const toml::parse_error&) {
        continue;
      }
      table.insert_or_assign(p.name, *one.get(p.name));
      note("create(.. with {}) or a call after it", said);
      attempt(table, said);
    }
  }
  for (int n = 0; n < 8 && d.parameter_count > 1; ++n) {
    toml::table table = subject.params.to_toml();
    std::string said;
    for (std::uint32_t i = 0; i < d.parameter_count; ++i) {
      const fm_parameter& p = *d.parameters[i];
      const std::vector<std::string> values = candidates(p, generator);
      if (values.empty()) continue;
      const std::string pair = fmt::format("{} = {}", p.name, values[generator() % values.size()]);
      try {
        table.insert_or_assign(p.name, *toml::parse(pair).get(p.name));
        said += (said.empty() ? "" : ", ") + pair;
      } catch (const toml::parse_error&) {
      }
    }
    note("create(.. with {}) or a call after it", said);
    attempt(table, said);
  }
  if (d.parameter_count == 0) return passed("the plugin has no parameters");
  return passed(
      fmt::format("{} parameters: of {} combinations that the schema allows, {} are accepted "
                  "and {} refused with an error message",
                  d.parameter_count, accepted + refused, accepted, refused));
}

}  // namespace firstmove::engine::checks

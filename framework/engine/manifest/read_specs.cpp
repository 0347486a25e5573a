#include "manifest/read_specs.hpp"

#include <spdlog/fmt/fmt.h>

#include "manifest/read_choice.hpp"

namespace firstmove::engine {
namespace {

toml::array list(const std::vector<double>& values) {
  toml::array array;
  for (const double value : values) array.push_back(value);
  return array;
}

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

}  // namespace

std::optional<StepSpec> read_step(const toml::node& node, TableReader& in) {
  if (const auto constant = as_real(node)) {
    const ManifestKey& step = manifest_table("learner").at("step");
    if (step.accepts(*constant)) return ConstantStep{*constant};
    in.mistake(node, fmt::format("step must be {}; it is {}", bounds_text(step), shown(node)));
    return std::nullopt;
  }
  const auto choice = read_choice(node, manifest_table("step"), in);
  const auto values = choice ? values_of(*choice, in) : std::nullopt;
  if (!values) return std::nullopt;
  const std::string_view kind = choice->kind->key;
  if (kind == "constant") return ConstantStep{values->front()};
  if (kind == "power") return PowerStep{values->front(), values->back()};
  if (kind == "exponential") return ExponentialStep{values->front(), values->back()};
  return ListedSteps{*values};
}

std::optional<CadenceSpec> read_cadence(const toml::node& node, TableReader& in) {
  const auto choice = read_choice(node, manifest_table("every"), in);
  if (!choice || !values_of(*choice, in)) return std::nullopt;
  const auto n = static_cast<std::uint64_t>(choice->value->as_integer()->get());
  if (choice->kind->key == "steps") return EveryStep{n};
  return LogSteps{n};
}

toml::table to_toml(const StepSpec& spec) {
  return std::visit(Overloaded{[](const ConstantStep& s) {
                                 return toml::table{{"constant", s.gamma}};
                               },
                               [](const PowerStep& s) {
                                 return toml::table{{"power", list({s.gamma, s.exponent})}};
                               },
                               [](const ExponentialStep& s) {
                                 return toml::table{{"exponential", list({s.gamma, s.factor})}};
                               },
                               [](const ListedSteps& s) {
                                 return toml::table{{"list", list(s.gammas)}};
                               }},
                    spec);
}

toml::table to_toml(const CadenceSpec& spec) {
  return std::visit(Overloaded{[](const EveryStep& s) {
                                 return toml::table{{"steps", static_cast<std::int64_t>(s.steps)}};
                               },
                               [](const LogSteps& s) {
                                 return toml::table{{"log", static_cast<std::int64_t>(s.points)}};
                               }},
                    spec);
}

}  // namespace firstmove::engine

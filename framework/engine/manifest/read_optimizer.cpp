#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "manifest/key_reader.hpp"
#include "manifest/read_choice.hpp"
#include "manifest/read_specs.hpp"

namespace firstmove::engine {
namespace {

std::optional<OptimizerSpec> read_adam(const toml::table& table, TableReader& in) {
  const std::size_t before = in.mistakes().size();
  KeyReader reader(table, manifest_table("optimizer.adam"), in.mistakes());
  AdamOptimizer adam;
  adam.beta1 = reader.number_at("beta1").value_or(adam.beta1);
  adam.beta2 = reader.number_at("beta2").value_or(adam.beta2);
  adam.epsilon = reader.number_at("epsilon").value_or(adam.epsilon);
  reader.refuse_unknown_keys();
  return in.mistakes().size() == before ? std::optional<OptimizerSpec>(adam) : std::nullopt;
}

std::optional<OptimizerSpec> read_rmsprop(const toml::table& table, TableReader& in) {
  const std::size_t before = in.mistakes().size();
  KeyReader reader(table, manifest_table("optimizer.rmsprop"), in.mistakes());
  RmsPropOptimizer rmsprop;
  rmsprop.decay = reader.number_at("decay").value_or(rmsprop.decay);
  rmsprop.epsilon = reader.number_at("epsilon").value_or(rmsprop.epsilon);
  reader.refuse_unknown_keys();
  return in.mistakes().size() == before ? std::optional<OptimizerSpec>(rmsprop) : std::nullopt;
}

struct OptimizerToToml {
  toml::table& into;
  void operator()(const PlainOptimizer&) const { into.insert("optimizer", "plain"); }
  void operator()(const MomentumOptimizer& o) const { put("momentum", o.beta); }
  void operator()(const AdamOptimizer& o) const {
    put("adam", toml::table{{"beta1", o.beta1}, {"beta2", o.beta2}, {"epsilon", o.epsilon}});
  }
  void operator()(const RmsPropOptimizer& o) const {
    put("rmsprop", toml::table{{"decay", o.decay}, {"epsilon", o.epsilon}});
  }

  template <class Value>
  void put(const char* kind, Value&& value) const {
    into.insert("optimizer", toml::table{{kind, std::forward<Value>(value)}});
  }
};

}  // namespace

OptimizerSpec default_optimizer(const std::string& kind) {
  const auto number = [&kind](const char* key) { return default_number("optimizer." + kind, key); };
  if (kind == "adam") return AdamOptimizer{number("beta1"), number("beta2"), number("epsilon")};
  if (kind == "momentum") return MomentumOptimizer{default_number("optimizer", "momentum")};
  if (kind == "rmsprop") return RmsPropOptimizer{number("decay"), number("epsilon")};
  return PlainOptimizer{};
}

std::optional<OptimizerSpec> read_optimizer(const toml::node& node, TableReader& in) {
  if (const auto* name = node.as_string()) {
    const auto names = manifest_table("learner").at("optimizer").words();
    if (std::find(names.begin(), names.end(), name->get()) != names.end())
      return default_optimizer(name->get());
    in.mistake(node, fmt::format("optimizer has no kind '{}'{}", name->get(),
                                 did_you_mean(name->get(), names)));
    return std::nullopt;
  }
  const auto choice = read_choice(node, manifest_table("optimizer"), in);
  if (!choice) return std::nullopt;
  if (choice->kind->key == "momentum") {
    const auto beta = values_of(*choice, in);
    return beta ? std::optional<OptimizerSpec>(MomentumOptimizer{beta->front()}) : std::nullopt;
  }
  const toml::table* table = in.table(choice->value);
  if (!table) return std::nullopt;
  return choice->kind->key == "adam" ? read_adam(*table, in) : read_rmsprop(*table, in);
}

void insert_optimizer(toml::table& into, const OptimizerSpec& spec) {
  std::visit(OptimizerToToml{into}, spec);
}

}  // namespace firstmove::engine

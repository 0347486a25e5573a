#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "manifest/read_choice.hpp"
#include "manifest/read_specs.hpp"

namespace firstmove::engine {
namespace {

const Kinds optimizer_kinds = {"plain", "momentum", "adam", "rmsprop"};

std::optional<OptimizerSpec> read_adam(const toml::node& whole, const toml::table& table,
                                       TableReader& in) {
  TableReader reader(table, "optimizer 'adam'", in.mistakes());
  AdamOptimizer adam;
  adam.beta1 = reader.real(reader.find("beta1")).value_or(adam.beta1);
  adam.beta2 = reader.real(reader.find("beta2")).value_or(adam.beta2);
  adam.epsilon = reader.real(reader.find("epsilon")).value_or(adam.epsilon);
  reader.refuse_unknown_keys();
  if (adam.beta1 >= 0 && adam.beta1 < 1 && adam.beta2 >= 0 && adam.beta2 < 1 && adam.epsilon > 0)
    return adam;
  in.mistake(whole,
             fmt::format("adam needs beta1 and beta2 in [0, 1) and epsilon above 0; it is {}",
                         shown(whole)));
  return std::nullopt;
}

std::optional<OptimizerSpec> read_rmsprop(const toml::node& whole, const toml::table& table,
                                          TableReader& in) {
  TableReader reader(table, "optimizer 'rmsprop'", in.mistakes());
  RmsPropOptimizer rmsprop;
  rmsprop.decay = reader.real(reader.find("decay")).value_or(rmsprop.decay);
  rmsprop.epsilon = reader.real(reader.find("epsilon")).value_or(rmsprop.epsilon);
  reader.refuse_unknown_keys();
  if (rmsprop.decay >= 0 && rmsprop.decay < 1 && rmsprop.epsilon > 0) return rmsprop;
  in.mistake(whole, fmt::format("rmsprop needs a decay in [0, 1) and epsilon above 0; it is {}",
                                shown(whole)));
  return std::nullopt;
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
  if (kind == "adam") return AdamOptimizer{};
  if (kind == "momentum") return MomentumOptimizer{};
  if (kind == "rmsprop") return RmsPropOptimizer{};
  return PlainOptimizer{};
}

std::optional<OptimizerSpec> read_optimizer(const toml::node& node, TableReader& in) {
  if (const auto* name = node.as_string()) {
    if (std::find(optimizer_kinds.begin(), optimizer_kinds.end(), name->get()) !=
        optimizer_kinds.end())
      return default_optimizer(name->get());
    in.mistake(node, fmt::format("optimizer has no kind '{}'{}", name->get(),
                                 did_you_mean(name->get(), optimizer_kinds)));
    return std::nullopt;
  }
  const auto choice = read_choice(node, "optimizer", {"momentum", "adam", "rmsprop"}, in);
  if (!choice) return std::nullopt;
  if (choice->kind == "momentum") {
    const auto beta = as_real(*choice->node);
    if (beta && *beta > -1 && *beta < 1) return MomentumOptimizer{*beta};
    in.mistake(node, fmt::format("optimizer {{ momentum = b }} needs b in (-1, 1); it is {}",
                                 shown(node)));
    return std::nullopt;
  }
  const toml::table* table = in.table(choice->node);
  if (!table) return std::nullopt;
  return choice->kind == "adam" ? read_adam(node, *table, in) : read_rmsprop(node, *table, in);
}

void insert_optimizer(toml::table& into, const OptimizerSpec& spec) {
  std::visit(OptimizerToToml{into}, spec);
}

}  // namespace firstmove::engine

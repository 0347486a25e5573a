// The small specifications of a manifest (steps, noise, optimizers, starts, cadences), read from
// TOML and written back.
#pragma once

#include <optional>

#include "base/toml_reader.hpp"
#include "game/game.hpp"
#include "spec/specs.hpp"

namespace firstmove::engine {

// Each reads one node; returns nothing, with a mistake added to `in`, if it cannot be used.
std::optional<StepSpec> read_step(const toml::node& node, TableReader& in);
std::optional<NoiseSpec> read_noise(const toml::node& node, TableReader& in);
std::optional<OptimizerSpec> read_optimizer(const toml::node& node, TableReader& in);
std::optional<StartSpec> read_start(const toml::node& node, const Shape& shape, TableReader& in);
std::optional<CadenceSpec> read_cadence(const toml::node& node, TableReader& in);

toml::table to_toml(const StepSpec& spec);
toml::table to_toml(const StartSpec& spec);
toml::table to_toml(const CadenceSpec& spec);
void insert_noise(toml::table& into, const NoiseSpec& spec);
void insert_optimizer(toml::table& into, const OptimizerSpec& spec);
// The optimizer that a manifest names without numbers: "adam".
OptimizerSpec default_optimizer(const std::string& kind);

}  // namespace firstmove::engine

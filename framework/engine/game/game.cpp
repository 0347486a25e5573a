#include "game/game.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <cmath>
#include <numeric>
#include <sstream>

#include "base/clean_text.hpp"
#include "call/task.hpp"
#include "game/graph_game.hpp"
#include "game/shape_check.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {
namespace {

constexpr std::uint32_t most_players = 1024;
// Of a joint action: a number larger than any that a computer can play is a mistake.
constexpr std::uint64_t most_coordinates = 1'000'000;

void require_sound_names(const fm_metrics& metrics, const std::string& id) {
  if (!FM_HAS(&metrics, fm_metrics, names) || (metrics.count > 0 && !metrics.names))
    throw PluginFailure(
        FM_INVALID, fmt::format("the game '{}' gives fm_metrics without the names of metrics", id));
  for (std::uint32_t m = 0; m < metrics.count; ++m)
    if (const std::string fault = fault_of_name(metrics.names[m] ? metrics.names[m] : "");
        !fault.empty())
      throw PluginFailure(
          FM_INVALID,
          fmt::format("the game '{}' has a metric (number {}) whose name {}", id, m, fault));
}

}  // namespace

Shape checked_shape(const fm_shape* given, const std::string& id) {
  const auto refuse = [&id](const std::string& why) {
    throw PluginFailure(FM_INVALID,
                        fmt::format("the game '{}' gives an unusable shape: {}", id, why));
  };
  if (!given || given->struct_size < sizeof(fm_shape)) refuse("it is missing, or too small");
  if (given->players < 1 || given->players > most_players || !given->dims || !given->domains)
    refuse("it needs 1 to 1024 players, with their dimensions and domains");
  Shape shape;
  shape.dims.assign(given->dims, given->dims + given->players);
  shape.offsets.push_back(0);
  const std::uint64_t coordinates =
      std::accumulate(shape.dims.begin(), shape.dims.end(), std::uint64_t{0});
  if (coordinates > most_coordinates)
    refuse(fmt::format("it has {} coordinates, and may have at most {}", coordinates,
                       most_coordinates));
  for (const std::uint32_t d : shape.dims) {
    if (d == 0) refuse("a player without coordinates");
    shape.offsets.push_back(shape.offsets.back() + d);
  }
  shape.domains.assign(given->domains, given->domains + shape.coordinates());
  for (const fm_domain& domain : shape.domains) {
    if (domain.kind < FM_DOMAIN_REAL || domain.kind > FM_DOMAIN_PERIODIC)
      refuse("a domain of a kind that this version of firstmove does not know");
    if (domain.kind == FM_DOMAIN_BOX && !(domain.lower <= domain.upper))
      refuse("a box whose lower end is above its upper end");
    if (domain.kind == FM_DOMAIN_PERIODIC &&
        !(domain.lower < domain.upper && std::isfinite(domain.upper - domain.lower)))
      refuse("a circle without a finite, positive length");
  }
  if (given->start_lower && given->start_upper) {
    shape.start_lower.assign(given->start_lower, given->start_lower + shape.coordinates());
    shape.start_upper.assign(given->start_upper, given->start_upper + shape.coordinates());
  }
  return shape;
}

Game::Game(const Plugin& plugin, const Parameters& params, const Teams& teams)
    : id_(plugin.descriptor->id),
      table_(teams.empty() ? &plugin.game() : &team_table()),
      host_(plugin.descriptor->id) {
  if (teams.empty())
    host_.call("create", "create the game",
               [&] { return table_->create(host_.get(), &params.values(), &instance_); });
  else
    instance_ = make_team_game(host_.get(), std::make_unique<Game>(plugin, params), teams);
  try {
    if (fm_game_instance* const graph = make_graph_game(host_, *table_, instance_, id_)) {
      instance_ = graph;
      table_ = &graph_table();
    }
    shape_ = checked_shape(host_.ask("shape", [&] { return table_->shape(instance_); }), id_);
    metrics_ = static_cast<const fm_metrics*>(extension(FM_METRICS_EXTENSION));
    if (metrics_) require_sound_names(*metrics_, id_);
    enclosure_ = static_cast<const fm_enclosure*>(extension(FM_ENCLOSURE_EXTENSION));
    const auto* const drawn = static_cast<const fm_stochastic*>(extension(FM_STOCHASTIC_EXTENSION));
    stochastic_ = drawn && FM_HAS(drawn, fm_stochastic, draws) && drawn->draws != 0;
  } catch (...) {
    destroy();
    throw;
  }
}

Game::~Game() { destroy(); }

const void* Game::extension(const char* id) const {
  if (!FM_HAS(table_, fm_game, extension) || !table_->extension) return nullptr;
  return host_.ask("extension", [&] { return table_->extension(instance_, id); });
}

void Game::destroy() noexcept {
  host_.release("destroy", [&] { table_->destroy(instance_); });
}

Shape shape_of(const GameSpec& game, double limit) {
  Shape shape;
  std::ostringstream task;
  task << "shape of " << game.plugin.file.string() << " with " << game.params.to_toml();
  for (const auto& team : game.teams) task << fmt::format(" team {}", fmt::join(team, ","));
  const std::string fault = attempt(
      task.str(), limit, [&] { shape = Game(game.plugin, game.params, game.teams).shape(); });
  if (!fault.empty()) throw PluginFailure(FM_FAILED, fault);
  return shape;
}

}  // namespace firstmove::engine

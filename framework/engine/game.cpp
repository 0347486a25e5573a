#include "game.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <cmath>
#include <cstdio>

namespace firstmove {
namespace {

constexpr std::uint32_t most_players = 1024;

std::atomic<bool> printing = true;

void print(const fm_host*, const char* text) {
  if (text && printing) std::fputs(text, stderr);
}
const fm_print print_table = {sizeof(fm_print), 0, print};

const void* host_extension(const fm_host*, const char* id) {
  return id && std::string_view(id) == FM_PRINT_EXTENSION ? &print_table : nullptr;
}

Shape checked_shape(const fm_shape* given, const std::string& id) {
  const auto refuse = [&id](const std::string& why) {
    throw PluginFailure(FM_INVALID,
                        fmt::format("the game '{}' gives an unusable shape: {}", id, why));
  };
  if (!given || given->struct_size < sizeof(fm_shape)) refuse("none, or one of too small a size");
  if (given->players < 1 || given->players > most_players || !given->dims || !given->domains)
    refuse("it needs 1 to 1024 players, their dimensions and domains");
  Shape shape;
  shape.dims.assign(given->dims, given->dims + given->players);
  shape.offsets.push_back(0);
  for (const std::uint32_t d : shape.dims) {
    if (d == 0) refuse("a player without coordinates");
    shape.offsets.push_back(shape.offsets.back() + d);
  }
  shape.domains.assign(given->domains, given->domains + shape.coordinates());
  for (const fm_domain& domain : shape.domains) {
    if (domain.kind < FM_DOMAIN_REAL || domain.kind > FM_DOMAIN_PERIODIC)
      refuse("a domain of a kind that this firstmove does not know");
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

}  // namespace

void let_plugins_print(bool allowed) { printing = allowed; }

HostSide::HostSide() { host_ = {sizeof(fm_host), FM_ABI_MINOR, this, message, host_extension}; }

void HostSide::message(const fm_host* host, std::int32_t level, const char* text) {
  try {
    const std::string copy = text ? text : "";
    if (level == FM_LEVEL_ERROR) {
      HostSide& self = *static_cast<HostSide*>(host->context);
      const std::lock_guard lock(self.mutex_);
      self.messages_[std::this_thread::get_id()] = copy;
    } else {
      spdlog::log(level == FM_LEVEL_WARNING ? spdlog::level::warn : spdlog::level::info, copy);
    }
  } catch (...) {  // nothing may reach the plugin; without memory its reason is lost
  }
}

std::string HostSide::take_message(const char* doing) {
  const std::lock_guard lock(mutex_);
  const auto found = messages_.find(std::this_thread::get_id());
  if (found == messages_.end() || found->second.empty())
    return fmt::format("the plugin could not {} and gave no reason", doing);
  std::string text = std::move(found->second);
  messages_.erase(found);
  return text;
}

void HostSide::check(fm_status status, const char* doing) {
  if (status != FM_OK) throw PluginFailure(status, take_message(doing));
}

Game::Game(const Plugin& plugin, const Parameters& params)
    : id_(plugin.descriptor->id), table_(plugin.game()) {
  host_.check(table_.create(host_.get(), &params.values(), &instance_), "make the game");
  try {
    shape_ = checked_shape(table_.shape(instance_), id_);
  } catch (...) {
    table_.destroy(instance_);
    throw;
  }
}

Game::~Game() { table_.destroy(instance_); }

}  // namespace firstmove

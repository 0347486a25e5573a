// What a supervisor has learned from the workers that ended, for the workers after them.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace firstmove::engine {

struct KnownFaults {
  std::unordered_map<std::uint64_t, std::string> reasons;  // by task
  std::set<std::uint64_t> shaken;                          // tasks in which a nested one ended
  // Tasks that may be at fault: several were in plugins when a worker ended. Each of them now runs
  // while no other task does, so that the next end tells which one it is.
  std::set<std::uint64_t> suspects;
};

// Of this process. A worker inherits it from its supervisor.
KnownFaults& known_faults();

// The task that all work of a command is part of.
inline constexpr std::string_view whole_command = "";

}  // namespace firstmove::engine

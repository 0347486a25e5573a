// firstmove solve
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine_names.hpp"
#include "proof/exhaustive_search.hpp"

namespace firstmove::host {

struct SolveArguments {
  std::filesystem::path manifest;
  std::string box;  // "lo,hi;lo,hi", one pair a coordinate; "": the game's own
  std::uint32_t starts = 1000;
  std::string learner;  // also the zeros of its directions; "": none
  std::vector<std::string> overrides;
  bool certify = false;
  SearchLimits limits;
  bool json = false;
};
// Declares the command and its options.
CLI::App* add_solve(CLI::App& app, SolveArguments& to);

// Prints the critical points found, classified. Throws InputError.
int solve_command(const SolveArguments& arguments,
                  const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::host

// firstmove diff
#pragma once

#include <CLI/CLI.hpp>

#include <string>

#include "engine_names.hpp"

namespace firstmove::host {

struct DiffArguments {
  std::string was, is;  // DIR or DIR:ID
  bool json = false;
};
// Declares the command and its options.
CLI::App* add_diff(CLI::App& app, DiffArguments& to);

// The exit code: 0 if nothing differs, else 1. Throws InputError.
int diff_command(const DiffArguments& arguments);

}  // namespace firstmove::host

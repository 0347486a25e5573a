// firstmove check: whether a plugin keeps what the ABI promises. Nothing of it is ever loaded into
// this process: every check is a process of its own (child.hpp).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "check/child.hpp"
#include "check/finding.hpp"

namespace firstmove::engine {

struct CheckOptions {
  std::string params;  // a TOML inline table; of the plugin that the file is named after
  checks::Limits limits;
  std::string only;                                       // the name of a check; "": all
  std::function<void(const std::string&)> on_check = {};  // hears what is about to be checked
};

struct Finding {
  std::string plugin;  // its id; "" of the file as a whole
  std::string check;
  checks::Answer answer;
  double seconds = 0;
};

struct CheckReport {
  std::filesystem::path file;
  std::string sha256;
  bool whole = true;  // all checks were made
  std::vector<Finding> findings;

  bool passed() const;
  std::vector<std::string> failed() const;  // names of checks, each once
};

// Throws InputError if there is no such file, `params` do not fit, or `only` is no check.
CheckReport check_plugin(const std::filesystem::path& file, const CheckOptions& options);

}  // namespace firstmove::engine

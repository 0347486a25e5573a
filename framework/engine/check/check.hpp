// firstmove check: whether a plugin keeps its promises under the ABI. The plugin is never loaded
// into this process: every check runs in its own process (child.hpp).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "check/child.hpp"
#include "check/finding.hpp"

namespace firstmove::engine {

struct CheckOptions {
  std::string params;  // a TOML inline table, for the plugin that the file is named after
  checks::Limits limits;
  std::string only;                                       // the name of one check; "": all checks
  std::function<void(const std::string&)> on_check = {};  // called before each check with its name
};

struct Finding {
  std::string plugin;  // its id; "": the file as a whole
  std::string check;
  checks::Answer answer;
  double seconds = 0;
};

struct CheckReport {
  std::filesystem::path file;
  std::string sha256;
  bool whole = true;  // all checks were run
  std::vector<Finding> findings;

  bool passed() const;
  std::vector<std::string> failed() const;  // names of failed checks, each once
};

// Throws InputError if the file does not exist, `params` do not match the schema, or there is no
// check with the name `only`.
CheckReport check_plugin(const std::filesystem::path& file, const CheckOptions& options);

}  // namespace firstmove::engine

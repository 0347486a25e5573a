// Runs another program and waits for its end.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine {

struct ProcessResult {
  int code = -1;       // exit status; -1: it could not be started, or a signal ended it
  std::string output;  // standard output and error, in the order written
};

// Runs a program, found through PATH, in a folder, without a shell and without input.
ProcessResult run_process(const std::vector<std::string>& arguments,
                          const std::filesystem::path& folder = ".");

}  // namespace firstmove::engine

// Runs another program and waits for its end.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine {

struct ProcessResult {
  int code = -1;       // exit status; -1: it could not be started, or a signal ended it
  std::string output;  // standard output and, unless dropped, error, in the order written
};

struct ProcessOptions {
  std::filesystem::path folder = ".";
  bool drop_errors = false;  // standard error goes nowhere
  std::string without_variables =
      {};  // environment variables that begin like this are not passed on
};

// Runs a program, found through PATH, without a shell and without input.
ProcessResult run_process(const std::vector<std::string>& arguments,
                          const ProcessOptions& options = {});

}  // namespace firstmove::engine

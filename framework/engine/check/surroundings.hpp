// What a plugin has to leave as it finds it: the state of the process around its calls.
#pragma once

#include <string>
#include <vector>

namespace firstmove::engine::checks {

// Name and value of everything looked at: floating-point mode, locale, signal handlers and mask,
// working folder, file mode mask, environment variables, timers.
using Surroundings = std::vector<std::pair<std::string, std::string>>;
Surroundings surroundings();

// The first that differs: "the rounding mode was 0 and is 1024"; "" if none does.
std::string changed(const Surroundings& before, const Surroundings& after);

// How many files are open, and how many threads run.
std::size_t open_files();
std::size_t threads_running();

}  // namespace firstmove::engine::checks

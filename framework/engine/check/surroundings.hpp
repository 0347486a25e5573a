// The state of the process that a plugin must leave unchanged.
#pragma once

#include <string>
#include <vector>

namespace firstmove::engine::checks {

// Name and value of each part: floating-point mode, locale, signal handlers and mask,
// working folder, file mode mask, environment variables, timers.
using Surroundings = std::vector<std::pair<std::string, std::string>>;
Surroundings surroundings();

// The first difference: "the rounding mode was 0 and is 1024"; "" if there is none.
std::string changed(const Surroundings& before, const Surroundings& after);

// The numbers of open files and of running threads.
std::size_t open_files();
std::size_t threads_running();

}  // namespace firstmove::engine::checks

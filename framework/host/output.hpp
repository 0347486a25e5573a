// Standard output of the commands: none of them may succeed if what it prints is lost, as on a full
// disk or in a pipe that nobody reads.
#pragma once

#include <string>

namespace firstmove::host {

// From now on std::cout keeps the first error of a write. Text for a terminal is cleaned
// (base/clean_text.hpp); for files and pipes it is unchanged. Called once, by main.
void watch_output();

// What finish_output() says: whose output is lost, "'firstmove run'"; and, as the rest of a
// sentence, what remains in spite of that, "the results in DIR are kept".
void name_output(const std::string& whose);
void say_what_is_kept(const std::string& kept);

// Writes what std::cout still holds. Returns `code`, or, if anything could not be written, says so
// on standard error and returns 1 in place of 0.
int finish_output(int code);

}  // namespace firstmove::host

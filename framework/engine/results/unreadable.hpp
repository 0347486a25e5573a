// Results that are there but cannot be read: damaged, of another version, or without permission.
#pragma once

#include <stdexcept>

namespace firstmove::engine {

// One sentence that names the file and what is wrong. It is no fault of the user's input: the host
// prints it and exits with code 1.
class UnreadableResults : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Results in another format.
class OtherFormat : public UnreadableResults {
 public:
  using UnreadableResults::UnreadableResults;
};

}  // namespace firstmove::engine

// Runs the steps of a program.
#pragma once

#include <cstddef>
#include <vector>

#include "machine/code.hpp"
#include "machine/prepared.hpp"

namespace firstmove::engine {

class Execution {
 public:
  // `code` must outlive it.
  explicit Execution(const Code& code);
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  void run(std::size_t count, std::size_t stride, const Arrays& arrays);
  bool make_machine_code();  // as Machine
  static inline bool in_background = true;

 private:
  void keep_places(Side side, std::size_t lanes);
  void run(Prepared& prepared, bool fixed_are_known = false);
  // Of a single replica: whether the fixed steps have their results for these arrays already;
  // remembers the arrays if not.
  bool fixed_are_known(Side side, const Arrays& arrays);
  void want_machine_code(Side side) const;

  const Code& code_;
  const Kernels kernels_;
  const std::size_t block_;  // replicas that are advanced at a time
  AlignedNumbers places_;
  Prepared whole_{code_, kernels_, Side::replicas}, rest_{code_, kernels_, Side::replicas},
      elements_{code_, kernels_, Side::elements}, narrow_{code_, kernels_, Side::narrow};
  std::array<double, 3> worked_{};  // by Side, until machine code is wanted
  std::vector<double> known_;  // coordinates and samples of the fixed steps' results; empty: none
};

}  // namespace firstmove::engine

// The steps of a layout as instructions, for rows of one length and arrays of one stride, in which
// only the addresses of the caller's arrays change.
#pragma once

#include <cstddef>
#include <vector>

#include "machine/code.hpp"

namespace firstmove::engine {

struct StripedSteps;

// What a caller of a machine passes (Machine::run).
struct Arrays {
  const double* x;
  const double* const* directions;
  double* const* out;
  const double* samples;
};

class Prepared {
 public:
  // Both must outlive it.
  Prepared(const Code& code, const Kernels& kernels, Side side)
      : code_(code), kernels_(kernels), side_(side) {}
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  Side side() const { return side_; }
  // With machine code if it is there. Does nothing if all is as before.
  void prepare(double* places, std::size_t lanes, std::size_t stride);
  void point(const Arrays& arrays, std::size_t first_replica);
  // All arrays of the caller from so many replicas later on.
  void advance(std::size_t replicas);
  // Without the fixed steps if their results are there.
  void run(bool fixed_are_known);
  // What machine code saves in a run, in that of runs with short rows.
  double cost() const { return cost_; }

 private:
  // Instructions begin .. end - 1 are run for one strip of their rows after the other.
  struct Striped {
    std::size_t begin, end, count;
    std::vector<const double**> advancing;  // addresses that go along the rows
  };
  struct External {
    const double** address;  // of an instruction, or of one of the arrays of a segment
    Operand operand;
  };

  // `within`: the striped steps that it belongs to, or null.
  void add_step(const Step& step, const StripedSteps* within);
  void add_segment(std::size_t segment, const StripedSteps* within);
  // Sets an address, or remembers that it is set when the caller's arrays are known.
  template <class Address>
  void set(Address& address, const Operand& operand);
  // Lets an address advance with the strips, unless its row passes.
  template <class Address>
  void go_along(Address& address, const Operand& operand, const StripedSteps& within);
  void run_striped(const Striped& striped);

  const Code& code_;
  const Kernels& kernels_;
  const Side side_;
  double* places_ = nullptr;
  std::size_t lanes_ = 0, stride_ = 0;
  const MachineCode* machine_code_ = nullptr;
  std::vector<Instruction> instructions_;
  std::vector<double*> arrays_;  // of segments
  std::vector<External> externals_;
  std::vector<Striped> striped_;
  std::size_t fixed_ = 0;  // the first instructions, which are the fixed steps
  double cost_ = 0;
};

}  // namespace firstmove::engine

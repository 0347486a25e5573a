// Runs of arithmetic steps that machine code computes in one pass over their rows.
#pragma once

#include <cstdint>
#include <vector>

#include "machine/code.hpp"

namespace firstmove::engine {

// Steps without calls of functions, over rows of one length. Element by element, their results
// depend on this element of their operands alone, so that they may be computed for one vector after
// the other.
struct Segment {
  enum class Act : std::uint8_t {
    load,    // a vector of a row
    number,  // one number for the whole row
    zero,
    store,  // in[0], to a row
    fill,   // in[0], one number, to FM_LANES numbers
    negate,
    absolute,
    square_root,
    logical_not,
    whole_power,
    add,
    subtract,
    multiply,
    divide,
    minimum,
    maximum,
    less,
    less_equal,
    equal,
    logical_and,
    logical_or,
    choose
  };
  // Its value has the number of the line.
  struct Line {
    Act act;
    std::uint32_t in[3] = {};  // lines whose values it takes
    std::uint32_t array = 0;   // of load, number, store and fill
    std::int64_t exponent = 0;
  };
  // An array that it reads or writes, once as a row and once as a number.
  struct Array {
    Operand at;
    bool number;
  };
  std::size_t first = 0, last = 0;  // steps first .. last - 1
  std::uint64_t count = 1;          // elements of a row
  bool one_number = false;          // the rows are a single number
  std::vector<Array> arrays;
  std::vector<Line> lines;
};

// All of a layout that are worth it, in their order.
std::vector<Segment> segments_of(const Layout& layout, Side side);

}  // namespace firstmove::engine

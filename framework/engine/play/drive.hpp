// The loop that every run goes through, and what is done with a batch in which a plugin fails.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "call/host_side.hpp"
#include "call/task.hpp"
#include "play/play.hpp"

namespace firstmove::engine {

// Places replica r at start_of(r) and plays until `steps` steps are taken, all replicas have ended,
// or look(k) returns false. look is called after the start (k = 0) and after every step k. Returns
// the last k, which is where a crash after the loop is reported, too. Throws PluginFailure like
// Play does.
template <class StartOf, class Look>
std::uint64_t drive(Play& play, std::uint64_t steps, StartOf&& start_of, Look&& look) {
  note_step(0);
  for (std::size_t r = 0; r < play.replicates().size(); ++r)
    play.population().place(r, start_of(r));
  play.start();
  bool more = look(std::uint64_t{0});
  std::uint64_t k = 0;
  while (more && k < steps && play.population().alive() > 0) {
    note_step(++k);
    play.step(k);
    more = look(k);
  }
  return k;
}

// Calls body(first, last) for the replicas first .. last - 1. If a plugin fails there, calls it
// again for each of them alone, so that only those fail whose own input is at fault. What a single
// replica throws passes through.
template <class Body>
void together_or_alone(std::size_t first, std::size_t last, Body&& body) {
  note_step(0);
  try {
    return body(first, last);
  } catch (const PluginFailure&) {
    if (last - first == 1) throw;
  }
  for (std::size_t r = first; r < last; ++r) body(r, r + 1);
}

}  // namespace firstmove::engine

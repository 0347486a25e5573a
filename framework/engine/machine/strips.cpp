#include "machine/strips.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace firstmove::engine {
namespace {

// Whether the kernel goes along rows, element by element.
bool goes_along(const Step& step) {
  const KernelName kernel = step.kernel;
  return kernel < KernelName::sum || kernel == KernelName::copy || kernel == KernelName::add_copy ||
         kernel == KernelName::zero;
}

// Rows that no step behind the run reads, and that the run writes before it reads them.
std::set<Place> passing_rows(const Layout& layout, const StripedSteps& run) {
  std::set<Place> written, kept;
  for (std::size_t s = run.first; s < run.last; ++s) {
    const Step& step = layout.steps[s];
    for (std::size_t k = 0; k < step.inputs; ++k)
      if (!written.contains(place_of(step.in[k]))) kept.insert(place_of(step.in[k]));
    for (std::size_t o = 0; o < step.outputs; ++o) {
      const Place to = place_of(step.out[o]);
      if (step.until > run.last || step.kernel == KernelName::add_copy) kept.insert(to);
      written.insert(to);
    }
  }
  std::set<Place> passing;
  std::ranges::set_difference(written, kept, std::inserter(passing, passing.end()));
  return passing;
}

}  // namespace

std::vector<StripedSteps> striped_steps(const Layout& layout, Side side) {
  std::vector<StripedSteps> found;
  if (side == Side::replicas) return found;  // replicas come in blocks
  std::optional<JoinedRows> rows;
  StripedSteps run;
  const auto close = [&] {
    if (rows && run.last - run.first > 1) {
      run.passing = passing_rows(layout, run);
      found.push_back(std::move(run));
    }
    rows.reset();
  };
  for (std::size_t s = 0; s < layout.steps.size(); ++s) {
    const Step& step = layout.steps[s];
    const bool suits = goes_along(step) && step.count >= 2 * strip_length;
    const bool ends = s == layout.fixed_steps || !suits;
    if (ends || !rows || step.count != rows->count() || !rows->fits(step)) close();
    if (!suits) continue;
    if (!rows) {
      rows.emplace(side, step.count);
      run = {s, s, step.count, {}};
      if (!rows->fits(step)) {
        rows.reset();
        continue;
      }
    }
    rows->add(step);
    run.last = s + 1;
  }
  close();
  return found;
}

}  // namespace firstmove::engine

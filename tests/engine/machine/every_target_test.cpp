#include "engine/machine/every_target.hpp"

#include <doctest/doctest.h>
#include <hwy/targets.h>

#include <bit>
#include <set>

#include "machine/kernels.hpp"

namespace firstmove::test {
namespace {

// Restores the processor's own instruction sets.
struct Restored {
  ~Restored() { choose(0); }
  static void choose(std::int64_t targets) {
    hwy::SetSupportedTargetsForTest(targets);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

}  // namespace

void every_target(const std::function<void()>& check) {
  const Restored restored;
  const std::int64_t all = hwy::SupportedTargets();
  for (const std::int64_t target : {HWY_SSE4, HWY_AVX2, HWY_AVX3}) {
    if ((all & target) == 0 && target != HWY_SSE4) continue;
    Restored::choose(target);
    check();
  }
}

TEST_CASE("each instruction set has kernels of its own") {
  std::set<engine::Kernel> seen;
  std::size_t count = 0;
  every_target([&] {
    seen.insert(engine::best_kernels()[engine::KernelName::sin]);
    ++count;
  });
  CHECK(seen.size() == count);
}

}  // namespace firstmove::test

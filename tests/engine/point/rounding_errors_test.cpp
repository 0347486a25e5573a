// Costs that cancel inside: derivatives with their rounding errors, and verdicts by them, against
// closed forms.
#include "point/rounding_errors.hpp"

#include <spdlog/fmt/fmt.h>

#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

const Verdict& verdict_of(const Probe& probe, const std::string& name) {
  for (const Verdict& v : probe.verdicts)
    if (v.name == name) return v;
  FAIL("no verdict " << name);
  return probe.verdicts.front();
}

// D_1 f_1 = m (x - 0.1) and D_11 f_1 = m, exactly.
TEST_CASE("errors of sums that cancel inside a cost are bounded and not too wide") {
  const ExperimentSpec spec = spec_of("cancelling", "s = 1e8\nm = 1e-9");
  for (const double x : {0.1, 0.3, -0.7, 0.123456789}) {
    CAPTURE(x);
    Point at(spec, {x, 0.5});
    RoundingErrors errors(at);
    const Ball slope = (*errors.gradient(0, 0))(0, 0), curvature = (*errors.block(0, 0, 0))(0, 0);
    CHECK(std::abs(slope.middle - 1e-9 * (x - 0.1)) <= slope.radius);
    CHECK(std::abs(curvature.middle - 1e-9) <= curvature.radius);
    CHECK(slope.radius < 200);  // of terms of 3e16
    CHECK(curvature.radius < 1e-5);
    CHECK((*errors.gradient(1, 1))(0, 0).radius < 1e-14);
    const BallMatrix all = *errors.taylor(0, 3);
    REQUIRE(all.rows() == 10);
    CHECK(std::abs(all(3, 0).middle - 1e-9) <= all(3, 0).radius);
  }
}

TEST_CASE("no verdict on a cost that cancels inside is wrong") {
  for (const double m : {1e-9, -1e-9, 1.0, -1.0})
    for (const double x : {0.1, 0.3, -0.7}) {
      CAPTURE(m);
      CAPTURE(x);
      const Probe found =
          probe(spec_of("cancelling", fmt::format("s = 1e8\nm = {:.17g}", m)), {x, 0.2});
      // Critical only at x = 0.1.
      const Verdict& critical = verdict_of(found, "critical_simultaneous");
      if (x == 0.1) CHECK_FALSE(critical.fails());
      const Verdict& nash = verdict_of(found, "differential_nash");
      if (m < 0) CHECK_FALSE(nash.holds);
      if (m > 0 && x == 0.1) CHECK_FALSE(nash.fails());
      if (std::abs(m) < 1e-6 && x == 0.1) CHECK(!nash.open.empty());
    }
  CHECK(verdict_of(probe(spec_of("cancelling", "m = 1.0"), {0.1, 0.2}), "differential_nash").holds);
  CHECK(verdict_of(probe(spec_of("cancelling", "m = -1.0"), {0.1, 0.2}), "differential_nash")
            .fails());
}

TEST_CASE("without bounds from the game errors are not known") {
  const ExperimentSpec spec = spec_of("minimal", "");
  Point at(spec, {0.5});
  CHECK_FALSE(RoundingErrors(at).gradient(0, 0));
}

}  // namespace

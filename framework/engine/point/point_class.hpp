// The class of a point by its verdicts, as one word for tables and counts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "point/verdict.hpp"

namespace firstmove::engine {

enum class PointClass {
  nash_and_stackelberg,
  nash,
  attractor_and_stackelberg,
  attractor,
  stackelberg,
  critical,
  not_critical
};
constexpr PointClass all_point_classes[] = {PointClass::nash_and_stackelberg,
                                            PointClass::nash,
                                            PointClass::attractor_and_stackelberg,
                                            PointClass::attractor,
                                            PointClass::stackelberg,
                                            PointClass::critical,
                                            PointClass::not_critical};
const char* point_class_name(PointClass point);  // "differential Nash"
std::optional<PointClass> point_class_named(std::string_view name);

// Without a class, `open` says why, as a sentence.
struct Classified {
  std::optional<PointClass> point;
  std::string open;
};
// From the verdicts of a probe. It is open where a verdict that the class depends on is. Without
// verdicts on Stackelberg play Nash equilibria and attractors are just that, and other points are
// open, for the reason `without`.
Classified class_of(const std::vector<Verdict>& verdicts, const std::string& without);

}  // namespace firstmove::engine

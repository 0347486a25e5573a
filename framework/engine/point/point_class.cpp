#include "point/point_class.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace firstmove::engine {
namespace {

const Verdict* found(const std::vector<Verdict>& verdicts, const std::string& name) {
  const auto at = std::find_if(verdicts.begin(), verdicts.end(),
                               [&](const Verdict& verdict) { return verdict.name == name; });
  return at == verdicts.end() ? nullptr : &*at;
}

}  // namespace

const char* point_class_name(PointClass point) {
  switch (point) {
    case PointClass::nash_and_stackelberg:
      return "differential Nash and Stackelberg";
    case PointClass::nash:
      return "differential Nash";
    case PointClass::attractor_and_stackelberg:
      return "non-Nash attractor, differential Stackelberg";
    case PointClass::attractor:
      return "non-Nash attractor";
    case PointClass::stackelberg:
      return "differential Stackelberg";
    case PointClass::critical:
      return "critical, no equilibrium";
    default:
      return "not critical";
  }
}

std::optional<PointClass> point_class_named(std::string_view name) {
  for (const PointClass point : all_point_classes)
    if (name == point_class_name(point)) return point;
  return std::nullopt;
}

Classified class_of(const std::vector<Verdict>& verdicts, const std::string& without) {
  std::string open;
  const auto holds = [&](const char* name) {
    const Verdict* const verdict = found(verdicts, name);
    if (!verdict) return false;
    if (open.empty() && !verdict->open.empty()) open = fmt::format("{}: {}", name, verdict->open);
    return verdict->holds;
  };
  const bool nash = holds("differential_nash"), stackelberg = holds("differential_stackelberg"),
             attractor = holds("non_nash_attractor");
  const bool critical = holds("critical_simultaneous") || holds("critical_stackelberg");
  if (!open.empty()) return {std::nullopt, open};
  if (nash) return {stackelberg ? PointClass::nash_and_stackelberg : PointClass::nash, ""};
  if (attractor && stackelberg) return {PointClass::attractor_and_stackelberg, ""};
  if (stackelberg) return {PointClass::stackelberg, ""};
  if (attractor) return {PointClass::attractor, ""};
  if (!found(verdicts, "differential_stackelberg")) return {std::nullopt, without};
  return {critical ? PointClass::critical : PointClass::not_critical, ""};
}

}  // namespace firstmove::engine

#include "certificate_text.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

namespace firstmove {
namespace {

using json = nlohmann::ordered_json;

json finite_or_null(double x) { return std::isfinite(x) ? json(x) : json(); }
json to_json(const Box& box) {
  json sides = json::array();
  for (const Interval& side : box) sides.push_back({side.lower(), side.upper()});
  return sides;
}

// Its middle to as many digits as are proven, and how far off it may be at the most.
std::string text(const Interval& x) {
  return fmt::format("{:.15g} +- {:.2g}", x.middle(), x.radius());
}

}  // namespace

json certificate_json(const CertifiedPoint& point) {
  json verdicts = json::object();
  for (const ProvenVerdict& v : point.verdicts)
    verdicts[v.name] = {
        {"proven", v.holds   ? json(true)
                   : v.fails ? json(false)
                             : json()},
        {"number", v.number},
        {"between", {finite_or_null(v.bounds.lower()), finite_or_null(v.bounds.upper())}}};
  return {{"box", to_json(point.zero.tight)},
          {"unique_in", to_json(point.zero.unique)},
          {"verdicts", verdicts}};
}

json search_json(const CertifiedSearch& search) {
  json open = json::array();
  for (const Box& box : search.open) open.push_back(to_json(box));
  return {{"complete", search.complete()}, {"boxes", search.boxes}, {"open", open}};
}

std::string certificate_text(const CertifiedPoint& point, const std::string& indent) {
  std::vector<std::string> x;
  for (const Interval& side : point.zero.tight) x.push_back(text(side));
  std::string lines = fmt::format("{}proven: x = ({})\n", indent, fmt::join(x, ", "));
  for (const ProvenVerdict& v : point.verdicts)
    lines += fmt::format("{}  {:<25} {:<9} {} in [{:.9g}, {:.9g}]\n", indent, v.name,
                         v.holds   ? "yes"
                         : v.fails ? "no"
                                   : "undecided",
                         v.number, v.bounds.lower(), v.bounds.upper());
  return lines;
}

std::string search_text(const CertifiedSearch& search) {
  if (search.complete())
    return fmt::format("  proven: the box holds no other ({} boxes looked at)\n", search.boxes);
  std::string lines = fmt::format(
      "  not proven complete: of {} boxes looked at these stay open, where the Jacobian may be "
      "singular, a cost have a kink, or the field be undefined\n",
      search.boxes);
  constexpr std::size_t most_lines = 20;
  for (std::size_t i = 0; i < search.open.size() && i < most_lines; ++i) {
    std::vector<std::string> sides;
    for (const Interval& side : search.open[i])
      sides.push_back(fmt::format("[{:.9g}, {:.9g}]", side.lower(), side.upper()));
    lines += fmt::format("    {}\n", fmt::join(sides, " x "));
  }
  if (search.open.size() > most_lines)
    lines += fmt::format("    and {} more\n", search.open.size() - most_lines);
  return lines;
}

}  // namespace firstmove

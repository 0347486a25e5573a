#include "certificate_text.hpp"
#include "json.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace firstmove::host {
namespace {

Json finite_or_null(double x) { return std::isfinite(x) ? Json(x) : Json(); }
Json to_json(const Box& box) {
  Json sides = Json::array();
  for (const Interval& side : box) sides.push_back({side.lower(), side.upper()});
  return sides;
}

Json to_json(const std::vector<OpenRegion>& regions) {
  Json all = Json::array();
  for (const OpenRegion& region : regions)
    all.push_back({{"box", to_json(region.box)}, {"boxes", region.boxes}});
  return all;
}

// A bound as a decimal, rounded in the given direction: the C library's printf rounds exactly, in
// the current rounding mode (C17, F.5).
std::string rounded(double x, int digits, int direction) {
  char text[64];
  const int before = std::fegetround();
  std::fesetround(direction);
  std::snprintf(text, sizeof text, "%.*g", digits, x);
  std::fesetround(before);
  return text;
}

}  // namespace

std::string outward(const Interval& x, int digits) {
  return fmt::format("[{}, {}]", rounded(x.lower(), digits, FE_DOWNWARD),
                     rounded(x.upper(), digits, FE_UPWARD));
}

std::string middle_and_radius(const Interval& x) {
  const std::string middle = fmt::format("{:.15g}", x.middle());
  // The decimal lies between the two neighbours of the double that it is read as.
  const double read = std::strtod(middle.c_str(), nullptr);
  const Interval printed(OutwardRounding::down(read), OutwardRounding::up(read));
  return fmt::format("{} +- {}", middle, rounded((x - printed).magnitude(), 2, FE_UPWARD));
}

Json certificate_json(const CertifiedPoint& point) {
  Json verdicts = Json::object();
  for (const ProvenVerdict& v : point.verdicts)
    verdicts[v.name] = {
        {"proven", v.holds   ? Json(true)
                   : v.fails ? Json(false)
                             : Json()},
        {"number", v.number},
        {"between", {finite_or_null(v.bounds.lower()), finite_or_null(v.bounds.upper())}}};
  return {{"box", to_json(point.zero.tight)},
          {"unique_in", to_json(point.zero.unique)},
          {"verdicts", verdicts}};
}

Json search_json(const CertifiedSearch& found) {
  return {{"complete", found.complete()},
          {"boxes", found.search.boxes},
          {"undecided", to_json(found.search.undecided)},
          {"unexplored", to_json(found.search.unexplored)},
          {"unexplored_share", found.search.unexplored_share}};
}

std::string certificate_text(const CertifiedPoint& point, const std::string& indent) {
  std::vector<std::string> x;
  for (const Interval& side : point.zero.tight) x.push_back(middle_and_radius(side));
  std::string lines = fmt::format("{}proven: x = ({})\n", indent, fmt::join(x, ", "));
  for (const ProvenVerdict& v : point.verdicts)
    lines += fmt::format("{}  {:<25} {:<9} {} in {}\n", indent, v.name,
                         v.holds   ? "yes"
                         : v.fails ? "no"
                                   : "undecided",
                         v.number, outward(v.bounds, 9));
  return lines;
}

namespace {

// Enough digits for the ends to differ by about ten units in the last place.
int digits_of(const Interval& side) {
  const double parts = side.magnitude() / (side.upper() - side.lower());
  return parts < 1e15 ? std::max(6, 2 + static_cast<int>(std::ceil(std::log10(parts)))) : 17;
}

std::string list(const std::vector<OpenRegion>& regions) {
  std::string lines;
  for (const OpenRegion& region : regions) {
    std::vector<std::string> sides;
    for (const Interval& side : region.box) sides.push_back(outward(side, digits_of(side)));
    lines += fmt::format("    {}, {} box{}\n", fmt::join(sides, " x "), region.boxes,
                         region.boxes == 1 ? "" : "es");
  }
  return lines;
}

}  // namespace

std::string search_text(const CertifiedSearch& found) {
  const ExhaustiveSearch& search = found.search;
  if (found.complete())
    return fmt::format("  proven: the box contains no other point ({} boxes examined)\n",
                       search.boxes);
  std::string lines = fmt::format(
      "  not proven complete, {} boxes examined; outside the regions below, the box contains no "
      "other point\n",
      search.boxes);
  if (!search.undecided.empty())
    lines +=
        "  undecided at the smallest box size: there the Jacobian may be singular, a cost may have "
        "a kink, or the field may be undefined\n" +
        list(search.undecided);
  if (!search.unexplored.empty())
    lines += fmt::format("  unexplored when the search reached its limits, {:.2g} of the volume\n",
                         search.unexplored_share) +
             list(search.unexplored);
  return lines;
}

}  // namespace firstmove::host

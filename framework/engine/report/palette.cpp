#include "report/palette.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

namespace firstmove::engine {
namespace {

using Rgb = std::array<double, 3>;

Rgb parsed(const std::string& colour) {
  Rgb rgb;
  for (std::size_t i = 0; i < 3; ++i) rgb[i] = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16);
  return rgb;
}
std::string mixed(const std::string& from, const std::string& to, double share) {
  const Rgb a = parsed(from), b = parsed(to);
  const auto part = [&](std::size_t i) {
    return static_cast<int>(std::lround(a[i] + share * (b[i] - a[i])));
  };
  return fmt::format("#{:02x}{:02x}{:02x}", part(0), part(1), part(2));
}

// Okabe and Ito's palette (Color Universal Design, 2008), in an order in which neighbours differ
// clearly; its yellow, which is hard to see on white, is replaced by a wine red.
const std::array<std::string, 8> learner_colours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                    "#e69f00", "#56b4e9", "#000000", "#882255"};
const std::array<std::vector<double>, 5> dashes = {
    std::vector<double>{}, {7, 3}, {2, 2.5}, {9, 3, 2, 3}, {14, 4}};
constexpr std::array markers = {Marker::circle,       Marker::square, Marker::triangle,
                                Marker::diamond,      Marker::plus,   Marker::cross,
                                Marker::down_triangle};

// Viridis by Smith and van der Walt, at multiples of 1/8.
const std::vector<std::string> viridis = {"#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c",
                                          "#28ae80", "#5ec962", "#addc30", "#fde725"};
const std::vector<std::string> diverging = {"#0a4a7a", "#4f9bcb", "#f7f7f7", "#e8935c", "#8f3d00"};
const std::vector<std::string> pale = {"#fbfcfe", "#d3e4f2", "#8fbcdc", "#3a87bd", "#0d4f86"};

}  // namespace

Style style_of(std::size_t number) {
  return {learner_colours[number % learner_colours.size()], dashes[number % dashes.size()],
          markers[number % markers.size()]};
}

Style style_of(const Owner& owner) {
  if (owner.learner) return style_of(*owner.learner);
  if (owner.series) return style_of(*owner.series);
  return {ink, {}, Marker::circle};
}

std::string ramp_colour(Ramp ramp, double share) {
  const std::vector<std::string>& stops = ramp == Ramp::viridis     ? viridis
                                          : ramp == Ramp::diverging ? diverging
                                                                    : pale;
  const double at = std::clamp(share, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(at), stops.size() - 2);
  return mixed(stops[below], stops[below + 1], at - static_cast<double>(below));
}

Ramp ramp_of(const mark::HeatMap& map) {
  if (map.colours == mark::HeatMap::Colours::diverging) return Ramp::diverging;
  return map.numbers ? Ramp::pale : Ramp::viridis;
}

std::string region_colour(const std::vector<mark::Regions::Region>& regions, std::size_t index) {
  std::size_t before = 0;
  for (std::size_t i = 0; i < index; ++i)
    before += regions[i].muted == regions[index].muted ? 1 : 0;
  if (regions[index].muted) return before == 0 ? "#e4e4e4" : before == 1 ? "#7a7a7a" : "#4d4d4d";
  return tint(before);
}

std::string tint(std::size_t number) {
  // Neighbours also differ in lightness.
  constexpr std::array paler = {0.68, 0.42, 0.8, 0.55};
  return mixed(learner_colours[number % learner_colours.size()], "#ffffff",
               paler[number % paler.size()]);
}

bool is_dark(const std::string& colour) {
  const Rgb rgb = parsed(colour);
  return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] < 140;
}

}  // namespace firstmove::engine

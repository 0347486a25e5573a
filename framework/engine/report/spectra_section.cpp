#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "point/dense_solvers.hpp"
#include "report/sections.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_variants = 4;

mark::Points points_of(const Eigen::MatrixXd& matrix, const Landmark& mark, std::size_t series) {
  mark::Points points{.of = {.series = series, .name = mark.name + ", " + mark.kind}};
  const Eigen::VectorXcd spectrum = eigenvalues(matrix);
  for (const std::complex<double>& value : spectrum) {
    points.x.push_back(value.real());
    points.y.push_back(value.imag());
    points.labels.push_back(fmt::format("{}: {:.5g} {} {:.5g}i", mark.name, value.real(),
                                        value.imag() < 0 ? "−" : "+", std::abs(value.imag())));
  }
  return points;
}

// Draws the imaginary axis, which separates stable from unstable eigenvalues.
void add_border(Panel& panel) {
  double most = 0;
  for (const Mark& mark : panel.marks)
    for (const double y : std::get<mark::Points>(mark).y) most = std::max(most, std::abs(y));
  if (most == 0) most = 1;
  panel.marks.insert(panel.marks.begin(),
                     mark::Line{.x = {0, 0}, .y = {-1.05 * most, 1.05 * most}, .dashed = true});
}

Panel panel(const std::string& title) {
  return {.title = title, .x = {.label = "real part"}, .y = {.label = "imaginary part"}};
}

}  // namespace

Section spectra_section(const Study& study) {
  Section section{"spectra", "Spectra at the critical points", {}};
  for (std::size_t v = 0; v < std::min(study.variants().size(), most_variants); ++v) {
    Panel J = panel("J, simultaneous play"), J_S = panel("J_S, Stackelberg play"),
          schur = panel("Schur complement of J_S");
    std::size_t series = 0;
    for (const Landmark& mark : study.landmarks(v).points) {
      if (!mark.attracts) continue;
      J.marks.push_back(points_of(mark.probe.J, mark, series));
      if (mark.probe.J_S) J_S.marks.push_back(points_of(*mark.probe.J_S, mark, series));
      if (mark.probe.schur) schur.marks.push_back(points_of(*mark.probe.schur, mark, series));
      ++series;
    }
    if (J.marks.empty()) continue;
    const std::string of = variant_text(study, v);
    Figure figure{
        .id = study.variants().size() > 1 ? fmt::format("spectra-v{}", v) : "spectra",
        .title = "Spectra at equilibria and attractors" + (of.empty() ? "" : " — " + of),
        .caption =
            "If all eigenvalues lie right of 0, play converges to the point from nearby (figures 5 "
            "and 6 of the paper show such spectra)."};
    for (Panel* p : {&J, &J_S, &schur})
      if (!p->marks.empty()) {
        add_border(*p);
        figure.panels.push_back(std::move(*p));
      }
    section.blocks.push_back(std::move(figure));
  }
  return section;
}

}  // namespace firstmove::engine

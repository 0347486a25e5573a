#include "probe_text.hpp"
#include "json.hpp"
#include "point/dense_solvers.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace firstmove::host {

Json matrix_json(const Eigen::VectorXd& v) {
  return std::vector<double>(v.data(), v.data() + v.size());
}
Json matrix_json(const Eigen::MatrixXd& m) {
  Json rows = Json::array();
  for (Eigen::Index r = 0; r < m.rows(); ++r)
    rows.push_back(matrix_json(Eigen::VectorXd(m.row(r))));
  return rows;
}
Json spectrum_json(const Eigen::MatrixXd& m) {
  Json values = Json::array();
  if (!m.allFinite()) return values;
  const Eigen::VectorXcd spectrum = eigenvalues(m);
  for (Eigen::Index i = 0; i < spectrum.size(); ++i)
    values.push_back({spectrum[i].real(), spectrum[i].imag()});
  return values;
}

namespace {

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? matrix_json(*value) : Json();
}
Json spectrum_or_null(const std::optional<Eigen::MatrixXd>& m) {
  return m ? spectrum_json(*m) : Json();
}

}  // namespace

Json holds_json(const Verdict& v) { return v.open.empty() ? Json(v.holds) : Json(); }
std::string answer(const Verdict& v) { return !v.open.empty() ? "open" : v.holds ? "yes" : "no"; }

Json decided_by_json(const Verdict& v) {
  Json numbers = {
      {"number", v.number}, {"value", v.value}, {"relation", v.relation}, {"bound", v.bound}};
  if (!v.open.empty()) numbers["reason"] = v.open;
  return numbers;
}
std::string decided_by(const Verdict& v) {
  const char* words = v.relation == ">"    ? "must be above"
                      : v.relation == ">=" ? "must be at least"
                      : v.relation == "<"  ? "must be below"
                                           : "must be at most";
  return fmt::format("{} {:.6g}, {} {:.3g}{}{}", v.number, v.value, words, v.bound,
                     v.open.empty() ? "" : "; ", v.open);
}

Json verdicts_json(const std::vector<Verdict>& verdicts) {
  Json holds = Json::object(), decides = Json::object();
  for (const Verdict& v : verdicts) {
    holds[v.name] = holds_json(v);
    decides[v.name] = decided_by_json(v);
  }
  return {{"class", holds}, {"decides", decides}};
}

Json probe_json(const Probe& p) {
  Json hessians = Json::array(), own = Json::array();
  for (const Eigen::MatrixXd& hessian : p.hessians) {
    hessians.push_back(matrix_json(hessian));
    own.push_back(spectrum_json(hessian));
  }
  Json result = {{"x", p.x},
                 {"cost", p.cost},
                 {"omega", matrix_json(p.omega)},
                 {"omega_s", or_null(p.omega_s)},
                 {"J", matrix_json(p.J)},
                 {"J_S", or_null(p.J_S)},
                 {"schur", or_null(p.schur)},
                 {"schur_of_J", or_null(p.schur_of_J)},
                 {"hessians", hessians},
                 {"spectrum",
                  {{"J", spectrum_json(p.J)},
                   {"J_S", spectrum_or_null(p.J_S)},
                   {"schur", spectrum_or_null(p.schur)},
                   {"own", own}}}};
  if (p.over_simultaneous)
    result["simultaneous_followers"] = {{"omega", matrix_json(p.over_simultaneous->omega)},
                                        {"J", matrix_json(p.over_simultaneous->J)},
                                        {"spectrum", spectrum_json(p.over_simultaneous->J)}};
  if (!p.across.none()) {
    std::vector<std::uint32_t> offsets = {0};
    for (const Eigen::MatrixXd& hessian : p.hessians)
      offsets.push_back(offsets.back() + static_cast<std::uint32_t>(hessian.rows()));
    result["translations"] = p.across.text(offsets);
  }
  result.update(verdicts_json(p.verdicts));
  return result;
}

Json probe_json(const Probe& probe, const LearnerField& field) {
  Probe both = probe;
  both.verdicts.insert(both.verdicts.end(), field.verdicts.begin(), field.verdicts.end());
  Json result = probe_json(both);
  result["spectrum"]["direction_jacobian"] = spectrum_json(field.jacobian);
  result["direction"] = matrix_json(field.direction);
  result["direction_jacobian"] = matrix_json(field.jacobian);
  result["direction_jacobian_method"] = field.error ? "extrapolated differences" : "exact";
  result["direction_jacobian_error"] = field.error.value_or(0);
  return result;
}

std::string verdicts_text(const std::vector<Verdict>& verdicts, const std::string& indent) {
  std::size_t width = 24;
  for (const Verdict& v : verdicts) width = std::max(width, v.name.size());
  std::string text = indent + "class\n";
  for (const Verdict& v : verdicts)
    text += fmt::format("{}  {:<{}}  {:<4} {}\n", indent, v.name, width, answer(v), decided_by(v));
  return text;
}

}  // namespace firstmove::host

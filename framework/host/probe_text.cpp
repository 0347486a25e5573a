#include "probe_text.hpp"

#include <spdlog/fmt/fmt.h>

#include <Eigen/Eigenvalues>

namespace firstmove {
namespace {

using json = nlohmann::ordered_json;

json to_json(const Eigen::VectorXd& v) {
  return std::vector<double>(v.data(), v.data() + v.size());
}
json to_json(const Eigen::MatrixXd& m) {
  json rows = json::array();
  for (Eigen::Index r = 0; r < m.rows(); ++r) rows.push_back(to_json(Eigen::VectorXd(m.row(r))));
  return rows;
}
json spectrum(const Eigen::MatrixXd& m) {
  json values = json::array();
  const Eigen::VectorXcd eigenvalues = m.eigenvalues();
  for (Eigen::Index i = 0; i < eigenvalues.size(); ++i)
    values.push_back({eigenvalues[i].real(), eigenvalues[i].imag()});
  return values;
}
template <class T>
json or_null(const std::optional<T>& value) {
  return value ? to_json(*value) : json();
}
json spectrum_or_null(const std::optional<Eigen::MatrixXd>& m) { return m ? spectrum(*m) : json(); }

}  // namespace

nlohmann::ordered_json probe_json(const Probe& p) {
  json hessians = json::array(), own = json::array();
  for (const Eigen::MatrixXd& hessian : p.hessians) {
    hessians.push_back(to_json(hessian));
    own.push_back(spectrum(hessian));
  }
  json verdicts = json::object(), decides = json::object();
  for (const Verdict& v : p.verdicts) {
    verdicts[v.name] = v.holds;
    decides[v.name] = {
        {"number", v.number}, {"value", v.value}, {"relation", v.relation}, {"bound", v.bound}};
  }
  return {{"x", p.x},
          {"cost", p.cost},
          {"omega", to_json(p.omega)},
          {"omega_s", or_null(p.omega_s)},
          {"J", to_json(p.J)},
          {"J_S", or_null(p.J_S)},
          {"schur", or_null(p.schur)},
          {"hessians", hessians},
          {"spectrum",
           {{"J", spectrum(p.J)},
            {"J_S", spectrum_or_null(p.J_S)},
            {"schur", spectrum_or_null(p.schur)},
            {"own", own}}},
          {"class", verdicts},
          {"decides", decides}};
}

std::string verdicts_text(const std::vector<Verdict>& verdicts, const std::string& indent) {
  std::string text = indent + "class\n";
  for (const Verdict& v : verdicts)
    text += fmt::format("{}  {:<25} {:<4} {} {:.6g}, {} {:.3g}\n", indent, v.name,
                        v.holds ? "yes" : "no", v.number, v.value,
                        v.relation == ">" ? "to be above" : "to be at most", v.bound);
  return text;
}

}  // namespace firstmove

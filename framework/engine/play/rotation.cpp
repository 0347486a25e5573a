#include "play/rotation.hpp"

#include <Eigen/Dense>

#include <numbers>

namespace firstmove::engine {

bool turns_about_a_centre(const SampledPath& path, std::size_t first) {
  // The last point follows the one before it after fewer steps.
  const std::size_t count = path.points.count() - 1 - first;
  if (path.points.width < 2 || path.points.count() < first + 9) return false;
  const auto width = static_cast<Eigen::Index>(path.points.width);
  Eigen::MatrixXd points(width, static_cast<Eigen::Index>(count));
  for (std::size_t s = 0; s < count; ++s)
    for (std::size_t i = 0; i < path.points.width; ++i)
      points(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(s)) =
          path.points.row(first + s)[i];
  points.colwise() -= points.rowwise().mean().eval();
  const Eigen::JacobiSVD<Eigen::MatrixXd> axes(points, Eigen::ComputeThinU);
  if (!(axes.singularValues()(1) > 0)) return false;
  const Eigen::MatrixXd plane = axes.matrixU().leftCols(2).transpose() * points;
  const Eigen::Index pairs = plane.cols() - 1;
  Eigen::MatrixXd known(pairs, 3);
  known << plane.leftCols(pairs).transpose(), Eigen::VectorXd::Ones(pairs);
  const Eigen::MatrixXd next = plane.rightCols(pairs).transpose();
  const Eigen::MatrixXd map = known.colPivHouseholderQr().solve(next);
  const double left = (known * map - next).norm();
  const double outside = (points - axes.matrixU().leftCols(2) * plane).norm();
  const double steps = (next - plane.leftCols(pairs).transpose()).norm();
  if (!(std::max(left, outside) <= 1e-3 * steps)) return false;
  const Eigen::Matrix2d turn = map.topRows(2).transpose();
  const double half_trace = turn.trace() / 2, determinant = turn.determinant();
  if (!(half_trace * half_trace < determinant)) return false;  // real eigenvalues
  const double angle = std::acos(half_trace / std::sqrt(determinant));
  const double growth = std::log(determinant) * std::numbers::pi / angle;
  return angle * static_cast<double>(pairs) >= 0.5 && std::abs(growth) <= 0.1;
}

}  // namespace firstmove::engine

// The fused loop (fused_step.hpp) as a program:
//
//   fused_torus REPLICAS STEPS VARIANCE
//
// prints the processor time of a replica-step in seconds, and the first replica's joint action.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "fused_step.hpp"

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int replicas = std::atoi(argv[1]);
  const std::uint64_t steps = std::strtoull(argv[2], nullptr, 10);
  std::vector<double> x, y;
  for (int r = 0; r < replicas; ++r) {
    x.push_back(-3 + 6.0 * r / replicas);
    y.push_back(3 - 5.0 * r / replicas);
  }
  const std::clock_t begin = std::clock();
  firstmove::bench::fused_torus(x.data(), y.data(), x.size(), steps, std::atof(argv[3]), 1);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::printf("%.4g %.12g %.12g\n", seconds / static_cast<double>(steps) / replicas, x[0], y[0]);
}

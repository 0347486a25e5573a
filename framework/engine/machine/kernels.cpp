#include "machine/kernels.hpp"

namespace firstmove::engine {

Kernels best_kernels() {
  Kernels kernels;
  add_functions(kernels);
  add_elementwise(kernels);
  add_operators(kernels);
  add_sums(kernels);
  add_products(kernels);
  add_moves(kernels);
  return kernels;
}

}  // namespace firstmove::engine

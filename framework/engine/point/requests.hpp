// The requests of single quantities (fm_request).
#pragma once

#include <firstmove/abi.h>

namespace firstmove::engine {

inline fm_request gradient_of(std::uint32_t i, std::uint32_t j) {  // D_j f_i
  return {sizeof(fm_request), FM_GRADIENT, i, j, 0, 0};
}
inline fm_request block_of(std::uint32_t i, std::uint32_t j, std::uint32_t k) {  // D_jk f_i
  return {sizeof(fm_request), FM_HESSIAN_BLOCK, i, j, k, 0};
}
// D_jkl f_i (u, v), u a vector of player k and v one of player l
inline fm_request third_of(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l) {
  return {sizeof(fm_request), FM_THIRD_PRODUCT, i, j, k, l};
}
inline fm_request taylor_of(std::uint32_t i, std::uint32_t order) {
  return {sizeof(fm_request), FM_TAYLOR, i, order, 0, 0};
}

}  // namespace firstmove::engine

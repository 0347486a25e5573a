// Slow rotation about a centre, told from a part of a turn.
#pragma once

#include <cstddef>

#include "play/sampled_path.hpp"

namespace firstmove::engine {

// Whether the points from `first` on follow an affine map of a plane to rounding, up to a
// thousandth of their steps, which rotates them about a fixed point by at least half a radian in
// all, and whose amplitude changes by at most a tenth in a whole turn. For paths without noise.
bool turns_about_a_centre(const SampledPath& path, std::size_t first);

}  // namespace firstmove::engine

// What the shape of a path tells of the motion along it. No test depends on where the origin lies
// or on the unit of length.
#pragma once

#include <cstddef>

#include "play/sampled_path.hpp"

namespace firstmove::engine {

// How far the path went: the diagonal of the smallest box that contains it. With noise that does
// not die down, the distance from its start to the mean of its last quarter: a rare jump of noise
// with heavy tails says nothing of where a run came from. Of at least 16 steps.
double extent_of(const SampledPath& path);

// The root mean square distance of the points first .. last - 1 from their mean.
double spread_of(const SampledPath& path, std::size_t first, std::size_t last);

// Whether over its last quarter the path stays within `within` of its mean (root mean square), and
// no step between the points leads farther away than eight times that.
bool settled(const SampledPath& path, double within);

// Whether, over the last quarter, a component of the direction grows: from point to point in nine
// of ten cases, and at least tenfold in all. So does a path that leaves a saddle point near which
// it has stayed.
bool direction_grows(const SampledPath& path);

enum class Motion {
  returning,   // it returns
  stationary,  // noise drives it, without a trend
  trend,       // it goes on
  unclear      // none of these is established
};

// The motion of a path that has not settled, over its last half; of at least 16 steps.
//
// Each point is paired with the point that is closest to it, now and one sample before, of all
// those between which and itself the path was at least D / 2 away, D the median distance of two
// points. A path returns if in a third of such pairs the distance is at most D / 4 (without noise,
// now alone may do), and the spreads of the last two quarters differ by less than half of the
// larger one.
//  returning   it returns. With noise, which returns by chance, it must then follow its earlier
//  path:
//              an eighth of the run later the median distance of the pairs is at most 0.35 D.
//              Without noise, also where its points follow an affine rotation in a plane
//              (turns_about_a_centre).
//  stationary  with noise, the means of the last two quarters differ by at most their spread, and
//              the mean square of the noise is at least a hundredth of that of the direction, and
//              at most a quarter of it times the number of steps: a random walk, or one whose
//              direction is too weak to bring it back several times, is not known to be stationary.
//  trend       the means of the last two quarters differ by more than their spread; with noise the
//              moves over eight parts of the last half must then also have a mean of more than six
//              times its standard error, which a random walk does not have. Or without noise their
//              spreads differ by half.
Motion motion_of(const SampledPath& path);

}  // namespace firstmove::engine

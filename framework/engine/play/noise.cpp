#include "play/noise.hpp"

#include <algorithm>
#include <cmath>

namespace firstmove::engine {
namespace {

// What a player's noise is made of; none where it has no width.
struct Made {
  std::optional<Distribution> distribution = {};
  double scale = 0;
  double factor = 0;  // of noise that grows with the joint action
};
Made made_if(double width, const Made& made) { return width > 0 ? made : Made{}; }

struct MadeOf {
  using Kind = Distribution::Kind;
  Made operator()(const NoNoise&) const { return {}; }
  Made operator()(const NormalNoise& n) const {
    return made_if(n.variance, {{{Kind::normal}}, std::sqrt(n.variance)});
  }
  Made operator()(const StateNormalNoise& n) const {
    return made_if(n.factor, {{{Kind::normal}}, 1, n.factor});
  }
  Made operator()(const StudentNoise& n) const {
    return made_if(n.scale, {{{Kind::student, n.nu}}, n.scale});
  }
  Made operator()(const UniformNoise& n) const {
    return made_if(n.half_width, {{{Kind::uniform}}, n.half_width});
  }
};

double norm_of(const BatchArray& x, std::size_t replica) {
  double sum = 0;
  for (std::size_t c = 0; c < x.rows(); ++c) sum += x.row(c)[replica] * x.row(c)[replica];
  return std::sqrt(sum);
}

// For a single replica: the steps whose numbers are drawn together. Few coordinates leave too
// little to do at one time for a processor that works on several registers.
std::size_t steps_ahead(std::size_t replicas, std::size_t stride, std::size_t coordinates) {
  if (replicas != 1 || stride == 1) return 0;
  return coordinates <= 64 ? 4 * FM_LANES : FM_LANES;
}

bool same(const Distribution& a, const Distribution& b) { return a.kind == b.kind && a.nu == b.nu; }

}  // namespace

bool has_noise(const LearnerSpec& learner) {
  return std::any_of(learner.players.begin(), learner.players.end(), [](const PlayerSpec& player) {
    return std::visit(MadeOf(), player.noise).distribution.has_value();
  });
}

Noise::Noise(const std::vector<NoiseSpec>& noises, const Shape& shape, std::uint64_t seed,
             std::span<const std::uint32_t> replicates, std::size_t stride)
    : shape_(shape),
      draws_(draws()),
      seed_(seed),
      stride_(stride),
      count_(replicates.size()),
      replicates_(stride_for(replicates.size()), replicates.front()),
      ahead_(steps_ahead(replicates.size(), stride, shape.coordinates())),
      numbers_(shape.players()),
      of_(shape.players()),
      along_(stride == 1 ? shape.players() : 0) {
  std::copy(replicates.begin(), replicates.end(), replicates_.begin());
  for (std::uint32_t p = 0; p < shape.players(); ++p) {
    const Made made = std::visit(MadeOf(), noises[p]);
    if (!made.distribution) continue;
    if (made.factor > 0) by_state_.push_back({p, made.factor});
    const std::uint32_t first = shape.offsets[p], dim = shape.dims[p];
    if (stride == 1) {  // from the pair in which the block begins to that in which it ends
      const std::size_t pairs = stride_for((first + dim + 1) / 2 - first / 2);
      numbers_[p] = BatchArray(2 * pairs, 1);
      of_[p] = {numbers_[p].data() + first % 2, made.scale, 1};
      along_[p] = *made.distribution;
      continue;
    }
    numbers_[p] = BatchArray(dim, ahead_ == 0 ? stride : ahead_);
    of_[p] = {numbers_[p].data(), made.scale, numbers_[p].stride(), ahead_ != 0};
    for (std::uint32_t a = 0; a < dim; ++a)
      add_pair(*made.distribution, first + a, numbers_[p].row(a));
  }
}

// Both coordinates of a pair come from one call, also where they are two players'.
void Noise::add_pair(const Distribution& distribution, std::uint32_t coordinate, double* to) {
  const std::uint32_t index = coordinate / 2;
  auto pair = pairs_.rbegin();
  while (pair != pairs_.rend() && pair->index == index && !same(pair->distribution, distribution))
    ++pair;
  if (pair == pairs_.rend() || pair->index != index) {
    pairs_.push_back({distribution, index, nullptr, nullptr});
    pair = pairs_.rbegin();
  }
  (coordinate % 2 == 0 ? pair->even : pair->odd) = to;
}

void Noise::draw_alone(std::uint64_t step) {
  const std::uint64_t at = step % ahead_;
  if (step - at != ahead_from_) {
    ahead_from_ = step - at;
    for (const Pair& pair : pairs_)
      draws_.ahead(pair.distribution, {seed_, ahead_from_}, ahead_, replicates_[0], pair.index,
                   pair.even, pair.odd);
  }
  for (std::size_t p = 0; p < of_.size(); ++p)
    if (of_[p].numbers) of_[p].numbers = numbers_[p].data() + at;
}

void Noise::draw(std::uint64_t step, const BatchArray& x) {
  const DrawKey key = {seed_, step};
  if (ahead_ != 0)
    draw_alone(step);
  else
    for (const Pair& pair : pairs_)
      draws_.across(pair.distribution, key, replicates_.data(), count_, pair.index, pair.even,
                    pair.odd);
  for (std::uint32_t p = 0; !along_.empty() && p < numbers_.size(); ++p)
    if (const std::size_t numbers = numbers_[p].rows(); numbers != 0)
      draws_.along(along_[p], key, replicates_[0], shape_.offsets[p] / 2, numbers / 2,
                   numbers_[p].data());
  for (const ByState& by : by_state_) grow(by, x);
}

void Noise::grow(const ByState& by, const BatchArray& x) {
  const std::size_t rows = shape_.dims[by.player];
  BatchArray& drawn = numbers_[by.player];
  const std::size_t distance = of_[by.player].distance;
  double* const numbers = drawn.data() + (of_[by.player].numbers - drawn.data());
  for (std::size_t r = 0; r < count_; ++r) {
    const double deviation = std::sqrt(by.factor * (1 + norm_of(x, r)));
    for (std::size_t a = 0; a < rows; ++a) numbers[a * distance + r] *= deviation;
  }
}

void Noise::add(std::uint32_t player, BatchArray& direction) const {
  const auto [numbers, scale, distance, alone] = of_[player];
  if (!numbers) return;
  if (!alone) {
    for (std::size_t i = 0; i < direction.size(); ++i) direction.data()[i] += scale * numbers[i];
    return;
  }
  for (std::size_t a = 0; a < direction.rows(); ++a) {
    const double noise = scale * numbers[a * distance];
    for (std::size_t r = 0; r < stride_; ++r) direction.row(a)[r] += noise;
  }
}

void Noise::add_squares(std::vector<double>& sums) const {
  for (std::uint32_t p = 0; p < of_.size(); ++p) {
    const auto [numbers, scale, distance, alone] = of_[p];
    for (std::size_t a = 0; numbers && a < shape_.dims[p]; ++a)
      for (std::size_t r = 0; r < sums.size(); ++r) {
        const double noise = scale * numbers[a * distance + r];
        sums[r] += noise * noise;
      }
  }
}

}  // namespace firstmove::engine

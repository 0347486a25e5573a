#include "game/samples.hpp"

#include <algorithm>
#include <numeric>

#include "chance/draws.hpp"

namespace firstmove::engine {
namespace {

constexpr std::uint64_t step_bits = 62;

// A key of the generator for each stream, and others than that of the noise, which is the seed
// itself. The two highest bits of a step, which its counter has no room for, are part of the key.
DrawKey key_of(const Sample& sample, const fm_batch& batch) {
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15u;
  const std::uint64_t stream = 2 * std::uint64_t{sample.stream} + (sample.picks() ? 1 : 0);
  const std::uint64_t number = 1 + 4 * stream + (batch.step >> step_bits);
  return {batch.seed + golden * number, batch.step & ((std::uint64_t{1} << step_bits) - 1)};
}

Distribution distribution_of(const Sample& sample) {
  return {sample.kind == Sample::Kind::normal ? Distribution::Kind::normal
                                              : Distribution::Kind::uniform};
}

// From an odd multiple of 2^-52 in (-1, 1) to one of 2^-53 in (0, 1), exact.
double unit(double centred) { return 0.5 + 0.5 * centred; }

// A whole number below `count`; each is as likely as any other to within 2^-52.
std::uint32_t below(std::uint32_t count, double unit) {
  return std::min(count - 1, static_cast<std::uint32_t>(unit * count));
}

}  // namespace

const double* Samples::of(const fm_batch& batch) {
  if (list_.empty()) return nullptr;
  const std::span<const std::uint32_t> replicates(batch.replicates, batch.count);
  if (rows_.stride() == batch.stride && seed_ == batch.seed && step_ == batch.step &&
      std::ranges::equal(replicates_, replicates))
    return rows_.data();
  if (rows_.stride() != batch.stride) rows_ = BatchArray(list_.size, batch.stride);
  seed_ = batch.seed;
  step_ = batch.step;
  replicates_.assign(replicates.begin(), replicates.end());
  for (const SampleList::Entry& entry : list_.entries)
    for (std::size_t r = 0; r < batch.count; ++r) draw(entry, batch, r);
  for (std::size_t row = 0; row < rows_.rows(); ++row)
    std::fill(rows_.row(row) + batch.count, rows_.row(row) + batch.stride, rows_.row(row)[0]);
  return rows_.data();
}

void Samples::draw(const SampleList::Entry& entry, const fm_batch& batch, std::size_t replica) {
  const Sample& sample = entry.sample;
  const std::size_t count = sample.picks() ? sample.rows : sample.size();
  const std::size_t pairs = stride_for((count + 1) / 2);
  if (drawn_.size() < 2 * pairs) drawn_ = BatchArray(2 * pairs, 1);
  draws().along(distribution_of(sample), key_of(sample, batch), batch.replicates[replica], 0, pairs,
                drawn_.data());
  const double* const drawn = drawn_.data();
  double* const to = rows_.row(entry.first) + replica;
  const std::size_t stride = batch.stride;
  if (!sample.picks()) {
    const bool uniform = sample.kind == Sample::Kind::uniform;
    for (std::size_t e = 0; e < count; ++e) to[e * stride] = uniform ? unit(drawn[e]) : drawn[e];
    return;
  }
  pick(sample, sample.table->size() / sample.columns);
  for (std::size_t row = 0; row < sample.rows; ++row)
    for (std::size_t column = 0; column < sample.columns; ++column) {
      const std::size_t from = std::size_t{picked_[row]} * sample.columns + column;
      to[(row * sample.columns + column) * stride] = (*sample.table)[from];
    }
}

// Without repeating a row, by the first turns of a Fisher-Yates shuffle, which are taken back
// afterwards.
void Samples::pick(const Sample& sample, std::size_t table_rows) {
  const double* const drawn = drawn_.data();
  const auto all = static_cast<std::uint32_t>(table_rows);
  picked_.resize(sample.rows);
  if (sample.kind == Sample::Kind::pick) {
    for (std::uint32_t row = 0; row < sample.rows; ++row)
      picked_[row] = below(all, unit(drawn[row]));
    return;
  }
  if (rest_.size() < all) {
    rest_.resize(all);
    std::iota(rest_.begin(), rest_.end(), 0u);
  }
  const auto partner = [&](std::uint32_t row) { return row + below(all - row, unit(drawn[row])); };
  for (std::uint32_t row = 0; row < sample.rows; ++row) {
    std::swap(rest_[row], rest_[partner(row)]);
    picked_[row] = rest_[row];
  }
  for (std::uint32_t row = sample.rows; row-- > 0;) std::swap(rest_[row], rest_[partner(row)]);
}

}  // namespace firstmove::engine

// The contents of a graph: nodes, numbers and indices, of equal ones of which there is only one.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "graph/graph.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_elements = std::size_t{1} << 31;

// FNV-1a over whole words.
struct Hash {
  std::uint64_t state = 14695981039346656037u;
  void add(std::uint64_t word) {
    state = (state ^ word) * 1099511628211u;
    state ^= state >> 29;
  }
};

std::uint32_t hash_of(const Node& node, std::span<const NodeId> inputs) {
  Hash hash;
  hash.add(static_cast<std::uint64_t>(node.operation));
  hash.add(std::uint64_t{node.extent.rows} << 32 | node.extent.columns);
  hash.add(static_cast<std::uint64_t>(node.attribute[0]));
  hash.add(static_cast<std::uint64_t>(node.attribute[1]));
  for (const NodeId input : inputs) hash.add(input);
  return static_cast<std::uint32_t>(hash.state ^ hash.state >> 32);
}

// Finds a copy of `values` in `pool`, or appends them; returns their position.
template <class T>
std::int64_t keep(std::span<const T> values, std::vector<T>& pool,
                  std::unordered_multimap<std::uint64_t, std::int64_t>& known) {
  if (values.empty()) return 0;
  Hash hash;
  hash.add(values.size());
  for (const T& value : values) {
    std::uint64_t word = 0;
    std::memcpy(&word, &value, sizeof(T));
    hash.add(word);
  }
  const auto [begin, end] = known.equal_range(hash.state);
  for (auto at = begin; at != end; ++at) {
    const std::size_t position = static_cast<std::size_t>(at->second);
    if (position + values.size() <= pool.size() &&
        std::memcmp(pool.data() + position, values.data(), values.size_bytes()) == 0)
      return at->second;
  }
  const std::int64_t position = static_cast<std::int64_t>(pool.size());
  pool.insert(pool.end(), values.begin(), values.end());
  known.emplace(hash.state, position);
  return position;
}

}  // namespace

std::size_t Graph::place_of(const Node& node, std::span<const NodeId> inputs,
                            std::uint32_t hash) const {
  const std::size_t last = places_.size() - 1;  // the size is a power of two
  for (std::size_t at = hash & last;; at = (at + 1) & last) {
    const Place& place = places_[at];
    if (place.node == no_node) return at;
    if (place.hash != hash) continue;
    const Node& one = nodes_[place.node];
    if (one.operation == node.operation && one.extent == node.extent &&
        one.attribute[0] == node.attribute[0] && one.attribute[1] == node.attribute[1] &&
        std::ranges::equal(this->inputs(place.node), inputs))
      return at;
  }
}

void Graph::widen() {
  const std::vector<Place> before = std::exchange(places_, std::vector<Place>(places_.size() * 2));
  const std::size_t last = places_.size() - 1;
  for (const Place& place : before) {
    if (place.node == no_node) continue;
    std::size_t at = place.hash & last;
    while (places_[at].node != no_node) at = (at + 1) & last;
    places_[at] = place;
  }
}

NodeId Graph::intern(const Node& node, std::span<const NodeId> inputs) {
  if (2 * nodes_.size() >= places_.size()) widen();
  const std::uint32_t hash = hash_of(node, inputs);
  Place& place = places_[place_of(node, inputs, hash)];
  if (place.node != no_node) return place.node;
  if (nodes_.size() >= no_node || node.extent.size() > most_elements)
    throw GraphError(
        fmt::format("an array of {} x {} is too large", node.extent.rows, node.extent.columns));
  const NodeId id = static_cast<NodeId>(nodes_.size());
  nodes_.push_back(node);
  nodes_.back().inputs_begin = static_cast<std::uint32_t>(inputs_.size());
  nodes_.back().inputs_count = static_cast<std::uint32_t>(inputs.size());
  // `inputs` may be a part of inputs_.
  const std::vector<NodeId> kept(inputs.begin(), inputs.end());
  inputs_.insert(inputs_.end(), kept.begin(), kept.end());
  bool varies = node.operation == Operation::action || node.operation == Operation::direction ||
                node.operation == Operation::sample;
  for (const NodeId input : kept) varies = varies || varies_[input] != 0;
  varies_.push_back(varies ? 1 : 0);
  meaning_.push_back(meaning_of(id));
  place = {hash, id};
  return id;
}

// The values of constants do not count: another value of a parameter, or another unit, must not
// change the order of sums. Indices count for themselves, not for where they are kept.
std::uint64_t Graph::meaning_of(NodeId id) const {
  const Node& node = nodes_[id];
  Hash hash;
  hash.add(static_cast<std::uint64_t>(node.operation));
  hash.add(std::uint64_t{node.extent.rows} << 32 | node.extent.columns);
  for (const NodeId input : inputs(id)) hash.add(meaning_[input]);
  switch (node.operation) {
    case Operation::constant:
      break;
    case Operation::sample: {
      const Sample& sample = samples_.entries[static_cast<std::size_t>(node.attribute[1])].sample;
      hash.add(static_cast<std::uint64_t>(sample.kind));
      hash.add(sample.stream);
      break;
    }
    case Operation::gather:
    case Operation::scatter:
      for (const std::uint32_t index : indices(id)) hash.add(index);
      break;
    case Operation::assemble:
      for (const Piece& piece : pieces(id)) {
        hash.add(piece.first);
        hash.add(piece.step);
      }
      break;
    default:
      hash.add(static_cast<std::uint64_t>(node.attribute[0]));
      hash.add(static_cast<std::uint64_t>(node.attribute[1]));
  }
  return hash.state;
}

std::int64_t Graph::keep_numbers(std::span<const double> values) {
  return keep(values, numbers_, known_numbers_);
}

std::int64_t Graph::keep_indices(std::span<const std::uint32_t> indices) {
  return keep(indices, indices_, known_indices_);
}

}  // namespace firstmove::engine

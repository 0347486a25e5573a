// What is kept of the paths of a batch's replicas, so that their outcomes can be decided.
#pragma once

#include <cstdint>
#include <vector>

#include "game/game.hpp"
#include "play/directions.hpp"
#include "play/moves.hpp"
#include "play/raw_memory.hpp"
#include "play/sampled_path.hpp"
#include "play/sketch.hpp"

namespace firstmove::engine {

class Population;

// Samples the paths at evenly spaced steps, between 128 and 256 of them for long runs, and the
// boxes that contain all steps between, so that a step costs little and no cycle hides between the
// samples. Coordinates on circles are points on their circles in samples, and angles without jumps
// in boxes. Of many coordinates a sketch is kept.
class PathMemory {
 public:
  // The population must outlive the last call of see().
  PathMemory(const Shape& shape, Population& population);

  // To be filled by the step after each call of see().
  Directions& directions() { return directions_; }
  // To be called after every step k in order, from 0, the start.
  void see(std::uint64_t k) {
    if (!moves_widen_ || directions_.wanted || k + 1 == next_) return see_in_full(k);
    if (!others_.empty()) functions_.follow(others_);
  }

  // The path of a replica up to now.
  SampledPath path(std::size_t replica, bool noisy) const;
  // The Euclidean length of its start; coordinates on circles do not count.
  double start_size(std::size_t replica) const { return start_size_[replica]; }
  // For each player, the greatest length of its noise-free direction at a sample.
  std::vector<double> direction_sizes(std::size_t replica) const;

 private:
  // Rows of replicas in `memory_`, as far apart as those of the batch.
  struct Sample {
    double *x, *least, *greatest, *direction, *direction_square, *noise_square;
    bool with_direction;
  };
  void see_in_full(std::uint64_t k);
  const double* row(const double* rows, std::size_t i) const { return rows + i * stride_; }
  double* row(double* rows, std::size_t i) const { return rows + i * stride_; }
  std::size_t points_rows() const;
  void divide_memory();
  void take_start_sizes();
  void take_directions();
  void take_lift();
  void watch(const Sample& sample);
  void let_moves_widen(bool from_now_on);
  void sketch_x(double* to) const;
  void put_point(const double* kept, std::size_t replica, std::vector<double>& out) const;
  void thin();

  const Shape& shape_;
  Population& population_;
  const Moves& functions_;
  std::vector<Way> ways_;     // since the last sample
  std::vector<Way> others_;   // of those the ones that no move of the population widens
  std::vector<Box> boxes_;    // of the coordinates that it widens
  bool moves_widen_ = false;  // at the next step
  const std::size_t count_, stride_;
  Sketch points_, lifts_;  // of points, with circles as points; of coordinates
  std::size_t lift_rows_;  // as many as coordinates if the points are kept whole
  Directions directions_;
  std::uint64_t every_ = 1, next_ = 0;  // the next step to be sampled
  RawMemory memory_;                    // of all samples, so that no step allocates
  std::vector<Sample> samples_;         // of the steps 0, every_, 2 every_, ..: the first `taken_`
  std::size_t taken_ = 0;
  BatchArray angles_;           // coordinates on circles without their jumps; else unused
  BatchArray lift_;             // the sketch of the coordinates, of circles as angles_
  std::vector<double> square_;  // of a player's direction
  std::vector<double> start_size_;
  std::vector<std::vector<double>> direction_squares_;  // of each player, the greatest
};

}  // namespace firstmove::engine

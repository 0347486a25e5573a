#include "check/played_game.hpp"

#include <firstmove/internal/multi_index.hpp>

#include <cstring>
#include <exception>

#include "game/graph_game.hpp"
#include "game/shape_check.hpp"

namespace firstmove::engine::checks {
namespace {

// A pseudo-random number that does not depend on the replicate's place in the batch.
double vector_entry(std::size_t vector, std::size_t row, std::uint32_t replicate) {
  std::uint64_t z = vector * 0x9e3779b97f4a7c15u + row * 0xbf58476d1ce4e5b9u + replicate + 1;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1p-52 - 1;
}

std::uint32_t rows_of_vector(const fm_request& r, std::size_t v, const Shape& shape) {
  return shape.dims[v == 0 ? r.k : r.l];
}

void note_evaluate(const std::vector<fm_request>& requests, const fm_batch& batch) {
  static constexpr const char* names[] = {
      "FM_COST",          "FM_GRADIENT", "FM_HESSIAN_PRODUCT", "FM_HESSIAN_BLOCK",
      "FM_THIRD_PRODUCT", "FM_TAYLOR",   "FM_METRIC"};
  if (requests.empty()) return note("fm_game.evaluate(nothing)");
  const fm_request& r = requests.front();
  const char* const name =
      r.quantity >= FM_COST && r.quantity <= FM_METRIC ? names[r.quantity] : "?";
  note(
      "fm_game.evaluate({} of player {}, j = {}, k = {}, l = {}{}; {} replicas, stride {}, step "
      "{})",
      name, r.player + 1, r.j, r.k, r.l,
      requests.size() == 1 ? "" : fmt::basic_string_view<char>(", and more"), batch.count,
      batch.stride, batch.step);
}

}  // namespace

fm_request ask(std::int32_t quantity, std::uint32_t i, std::uint32_t j, std::uint32_t k,
               std::uint32_t l) {
  return {sizeof(fm_request), quantity, i, j, k, l};
}

LentBatch::LentBatch(const std::vector<std::vector<double>>& points, std::size_t stride)
    : x(points.at(0).size(), stride), replicates(points.size()) {
  for (std::size_t r = 0; r < replicates.size(); ++r) replicates[r] = static_cast<std::uint32_t>(r);
  for (std::size_t c = 0; c < x.rows(); ++c)
    for (std::size_t r = 0; r < stride; ++r) x.row(c)[r] = points[r % points.size()][c];
}

fm_batch LentBatch::c() const {
  return {sizeof(fm_batch), count(), x.stride(), step, seed, replicates.data(), x.data()};
}

PlayedGame::PlayedGame(const CheckedPlugin& subject)
    : table_(&subject.plugin.game()), graph_host_(subject.descriptor().id) {
  note("fm_game.create");
  must([&] { return table_->create(host_.get(), &subject.params.values(), &instance_); });
  if (!instance_) throw Failed("fm_game.create returned FM_OK and no instance");
  try {
    note("fm_graph_source.graph");
    const std::string id = subject.descriptor().id;
    if (fm_game_instance* const graph = make_graph_game(graph_host_, *table_, instance_, id)) {
      instance_ = graph;
      table_ = &graph_table();
    }
    note("fm_game.shape");
    shape_ =
        checked_shape(guarded([&] { return table_->shape(instance_); }), subject.descriptor().id);
  } catch (const PluginFailure& unusable) {
    throw Failed(unusable.what());
  }
}

// While an exception propagates, the journal keeps the call that failed.
PlayedGame::~PlayedGame() {
  if (std::uncaught_exceptions() == 0) note("fm_game.destroy");
  table_->destroy(instance_);
}

bool PlayedGame::offers(const fm_request& request) const {
  note("fm_game.offers(quantity {}, player {}, j {}, k {}, l {})", request.quantity, request.player,
       request.j, request.k, request.l);
  return guarded([&] { return table_->offers(instance_, &request); }) != 0;
}

const void* PlayedGame::extension(const char* id) const {
  if (!FM_HAS(table_, fm_game, extension) || !table_->extension) return nullptr;
  note("fm_game.extension(\"{}\")", id);
  return guarded([&] { return table_->extension(instance_, id); });
}

std::vector<fm_request> PlayedGame::offered(std::size_t most, bool series) const {
  const std::uint32_t n = shape_.players();
  std::vector<fm_request> all;
  const auto add = [&](const fm_request& request) {
    constexpr std::size_t most_rows = 4096;
    const bool wide = request.quantity == FM_HESSIAN_BLOCK &&
                      std::size_t{shape_.dims[request.j]} * shape_.dims[request.k] > most_rows;
    if (!wide) all.push_back(request);
  };
  for (std::uint32_t i = 0; i < n; ++i) {
    add(ask(FM_COST, i));
    for (std::uint32_t j = 0; j < n; ++j) {
      add(ask(FM_GRADIENT, i, j));
      for (std::uint32_t k = 0; k < n && n <= 8; ++k) {
        add(ask(FM_HESSIAN_PRODUCT, i, j, k));
        add(ask(FM_HESSIAN_BLOCK, i, j, k));
        for (std::uint32_t l = 0; l < n && n <= 4; ++l) add(ask(FM_THIRD_PRODUCT, i, j, k, l));
      }
    }
    for (std::uint32_t order = 0; series && order <= 3; ++order)
      if (derivatives(shape_.coordinates(), order) <= 512) add(ask(FM_TAYLOR, i, order));
  }
  if (const auto* metrics = static_cast<const fm_metrics*>(extension(FM_METRICS_EXTENSION)))
    for (std::uint32_t m = 0; m < metrics->count; ++m) add(ask(FM_METRIC, m));
  std::vector<fm_request> kept;
  std::mt19937_64 generator(1);
  if (all.size() > most) std::shuffle(all.begin(), all.end(), generator);
  for (const fm_request& request : all)
    if (kept.size() < most && offers(request)) kept.push_back(request);
  return kept;
}

PlayedGame::Plan::Plan(PlayedGame& game, std::vector<fm_request> requests)
    : game_(game), requests_(std::move(requests)) {
  std::vector<const fm_request*> pointers;
  for (const fm_request& request : requests_) pointers.push_back(&request);
  note("fm_game.prepare({} quantities, {} first)", requests_.size(), requests_[0].quantity);
  must([&] {
    return game_.table_->prepare(game_.instance_, pointers.data(),
                                 static_cast<std::uint32_t>(pointers.size()), &plan_);
  });
}

PlayedGame::Plan::~Plan() {
  if (std::uncaught_exceptions() == 0) note("fm_game.release");
  game_.table_->release(game_.instance_, plan_);
}

void PlayedGame::Plan::again(const fm_batch& batch, const double* const* vectors,
                             double* const* out) {
  must([&] { return game_.table_->evaluate(game_.instance_, plan_, &batch, vectors, out); });
}

Rows PlayedGame::Plan::at(const LentBatch& spot, const Vectors& vectors, double garbage) {
  Rows results;
  std::vector<double*> out;
  for (const fm_request& request : requests_)
    results.emplace_back(rows_of(request, game_.shape_), spot.x.stride(), garbage);
  for (GuardedArray& array : results) out.push_back(array.data());
  std::vector<const double*> lent;
  for (const GuardedArray& vector : vectors) lent.push_back(vector.data());
  const GuardedArray x = spot.x;
  const Vectors kept = vectors;
  const fm_batch batch = spot.c();
  note_evaluate(requests_, batch);
  again(batch, lent.empty() ? nullptr : lent.data(), out.data());

  const auto equal = [](const GuardedArray& a, const GuardedArray& b) {
    return std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
  };
  if (!equal(x, spot.x)) throw Failed(fmt::format("{} changed the joint action", journal().call));
  for (std::size_t v = 0; v < vectors.size(); ++v)
    if (!equal(kept[v], vectors[v]))
      throw Failed(fmt::format("{} changed an input vector", journal().call));
  for (std::size_t q = 0; q < results.size(); ++q)
    if (!results[q].intact())
      throw Failed(fmt::format("{} wrote outside the result array of {}", journal().call,
                               describe(requests_[q])));
  return results;
}

double Points::uniform(double lower, double upper) {
  return lower + (upper - lower) * (static_cast<double>(generator_() >> 11) * 0x1p-53);
}

std::vector<double> Points::one() {
  std::vector<double> x;
  for (std::size_t c = 0; c < shape_.coordinates(); ++c) {
    const fm_domain& domain = shape_.domains[c];
    double lower = -1.5, upper = 1.5;
    if (domain.kind == FM_DOMAIN_PERIODIC) {
      lower = domain.lower;
      upper = domain.upper;
    } else if (!shape_.start_lower.empty()) {
      lower = shape_.start_lower[c];
      upper = shape_.start_upper[c];
    } else if (domain.kind == FM_DOMAIN_BOX) {
      lower = std::isfinite(domain.lower)   ? domain.lower
              : std::isfinite(domain.upper) ? domain.upper - 3
                                            : lower;
      upper = std::isfinite(domain.upper) ? domain.upper : lower + 3;
    }
    if (domain.kind == FM_DOMAIN_BOX) {
      lower = std::max(lower, domain.lower);
      upper = std::min(upper, domain.upper);
    }
    const double margin = 0.02 * (upper - lower);
    x.push_back(uniform(lower + margin, upper - margin));
  }
  return x;
}

std::vector<std::vector<double>> Points::many(std::size_t count) {
  std::vector<std::vector<double>> points;
  for (std::size_t p = 0; p < count; ++p) points.push_back(one());
  return points;
}

Vectors random_vectors(std::span<const fm_request> requests, const Shape& shape,
                       const LentBatch& spot) {
  Vectors vectors;
  for (const fm_request& r : requests)
    for (std::size_t v = 0; v < vectors_of(r); ++v) {
      GuardedArray& array = vectors.emplace_back(rows_of_vector(r, v, shape), spot.x.stride());
      for (std::size_t row = 0; row < array.rows(); ++row)
        for (std::size_t p = 0; p < array.stride(); ++p)
          array.row(row)[p] =
              vector_entry(vectors.size(), row, spot.replicates[p % spot.replicates.size()]);
    }
  return vectors;
}

void same_results(const std::vector<fm_request>& requests, const Rows& left, std::size_t a,
                  const Rows& right, std::size_t b, const std::string& what) {
  for (std::size_t q = 0; q < requests.size(); ++q)
    for (std::size_t row = 0; row < left[q].rows(); ++row) {
      const double one = left[q].row(row)[a], other = right[q].row(row)[b];
      if (!same_bits(one, other))
        throw Failed(fmt::format("{}, row {}, differs ({:.17g} and {:.17g}): {}",
                                 describe(requests[q]), row, one, other, what));
    }
}

}  // namespace firstmove::engine::checks

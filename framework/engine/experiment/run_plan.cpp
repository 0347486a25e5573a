#include "experiment/run_plan.hpp"

#include <algorithm>

namespace firstmove::engine {

RunPlan::RunPlan(const Manifest& manifest, PluginHashes& hashes)
    : manifest_(manifest), learners_(manifest.variants.front().spec.learners.size()) {
  for (const Variant& variant : manifest.variants)
    for (const LearnerSpec& learner : variant.spec.learners)
      identities_.push_back(identity_of(variant.spec, learner, hashes));
}

std::uint64_t RunPlan::runs() const {
  std::uint64_t sum = 0;
  for (std::size_t g = 0; g < groups(); ++g) sum += spec(g).replicates.size();
  return sum;
}

std::map<std::string, WantedRun> RunPlan::missing(const std::set<std::int64_t>& done) const {
  std::map<std::string, WantedRun> runs;
  for (std::size_t g = 0; g < groups(); ++g)
    for (std::size_t p = 0; p < spec(g).replicates.size(); ++p)
      if (!done.contains(id(g, p)))
        runs.emplace(run_key(identity(g), spec(g), spec(g).replicates[p], p),
                     WantedRun{id(g, p), static_cast<std::uint32_t>(g / learners_),
                               static_cast<std::uint32_t>(g % learners_), learner(g).name,
                               variant(g).sweep_json});
  return runs;
}

std::vector<BatchJob> RunPlan::batches(const std::set<std::int64_t>& done, unsigned jobs) const {
  std::vector<BatchJob> batches;
  for (std::size_t g = 0; g < groups(); ++g) {
    const std::size_t replicates = spec(g).replicates.size();
    const std::uint32_t size =
        spec(g).batch != 0 ? spec(g).batch : batch_size(replicates, groups(), jobs);
    std::size_t room = 0;
    for (std::uint32_t position = 0; position < replicates; ++position) {
      if (done.contains(id(g, position))) continue;
      if (room == 0) {
        batches.push_back(empty_job(g));
        room = size;
      }
      batches.back().positions.push_back(position);
      batches.back().run_ids.push_back(id(g, position));
      --room;
    }
  }
  return batches;
}

BatchJob RunPlan::job(std::int64_t id) const {
  const std::size_t replicates = spec(0).replicates.size();
  const std::size_t group = static_cast<std::size_t>(id) / replicates;
  BatchJob job = empty_job(group);
  job.positions = {static_cast<std::uint32_t>(static_cast<std::size_t>(id) % replicates)};
  job.run_ids = {id};
  return job;
}

BatchJob RunPlan::empty_job(std::size_t group) const {
  return {&variant(group),
          static_cast<std::uint32_t>(group / learners_),
          static_cast<std::uint32_t>(group % learners_),
          {},
          {},
          &identity(group)};
}

std::uint32_t batch_size(std::uint64_t replicates, std::uint64_t groups, unsigned jobs) {
  constexpr std::uint64_t largest = 128;          // its arrays stay in the caches
  const std::uint64_t batches_wanted = 2 * jobs;  // a group: one learner in one variant
  const std::uint64_t per_group =
      std::max<std::uint64_t>(1, (batches_wanted + groups - 1) / groups);
  const std::uint64_t size = (replicates + per_group - 1) / per_group;
  const std::uint64_t whole = (size + FM_LANES - 1) / FM_LANES * FM_LANES;
  return static_cast<std::uint32_t>(std::min(whole, largest));
}

}  // namespace firstmove::engine

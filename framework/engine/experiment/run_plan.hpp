// All runs of a manifest: their ids, their keys, and their division into batches.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "experiment/batch.hpp"
#include "experiment/identity.hpp"
#include "experiment/reuse.hpp"
#include "manifest/manifest.hpp"

namespace firstmove::engine {

// Groups are the runs of one learner in one variant of the sweep, variant by variant; positions
// count the manifest's replicates.
class RunPlan {
 public:
  // `manifest` must outlive the plan.
  RunPlan(const Manifest& manifest, PluginHashes& hashes);

  std::size_t learners() const { return learners_; }
  std::size_t groups() const { return identities_.size(); }
  std::uint64_t runs() const;
  const Variant& variant(std::size_t group) const { return manifest_.variants[group / learners_]; }
  const ExperimentSpec& spec(std::size_t group) const { return variant(group).spec; }
  const LearnerSpec& learner(std::size_t group) const {
    return spec(group).learners[group % learners_];
  }
  const Identity& identity(std::size_t group) const { return identities_[group]; }
  std::int64_t id(std::size_t group, std::size_t position) const {
    return static_cast<std::int64_t>(group * spec(group).replicates.size() + position);
  }

  // The runs that are not done, by key.
  std::map<std::string, WantedRun> missing(const std::set<std::int64_t>& done) const;
  // The same, divided into batches for `jobs` threads.
  std::vector<BatchJob> batches(const std::set<std::int64_t>& done, unsigned jobs) const;
  // A batch that contains only this run.
  BatchJob job(std::int64_t id) const;

 private:
  BatchJob empty_job(std::size_t group) const;

  const Manifest& manifest_;
  std::size_t learners_;
  std::vector<Identity> identities_;
};

// The number of replicas in a batch if the manifest does not set it: enough batches to keep `jobs`
// threads busy, in whole registers. Results do not depend on it.
std::uint32_t batch_size(std::uint64_t replicates, std::uint64_t groups, unsigned jobs);

}  // namespace firstmove::engine

// The results of one experiment, grouped by learners and variants, with its manifest if it can be
// read again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compare/histories.hpp"
#include "compare/landmarks.hpp"
#include "manifest/manifest.hpp"
#include "results/results.hpp"
#include "statistics/bootstrap.hpp"

namespace firstmove::engine {

struct StudyOptions {
  double confidence = 0.95;
  BootstrapMethod bootstrap = BootstrapMethod::percentile;  // of interquartile means and of
                                                            // expected running times
  // Differences of costs are equivalent to none if they are at most this times the costs' sizes
  // (cost_sizes()).
  double margin = 1e-6;
  // A run is at a critical point, or has reached its end, if it is within its radius of it
  // (Landmarks::radius()).
  double tolerance = 0.05;
  unsigned jobs = 0;  // threads; 0: all processors
};

class Study {
 public:
  // Throws InputError if there are no results. If the plugins of the manifest cannot be loaded, the
  // report lacks what they would compute, and `without` gives the reason.
  Study(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& plugin_path,
        const StudyOptions& options);

  const std::string& name() const { return results_.name(); }
  const Results& results() const { return results_; }
  const std::string& manifest_text() const { return manifest_text_; }
  const std::optional<Manifest>& manifest() const { return manifest_; }
  const std::string& without() const { return without_; }
  const Histories& histories() const { return histories_; }
  const StudyOptions& options() const { return options_; }
  // Of the experiment; bootstrap samples are drawn with it, too.
  std::uint64_t seed() const { return seed_; }
  BootstrapSettings bootstrap() const {
    return {.method = options_.bootstrap, .confidence = options_.confidence, .seed = seed_};
  }

  const std::vector<std::string>& learners() const { return learners_; }
  const std::vector<std::string>& variants() const { return variants_; }  // sweep_json
  std::size_t players() const { return players_; }
  // Whether the game gives this player costs.
  bool has_costs(std::size_t player) const;
  std::uint64_t missing() const { return missing_; }
  // The runs of one learner in one variant, ordered by id.
  const std::vector<const RunRecord*>& runs(std::size_t variant, std::size_t learner) const {
    return groups_[variant * learners_.size() + learner];
  }
  const std::vector<RunRecord>& all_runs() const { return runs_; }
  const ExperimentSpec& spec(std::size_t variant) const {
    return manifest_->variants[variant].spec;
  }

  // The critical points of a variant's game, searched for on the first call for this game; none,
  // with the reason, beyond the first 60 different games of a sweep.
  const Landmarks& landmarks(std::size_t variant) const;

  // The learner's number on the page, which may contain several studies.
  std::size_t on_page(std::size_t learner) const { return on_page_[learner]; }
  void put_on_page(std::vector<std::size_t> numbers) { on_page_ = std::move(numbers); }

 private:
  void read_manifest_again(const std::vector<std::filesystem::path>& plugin_path);
  void leave_out_manifest(const std::string& why);
  void read_seed();
  void group();
  Landmarks examine(std::size_t variant) const;

  Results results_;
  StudyOptions options_;
  std::vector<RunRecord> runs_;
  Histories histories_;
  std::string manifest_text_, without_;
  std::optional<Manifest> manifest_;
  std::vector<std::string> learners_, variants_;
  std::vector<std::vector<const RunRecord*>> groups_;
  std::size_t players_ = 0;
  std::uint64_t seed_ = 0;
  std::uint64_t missing_ = 0;
  std::vector<std::size_t> on_page_;
  mutable std::map<std::string, Landmarks> landmarks_;  // of different games
  mutable std::vector<const Landmarks*> game_of_;       // each variant's, once known
};

// "runs 0 to 99, 120": the runs that a number is computed from, for hovers.
std::string ids_text(const std::vector<const RunRecord*>& runs);

}  // namespace firstmove::engine

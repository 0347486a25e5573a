// The results of one experiment with the data that a report needs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "report/histories.hpp"
#include "report/landmarks.hpp"
#include "results/results.hpp"

namespace firstmove::engine {

struct ReportOptions {
  double confidence = 0.95;
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
        const ReportOptions& options);

  const std::string& name() const { return results_.name(); }
  const Results& results() const { return results_; }
  const std::string& manifest_text() const { return manifest_text_; }
  const std::optional<Manifest>& manifest() const { return manifest_; }
  const std::string& without() const { return without_; }
  const Histories& histories() const { return histories_; }
  const ReportOptions& options() const { return options_; }

  const std::vector<std::string>& learners() const { return learners_; }
  const std::vector<std::string>& variants() const { return variants_; }  // sweep_json
  std::size_t players() const { return players_; }
  std::uint64_t missing() const { return missing_; }
  // The runs of one learner in one variant, ordered by id.
  const std::vector<const RunRecord*>& runs(std::size_t variant, std::size_t learner) const {
    return groups_[variant * learners_.size() + learner];
  }
  const std::vector<RunRecord>& all_runs() const { return runs_; }
  const ExperimentSpec& spec(std::size_t variant) const {
    return manifest_->variants[variant].spec;
  }

  // The critical points of a variant's game, computed on the first call; none if they cannot be
  // computed, and none beyond the first 12 variants of a sweep.
  const Landmarks& landmarks(std::size_t variant) const;

  // The learner's number on the page, which may contain several studies.
  std::size_t on_page(std::size_t learner) const { return on_page_[learner]; }
  void put_on_page(std::vector<std::size_t> numbers) { on_page_ = std::move(numbers); }

 private:
  void read_manifest_again(const std::vector<std::filesystem::path>& plugin_path);
  void leave_out_manifest(const std::string& why);
  void group();

  Results results_;
  ReportOptions options_;
  std::vector<RunRecord> runs_;
  Histories histories_;
  std::string manifest_text_, without_;
  std::optional<Manifest> manifest_;
  std::vector<std::string> learners_, variants_;
  std::vector<std::vector<const RunRecord*>> groups_;
  std::size_t players_ = 0;
  std::uint64_t missing_ = 0;
  std::vector<std::size_t> on_page_;
  mutable std::vector<std::unique_ptr<Landmarks>> landmarks_;
};

// "runs 0 to 99, 120": the runs that a number is computed from, for hovers.
std::string ids_text(const std::vector<const RunRecord*>& runs);

}  // namespace firstmove::engine

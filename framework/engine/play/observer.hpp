// Observer plugins on the host's side: one instance per experiment, one object per batch.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "call/call_limit.hpp"
#include "call/host_side.hpp"
#include "game/game.hpp"
#include "play/lent_oracle.hpp"
#include "play/record.hpp"
#include "play/schedule.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// What an observer's instance is given about the experiment; it must outlive the instance.
struct ExperimentView {
  std::string name;
  std::vector<std::string> learner_names;
  std::vector<const char*> name_pointers;
  fm_experiment c{};
};

class Observer {
 public:
  // `label` distinguishes observers of one plugin in file names. Throws PluginFailure.
  Observer(const ObserverSpec& spec, const ExperimentView& experiment, std::string label,
           double limit = default_call_limit);
  ~Observer();
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;

  const std::string& id() const { return id_; }
  const std::string& label() const { return label_; }
  const fm_observer& table() const { return table_; }
  fm_observer_instance* instance() const { return instance_; }
  HostSide& host() { return host_; }
  const CadenceSpec& every() const { return every_; }

  // Return the error, "" if there was none: an observer never ends the runs that it watches.
  std::string progress(const fm_progress& progress);
  std::string finish(const std::vector<const fm_run*>& runs);

 private:
  template <class Call>
  std::string fault_of(const char* function, Call&& call);

  std::string id_, label_;
  double limit_;
  const fm_observer& table_;
  CadenceSpec every_;
  HostSide host_;
  fm_observer_instance* instance_ = nullptr;
};

// What an observer recorded of one replica.
struct Recorded {
  std::vector<MetricRow> metrics;
  RecordedPath trajectory;
  std::vector<FileRow> files;
};

// One observer watching one batch. Its files are named after the run and lie in `folder`/files.
class Watcher {
 public:
  // Sets the oracle of `watch`, with the right to `classify`.
  Watcher(Observer& observer, const fm_watch& watch, Oracle& oracle,
          std::function<std::vector<Verdict>(const double*)> classify,
          const std::filesystem::path& folder, const std::vector<std::int64_t>& run_ids);
  ~Watcher();  // discards the batch and its files unless close() was called
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // These throw PluginFailure.
  void open();
  void observe(const fm_view& view);
  Cadence& cadence() { return cadence_; }
  void close();
  // Discards what was recorded and no longer calls the plugin, because it failed.
  void abandon();
  bool abandoned() const { return abandoned_; }
  std::vector<Recorded>& recorded() { return recorded_; }
  const Observer& observer() const { return observer_; }

 private:
  static void metric(const fm_recorder* recorder, std::uint32_t replica, std::uint64_t step,
                     const char* name, double value);
  static void trajectory(const fm_recorder* recorder, std::uint32_t replica, std::uint64_t step,
                         const double* x);
  static const char* file(const fm_recorder* recorder, std::uint32_t replica, const char* name);
  bool knows(std::string_view name);
  void require_sound_names() const;  // throws PluginFailure
  void forget_unwritten_files();
  void remove_files() noexcept;

  Observer& observer_;
  fm_recorder c_{};
  LentOracle oracle_;
  fm_watch watch_;
  Cadence cadence_;
  std::filesystem::path folder_;
  const std::vector<std::int64_t>& run_ids_;
  std::vector<Recorded> recorded_;
  std::vector<std::unique_ptr<std::string>> paths_;
  std::vector<std::string> sound_;  // names of metrics
  std::string fault_;               // of a name that the plugin recorded; "" if all were sound
  fm_observer_batch* batch_ = nullptr;
  bool closed_ = false, abandoned_ = false;
};

}  // namespace firstmove::engine

#include "play/observer.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cctype>

#include "base/clean_text.hpp"
#include "base/file_names.hpp"
#include "base/inside.hpp"
#include "call/task.hpp"

namespace firstmove::engine {

Observer::Observer(const ObserverSpec& spec, const ExperimentView& experiment, std::string label,
                   double limit)
    : id_(spec.plugin.descriptor->id),
      label_(std::move(label)),
      limit_(limit),
      table_(spec.plugin.observer()),
      every_(spec.every),
      host_(spec.plugin.descriptor->id) {
  host_.call("create", "be created for this experiment", [&] {
    return table_.create(host_.get(), &spec.params.values(), &experiment.c, &instance_);
  });
}

Observer::~Observer() {
  if (instance_)
    attempt(fmt::format("destroy observer {}", label_), limit_,
            [this] { host_.release("destroy", [this] { table_.destroy(instance_); }); });
}

template <class Call>
std::string Observer::fault_of(const char* function, Call&& call) {
  try {
    return attempt(fmt::format("{} of observer {}", function, label_), limit_, call);
  } catch (const PluginFailure& failure) {
    return failure.what();
  }
}

std::string Observer::progress(const fm_progress& progress) {
  if (!table_.progress) return "";
  return fault_of("progress",
                  [&] { host_.ask("progress", [&] { table_.progress(instance_, &progress); }); });
}

std::string Observer::finish(const std::vector<const fm_run*>& runs) {
  if (!table_.finish) return "";
  return fault_of("finish", [&] {
    host_.call("finish", "finish",
               [&] { return table_.finish(instance_, runs.data(), runs.size()); });
  });
}

Watcher::Watcher(Observer& observer, const fm_watch& watch, Oracle& oracle,
                 std::function<std::vector<Verdict>(const double*)> classify,
                 const std::filesystem::path& folder, const std::vector<std::int64_t>& run_ids)
    : observer_(observer),
      oracle_(oracle, observer.host(), {.classify = std::move(classify)}),
      watch_(watch),
      cadence_(observer.every(), watch.steps),
      folder_(folder),
      run_ids_(run_ids),
      recorded_(watch.count) {
  c_ = {sizeof(fm_recorder), 0, this, metric, trajectory, file};
  watch_.oracle = oracle_.c();
}

Watcher::~Watcher() {
  if (batch_ && !abandoned_)
    observer_.host().release("close", [&] { observer_.table().close(batch_, 0); });
  if (!closed_) remove_files();
}

void Watcher::open() {
  observer_.host().call("open", "open a batch", [&] {
    return observer_.table().open(observer_.instance(), &watch_, &c_, &batch_);
  });
  require_sound_names();
  oracle_.seal();
}

void Watcher::observe(const fm_view& view) {
  oracle_.set_step(view.step);
  observer_.host().call("observe", "observe a step",
                        [&] { return observer_.table().observe(batch_, &view); });
  require_sound_names();
}

void Watcher::close() {
  observer_.host().call("close", "close a batch",
                        [&] { return observer_.table().close(std::exchange(batch_, nullptr), 1); });
  require_sound_names();
  closed_ = true;
  forget_unwritten_files();
}

void Watcher::require_sound_names() const {
  if (!fault_.empty()) throw PluginFailure(FM_INVALID, fault_);
}

void Watcher::abandon() {
  abandoned_ = true;
  for (Recorded& seen : recorded_) seen = {};
}

// An observer may ask for a file and then have nothing to write.
void Watcher::forget_unwritten_files() {
  for (Recorded& seen : recorded_)
    std::erase_if(seen.files, [this](const FileRow& file) {
      std::error_code error;
      return !std::filesystem::is_regular_file(folder_ / file.path, error);
    });
}

void Watcher::remove_files() noexcept {
  std::error_code ignored;
  for (const auto& path : paths_) std::filesystem::remove(*path, ignored);
}

// Whether the name of a metric is sound; each name is looked at once.
bool Watcher::knows(std::string_view name) {
  if (std::find(sound_.begin(), sound_.end(), name) != sound_.end()) return true;
  if (std::string fault = fault_of_name(name); !fault.empty()) {
    fault_ = "it records a metric whose name " + fault;
    return false;
  }
  sound_.emplace_back(name);
  return true;
}

void Watcher::metric(const fm_recorder* recorder, std::uint32_t replica, std::uint64_t step,
                     const char* name, double value) {
  const HostWork work;
  Watcher& self = *static_cast<Watcher*>(recorder->context);
  if (!self.knows(name ? name : "")) return;
  if (replica < self.recorded_.size())
    self.recorded_[replica].metrics.push_back({step, name, value});
}

void Watcher::trajectory(const fm_recorder* recorder, std::uint32_t replica, std::uint64_t step,
                         const double* x) {
  const HostWork work;
  Watcher& self = *static_cast<Watcher*>(recorder->context);
  if (replica >= self.recorded_.size()) return;
  RecordedPath& path = self.recorded_[replica].trajectory;
  path.steps.push_back(step);
  path.values.insert(path.values.end(), x, x + self.watch_.coordinates);
}

const char* Watcher::file(const fm_recorder* recorder, std::uint32_t replica, const char* name) {
  const HostWork work;
  Watcher& self = *static_cast<Watcher*>(recorder->context);
  const std::string_view text = name ? name : "";
  const bool sound = !text.empty() && text.size() <= most_name && text.front() != '.' &&
                     std::all_of(text.begin(), text.end(), [](unsigned char c) {
                       return std::isalnum(c) || c == '.' || c == '-' || c == '_';
                     });
  if (!sound || replica >= self.recorded_.size()) return nullptr;
  const std::string relative =
      fmt::format("files/run{}-{}-{}", self.run_ids_[replica], self.observer_.label(), text);
  std::error_code failed;
  std::filesystem::create_directories(self.folder_ / "files", failed);
  if (failed || !inside(self.folder_, relative)) return nullptr;
  self.recorded_[replica].files.push_back({std::string(text), relative});
  self.paths_.push_back(std::make_unique<std::string>((self.folder_ / relative).string()));
  return self.paths_.back()->c_str();
}

}  // namespace firstmove::engine

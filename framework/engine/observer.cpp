#include "observer.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cctype>

namespace firstmove {

Observer::Observer(const ObserverSpec& spec, const ExperimentView& experiment, std::string label)
    : id_(spec.plugin.descriptor->id),
      label_(std::move(label)),
      table_(spec.plugin.observer()),
      every_(spec.every) {
  host_.call("be made for this experiment", [&] {
    return table_.create(host_.get(), &spec.params.values(), &experiment.c, &instance_);
  });
}

Observer::~Observer() {
  if (instance_) table_.destroy(instance_);
}

void Observer::progress(const fm_progress& progress) {
  if (table_.progress) table_.progress(instance_, &progress);
}

void Observer::finish(const std::vector<const fm_run*>& runs) {
  if (table_.finish)
    host_.call("finish", [&] { return table_.finish(instance_, runs.data(), runs.size()); });
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
  try {
    observer.host().call("open a batch", [&] {
      return observer.table().open(observer.instance(), &watch_, &c_, &batch_);
    });
  } catch (...) {
    remove_files();
    throw;
  }
  oracle_.seal();
}

Watcher::~Watcher() {
  if (!batch_) return;
  observer_.table().close(batch_, 0);
  remove_files();
}

void Watcher::observe(const fm_view& view) {
  oracle_.set_step(view.step);
  observer_.host().call("observe a step", [&] { return observer_.table().observe(batch_, &view); });
}

void Watcher::close() {
  try {
    observer_.host().call("close a batch", [&] {
      return observer_.table().close(std::exchange(batch_, nullptr), 1);
    });
  } catch (...) {
    remove_files();
    throw;
  }
}

void Watcher::remove_files() noexcept {
  std::error_code ignored;
  for (const auto& path : paths_) std::filesystem::remove(*path, ignored);
}

void Watcher::metric(const fm_recorder* recorder, std::uint32_t replica, std::uint64_t step,
                     const char* name, double value) {
  Watcher& self = *static_cast<Watcher*>(recorder->context);
  if (replica < self.recorded_.size())
    self.recorded_[replica].metrics.push_back({step, name, value});
}

void Watcher::trajectory(const fm_recorder* recorder, std::uint32_t replica, std::uint64_t step,
                         const double* x) {
  Watcher& self = *static_cast<Watcher*>(recorder->context);
  if (replica < self.recorded_.size())
    self.recorded_[replica].trajectory.push_back({step, {x, x + self.watch_.coordinates}});
}

const char* Watcher::file(const fm_recorder* recorder, std::uint32_t replica, const char* name) {
  Watcher& self = *static_cast<Watcher*>(recorder->context);
  const std::string_view text = name ? name : "";
  const bool sound = !text.empty() && text.front() != '.' &&
                     std::all_of(text.begin(), text.end(), [](unsigned char c) {
                       return std::isalnum(c) || c == '.' || c == '-' || c == '_';
                     });
  if (!sound || replica >= self.recorded_.size()) return nullptr;
  const std::string relative =
      fmt::format("files/run{}-{}-{}", self.run_ids_[replica], self.observer_.label(), text);
  std::error_code failed;
  std::filesystem::create_directories(self.folder_ / "files", failed);
  if (failed) return nullptr;
  self.recorded_[replica].files.push_back({std::string(text), relative});
  self.paths_.push_back(std::make_unique<std::string>((self.folder_ / relative).string()));
  return self.paths_.back()->c_str();
}

}  // namespace firstmove

#include "experiment/session.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "call/worker_signals.hpp"

namespace firstmove::engine {
namespace {

// Worker threads, while the main thread shows the progress.
class Workers {
 public:
  Workers(const std::vector<BatchJob>& batches, const Session& session, const RunOptions& options,
          std::atomic<bool>& cancelled)
      : batches_(batches),
        refusals_(session.refusals),
        distrust_(session.distrust),
        store_(session.store),
        observers_(session.observers),
        on_runs_(options.on_runs),
        context_{session.observers, session.store.folder(), cancelled, steps_done_},
        runs_(session.learners),
        done_(session.learners),
        failed_(session.learners) {
    progress_.struct_size = sizeof(fm_progress);
    for (const BatchJob& batch : batches) {
      progress_.runs += batch.positions.size();
      progress_.steps += batch.positions.size() * batch.variant->spec.steps;
      runs_[batch.learner] += batch.positions.size();
    }
  }

  // Returns the records of these runs. Rethrows errors of the store.
  std::vector<RunRecord> run(unsigned jobs) {
    const auto begun = std::chrono::steady_clock::now();
    const TakeSignals elsewhere(false);  // this thread and its children, but for their tasks
    std::vector<std::jthread> workers;
    const std::size_t threads = std::min<std::size_t>(jobs, batches_.size());
    working_ = threads;
    for (std::size_t t = 0; t < threads; ++t) workers.emplace_back([this] { work(); });
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, std::chrono::milliseconds(100), [&] { return working_ == 0; }))
      show(lock, begun, false);
    show(lock, begun, true);
    if (error_) std::rethrow_exception(error_);
    return std::move(records_);
  }

 private:
  std::vector<RunRecord> records_of(const BatchJob& batch) {
    if (const std::string reason = distrust_.reason(batch.variant->spec, batch.learner);
        !reason.empty())
      return untaken_records(batch, reason);
    const auto refusal = refusals_.find({batch.variant_index, batch.learner});
    if (refusal == refusals_.end()) return run_batch(batch, context_);
    return batch.variant->spec.skip_refused ? skipped_records(batch, refusal->second)
                                            : untaken_records(batch, refusal->second);
  }

  void work() {
    for (std::size_t i = next_++; i < batches_.size() && !context_.cancelled; i = next_++) {
      std::vector<RunRecord> records;
      std::exception_ptr error;
      try {
        const BatchJob& batch = batches_[i];
        records = records_of(batch);
      } catch (...) {
        error = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      try {
        if (error) std::rethrow_exception(error);
        if (!records.empty()) {
          store_.describe(batches_[i].identity->hash, batches_[i].identity->text);
          store_.add(records);
          if (on_runs_) on_runs_(records);
        }
      } catch (...) {
        error_ = std::current_exception();
        context_.cancelled = true;
        break;
      }
      for (RunRecord& record : records) {
        const bool failed = record.status == RunStatus::failed;
        ++progress_.runs_done;
        ++done_[record.learner];
        progress_.failed += failed;
        failed_[record.learner] += failed;
        record.metrics = {};  // what lies in the store takes no memory
        record.trajectory = {};
        record.clock = {};
        records_.push_back(std::move(record));
      }
    }
    const std::lock_guard lock(mutex_);
    --working_;
    changed_.notify_all();
  }

  void show(std::unique_lock<std::mutex>& lock, std::chrono::steady_clock::time_point begun,
            bool last) {
    fm_progress now = progress_;
    const std::vector<std::uint64_t> done = done_, failed = failed_;
    lock.unlock();
    now.learner_runs = runs_.data();
    now.learner_runs_done = done.data();
    now.learner_failed = failed.data();
    now.final = last;
    now.steps_done = std::min<std::uint64_t>(steps_done_, now.steps);
    now.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    for (const auto& observer : observers_)
      if (!silenced_.contains(observer.get()))
        if (const std::string fault = observer->progress(now); !fault.empty()) {
          spdlog::error("observer '{}': {}; it gets no further progress calls", observer->id(),
                        fault);
          silenced_.insert(observer.get());
        }
    lock.lock();
  }

  const std::vector<BatchJob>& batches_;
  const Refusals& refusals_;
  const Distrust& distrust_;
  Store& store_;
  const std::vector<std::unique_ptr<Observer>>& observers_;
  const std::function<void(const std::vector<RunRecord>&)>& on_runs_;
  std::atomic<std::uint64_t> steps_done_ = 0;
  BatchContext context_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;  // guards the members below and the store
  std::condition_variable changed_;
  std::size_t working_ = 0;
  fm_progress progress_{};
  std::vector<std::uint64_t> runs_, done_, failed_;  // for each learner
  std::vector<RunRecord> records_;
  std::exception_ptr error_;
  std::set<const Observer*> silenced_;  // they failed while showing progress
};

}  // namespace

std::vector<RunRecord> run_batches(const std::vector<BatchJob>& batches, const Session& session,
                                   const RunOptions& options, std::atomic<bool>& cancelled) {
  return Workers(batches, session, options, cancelled).run(options.jobs);
}

}  // namespace firstmove::engine

/* An observer of ABI 1.0 that uses all that it gives: metrics, trajectories and a file of each run,
 * and at the end the runs, of which it prints how many there were of each status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../abi-1.0.h"

struct fm_observer_instance {
  const fm_host* host;
  char about[100];
  uint64_t done; /* by the last progress */
};
struct fm_observer_batch {
  fm_watch watch;
  const fm_recorder* recorder;
  FILE* files[];
};

static fm_status create(const fm_host* host, const fm_values* values,
                        const fm_experiment* experiment, fm_observer_instance** out) {
  (void)values;
  fm_observer_instance* observer = calloc(1, sizeof(*observer));
  if (!observer) return FM_FAILED;
  observer->host = host;
  snprintf(observer->about, sizeof(observer->about), "%s, %s: %u x %u x %llu runs of %llu steps",
           experiment->name, experiment->learner_names[0], experiment->learners,
           experiment->replicates, (unsigned long long)experiment->runs,
           (unsigned long long)experiment->steps);
  *out = observer;
  return FM_OK;
}
static void destroy(fm_observer_instance* observer) { free(observer); }

static fm_status open_batch(fm_observer_instance* observer, const fm_watch* watch,
                            const fm_recorder* recorder, fm_observer_batch** out) {
  fm_observer_batch* batch = calloc(1, sizeof(*batch) + watch->count * sizeof(FILE*));
  if (!batch) return FM_FAILED;
  memcpy(&batch->watch, watch, sizeof(fm_watch));
  batch->recorder = recorder;
  for (uint32_t r = 0; r < watch->count; ++r) {
    const char* path = recorder->file(recorder, r, "notes.txt");
    batch->files[r] = path ? fopen(path, "w") : NULL;
    if (!batch->files[r])
      observer->host->message(observer->host, FM_LEVEL_WARNING, "no file of notes");
  }
  *out = batch;
  return FM_OK;
}
static fm_status observe(fm_observer_batch* batch, const fm_view* view) {
  for (uint32_t r = 0; r < view->count; ++r) {
    if (!view->active[r]) continue;
    double x[16], sum = 0;
    for (uint32_t c = 0; c < batch->watch.coordinates && c < 16; ++c) {
      x[c] = view->x[c * view->stride + r];
      sum += x[c] * x[c];
    }
    batch->recorder->metric(batch->recorder, r, view->step, "sum-of-squares", sum);
    batch->recorder->trajectory(batch->recorder, r, view->step, x);
    if (batch->files[r]) fprintf(batch->files[r], "%llu\n", (unsigned long long)view->step);
  }
  return FM_OK;
}
static fm_status close_batch(fm_observer_batch* batch, uint32_t complete) {
  for (uint32_t r = 0; r < batch->watch.count; ++r)
    if (batch->files[r]) {
      fprintf(batch->files[r], complete ? "end of replicate %u\n" : "given up\n",
              batch->watch.replicates[r]);
      fclose(batch->files[r]);
    }
  free(batch);
  return FM_OK;
}
static void progress(fm_observer_instance* observer, const fm_progress* now) {
  if (now->final) observer->done = now->runs_done + 1000 * now->runs + 1000000 * now->failed;
}
static fm_status finish(fm_observer_instance* observer, const fm_run* const* runs, uint64_t count) {
  uint32_t of_status[3] = {0};
  double cost = 0;
  for (uint64_t i = 0; i < count; ++i) {
    ++of_status[runs[i]->status];
    if (runs[i]->status == FM_RUN_FINISHED) cost += runs[i]->cost[0] + runs[i]->cost[1];
  }
  const fm_print* print = observer->host->extension(observer->host, FM_PRINT_EXTENSION);
  char text[300];
  snprintf(text, sizeof(text), "%s; %llu; %u finished, %u stopped, %u failed; costs %.6f\n",
           observer->about, (unsigned long long)observer->done, of_status[FM_RUN_FINISHED],
           of_status[FM_RUN_STOPPED], of_status[FM_RUN_FAILED], cost);
  if (print) print->print(observer->host, text);
  return FM_OK;
}

static const fm_observer table = {
    sizeof(fm_observer), 0,        create, destroy, open_batch, observe,
    close_batch,         progress, finish, NULL};
static const fm_descriptor descriptor = {sizeof(fm_descriptor),
                                         FM_KIND_OBSERVER,
                                         "golden-notes",
                                         "1.0.0",
                                         "an observer of ABI 1.0",
                                         "tests",
                                         "MIT",
                                         "",
                                         0,
                                         0,
                                         NULL,
                                         &table};
static const fm_descriptor* const descriptors[] = {&descriptor};
static const fm_library library = {sizeof(fm_library), FM_ABI_MAJOR, FM_ABI_MINOR, 1, descriptors};
FM_EXPORT const fm_library* firstmove_library(void) { return &library; }

/* How far each run is from where it started: the metric "travelled".
 *
 * The header is the manual: who owns what, which thread calls, how arrays lie. */
#include <firstmove/abi.h>
#include <math.h>
#include <stdlib.h>

/* The names of these structs are the header's; what is in them is ours. One an experiment: */
struct fm_observer_instance {
  const fm_host* host;
};
/* One a batch, which is many runs side by side. Batches run on several threads at once, so what
 * belongs to one of them is kept here. */
struct fm_observer_batch {
  const fm_recorder* recorder;
  uint32_t coordinates;
  double start[]; /* the first joint action of each run */
};

/* Whoever returns anything but FM_OK says why before. */
static fm_status no_memory(const fm_host* host) {
  host->message(host, FM_LEVEL_ERROR, "there is no memory left");
  return FM_FAILED;
}

static fm_status create(const fm_host* host, const fm_values* values,
                        const fm_experiment* experiment, fm_observer_instance** out) {
  (void)values; /* of the parameters, if there were any */
  (void)experiment;
  fm_observer_instance* observer = malloc(sizeof(*observer));
  if (!observer) return no_memory(host);
  observer->host = host;
  *out = observer;
  return FM_OK;
}

static void destroy(fm_observer_instance* observer) { free(observer); }

static fm_status open(fm_observer_instance* observer, const fm_watch* watch,
                      const fm_recorder* recorder, fm_observer_batch** out) {
  const size_t numbers = (size_t)watch->count * watch->coordinates;
  fm_observer_batch* batch = malloc(sizeof(*batch) + numbers * sizeof(double));
  if (!batch) return no_memory(observer->host);
  batch->recorder = recorder; /* lent until close */
  batch->coordinates = watch->coordinates;
  *out = batch;
  return FM_OK;
}

/* As often as the manifest says by `every`; first at the start, which is step 0. x has a row a
 * coordinate, and in it a number a run. */
static fm_status observe(fm_observer_batch* batch, const fm_view* view) {
  for (uint32_t r = 0; r < view->count; ++r) {
    if (!view->active[r]) continue; /* it has ended before */
    double* start = batch->start + (size_t)r * batch->coordinates;
    double sum = 0;
    for (uint32_t c = 0; c < batch->coordinates; ++c) {
      const double x = view->x[c * view->stride + r];
      if (view->step == 0) start[c] = x;
      sum += (x - start[c]) * (x - start[c]);
    }
    batch->recorder->metric(batch->recorder, r, view->step, "travelled", sqrt(sum));
  }
  return FM_OK;
}

static fm_status close(fm_observer_batch* batch, uint32_t complete) {
  (void)complete; /* 0 if the batch was given up */
  free(batch);
  return FM_OK;
}

/* ---- What the host reads first ---- */

/* Functions that are left out are NULL: progress, and finish, which sees all runs at the end. */
static const fm_observer table = {
    .struct_size = sizeof(fm_observer), /* so that a newer host knows what we know of */
    .create = create,
    .destroy = destroy,
    .open = open,
    .observe = observe,
    .close = close};

static const fm_descriptor descriptor = {
    .struct_size = sizeof(fm_descriptor),
    .kind = FM_KIND_OBSERVER,
    .id = "new-plugin", /* names the observer in manifests, and its file new-plugin.so */
    .version = "0.1.0",
    .summary = "records how far each run is from where it started",
    .authors = "your name",
    .licence = "MIT",
    .citation = "", /* where it comes from: a paper, a book */
    .table = &table};
static const fm_descriptor* const descriptors[] = {&descriptor};

static const fm_library library = {.struct_size = sizeof(fm_library),
                                   .abi_major = FM_ABI_MAJOR,
                                   .abi_minor = FM_ABI_MINOR,
                                   .count = 1,
                                   .descriptors = descriptors};

FM_EXPORT const fm_library* firstmove_library(void) { return &library; }

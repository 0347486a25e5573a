/* The distance of each run from its start: the metric "travelled".
 *
 * The header is the manual for ownership, threads and the layout of arrays. */
#include <firstmove/abi.h>
#include <math.h>
#include <stdlib.h>

/* One per experiment. The header declares these structs; the plugin defines their members. */
struct fm_observer_instance {
  const fm_host* host;
};
/* One per batch, which is many runs side by side. Batches run on several threads at once, so the
 * data of a batch is kept here. */
struct fm_observer_batch {
  const fm_recorder* recorder;
  uint32_t coordinates;
  double start[]; /* the first joint action of each run */
};

/* A plugin reports the reason before it returns anything but FM_OK. */
static fm_status no_memory(const fm_host* host) {
  host->message(host, FM_LEVEL_ERROR, "out of memory");
  return FM_FAILED;
}

static fm_status create(const fm_host* host, const fm_values* values,
                        const fm_experiment* experiment, fm_observer_instance** out) {
  (void)values; /* this plugin has no parameters */
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

/* Called at the steps that `every` in the manifest selects; first at the start, which is step 0. x
 * has one row per coordinate, with one number per run. */
static fm_status observe(fm_observer_batch* batch, const fm_view* view) {
  for (uint32_t r = 0; r < view->count; ++r) {
    if (!view->active[r]) continue; /* the run has already ended */
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
  (void)complete; /* 0 if the batch was abandoned */
  free(batch);
  return FM_OK;
}

/* ---- The description of the plugin, which the host reads first ---- */

/* Functions that are not set are NULL: progress, and finish, which reads all runs at the end. */
static const fm_observer table = {
    .struct_size = sizeof(fm_observer), /* tells a newer host which members this has */
    .create = create,
    .destroy = destroy,
    .open = open,
    .observe = observe,
    .close = close};

static const fm_descriptor descriptor = {
    .struct_size = sizeof(fm_descriptor),
    .kind = FM_KIND_OBSERVER,
    .id = "new-plugin", /* the name of the observer in manifests, and of new-plugin.so */
    .version = "0.1.0",
    .summary = "records the distance of each run from its start",
    .authors = "your name",
    .licence = "MIT",
    .citation = "", /* the source: a paper, a book */
    .table = &table};
static const fm_descriptor* const descriptors[] = {&descriptor};

static const fm_library library = {.struct_size = sizeof(fm_library),
                                   .abi_major = FM_ABI_MAJOR,
                                   .abi_minor = FM_ABI_MINOR,
                                   .count = 1,
                                   .descriptors = descriptors};

FM_EXPORT const fm_library* firstmove_library(void) { return &library; }

/* The distance of each run from a given joint action, such as a known equilibrium: the metric
 * "distance" at the observed steps, and a line for each learner at the end. An observer in plain
 * C11. */
#include <firstmove/abi.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One per experiment. The header declares these structs; the plugin defines their members. */
struct fm_observer_instance {
  const fm_host* host;
  uint32_t learners;
  const char* const* learner_names; /* owned by the host; valid for the life of the instance */
  uint64_t coordinates;
  double* from; /* a copy: values are valid only during the call of create */
};

/* One per batch: other batches run at the same time on other threads. */
struct fm_observer_batch {
  const fm_observer_instance* observer;
  const fm_recorder* recorder;
};

/* A plugin reports the reason before it returns anything but FM_OK. */
static fm_status refuse(const fm_host* host, fm_status status, const char* why) {
  host->message(host, FM_LEVEL_ERROR, why);
  return status;
}

/* ---- The start of the experiment ---- */

static fm_status create(const fm_host* host, const fm_values* values,
                        const fm_experiment* experiment, fm_observer_instance** out) {
  const fm_value* from = values->values[0]; /* the one parameter declared below */
  fm_observer_instance* made = malloc(sizeof(*made));
  double* copy = malloc(from->length * sizeof(*copy));
  if (!made || !copy) {
    free(made);
    free(copy);
    return refuse(host, FM_FAILED, "out of memory");
  }
  memcpy(copy, from->reals, from->length * sizeof(*copy));
  *made = (fm_observer_instance){host, experiment->learners, experiment->learner_names,
                                 from->length, copy};
  *out = made;
  return FM_OK;
}

static void destroy(fm_observer_instance* observer) {
  free(observer->from);
  free(observer);
}

/* ---- Batches ---- */

static fm_status open(fm_observer_instance* observer, const fm_watch* watch,
                      const fm_recorder* recorder, fm_observer_batch** out) {
  if (watch->coordinates != observer->coordinates) {
    char why[128];
    snprintf(why, sizeof(why), "'from' has %" PRIu64 " numbers, and the joint action has %" PRIu32,
             observer->coordinates, watch->coordinates);
    return refuse(observer->host, FM_INVALID, why);
  }
  fm_observer_batch* made = malloc(sizeof(*made));
  if (!made) return refuse(observer->host, FM_FAILED, "out of memory");
  *made = (fm_observer_batch){observer, recorder};
  *out = made;
  return FM_OK;
}

/* Arrays over a batch have one row per coordinate, with one number per replica: c * stride + r. */
static double distance(const fm_observer_instance* observer, const double* x, uint64_t stride,
                       uint64_t r) {
  double sum = 0;
  for (uint64_t c = 0; c < observer->coordinates; ++c) {
    const double d = x[c * stride + r] - observer->from[c];
    sum += d * d;
  }
  return sqrt(sum);
}

static fm_status observe(fm_observer_batch* batch, const fm_view* view) {
  for (uint32_t r = 0; r < view->count; ++r)
    if (view->active[r]) /* the others have ended */
      batch->recorder->metric(batch->recorder, r, view->step, "distance",
                              distance(batch->observer, view->x, view->stride, r));
  return FM_OK;
}

static fm_status close(fm_observer_batch* batch, uint32_t complete) {
  (void)complete;
  free(batch);
  return FM_OK;
}

/* ---- The end of the experiment ---- */

static fm_status finish(fm_observer_instance* observer, const fm_run* const* runs, uint64_t count) {
  const fm_host* host = observer->host;
  const fm_print* print = host->extension(host, FM_PRINT_EXTENSION);
  if (!print) return FM_OK; /* this host does not print */
  for (uint32_t learner = 0; learner < observer->learners; ++learner) {
    uint64_t seen = 0;
    double most = 0;
    for (uint64_t i = 0; i < count; ++i) {
      if (runs[i]->learner != learner || runs[i]->status == FM_RUN_FAILED) continue;
      const double d = distance(observer, runs[i]->x, 1, 0);
      if (d > most) most = d;
      ++seen;
    }
    char text[256];
    snprintf(text, sizeof(text), "%.100s: %" PRIu64 " runs end within %.3g\n",
             observer->learner_names[learner], seen, most);
    print->print(host, text);
  }
  return FM_OK;
}

/* ---- The description of the plugin, which the host reads first ---- */

static const fm_parameter from = {
    .struct_size = sizeof(fm_parameter), /* tells a newer host which members this plugin has */
    .type = FM_TYPE_REALS,
    .rank = 1,
    .required = 1,
    .name = "from",
    .doc = "the joint action from which distances are measured, one number per coordinate",
    .minimum = -INFINITY,
    .maximum = INFINITY};
static const fm_parameter* const parameters[] = {&from};

static const fm_observer table = {.struct_size = sizeof(fm_observer),
                                  .create = create,
                                  .destroy = destroy,
                                  .open = open,
                                  .observe = observe,
                                  .close = close,
                                  .finish = finish};

static const fm_descriptor descriptor = {
    .struct_size = sizeof(fm_descriptor),
    .kind = FM_KIND_OBSERVER,
    .id = "distance", /* the plugin's name in manifests, and of its file distance.so */
    .version = "1.0.0",
    .summary = "records the distance of runs from a given joint action",
    .authors = "the firstmove authors",
    .licence = "MIT",
    .citation = "",
    .parameter_count = 1,
    .parameters = parameters,
    .table = &table};
static const fm_descriptor* const descriptors[] = {&descriptor};

static const fm_library library = {.struct_size = sizeof(fm_library),
                                   .abi_major = FM_ABI_MAJOR,
                                   .abi_minor = FM_ABI_MINOR,
                                   .count = 1,
                                   .descriptors = descriptors};

FM_EXPORT const fm_library* firstmove_library(void) { return &library; }

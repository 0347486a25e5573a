/* A player descends its gradient, plus a multiple of the change since the last step:
 *
 *   g_k + memory (g_k - g_{k-1})
 *
 * The header is the manual for ownership, threads and the layout of arrays. */
#include <firstmove/abi.h>
#include <math.h>
#include <stdlib.h>

/* One for each player of a batch, which is many runs side by side. The header declares this struct;
 * the plugin defines its members. */
struct fm_learner_instance {
  double memory;
  uint64_t numbers; /* coordinates of the player times the stride of the batch */
  double* last;     /* the gradients of the previous step, in the order received */
};

/* Requests the quantities that the rule needs in every step. To refuse a game or a player that the
 * rule is not defined for, report a message and return FM_UNSUPPORTED. */
static fm_status create(const fm_host* host, const fm_values* values, const fm_role* role,
                        const fm_oracle* oracle, fm_learner_instance** out) {
  const fm_request own = {.struct_size = sizeof(fm_request), /* D_i f_i */
                          .quantity = FM_GRADIENT,
                          .player = role->player,
                          .j = role->player};
  const fm_request* const requests[] = {&own};
  const fm_status status = oracle->subscribe(oracle, requests, 1);
  if (status != FM_OK) return status; /* the host has reported the reason */

  const uint64_t numbers = role->dims[role->player] * role->stride;
  fm_learner_instance* learner = malloc(sizeof(*learner));
  double* last = calloc(numbers, sizeof(*last));
  if (!learner || !last) {
    free(learner);
    free(last);
    host->message(host, FM_LEVEL_ERROR, "out of memory");
    return FM_FAILED;
  }
  *learner = (fm_learner_instance){values->values[0]->real, numbers, last};
  *out = learner;
  return FM_OK;
}

static void destroy(fm_learner_instance* learner) {
  free(learner->last);
  free(learner);
}

/* Called once per step, for the whole batch. The gradient and the direction have one row per
 * coordinate, with one number per run; this rule treats all numbers alike, so it needs no rows. */
static fm_status direction(fm_learner_instance* learner, const fm_step* step, double* out) {
  const double* gradient = step->quantities[0]; /* in the order of subscription */
  for (uint64_t n = 0; n < learner->numbers; ++n) {
    const double change = step->batch->step == 1 ? 0 : gradient[n] - learner->last[n];
    out[n] = gradient[n] + learner->memory * change;
    learner->last[n] = gradient[n];
  }
  return FM_OK;
}

/* ---- The description of the plugin, which the host reads first ---- */

static const fm_parameter memory = {
    .struct_size = sizeof(fm_parameter), /* tells a newer host which members this has */
    .type = FM_TYPE_REAL,
    .name = "memory",
    .doc = "how much of the gradient's last change is added; 0 is gradient play",
    .default_value = "1.0",
    .minimum = 0,
    .maximum = INFINITY};
static const fm_parameter* const parameters[] = {&memory};

static const fm_learner table = {.struct_size = sizeof(fm_learner),
                                 .create = create,
                                 .destroy = destroy,
                                 .direction = direction};

static const fm_descriptor descriptor = {
    .struct_size = sizeof(fm_descriptor),
    .kind = FM_KIND_LEARNER,
    .id = "new-plugin", /* the name of the rule in manifests, and of new-plugin.so */
    .version = "0.1.0",
    .summary = "g_k + memory (g_k - g_{k-1}), g the player's own gradient",
    .authors = "your name",
    .licence = "MIT",
    .citation = "Popov 1980, A modification of the Arrow-Hurwicz method", /* the source */
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

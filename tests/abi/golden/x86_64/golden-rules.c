/* Two learners of ABI 1.0 for games with one coordinate a player: "golden-rules" descends its
 * gradient where everybody's next step leads, with an evaluation of its own; "golden-answer"
 * answers outright by one Newton step of its own cost, with the gradient that it subscribed to and
 * a Hessian-vector product. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "../abi-1.0.h"

struct fm_learner_instance {
  const fm_oracle* oracle;
  uint32_t player, players, count, plan;
  uint64_t stride;
  double eta;
  double* x; /* a point, or a vector of ones and its product */
};

static const fm_parameter eta = {sizeof(fm_parameter),
                                 FM_TYPE_REAL,
                                 0,
                                 0,
                                 "eta",
                                 "how far ahead",
                                 "0.1",
                                 0,
                                 INFINITY,
                                 0,
                                 0,
                                 NULL};
static const fm_parameter* const parameters[] = {&eta};

static fm_request request(int32_t quantity, uint32_t i, uint32_t j, uint32_t k) {
  return (fm_request){sizeof(fm_request), quantity, i, j, k, 0};
}

static fm_learner_instance* make(const fm_role* role, const fm_oracle* oracle) {
  fm_learner_instance* learner = calloc(1, sizeof(*learner));
  if (!learner) return NULL;
  learner->oracle = oracle;
  learner->player = role->player;
  learner->players = role->players;
  learner->count = role->count;
  learner->stride = role->stride;
  learner->x = aligned_alloc(64, (role->players + 1) * role->stride * sizeof(double));
  return learner;
}
static void destroy(fm_learner_instance* learner) {
  free(learner->x);
  free(learner);
}

static fm_status create_rule(const fm_host* host, const fm_values* values, const fm_role* role,
                             const fm_oracle* oracle, fm_learner_instance** out) {
  for (uint32_t p = 0; p < role->players; ++p)
    if (role->dims[p] != 1) {
      host->message(host, FM_LEVEL_ERROR, "this rule is for players of one coordinate");
      return FM_UNSUPPORTED;
    }
  fm_learner_instance* learner = make(role, oracle);
  if (!learner) return FM_FAILED;
  learner->eta = values->values[0]->real;
  fm_status status = FM_OK;
  for (uint32_t p = 0; p < role->players && status == FM_OK; ++p) {
    const fm_request own = request(FM_GRADIENT, p, p, 0);
    const fm_request* const requests[] = {&own};
    status = oracle->subscribe(oracle, requests, 1);
  }
  const fm_request mine = request(FM_GRADIENT, role->player, role->player, 0);
  const fm_request* const requests[] = {&mine};
  if (status == FM_OK) status = oracle->prepare(oracle, requests, 1, &learner->plan);
  if (status != FM_OK)
    destroy(learner);
  else
    *out = learner;
  return status;
}
static fm_status direction(fm_learner_instance* learner, const fm_step* step, double* out) {
  for (uint32_t p = 0; p < learner->players; ++p)
    for (uint64_t r = 0; r < learner->stride; ++r)
      learner->x[p * learner->stride + r] =
          step->batch->x[p * learner->stride + r] - learner->eta * step->quantities[p][r];
  for (uint32_t r = 0; r < learner->count; ++r)
    if (step->batch->step == 7 && step->batch->replicates[r] == 3)
      learner->oracle->fail(learner->oracle, r, "golden: replicate 3 ends");
  double* const results[] = {out};
  return learner->oracle->evaluate(learner->oracle, learner->plan, learner->x, NULL, results);
}

static fm_status create_answer(const fm_host* host, const fm_values* values, const fm_role* role,
                               const fm_oracle* oracle, fm_learner_instance** out) {
  (void)values;
  const fm_request mine = request(FM_GRADIENT, role->player, role->player, 0);
  const fm_request curvature =
      request(FM_HESSIAN_PRODUCT, role->player, role->player, role->player);
  if (!oracle->offers(oracle, &curvature)) {
    host->message(host, FM_LEVEL_ERROR, "the game gives no second derivatives");
    return FM_UNSUPPORTED;
  }
  fm_learner_instance* learner = make(role, oracle);
  if (!learner) return FM_FAILED;
  const fm_request* const requests[] = {&mine, &curvature};
  const fm_status status = oracle->prepare(oracle, requests, 2, &learner->plan);
  if (status != FM_OK)
    destroy(learner);
  else
    *out = learner;
  return status;
}
static fm_status respond(fm_learner_instance* learner, const fm_step* step, double* out) {
  double *ones = learner->x, *product = learner->x + learner->stride;
  for (uint64_t r = 0; r < learner->stride; ++r) ones[r] = 1;
  const double* const vectors[] = {ones};
  double* const results[] = {out, product};
  const double* x = step->batch->x;
  const fm_status status =
      learner->oracle->evaluate(learner->oracle, learner->plan, x, vectors, results);
  for (uint64_t r = 0; r < learner->stride; ++r)
    out[r] = x[learner->player * learner->stride + r] - out[r] / product[r];
  return status;
}

static const fm_learner rule_table = {sizeof(fm_learner), 0,    create_rule, destroy,
                                      direction,          NULL, NULL};
static const fm_learner answer_table = {
    sizeof(fm_learner), 0, create_answer, destroy, NULL, respond, NULL};
static const fm_descriptor rule = {sizeof(fm_descriptor),
                                   FM_KIND_LEARNER,
                                   "golden-rules",
                                   "1.0.0",
                                   "the gradient a step ahead",
                                   "tests",
                                   "MIT",
                                   "",
                                   1,
                                   0,
                                   parameters,
                                   &rule_table};
static const fm_descriptor answer = {sizeof(fm_descriptor),
                                     FM_KIND_LEARNER,
                                     "golden-answer",
                                     "1.0.0",
                                     "a Newton step",
                                     "tests",
                                     "MIT",
                                     "",
                                     0,
                                     0,
                                     NULL,
                                     &answer_table};
static const fm_descriptor* const descriptors[] = {&rule, &answer};
static const fm_library library = {sizeof(fm_library), FM_ABI_MAJOR, FM_ABI_MINOR, 2, descriptors};
FM_EXPORT const fm_library* firstmove_library(void) { return &library; }

/* Two players share a market: a larger offer of one player lowers the value of the other's.
 *
 *   f_i = x_i^2 / 2 + s x_1 x_2 - x_i
 *
 * The header is the manual for ownership, threads and the layout of arrays. */
#include <firstmove/abi.h>
#include <math.h>
#include <stdlib.h>

/* The header declares these structs; the plugin defines their members. */
struct fm_game_instance {
  const fm_host* host;
  double s;
  fm_game_plan* plans;
};
/* The quantities that the host evaluates in every step: prepared once, evaluated often. */
struct fm_game_plan {
  fm_game_plan* next;
  uint32_t count;
  fm_request requests[];
};

/* ---- The mathematics: each quantity of one run, from its own x alone ---- */

static double quantity(const fm_request* q, double s, const double x[2]) {
  const uint32_t i = q->player, other = 1 - i; /* counted from 0 */
  switch (q->quantity) {
    case FM_COST:
      return 0.5 * x[i] * x[i] + s * x[0] * x[1] - x[i];
    case FM_GRADIENT: /* D_j f_i */
      return q->j == i ? x[i] + s * x[other] - 1 : s * x[i];
    case FM_HESSIAN_BLOCK: /* D_jk f_i */
      return q->j != q->k ? s : q->j == i ? 1 : 0;
    default: /* FM_THIRD_PRODUCT: a quadratic has no third derivatives */
      return 0;
  }
}

/* The host computes products from the blocks; this game does not offer other quantities. */
static uint32_t offers(const fm_game_instance* game, const fm_request* q) {
  (void)game;
  return (q->quantity == FM_COST || q->quantity == FM_GRADIENT || q->quantity == FM_HESSIAN_BLOCK ||
          q->quantity == FM_THIRD_PRODUCT) &&
         q->player < 2 && q->j < 2 && q->k < 2 && q->l < 2;
}

/* The hot path. A batch is many runs side by side: x has one row per coordinate, with one number
 * per run. Loop up to `stride`: the numbers after the last run are padding, which may be used. */
static fm_status evaluate(fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
                          const double* const* vectors, double* const* out) {
  (void)vectors; /* only products take vectors */
  for (uint32_t q = 0; q < plan->count; ++q)
    for (uint64_t r = 0; r < batch->stride; ++r) {
      const double x[2] = {batch->x[r], batch->x[batch->stride + r]};
      out[q][r] = quantity(&plan->requests[q], game->s, x);
    }
  return FM_OK;
}

/* ---- Instances and plans ---- */

/* A plugin reports the reason before it returns anything but FM_OK. */
static fm_status no_memory(const fm_host* host) {
  host->message(host, FM_LEVEL_ERROR, "out of memory");
  return FM_FAILED;
}

/* The host has checked the values against the parameters below. To refuse other invalid values,
 * report a message and return FM_INVALID here. */
static fm_status create(const fm_host* host, const fm_values* values, fm_game_instance** out) {
  fm_game_instance* game = malloc(sizeof(*game));
  if (!game) return no_memory(host);
  *game = (fm_game_instance){host, values->values[0]->real, NULL};
  *out = game;
  return FM_OK;
}

static fm_status prepare(fm_game_instance* game, const fm_request* const* requests, uint32_t count,
                         fm_game_plan** out) {
  for (uint32_t q = 0; q < count; ++q)
    if (!offers(game, requests[q])) {
      game->host->message(game->host, FM_LEVEL_ERROR, "the game does not offer this quantity");
      return FM_UNSUPPORTED;
    }
  fm_game_plan* plan = malloc(sizeof(*plan) + count * sizeof(fm_request));
  if (!plan) return no_memory(game->host);
  plan->count = count;
  for (uint32_t q = 0; q < count; ++q) plan->requests[q] = *requests[q]; /* lent for this call */
  plan->next = game->plans;
  game->plans = plan;
  *out = plan;
  return FM_OK;
}

static void release(fm_game_instance* game, fm_game_plan* plan) {
  fm_game_plan** link = &game->plans;
  while (*link != plan) link = &(*link)->next;
  *link = plan->next;
  free(plan);
}

static void destroy(fm_game_instance* game) {
  while (game->plans) release(game, game->plans);
  free(game);
}

/* Two players with one real coordinate each; runs start between -1 and 2. */
static const uint32_t dims[2] = {1, 1};
static const fm_domain domains[2] = {{.kind = FM_DOMAIN_REAL}, {.kind = FM_DOMAIN_REAL}};
static const double start_lower[2] = {-1, -1}, start_upper[2] = {2, 2};
static const fm_shape shape = {.struct_size = sizeof(fm_shape),
                               .players = 2,
                               .dims = dims,
                               .domains = domains,
                               .start_lower = start_lower,
                               .start_upper = start_upper};
static const fm_shape* get_shape(const fm_game_instance* game) {
  (void)game;
  return &shape;
}

/* ---- The description of the plugin, which the host reads first ---- */

static const fm_parameter s = {
    .struct_size = sizeof(fm_parameter), /* tells a newer host which members this has */
    .type = FM_TYPE_REAL,
    .name = "s",
    .doc = "how strongly the players affect each other",
    .default_value = "0.5",
    .minimum = 0,
    .maximum = 0.7,
    .maximum_open = 1};
static const fm_parameter* const parameters[] = {&s};

static const fm_game table = {.struct_size = sizeof(fm_game),
                              .create = create,
                              .destroy = destroy,
                              .shape = get_shape,
                              .offers = offers,
                              .prepare = prepare,
                              .release = release,
                              .evaluate = evaluate};

static const fm_descriptor descriptor = {
    .struct_size = sizeof(fm_descriptor),
    .kind = FM_KIND_GAME,
    .id = "new-plugin", /* the name of the game in manifests, and of new-plugin.so */
    .version = "0.1.0",
    .summary = "f_i = x_i^2 / 2 + s x_1 x_2 - x_i",
    .authors = "your name",
    .licence = "MIT",
    .citation = "", /* the source: a paper, a book */
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

/* A game of ABI 1.0 with two players of one coordinate each,
 *   f_1 = a/2 x_1^2 + b x_1 x_2,   f_2 = a/2 x_2^2 - b x_1 x_2,
 * whose field of gradients is M z with z = x_1 + i x_2 and M = a - i b: all that linear rules do to
 * it is multiplication by a complex number. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "../abi-1.0.h"

struct fm_game_instance {
  double a, b;
  double start_lower[2], start_upper[2];
  fm_domain domains[2];
  fm_shape shape;
};
struct fm_game_plan {
  uint32_t count;
  fm_request requests[];
};

static const uint32_t dims[2] = {1, 1};

static const fm_parameter a = {
    sizeof(fm_parameter), FM_TYPE_REAL, 0, 0, "a", "own curvature", "1", 0, INFINITY, 1, 0, NULL};
static const fm_parameter b = {sizeof(fm_parameter),
                               FM_TYPE_REAL,
                               0,
                               1,
                               "b",
                               "coupling",
                               NULL,
                               -INFINITY,
                               INFINITY,
                               0,
                               0,
                               NULL};
static const fm_parameter start = {sizeof(fm_parameter),
                                   FM_TYPE_REALS,
                                   1,
                                   0,
                                   "start",
                                   "starts lie in [-start_i, start_i]",
                                   "[1.0, 1.0]",
                                   0,
                                   INFINITY,
                                   1,
                                   0,
                                   NULL};
static const char* const plane_choices[] = {"real", "box", NULL};
static const fm_parameter plane = {sizeof(fm_parameter),
                                   FM_TYPE_STRING,
                                   0,
                                   0,
                                   "plane",
                                   "what coordinates are",
                                   "'real'",
                                   -INFINITY,
                                   INFINITY,
                                   0,
                                   0,
                                   plane_choices};
static const fm_parameter bound = {
    sizeof(fm_parameter), FM_TYPE_INTEGER, 0, 0, "bound", "of the box", NULL, 1, 100, 0, 0, NULL};
static const fm_parameter turned = {sizeof(fm_parameter),
                                    FM_TYPE_BOOL,
                                    0,
                                    0,
                                    "turned",
                                    "whether b changes its sign",
                                    "false",
                                    -INFINITY,
                                    INFINITY,
                                    0,
                                    0,
                                    NULL};
static const fm_parameter* const parameters[] = {&a, &b, &start, &plane, &bound, &turned};

static const fm_value* value_of(const fm_values* values, const char* name) {
  for (uint32_t i = 0; i < values->count; ++i)
    if (strcmp(values->values[i]->name, name) == 0) return values->values[i];
  return NULL;
}

static fm_status create(const fm_host* host, const fm_values* values, fm_game_instance** out) {
  const fm_value* starts = value_of(values, "start");
  if (starts->rank != 1 || starts->length != 2 || starts->shape[0] != 2) {
    host->message(host, FM_LEVEL_ERROR, "'start' needs two numbers");
    return FM_UNSUPPORTED;
  }
  fm_game_instance* game = calloc(1, sizeof(*game));
  if (!game) return FM_FAILED;
  const int box = strcmp(value_of(values, "plane")->string, "box") == 0;
  const fm_value* given = value_of(values, "bound");
  const double limit = given->type == FM_TYPE_NONE ? 10 : given->real;
  game->a = value_of(values, "a")->real;
  game->b = value_of(values, "b")->real * (value_of(values, "turned")->integer ? -1 : 1);
  for (int c = 0; c < 2; ++c) {
    game->start_upper[c] = starts->reals[c];
    game->start_lower[c] = -starts->reals[c];
    game->domains[c].kind = box ? FM_DOMAIN_BOX : FM_DOMAIN_REAL;
    game->domains[c].lower = -limit;
    game->domains[c].upper = limit;
  }
  game->shape =
      (fm_shape){sizeof(fm_shape), 2, dims, game->domains, game->start_lower, game->start_upper};
  *out = game;
  return FM_OK;
}
static void destroy(fm_game_instance* game) { free(game); }
static const fm_shape* get_shape(const fm_game_instance* game) { return &game->shape; }
static uint32_t offers(const fm_game_instance* game, const fm_request* request) {
  (void)game;
  return request->quantity == FM_COST || request->quantity == FM_GRADIENT ||
         request->quantity == FM_HESSIAN_PRODUCT;
}
static fm_status prepare(fm_game_instance* game, const fm_request* const* requests, uint32_t count,
                         fm_game_plan** out) {
  (void)game;
  *out = malloc(sizeof(**out) + count * sizeof(fm_request));
  if (!*out) return FM_FAILED;
  (*out)->count = count;
  for (uint32_t q = 0; q < count; ++q)
    memcpy(&(*out)->requests[q], requests[q], sizeof(fm_request));
  return FM_OK;
}
static void release(fm_game_instance* game, fm_game_plan* plan) {
  (void)game;
  free(plan);
}

/* D_jk f_i */
static double second(const fm_game_instance* game, const fm_request* r, uint32_t j, uint32_t k) {
  if (j != k) return r->player == 0 ? game->b : -game->b;
  return j == r->player ? game->a : 0;
}

static fm_status evaluate(fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
                          const double* const* vectors, double* const* out) {
  for (uint32_t q = 0; q < plan->count; ++q) {
    const fm_request* request = &plan->requests[q];
    const double* v = request->quantity == FM_HESSIAN_PRODUCT ? *vectors++ : NULL;
    for (uint64_t r = 0; r < batch->stride; ++r) {
      const double x[2] = {batch->x[r], batch->x[batch->stride + r]};
      const uint32_t i = request->player, j = request->j;
      if (request->quantity == FM_COST)
        out[q][r] = game->a / 2 * x[i] * x[i] + (i == 0 ? game->b : -game->b) * x[0] * x[1];
      else if (request->quantity == FM_GRADIENT)
        out[q][r] = second(game, request, j, 0) * x[0] + second(game, request, j, 1) * x[1];
      else
        out[q][r] = second(game, request, j, request->k) * v[r];
    }
  }
  return FM_OK;
}

static const fm_game table = {sizeof(fm_game), 0,       create,  destroy,  get_shape,
                              offers,          prepare, release, evaluate, NULL};
static const fm_descriptor descriptor = {sizeof(fm_descriptor),
                                         FM_KIND_GAME,
                                         "golden-spiral",
                                         "1.0.0",
                                         "a linear game of ABI 1.0",
                                         "tests",
                                         "MIT",
                                         "",
                                         6,
                                         0,
                                         parameters,
                                         &table};
static const fm_descriptor* const descriptors[] = {&descriptor};
static const fm_library library = {sizeof(fm_library), FM_ABI_MAJOR, FM_ABI_MINOR, 1, descriptors};
FM_EXPORT const fm_library* firstmove_library(void) { return &library; }

/* Two players share a market: a larger offer of one player lowers the value of the other's.
 *
 *   f_i = x_i^2 / 2 + s x_1 x_2 - x_i
 *
 * firstmove/graph.h has the functions of costs, firstmove/abi.h is the manual of all else. */
#include <firstmove/graph.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The header declares this struct; the plugin defines its members. */
struct fm_game_instance {
  const fm_host* host;
  fmg_builder* builder;
  const fm_graph* graph;
};

/* ---- The costs, each of which its player minimises: all derivatives come from them ---- */

/* Called once. The terms stand for any joint action, so write a branch on them as fmg_choose. */
static const fm_graph* costs_of(fmg_builder* b, double s) {
  const fmg_term x[2] = {fmg_action(b, 0, 1), fmg_action(b, 1, 1)};
  const fmg_term coupling = fmg_multiply(fmg_multiply(s, x[0]), x[1]);
  fmg_term costs[2];
  for (int i = 0; i < 2; ++i) /* players count from 0 */
    costs[i] = fmg_subtract(fmg_add(fmg_multiply(fmg_multiply(0.5, x[i]), x[i]), coupling), x[i]);
  return fmg_end(b, costs, 2);
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

/* ---- Instances ---- */

/* A plugin reports the reason before it returns anything but FM_OK. */
static fm_status refuse(const fm_host* host, fm_status status, const char* why) {
  host->message(host, FM_LEVEL_ERROR, why);
  return status;
}

static void destroy(fm_game_instance* game) {
  fmg_free(game->builder);
  free(game);
}

/* The host has checked the values against the parameters below. To refuse other invalid values:
 * return refuse(host, FM_INVALID, "a message for the author of the manifest"). */
static fm_status create(const fm_host* host, const fm_values* values, fm_game_instance** out) {
  fm_game_instance* game = malloc(sizeof(*game));
  if (!game) return refuse(host, FM_FAILED, "out of memory");
  *game = (fm_game_instance){host, fmg_begin(), NULL};
  game->graph = costs_of(game->builder, values->values[0]->real);
  if (!game->graph) {
    refuse(host, FM_FAILED, fmg_error(game->builder));
    destroy(game);
    return FM_FAILED;
  }
  *out = game;
  return FM_OK;
}

static const fm_shape* get_shape(const fm_game_instance* game) {
  (void)game;
  return &shape;
}

static const fm_graph* graph(fm_game_instance* game) { return game->graph; }
static const fm_graph_source source = {.struct_size = sizeof(fm_graph_source), .graph = graph};
static const void* extension(const fm_game_instance* game, const char* id) {
  (void)game;
  return strcmp(id, FM_GRAPH_EXTENSION) == 0 ? &source : NULL;
}

/* The host computes every quantity from the graph, and asks the game for none. */
static uint32_t offers(const fm_game_instance* game, const fm_request* request) {
  (void)game;
  (void)request;
  return 0;
}
static fm_status prepare(fm_game_instance* game, const fm_request* const* requests, uint32_t count,
                         fm_game_plan** out) {
  (void)requests;
  (void)count;
  (void)out;
  return refuse(game->host, FM_UNSUPPORTED, "the game has its graph alone");
}
static void release(fm_game_instance* game, fm_game_plan* plan) {
  (void)game;
  (void)plan;
}
static fm_status evaluate(fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
                          const double* const* vectors, double* const* out) {
  (void)plan;
  (void)batch;
  (void)vectors;
  (void)out;
  return refuse(game->host, FM_UNSUPPORTED, "the game has its graph alone");
}

/* ---- The description of the plugin, which the host reads first ---- */

static const fm_parameter strength = {
    .struct_size = sizeof(fm_parameter), /* tells a newer host which members this has */
    .type = FM_TYPE_REAL,
    .name = "s",
    .doc = "how strongly the players affect each other",
    .default_value = "0.5",
    .minimum = 0,
    .maximum = 0.7,
    .maximum_open = 1};
static const fm_parameter* const parameters[] = {&strength};

static const fm_game table = {.struct_size = sizeof(fm_game),
                              .create = create,
                              .destroy = destroy,
                              .shape = get_shape,
                              .offers = offers,
                              .prepare = prepare,
                              .release = release,
                              .evaluate = evaluate,
                              .extension = extension};

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

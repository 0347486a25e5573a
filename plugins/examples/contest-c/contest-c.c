/* The contest of plugins/examples/contest in plain C11: the plugin lends its costs as a graph
 * (firstmove/graph.h), and the host computes all derivatives. The same operations in the same order
 * as in C++ and in Rust, and so the same results, bit for bit. */
#include <firstmove/graph.h>
#include <math.h>
#include <stdlib.h>

/* The header declares this struct; the plugin defines its members. */
struct fm_game_instance {
  const fm_host* host;
  fm_shape shape;
  fmg_builder* builder;
  const fm_graph* graph;
};

/* Every effort is positive, because the winner is not defined at (0, 0). */
static const uint32_t dims[] = {1, 1};
static const fm_domain domains[] = {{FM_DOMAIN_BOX, 0, 1e-6, INFINITY},
                                    {FM_DOMAIN_BOX, 0, 1e-6, INFINITY}};
static const double start_lower[] = {0.05, 0.05}, start_upper[] = {1, 1};

/* A plugin reports the reason before it returns anything but FM_OK. */
static fm_status refuse(const fm_host* host, fm_status status, const char* why) {
  host->message(host, FM_LEVEL_ERROR, why);
  return status;
}

/* f_i = x_i - v_i x_i / (x_1 + x_2) */
static const fm_graph* costs_of(fmg_builder* b, const double* v) {
  const fmg_term x[] = {fmg_action(b, 0, 1), fmg_action(b, 1, 1)};
  fmg_term costs[2];
  for (int i = 0; i < 2; ++i)
    costs[i] = fmg_subtract(x[i], fmg_divide(fmg_multiply(v[i], x[i]), fmg_add(x[0], x[1])));
  return fmg_end(b, costs, 2);
}

static fm_status create(const fm_host* host, const fm_values* values, fm_game_instance** out) {
  const fm_value* v = values->values[0]; /* the one parameter declared below */
  if (v->length != 2) return refuse(host, FM_INVALID, "'v' needs 2 numbers, one for each player");
  fm_game_instance* made = malloc(sizeof(*made));
  if (!made) return refuse(host, FM_FAILED, "out of memory");
  *made = (fm_game_instance){
      host, {sizeof(fm_shape), 2, dims, domains, start_lower, start_upper}, fmg_begin(), NULL};
  made->graph = costs_of(made->builder, v->reals);
  if (!made->graph) {
    const fm_status status = refuse(host, FM_FAILED, fmg_error(made->builder));
    fmg_free(made->builder);
    free(made);
    return status;
  }
  *out = made;
  return FM_OK;
}

static void destroy(fm_game_instance* game) {
  fmg_free(game->builder);
  free(game);
}

static const fm_shape* shape(const fm_game_instance* game) { return &game->shape; }

/* ---- The graph is all that the game offers ---- */

static const fm_graph* graph(fm_game_instance* game) { return game->graph; }

static const void* extension(const fm_game_instance* game, const char* id) {
  static const fm_graph_source source = {sizeof(fm_graph_source), 0, graph};
  (void)game;
  return strcmp(id, FM_GRAPH_EXTENSION) == 0 ? &source : NULL;
}

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

static const fm_parameter value = {
    .struct_size = sizeof(fm_parameter), /* tells a newer host which members this plugin has */
    .type = FM_TYPE_REALS,
    .rank = 1,
    .name = "v",
    .doc = "the value of the prize for each player",
    .default_value = "[1.0, 1.0]",
    .minimum = 0,
    .minimum_open = 1,
    .maximum = INFINITY};
static const fm_parameter* const parameters[] = {&value};

static const fm_game table = {.struct_size = sizeof(fm_game),
                              .create = create,
                              .destroy = destroy,
                              .shape = shape,
                              .offers = offers,
                              .prepare = prepare,
                              .release = release,
                              .evaluate = evaluate,
                              .extension = extension};

static const fm_descriptor descriptor = {
    .struct_size = sizeof(fm_descriptor),
    .kind = FM_KIND_GAME,
    .id = "contest-c", /* the plugin's name in manifests, and of its file contest-c.so */
    .version = "1.0.0",
    .summary = "effort for a prize: f_i = x_i - v_i x_i / (x_1 + x_2)",
    .authors = "the firstmove authors",
    .licence = "MIT",
    .citation = "Tullock 1980, Efficient Rent Seeking; Dixit 1987, Strategic Behavior in Contests",
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

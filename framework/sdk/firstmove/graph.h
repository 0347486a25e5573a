/* Costs as a graph, for games in C11 (FM_GRAPH_EXTENSION in abi.h): terms are made from terms, and
 * the host computes all derivatives.
 *
 *   fmg_builder* b = fmg_begin();
 *   const fmg_term x = fmg_action(b, 0, 1), y = fmg_action(b, 1, 1);
 *   const fmg_term coupling = fmg_multiply(fmg_multiply(a, x), y);
 *   const fmg_term costs[] = {fmg_add(fmg_power(x, 2), coupling), fmg_negate(coupling)};
 *   const fm_graph* graph = fmg_end(b, costs, 2);                // lend it until fmg_free(b)
 *
 * Where a function takes a term, it also takes a number, but at least one argument must be a term.
 * Terms may be arrays of rows x columns numbers: a vector of n is n x 1. The shapes follow the
 * rules of abi.h. After a mistake, or without memory, fmg_end returns NULL and fmg_error says why,
 * so nothing else needs to be checked. */
#ifndef FIRSTMOVE_GRAPH_H
#define FIRSTMOVE_GRAPH_H

#ifdef __cplusplus
#error "in C++, write a cost template: firstmove/game.hpp"
#endif

#include <firstmove/abi.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct fmg_builder fmg_builder;

typedef struct fmg_term {
  fmg_builder* in; /* NULL: a number */
  uint32_t node;
  double number;
} fmg_term;

/* A growing list of items of one size. */
typedef struct fmg_list {
  void* items;
  size_t count, capacity;
} fmg_list;

struct fmg_builder {
  fmg_list nodes, inputs, numbers, indices, costs;
  const char* error; /* the first */
  fm_graph graph;
};

/* ---- The builder ---- */

/* NULL without memory. */
static inline fmg_builder* fmg_begin(void) { return calloc(1, sizeof(fmg_builder)); }

static inline void fmg_free(fmg_builder* b) {
  if (!b) return;
  free(b->nodes.items);
  free(b->inputs.items);
  free(b->numbers.items);
  free(b->indices.items);
  free(b->costs.items);
  free(b);
}

/* Why there is no graph; NULL without a mistake. */
static inline const char* fmg_error(const fmg_builder* b) { return b ? b->error : "out of memory"; }

static inline void fmg_fail(fmg_builder* b, const char* why) {
  if (b && !b->error) b->error = why;
}

/* Room for `count` more items of a size; NULL, with an error, without memory. */
static inline void* fmg_more(fmg_builder* b, fmg_list* list, size_t count, size_t size) {
  if (list->capacity - list->count < count) {
    const size_t capacity = 2 * list->capacity + count;
    void* const items = capacity > SIZE_MAX / size ? NULL : realloc(list->items, capacity * size);
    if (!items) {
      fmg_fail(b, "out of memory");
      return NULL;
    }
    list->items = items;
    list->capacity = capacity;
  }
  list->count += count;
  return (char*)list->items + (list->count - count) * size;
}

static inline const fm_node* fmg_node_of(fmg_term a) {
  return (const fm_node*)a.in->nodes.items + a.node;
}
static inline uint64_t fmg_size(fmg_term a) {
  return a.in && !a.in->error ? (uint64_t)fmg_node_of(a)->rows * fmg_node_of(a)->columns : 1;
}

/* Appends a node. All inputs are terms of the builder. */
static inline fmg_term fmg_node(fmg_builder* b, int32_t operation, uint32_t rows, uint32_t columns,
                                const fmg_term* inputs, uint32_t count, int64_t first,
                                int64_t second) {
  const fmg_term none = {b, 0, 0};
  if (!b || b->error) return none;
  const uint64_t begin = b->inputs.count;
  fm_node* const node = fmg_more(b, &b->nodes, 1, sizeof(fm_node));
  uint32_t* const list = fmg_more(b, &b->inputs, count, sizeof(uint32_t));
  if (b->error) return none;
  for (uint32_t k = 0; k < count; ++k) list[k] = inputs[k].node;
  *node = (fm_node){operation, rows, columns, count, begin, {first, second}};
  return (fmg_term){b, (uint32_t)(b->nodes.count - 1), 0};
}

/* ---- Leaves ---- */

/* rows x columns numbers, row by row. */
static inline fmg_term fmg_constant(fmg_builder* b, uint32_t rows, uint32_t columns,
                                    const double* numbers) {
  const size_t count = (size_t)rows * columns;
  const int64_t begin = b ? (int64_t)b->numbers.count : 0;
  double* const kept = b ? fmg_more(b, &b->numbers, count, sizeof(double)) : NULL;
  if (kept) memcpy(kept, numbers, count * sizeof(double));
  return fmg_node(b, FM_NODE_CONSTANT, rows, columns, NULL, 0, begin, 0);
}
/* Coordinates first .. first + count - 1 of the joint action, a vector. */
static inline fmg_term fmg_action(fmg_builder* b, uint32_t first, uint32_t count) {
  return fmg_node(b, FM_NODE_ACTION, count, 1, NULL, 0, first, 0);
}

static inline fmg_term fmg_same(fmg_term a) { return a; }
static inline fmg_term fmg_plain(double number) { return (fmg_term){NULL, 0, number}; }
/* A term, or a number that becomes one beside a term. */
#define FMG_TERM(a) _Generic((a), fmg_term : fmg_same, default : fmg_plain)(a)

/* ---- Element by element ---- */

/* Along each axis, an array has the size of the result, or 1. */
static inline fmg_term fmg_elementwise(int32_t operation, fmg_term* inputs, uint32_t count,
                                       int64_t attribute) {
  fmg_builder* b = NULL;
  for (uint32_t k = 0; k < count; ++k)
    if (inputs[k].in) b = inputs[k].in;
  if (!b) return fmg_plain(NAN); /* only numbers: fmg_end refuses it */
  if (b->error) return inputs[0];
  uint32_t rows = 1, columns = 1;
  for (uint32_t k = 0; k < count; ++k) {
    if (!inputs[k].in) inputs[k] = fmg_constant(b, 1, 1, &inputs[k].number);
    if (b->error) return inputs[0];
    const fm_node* const node = fmg_node_of(inputs[k]);
    if ((rows != 1 && node->rows != 1 && rows != node->rows) ||
        (columns != 1 && node->columns != 1 && columns != node->columns))
      fmg_fail(b, "arrays that are combined element by element differ in their shapes");
    if (rows == 1) rows = node->rows;
    if (columns == 1) columns = node->columns;
  }
  return fmg_node(b, operation, rows, columns, inputs, count, attribute, 0);
}
static inline fmg_term fmg_one(int32_t operation, fmg_term a) {
  return fmg_elementwise(operation, &a, 1, 0);
}
static inline fmg_term fmg_both(int32_t operation, fmg_term a, fmg_term b) {
  fmg_term inputs[] = {a, b};
  return fmg_elementwise(operation, inputs, 2, 0);
}
static inline fmg_term fmg_three(int32_t operation, fmg_term a, fmg_term b, fmg_term c) {
  fmg_term inputs[] = {a, b, c};
  return fmg_elementwise(operation, inputs, 3, 0);
}
/* A whole power of any a; any other power of a > 0. */
static inline fmg_term fmg_power_of(fmg_term a, fmg_term p) {
  const double n = p.number;
  if (!p.in && n == floor(n) && n >= -FM_MAX_POWER && n <= FM_MAX_POWER)
    return fmg_elementwise(FM_NODE_WHOLE_POWER, &a, 1, (int64_t)n);
  return fmg_both(FM_NODE_POWER, a, p);
}

#define fmg_add(a, b) fmg_both(FM_NODE_ADD, FMG_TERM(a), FMG_TERM(b))
#define fmg_subtract(a, b) fmg_both(FM_NODE_SUBTRACT, FMG_TERM(a), FMG_TERM(b))
#define fmg_multiply(a, b) fmg_both(FM_NODE_MULTIPLY, FMG_TERM(a), FMG_TERM(b))
#define fmg_divide(a, b) fmg_both(FM_NODE_DIVIDE, FMG_TERM(a), FMG_TERM(b))
#define fmg_power(a, p) fmg_power_of(FMG_TERM(a), FMG_TERM(p))
#define fmg_minimum(a, b) fmg_both(FM_NODE_MINIMUM, FMG_TERM(a), FMG_TERM(b))
#define fmg_maximum(a, b) fmg_both(FM_NODE_MAXIMUM, FMG_TERM(a), FMG_TERM(b))
#define fmg_less(a, b) fmg_both(FM_NODE_LESS, FMG_TERM(a), FMG_TERM(b))
#define fmg_less_equal(a, b) fmg_both(FM_NODE_LESS_EQUAL, FMG_TERM(a), FMG_TERM(b))
#define fmg_equal(a, b) fmg_both(FM_NODE_EQUAL, FMG_TERM(a), FMG_TERM(b))
#define fmg_and(a, b) fmg_both(FM_NODE_AND, a, b)
#define fmg_or(a, b) fmg_both(FM_NODE_OR, a, b)
#define fmg_not(a) fmg_one(FM_NODE_NOT, a)
#define fmg_choose(condition, yes, no) \
  fmg_three(FM_NODE_CHOOSE, condition, FMG_TERM(yes), FMG_TERM(no))

#define fmg_negate(a) fmg_one(FM_NODE_NEGATE, a)
#define fmg_abs(a) fmg_one(FM_NODE_ABS, a)
#define fmg_sqrt(a) fmg_one(FM_NODE_SQRT, a)
#define fmg_exp(a) fmg_one(FM_NODE_EXP, a)
#define fmg_expm1(a) fmg_one(FM_NODE_EXPM1, a)
#define fmg_log(a) fmg_one(FM_NODE_LOG, a)
#define fmg_log1p(a) fmg_one(FM_NODE_LOG1P, a)
#define fmg_sin(a) fmg_one(FM_NODE_SIN, a)
#define fmg_cos(a) fmg_one(FM_NODE_COS, a)
#define fmg_tanh(a) fmg_one(FM_NODE_TANH, a)
#define fmg_sigmoid(a) fmg_one(FM_NODE_SIGMOID, a)
#define fmg_softplus(a) fmg_one(FM_NODE_SOFTPLUS, a)

/* ---- Of whole arrays ---- */

static inline fmg_term fmg_sum(fmg_term a) { /* of all elements */
  return fmg_size(a) == 1 ? a : fmg_node(a.in, FM_NODE_SUM, 1, 1, &a, 1, FM_SUM_ALL, 0);
}
static inline fmg_term fmg_logsumexp(fmg_term a) {
  return fmg_size(a) == 1 ? a : fmg_node(a.in, FM_NODE_LOGSUMEXP, 1, 1, &a, 1, 0, 0);
}
/* The matrix product; `transposed`: FM_TRANSPOSE_FIRST for a' b, FM_TRANSPOSE_SECOND for a b'. */
static inline fmg_term fmg_product(fmg_term a, fmg_term b, int transposed) {
  if (!a.in || a.in != b.in || a.in->error) return a;
  const fm_node *left = fmg_node_of(a), *right = fmg_node_of(b);
  const bool first = transposed & FM_TRANSPOSE_FIRST, second = transposed & FM_TRANSPOSE_SECOND;
  if ((first ? left->rows : left->columns) != (second ? right->columns : right->rows))
    fmg_fail(a.in, "a matrix product of arrays whose shapes do not fit together");
  const fmg_term inputs[] = {a, b};
  return fmg_node(a.in, FM_NODE_PRODUCT, first ? left->columns : left->rows,
                  second ? right->rows : right->columns, inputs, 2, transposed, 0);
}
static inline fmg_term fmg_dot(fmg_term a, fmg_term b) { /* of vectors */
  return fmg_product(a, b, FM_TRANSPOSE_FIRST);
}
/* Elements first, first + step, .. of a, as a vector of `count`. */
static inline fmg_term fmg_slice(fmg_term a, uint32_t first, uint32_t step, uint32_t count) {
  if (!a.in || a.in->error) return a;
  if (count == 0 || step == 0 || first + (uint64_t)step * (count - 1) >= fmg_size(a))
    fmg_fail(a.in, "a slice takes elements that its array does not have");
  return fmg_node(a.in, FM_NODE_SLICE, count, 1, &a, 1, first, step);
}
/* One vector of the elements of several arrays. */
static inline fmg_term fmg_join(const fmg_term* parts, uint32_t count) {
  if (count == 0 || !parts[0].in || parts[0].in->error) return fmg_plain(NAN);
  fmg_builder* const b = parts[0].in;
  const int64_t begin = (int64_t)b->indices.count;
  uint32_t* const places = fmg_more(b, &b->indices, 2 * (size_t)count, sizeof(uint32_t));
  uint64_t length = 0;
  for (uint32_t k = 0; k < count && places; ++k) {
    if (parts[k].in != b) fmg_fail(b, "only terms of one graph can be joined");
    if (b->error) break;
    places[2 * k] = (uint32_t)length;
    places[2 * k + 1] = 1;
    length += fmg_size(parts[k]);
  }
  if (length > UINT32_MAX) fmg_fail(b, "a vector is too long");
  return fmg_node(b, FM_NODE_ASSEMBLE, (uint32_t)length, 1, parts, count, begin, 0);
}

/* ---- The result ---- */

/* The graph with these costs, one for each player; it lives as long as the builder. NULL after a
 * mistake. */
static inline const fm_graph* fmg_end(fmg_builder* b, const fmg_term* costs, uint32_t players) {
  if (!b || b->error) return NULL;
  b->costs.count = 0;
  uint32_t* const kept = fmg_more(b, &b->costs, players, sizeof(uint32_t));
  for (uint32_t i = 0; i < players && kept; ++i) {
    if (costs[i].in != b)
      fmg_fail(b, "a cost is not a term of its graph");
    else if (fmg_size(costs[i]) != 1)
      fmg_fail(b, "a cost is an array of several numbers");
    kept[i] = costs[i].node;
  }
  if (b->error) return NULL;
  b->graph = (fm_graph){.struct_size = sizeof(fm_graph),
                        .nodes_count = (uint32_t)b->nodes.count,
                        .nodes = b->nodes.items,
                        .inputs_count = b->inputs.count,
                        .inputs = b->inputs.items,
                        .numbers_count = b->numbers.count,
                        .numbers = b->numbers.items,
                        .indices_count = b->indices.count,
                        .indices = b->indices.items,
                        .costs = b->costs.items};
  return &b->graph;
}

#endif /* FIRSTMOVE_GRAPH_H */

/* firstmove plugin interface: the whole contract between the host and a plugin library.
 *
 * Versions. FM_ABI_MAJOR changes when the meaning of a declaration below changes: host and plugin
 * must have the same major. FM_ABI_MINOR grows when something is added: a plugin built against an
 * older minor loads in every newer host; a plugin built against a newer minor is refused with a
 * message.
 *
 * Additions after 1.0 are marked with the minor that added them: [1.1], [1.2], [1.3], [1.4], [1.5].
 *
 * Growth. Every struct that may grow begins with `struct_size`, the number of bytes that its
 * creator filled. New members are added only at the end. A reader uses a member only if it lies
 * wholly within struct_size. Structs marked [frozen] never grow and may be array elements.
 *
 * Ownership. Neither side frees memory that the other side allocated. A pointer passed to a
 * function is valid for that call unless its comment states a longer time ("lent for .."). What a
 * plugin returns by pointer (descriptors, shapes) belongs to the plugin and lives as long as the
 * comment states.
 *
 * Errors. Functions that can fail return an fm_status. Before it returns anything but FM_OK, a
 * plugin passes the reason to fm_host.message with FM_LEVEL_ERROR; the host shows the last such
 * text. No exception may cross this interface, in either direction.
 *
 * Threads. [main]: called on the host's main thread, while no other call into this library runs.
 * [instance]: one thread at a time for this instance; other instances may run in parallel. [any]:
 * called on any thread. Libraries stay loaded until the process ends. A plugin must leave the
 * floating-point mode and the locale as it found them.
 *
 * Batches. Replicas of a run that differ in seed or start advance together. An array of R rows
 * over a batch is coordinate-major: the value of row c and replica r is a[c * stride + r].
 * `stride` counts doubles and is a multiple of FM_LANES; every array starts at an address that is
 * a multiple of 64 bytes. Entries r = count .. stride-1 are padding: they hold finite copies or
 * stale results, may be used in computations, and have no meaning. The result of a replica must
 * not depend, in any bit, on its position, on its neighbours, or on the padding.
 *
 * [1.5] A batch of one replica may be contiguous: stride is 1, and an array of R rows holds its
 * values one after the other, with room up to the next multiple of FM_LANES. This happens only if
 * the game, all learners and all observers that see the batch have the member `contiguous`. The
 * results are the same, bit for bit, as with any other stride.
 *
 * Notation. Player i of n minimises its cost f_i(x) over its block x_i of the joint action
 * x = (x_1, .., x_n); blocks are contiguous and in player order. D_j f_i is the gradient of f_i in
 * x_j, D_jk f_i the d_j x d_k block of second derivatives, D_jkl f_i the third. Players,
 * coordinates and replicas count from 0 here, steps from 1. Source: Fiez, Chasnov, Ratliff,
 * "Convergence of Learning Dynamics in Stackelberg Games", 2019, section 2.
 */
#ifndef FIRSTMOVE_ABI_H
#define FIRSTMOVE_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FM_ABI_MAJOR 1u
#define FM_ABI_MINOR 5u

/* The one symbol that a plugin library exports; see firstmove_library at the end. */
#define FM_ENTRY_SYMBOL "firstmove_library"

#define FM_LANES 8u    /* strides are multiples of this many doubles */
#define FM_MAX_RANK 3u /* of an array parameter */

/* Whether a struct contains a member, according to its struct_size. */
#define FM_HAS(pointer, type, member) \
  ((pointer)->struct_size >= offsetof(type, member) + sizeof((pointer)->member))

#if defined(__GNUC__)
#define FM_EXPORT __attribute__((visibility("default")))
#else
#define FM_EXPORT
#endif

/* ---- Status and messages ------------------------------------------------------------------ */

typedef int32_t fm_status;
#define FM_OK 0
#define FM_INVALID 1     /* the input is invalid: a parameter, a shape */
#define FM_UNSUPPORTED 2 /* the input is valid, but this plugin does not support it */
#define FM_FAILED 3      /* the computation failed */

#define FM_LEVEL_ERROR 0
#define FM_LEVEL_WARNING 1
#define FM_LEVEL_INFO 2

/* The host's functions, passed to every instance; lent for the life of the instance. */
typedef struct fm_host {
  uint32_t struct_size;
  uint32_t abi_minor; /* the host's; at least the plugin's own */
  void* context;
  /* [any] Reports a sentence in UTF-8 without control characters, copied before the call returns;
   * docs/abi.md says what becomes of other text. With FM_LEVEL_ERROR it is the reason for the
   * failure that the plugin is about to return. Never fails, never throws. */
  void (*message)(const struct fm_host* host, int32_t level, const char* text);
  /* [any] The function table of an optional host service, by its id; NULL if this host does not
   * have it. Lives as long as the process. ABI 1.0 defines FM_PRINT_EXTENSION. */
  const void* (*extension)(const struct fm_host* host, const char* id);
} fm_host;

/* ---- Parameters --------------------------------------------------------------------------- */

#define FM_TYPE_NONE 0 /* in fm_value only: an optional parameter that is not given */
#define FM_TYPE_BOOL 1
#define FM_TYPE_INTEGER 2
#define FM_TYPE_REAL 3
#define FM_TYPE_STRING 4
#define FM_TYPE_REALS 5 /* an array of reals of a given rank: list, matrix, list of matrices */

/* One parameter of a plugin, in its descriptor; lives as long as the library. The host checks
 * every value against it before it creates an instance. */
typedef struct fm_parameter {
  uint32_t struct_size;
  int32_t type;               /* FM_TYPE_*, not FM_TYPE_NONE */
  uint32_t rank;              /* for FM_TYPE_REALS: 1 .. FM_MAX_RANK; otherwise 0 */
  uint32_t required;          /* 1: the manifest must give it; then default_value is NULL */
  const char* name;           /* a TOML bare key */
  const char* doc;            /* one line: meaning, unit, source */
  const char* default_value;  /* a TOML value; NULL: no default, the value is FM_TYPE_NONE */
  double minimum;             /* of each number; -INFINITY: unbounded */
  double maximum;             /* of each number; +INFINITY: unbounded */
  uint32_t minimum_open;      /* 1: the minimum itself is not allowed */
  uint32_t maximum_open;      /* 1: the maximum itself is not allowed */
  const char* const* choices; /* for a string, terminated by NULL; NULL: any string */
} fm_parameter;

/* The value of one parameter; lent for the call. */
typedef struct fm_value {
  uint32_t struct_size;
  int32_t type; /* FM_TYPE_*; FM_TYPE_NONE: not given and no default */
  const char* name;
  int64_t integer;     /* for a bool (0 or 1) or an integer */
  double real;         /* for a real; for an integer its value as a real */
  const char* string;  /* for a string */
  const double* reals; /* for an array: its elements, last index fastest */
  uint64_t length;     /* the number of elements */
  uint32_t rank;
  uint32_t reserved;
  uint64_t shape[FM_MAX_RANK]; /* for an array; never ragged */
} fm_value;

/* The values of all declared parameters, in the order of the descriptor, with defaults filled in;
 * lent for the call. */
typedef struct fm_values {
  uint32_t struct_size;
  uint32_t count;
  const fm_value* const* values;
} fm_values;

/* ---- Games -------------------------------------------------------------------------------- */

#define FM_DOMAIN_REAL 0     /* the whole line; lower and upper are ignored */
#define FM_DOMAIN_BOX 1      /* lower <= x <= upper; bounds may be infinite; the engine projects */
#define FM_DOMAIN_PERIODIC 2 /* a circle; the engine wraps into [lower, upper) */

/* [frozen] The domain of one coordinate. */
typedef struct fm_domain {
  int32_t kind;
  int32_t reserved;
  double lower;
  double upper;
} fm_domain;

/* Players and coordinates of a game; owned by the game, lives as long as the instance. */
typedef struct fm_shape {
  uint32_t struct_size;
  uint32_t players;          /* n >= 1 */
  const uint32_t* dims;      /* n entries: d_i >= 1, the number of coordinates of each player */
  const fm_domain* domains;  /* one per coordinate of the joint action */
  const double* start_lower; /* a suitable box for starts, one value per coordinate, or NULL */
  const double* start_upper;
} fm_shape;

/* Quantities of a game, with the rows of the result and the vectors that a request takes: */
#define FM_COST 0            /* f_i                  1 row                    no vector */
#define FM_GRADIENT 1        /* D_j f_i              d_j rows                 no vector */
#define FM_HESSIAN_PRODUCT 2 /* D_jk f_i v           d_j rows                 v: d_k rows */
#define FM_HESSIAN_BLOCK 3   /* D_jk f_i             d_j * d_k rows, row-major   no vector */
#define FM_THIRD_PRODUCT 4   /* D_jkl f_i (u, v)     d_j rows                 u: d_k, v: d_l rows */
/* [1.1] All partial derivatives of f_i of order 0 .. j over the whole joint action of d
 * coordinates: binomial(d + j, j) rows, no vector. They are sorted by order, and within one order
 * lexicographically by their coordinates c_1 <= c_2 <= ..: for d = 2, j = 2 the rows are
 * f, f_0, f_1, f_00, f_01, f_11. The derivatives are not divided by factorials. */
#define FM_TAYLOR 5
/* [1.1] The game's own metric number `player` (fm_metrics): 1 row, no vector. */
#define FM_METRIC 6

/* One requested quantity; lent for the call. Indices that the quantity does not use are 0. */
typedef struct fm_request {
  uint32_t struct_size;
  int32_t quantity; /* FM_COST .. */
  uint32_t player;  /* i */
  uint32_t j;
  uint32_t k;
  uint32_t l;
} fm_request;

/* The current state of a batch; lent for the call. */
typedef struct fm_batch {
  uint32_t struct_size;
  uint32_t count;             /* number of replicas, >= 1 */
  uint64_t stride;            /* doubles from one row to the next */
  uint64_t step;              /* k, from 1; a stochastic game draws its sample once per step */
  uint64_t seed;              /* of the experiment */
  const uint32_t* replicates; /* count entries: replica's replicate; the key of its random draws */
  const double* x;            /* the joint action, one row per coordinate */
} fm_batch;

/* [1.1] The metrics of a game besides its costs, returned by
 * fm_game.extension(FM_METRICS_EXTENSION); owned by the game, lives as long as the instance. */
#define FM_METRICS_EXTENSION "firstmove.metrics"
typedef struct fm_metrics {
  uint32_t struct_size;
  uint32_t count;
  const char* const* names; /* count entries of letters, digits, '-', '_' and '.' */
} fm_metrics;

typedef struct fm_game_instance fm_game_instance; /* defined by the plugin */

/* [1.2] Proven bounds on derivatives, returned by fm_game.extension(FM_ENCLOSURE_EXTENSION); owned
 * by the game, lives as long as the instance. */
#define FM_ENCLOSURE_EXTENSION "firstmove.enclosure"
typedef struct fm_enclosure {
  uint32_t struct_size;
  uint32_t most_order; /* the highest order that enclose accepts */
  /* [instance] Writes bounds on all partial derivatives of f_player of order 0 .. order over the
   * box of joint actions lower <= x <= upper (one value per coordinate), one value per row of
   * FM_TAYLOR. Rounded outward: for each x of the box the true derivative lies within the bounds,
   * which may be infinite. *smooth is 1 if it is proven that no branch of the cost changes within
   * the box, so that the cost has all these derivatives there, else 0. Periodic coordinates may
   * lie outside their domain. */
  fm_status (*enclose)(fm_game_instance* game, uint32_t player, uint32_t order, const double* lower,
                       const double* upper, double* out_lower, double* out_upper, uint32_t* smooth);
} fm_enclosure;

/* [1.4] Whether a game is stochastic, returned by fm_game.extension(FM_STOCHASTIC_EXTENSION); owned
 * by the game, lives as long as the instance. Without it a game is taken not to be. */
#define FM_STOCHASTIC_EXTENSION "firstmove.stochastic"
typedef struct fm_stochastic {
  uint32_t struct_size;
  /* 1: the quantities are means over a sample that is drawn anew at each step and for each
   * replicate, as of a minibatch; their expected values are those of the game. 0: they do not
   * depend on fm_batch.step and replicates. */
  uint32_t draws;
} fm_stochastic;

/* [1.5] Costs as a graph, returned by fm_game.extension(FM_GRAPH_EXTENSION); owned by the game,
 * lives as long as the instance. A game that lends its graph needs no derivatives of its own: the
 * host takes all quantities from the graph, and asks the game only for FM_METRIC; `offers` may
 * return 0 for all others.
 *
 * A node is an array of rows x columns numbers, row-major, computed from the arrays of nodes before
 * it in the list. A number is 1 x 1, a vector of n numbers n x 1. "Element by element" operations
 * broadcast: along each axis an input has the size of the result, or 1, and the result has the size
 * of its largest input. All arithmetic is IEEE double precision; x + y, x - y, x * y, x / y and
 * sqrt are rounded correctly, the other functions have errors below 4 units in the last place. */
#define FM_GRAPH_EXTENSION "firstmove.graph"

/* Leaves */
#define FM_NODE_CONSTANT 1 /* numbers[attribute[0] ..] */
#define FM_NODE_ACTION 2   /* coordinates attribute[0] .. of the joint action; a vector */
/* Leaves of random numbers, which the host draws anew for each step (fm_batch.step) and replicate:
 * all quantities of a step are of the same sample, and the host takes the game to be stochastic
 * (fm_stochastic.draws). attribute[0] is a number of the plugin's choice from 0 to
 * FM_MAX_STREAM: nodes with different numbers are independent, and nodes of one kind with the same
 * number begin with the same draws. */
#define FM_NODE_NORMAL 3  /* independent, standard normal */
#define FM_NODE_UNIFORM 4 /* independent, uniform in (0, 1) */
/* Each row is a row of the constant `a`, chosen with equal probability: independently for
 * attribute[1] = 0; for 1 without repeating a row, so that `a` has at least as many. Which rows are
 * chosen depends on the stream, attribute[1] and the numbers of rows alone: tables of as many rows
 * can be picked from together. */
#define FM_NODE_PICK 5
/* Element by element, one input */
#define FM_NODE_NEGATE 10
#define FM_NODE_ABS 11 /* at 0 its derivative is that of a */
#define FM_NODE_SQRT 12
#define FM_NODE_EXP 13
#define FM_NODE_EXPM1 14 /* e^a - 1, accurate for small a */
#define FM_NODE_LOG 15
#define FM_NODE_LOG1P 16 /* log(1 + a), accurate for small a */
#define FM_NODE_SIN 17
#define FM_NODE_COS 18
#define FM_NODE_TANH 19
#define FM_NODE_SIGMOID 20  /* 1 / (1 + e^-a), without overflow */
#define FM_NODE_SOFTPLUS 21 /* log(1 + e^a), without overflow */
/* a to the whole power attribute[0], by repeated squaring; a^0 is 1; its absolute value is at most
 * FM_MAX_POWER */
#define FM_NODE_WHOLE_POWER 22
#define FM_NODE_NOT 23 /* 1 if a is 0, else 0 */
/* Element by element, two inputs */
#define FM_NODE_ADD 30
#define FM_NODE_SUBTRACT 31
#define FM_NODE_MULTIPLY 32
#define FM_NODE_DIVIDE 33
#define FM_NODE_POWER 34   /* a^b for a > 0, and where b does not depend on the joint action */
#define FM_NODE_MINIMUM 35 /* b if b < a or b is NaN, else a; derivatives likewise */
#define FM_NODE_MAXIMUM 36 /* b if a < b or b is NaN, else a; derivatives likewise */
#define FM_NODE_LESS 37    /* truth values are 1 and 0; comparisons with NaN are 0 */
#define FM_NODE_LESS_EQUAL 38
#define FM_NODE_EQUAL 39
#define FM_NODE_AND 40 /* 1 if both are not 0, else 0 */
#define FM_NODE_OR 41
/* Element by element, three inputs: b where a is not 0, else c. */
#define FM_NODE_CHOOSE 50
/* Of whole arrays */
#define FM_NODE_SUM 60 /* attribute[0]: FM_SUM_* */
/* log of the sum of e^a over the elements of a sum, without overflow; attribute[0]: FM_SUM_* */
#define FM_NODE_LOGSUMEXP 61
#define FM_NODE_PRODUCT 62 /* the matrix product; attribute[0]: FM_TRANSPOSE_* */
#define FM_NODE_TRANSPOSE 63
#define FM_NODE_RESHAPE 64 /* the same elements in the same order */
/* elements attribute[0], attribute[0] + attribute[1], .. of a in row-major order; a vector */
#define FM_NODE_SLICE 65
#define FM_NODE_GATHER 66 /* element i is element indices[attribute[0] + i] of a */
/* a vector of zeros; then element i of a is added to element indices[attribute[0] + i], in order */
#define FM_NODE_SCATTER 67
/* a vector of zeros; then for each input number k, in order, its element i is added to element
 * indices[attribute[0] + 2 k] + i * indices[attribute[0] + 2 k + 1]. An input no element of which
 * meets an earlier one is copied. */
#define FM_NODE_ASSEMBLE 68

#define FM_SUM_ALL 0          /* of all elements: 1 x 1 */
#define FM_SUM_COLUMNS 1      /* of the elements of each row: rows x 1 */
#define FM_SUM_ROWS 2         /* of the elements of each column: 1 x columns */
#define FM_TRANSPOSE_FIRST 1  /* a^T b; both flags: a^T b^T */
#define FM_TRANSPOSE_SECOND 2 /* a b^T */
#define FM_MAX_POWER 1000
#define FM_MAX_STREAM 1000000

/* Every sum over elements, in FM_NODE_SUM, FM_NODE_LOGSUMEXP and FM_NODE_PRODUCT, adds n terms in
 * one order that depends on n alone: the terms in blocks of 4096; within a block eight partial
 * sums, where partial sum p takes the terms p, p + 8, p + 16, .. of the block; then these eight
 * from left to right; then the blocks from left to right. Up to eight terms are thus added from
 * left to right. A sum of no terms is 0. */

/* [frozen] */
typedef struct fm_node {
  int32_t operation; /* FM_NODE_* */
  uint32_t rows;     /* of the result */
  uint32_t columns;
  uint32_t inputs_count;
  uint64_t inputs_begin; /* in fm_graph.inputs */
  int64_t attribute[2];  /* 0 where the operation does not use them */
} fm_node;

/* Lent as long as the instance. */
typedef struct fm_graph {
  uint32_t struct_size;
  uint32_t nodes_count;
  const fm_node* nodes;
  uint64_t inputs_count;
  const uint32_t*
      inputs; /* nodes by their position; each less than that of the node that uses it */
  uint64_t numbers_count;
  const double* numbers;
  uint64_t indices_count;
  const uint32_t* indices;
  const uint32_t* costs; /* one node for each player, 1 x 1 */
} fm_graph;

typedef struct fm_graph_source {
  uint32_t struct_size;
  uint32_t reserved;
  /* [instance] The graph of this instance's costs, which is constant over its life; NULL if these
   * costs cannot be written as a graph, so that the host uses prepare and evaluate. */
  const fm_graph* (*graph)(fm_game_instance* game);
} fm_graph_source;

typedef struct fm_game_plan fm_game_plan; /* defined by the plugin */

typedef struct fm_game {
  uint32_t struct_size;
  uint32_t reserved;

  /* [any] Creates an instance. `host` lives as long as the instance; `values` is lent for the
   * call. */
  fm_status (*create)(const fm_host* host, const fm_values* values, fm_game_instance** out);
  /* [instance] Frees the instance and all its remaining plans. */
  void (*destroy)(fm_game_instance* game);
  /* [instance] The shape, which is constant over the life of the instance. */
  const fm_shape* (*shape)(const fm_game_instance* game);
  /* [instance] 1 if prepare would accept this request, else 0. Where a game does not offer a
   * quantity, the host computes it from others if it can: blocks from products, products from
   * blocks. */
  uint32_t (*offers)(const fm_game_instance* game, const fm_request* request);
  /* [instance] Compiles a list of requests into a plan, so that evaluate can share common work.
   * The plan is owned by the game and lives until release or destroy. `requests` is lent for the
   * call. */
  fm_status (*prepare)(fm_game_instance* game, const fm_request* const* requests, uint32_t count,
                       fm_game_plan** out);
  /* [instance] Frees a plan. */
  void (*release)(fm_game_instance* game, fm_game_plan* plan);
  /* [instance] The hot path: writes all quantities of the plan at batch->x. `vectors` lists the
   * vectors of all requests in order (an FM_THIRD_PRODUCT has two); NULL if no request takes one.
   * `out` has one array per request; write all of its rows up to `stride`. Inputs and outputs never
   * overlap. Must be a pure function of (x, step, seed, replicates, vectors), and should not
   * allocate after the first call. Values may be non-finite: the host ends these replicas. */
  fm_status (*evaluate)(fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
                        const double* const* vectors, double* const* out);
  /* [instance] An extension table by its id, or NULL: FM_METRICS_EXTENSION [1.1],
   * FM_ENCLOSURE_EXTENSION [1.2], FM_STOCHASTIC_EXTENSION [1.4], FM_GRAPH_EXTENSION [1.5]. This
   * member may be NULL. */
  const void* (*extension)(const fm_game_instance* game, const char* id);
  /* [1.5] 1: arrays of a batch of one replica may be contiguous; see "Batches" above. */
  uint32_t contiguous;
  uint32_t reserved_2;
} fm_game;

/* ---- Learners ----------------------------------------------------------------------------- */

/* [1.3] A verdict on a joint action and the numbers that decide it; lent for the call. */
typedef struct fm_verdict {
  uint32_t struct_size;
  uint32_t holds;
  const char* name;     /* as `firstmove probe` prints it */
  const char* number;   /* what `value` is */
  const char* relation; /* the verdict holds if "value relation bound" does: "<=", ">", .. */
  double value;
  double bound;
  uint32_t undecided; /* [1.4] 1: neither shown to hold nor to fail; then holds is 0 */
  uint32_t reserved;
  const char* reason; /* [1.4] why it is undecided, as a sentence; "" if it is decided */
} fm_verdict;

/* Gives a learner, or an observer of a batch, access to the game; lent for its whole life. */
typedef struct fm_oracle {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* [instance] 1 if this quantity is available, from the game or computed by the host; else 0. */
  uint32_t (*offers)(const struct fm_oracle* oracle, const fm_request* request);
  /* [instance, in create only] Requests quantities at the joint action of every step. They arrive
   * in fm_step.quantities, in the order of the requests over all calls. Products cannot be
   * requested, as they take vectors. FM_UNSUPPORTED, with a message from the host, if a quantity
   * is not available. */
  fm_status (*subscribe)(const struct fm_oracle* oracle, const fm_request* const* requests,
                         uint32_t count);
  /* [instance, in create only] Compiles a list of requests for calls of evaluate; *plan is its
   * handle. FM_UNSUPPORTED as for subscribe. */
  fm_status (*prepare)(const struct fm_oracle* oracle, const fm_request* const* requests,
                       uint32_t count, uint32_t* plan);
  /* [instance, in direction and respond only] Writes the plan's quantities at any joint action x
   * of the whole batch (same count and stride as the step's). `vectors` and `out` as in
   * fm_game.evaluate; all arrays are aligned and padded as batch arrays are. */
  fm_status (*evaluate)(const struct fm_oracle* oracle, uint32_t plan, const double* x,
                        const double* const* vectors, double* const* out);
  /* [instance, in direction and respond only] Ends one replica as failed; the others continue.
   * `reason` is copied. */
  void (*fail)(const struct fm_oracle* oracle, uint32_t replica, const char* reason);
  /* [1.1] [instance, in direction and respond only] Warns that one replica is at this step in a
   * situation that the theory of the rule does not cover. `text`, a sentence, is copied. The host
   * prints a text once and records it with the first step of each run concerned, so the text must
   * name neither replica nor step. NULL if warnings are off. */
  void (*warn)(const struct fm_oracle* oracle, uint32_t replica, const char* text);
  /* [1.2] [instance, in observe and close only] Classifies a joint action (one value per
   * coordinate): calls `verdict` with each name that `firstmove probe` prints, whether it holds,
   * and the number that decides it; the name is lent for the call. Needs dense second and third
   * derivatives: FM_UNSUPPORTED, with a message from the host, if second ones are not available;
   * without third ones the verdicts on Stackelberg play are omitted. NULL for learners. */
  fm_status (*classify)(const struct fm_oracle* oracle, const double* x, void* context,
                        void (*verdict)(void* context, const char* name, uint32_t holds,
                                        double number));
  /* [1.3] [instance, in direction and respond only] As evaluate, but only the replicas with
   * needed[r] != 0 (count doubles) are charged; the learner uses the results of these alone. The
   * charge of a replica counts towards its budget and must not depend on its neighbours, so a rule
   * that iterates until all replicas have converged names here those that have not. */
  fm_status (*evaluate_for)(const struct fm_oracle* oracle, uint32_t plan, const double* x,
                            const double* const* vectors, double* const* out, const double* needed);
  /* [1.3] [instance, in observe and close only] As classify, with all numbers behind each verdict;
   * NULL for learners. */
  fm_status (*classify_in_full)(const struct fm_oracle* oracle, const double* x, void* context,
                                void (*verdict)(void* context, const fm_verdict* verdict));
  /* [1.4] [instance, in direction and respond only] Tells what an iterative solve of this step left
   * of its equation for one replica: the residual relative to the right-hand side or, where the
   * equation is not linear, to the terms that it is made of; NaN if it could not be computed. The
   * host keeps the largest of each run with its step, and warns of those that are too large for the
   * rule's theory. */
  void (*left)(const struct fm_oracle* oracle, uint32_t replica, double residual);
} fm_oracle;

/* A learner's role in the game; lent for the call, its arrays for the life of the learner. */
typedef struct fm_role {
  uint32_t struct_size;
  uint32_t player;          /* the player that the learner moves */
  uint32_t players;         /* n */
  uint32_t count;           /* number of replicas of the batch */
  uint64_t stride;          /* of every array of the batch */
  const uint32_t* dims;     /* n entries: coordinates of each player */
  const uint32_t* place;    /* n entries: place[p] in the order of play, 0 leads; no ties */
  const fm_domain* domains; /* one per coordinate of the joint action */
} fm_role;

/* One step of the whole batch; lent for the call. */
typedef struct fm_step {
  uint32_t struct_size;
  uint32_t reserved;
  const fm_batch* batch;
  const double* step_sizes;        /* n entries: gamma_{j,k} of every player at this step */
  const double* const* quantities; /* the subscribed quantities, in the order of subscription */
} fm_step;

typedef struct fm_learner_instance fm_learner_instance; /* defined by the plugin */

/* [1.1] The documentation of a rule; lives as long as the library. Each text is one line of plain
 * text. */
typedef struct fm_rule {
  uint32_t struct_size;
  /* 1: the rule's convergence results assume that the player is slower than all that it leads:
   * gamma_i = o(gamma_j) for the players j after it in the order of play. */
  uint32_t slower;
  const char* direction; /* of player i, as a formula */
  const char* needs;     /* the quantities of the game that it uses, and their order */
  const char* cost;      /* of one step for one player, in products with second derivatives */
  const char* players;   /* the games and places in the order of play that it is defined for */
  const char* converges; /* what its fixed points or limits are, and where that is proven */
} fm_rule;

/* A learner computes, for one player, either the direction that the player descends, to which the
 * engine applies noise, optimizer, step size and projection (x_i+ = x_i - gamma_i (direction +
 * w_i)); or the player's next action itself, as a best response does. Exactly one of direction and
 * respond is set. */
typedef struct fm_learner {
  uint32_t struct_size;
  uint32_t reserved;

  /* [any] Creates an instance for one player of one batch. State is per replica and starts empty.
   * `values` is lent for the call; `host` and `oracle` live as long as the instance. Returns
   * FM_UNSUPPORTED, with a message, for games and roles that the rule is not defined for. */
  fm_status (*create)(const fm_host* host, const fm_values* values, const fm_role* role,
                      const fm_oracle* oracle, fm_learner_instance** out);
  /* [instance] Frees the instance. */
  void (*destroy)(fm_learner_instance* learner);
  /* [instance] Writes the direction, d_i rows. Called once per step, in the order of steps. */
  fm_status (*direction)(fm_learner_instance* learner, const fm_step* step, double* out);
  /* [instance] Writes the player's action, d_i rows, in response to step->batch->x, in which all
   * players with a direction, and all responders earlier in the order of play, have already moved.
   * Called once before step 1 (with step = 0) and then once per step. */
  fm_status (*respond)(fm_learner_instance* learner, const fm_step* step, double* out);
  /* [instance] An extension table by its id, or NULL: FM_EXPANSION_EXTENSION [1.3]. This member
   * may be NULL. */
  const void* (*extension)(const fm_learner_instance* learner, const char* id);
  const fm_rule* rule; /* [1.1] or NULL */
  /* [1.5] 1: arrays of a batch of one replica may be contiguous; see "Batches" above. */
  uint32_t contiguous;
  uint32_t reserved_2;
} fm_learner;

/* [1.3] The exact Jacobian of a rule's direction as a function of the joint action, returned by
 * fm_learner.extension(FM_EXPANSION_EXTENSION); owned by the learner, lives as long as the
 * instance. */
#define FM_EXPANSION_EXTENSION "firstmove.expansion"
typedef struct fm_expansion {
  uint32_t struct_size;
  uint32_t order; /* of the derivatives of costs that it takes; 0: not available as configured */
  /* [instance] Writes the direction of a first step, d_i values, and its Jacobian, d_i x d
   * row-major, at one joint action, from the costs of all players: taylor[j] holds the rows of
   * FM_TAYLOR of f_j, to `order`, one value each. Does not change the learner. */
  fm_status (*expand)(const fm_learner_instance* learner, const double* step_sizes,
                      const double* const* taylor, double* direction, double* jacobian);
} fm_expansion;

/* ---- Observers ---------------------------------------------------------------------------- */

#define FM_RUN_FINISHED 0 /* took all its steps */
#define FM_RUN_STOPPED 1  /* a stopping rule was met */
#define FM_RUN_FAILED 2   /* failed; see fm_run.reason */

/* The experiment that an observer watches; lent for the call, its arrays for the life of the
 * observer. */
typedef struct fm_experiment {
  uint32_t struct_size;
  uint32_t learners;
  const char* name;
  const char* const* learner_names;
  uint32_t replicates;
  uint32_t variants; /* combinations of the sweep; 1 without a sweep */
  uint64_t steps;    /* of a run, at most */
  uint64_t runs;     /* in total, including those of an earlier session */
  uint32_t terminal; /* 1: print writes to a terminal */
  uint32_t width;    /* of the terminal, in columns; 0 if unknown */
  uint32_t color;    /* 1: output may be coloured */
  uint32_t reserved;
} fm_experiment;

/* How one run ended; lent for the call. */
typedef struct fm_run {
  uint32_t struct_size;
  uint32_t learner; /* index in fm_experiment.learner_names */
  uint32_t replicate;
  uint32_t variant;
  const char* variant_label; /* "" without a sweep */
  int32_t status;            /* FM_RUN_* */
  uint32_t players;
  const char* reason;   /* "" unless stopped or failed */
  uint64_t steps;       /* taken */
  double wall_seconds;  /* this run's share of the time of its batch */
  const uint32_t* dims; /* players */
  const double* x;      /* the last finite joint action */
  const double* cost;   /* of each player at x; NaN if the game could not evaluate it */
  /* [1.3] "converged", "cycling", "diverged", "budget spent", "timed out", "failed", or "skipped":
   * not run, because the learner refuses the game; then status is FM_RUN_FAILED and players 0.
   * [1.4] Also "still moving", "steps died out", "stationary noise" and "irregular", which were
   * "converged", "cycling" or "budget spent" before. */
  const char* outcome;
  /* [1.3] The number of gradients and of products with second or third derivatives that the
   * learners requested in the run; a dense block counts as one product per column. */
  uint64_t products;
  /* [1.4] The class of the point at which the run came to rest: "differential Nash", "differential
   * Stackelberg", .. (docs/results.md); NULL if it is not known. */
  const char* end_class;
  const char* end_class_reason; /* [1.4] why it is not known, as a sentence; "" if it is */
} fm_run;

/* Takes the measurements of an observer on one batch; lent from open to close. The rows are stored
 * in the results when the batch has ended without error: all of them or none. */
typedef struct fm_recorder {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* [instance] Records a named number of one replica at a step. `name` is copied: 1 to 255 bytes of
   * UTF-8 without control characters. */
  void (*metric)(const struct fm_recorder* recorder, uint32_t replica, uint64_t step,
                 const char* name, double value);
  /* [instance] Records the joint action of one replica at a step: `x` has one value per
   * coordinate and is copied. */
  void (*trajectory)(const struct fm_recorder* recorder, uint32_t replica, uint64_t step,
                     const double* x);
  /* [instance, in open only] Returns the path of a new file for one replica, which the observer
   * writes and closes in close at the latest; recorded in the results under `name` (letters,
   * digits, '.', '-', '_'). The path lives until close. NULL if the file cannot be created. */
  const char* (*file)(const struct fm_recorder* recorder, uint32_t replica, const char* name);
} fm_recorder;

/* A batch that starts, as an observer sees it; lent from open to close. */
typedef struct fm_watch {
  uint32_t struct_size;
  uint32_t learner; /* index in fm_experiment.learner_names */
  uint32_t variant;
  uint32_t players;
  uint32_t count;             /* number of replicas */
  uint32_t coordinates;       /* of the joint action */
  const uint32_t* dims;       /* players */
  const fm_domain* domains;   /* coordinates */
  const uint32_t* replicates; /* count */
  uint64_t steps;             /* at most */
  /* [1.1] Access to the game: prepare in open only, evaluate in observe; no subscriptions. */
  const fm_oracle* oracle;
  const fm_metrics* metrics; /* [1.1] the game's metrics, for FM_METRIC; NULL if it has none */
} fm_watch;

/* A batch after a step that the manifest selects for the observer; the start is step 0. Lent for
 * the call. */
typedef struct fm_view {
  uint32_t struct_size;
  uint32_t count;
  uint64_t stride;
  uint64_t step;
  const double* x;       /* one row per coordinate */
  const uint8_t* active; /* count entries: 1 if the replica took this step and is to be observed */
} fm_view;

/* The progress of the whole experiment; lent for the call. */
typedef struct fm_progress {
  uint32_t struct_size;
  uint32_t final; /* 1: the last call */
  uint64_t runs_done;
  uint64_t runs;       /* to do in this session */
  uint64_t steps_done; /* replica-steps taken */
  uint64_t steps;      /* replica-steps, at most */
  uint64_t failed;
  double seconds; /* since the first run began */
  /* [1.3] The runs of each learner: to do in this session, done, and failed among those done. */
  const uint64_t* learner_runs;
  const uint64_t* learner_runs_done;
  const uint64_t* learner_failed;
} fm_progress;

typedef struct fm_observer_instance fm_observer_instance; /* the plugin's; one per experiment */
typedef struct fm_observer_batch fm_observer_batch;       /* the plugin's; one per batch */

typedef struct fm_observer {
  uint32_t struct_size;
  uint32_t reserved;

  /* [main] Creates an instance for an experiment. `values` is lent for the call; `host` lives as
   * long as the instance. */
  fm_status (*create)(const fm_host* host, const fm_values* values, const fm_experiment* experiment,
                      fm_observer_instance** out);
  /* [main] Frees the instance. */
  void (*destroy)(fm_observer_instance* observer);
  /* [any] Starts to watch a batch. Only the thread of that batch uses the object. `watch` and
   * `recorder` live until close. NULL, as are observe and close, if the observer does not watch
   * batches. */
  fm_status (*open)(fm_observer_instance* observer, const fm_watch* watch,
                    const fm_recorder* recorder, fm_observer_batch** out);
  /* [instance] Called at the steps that the manifest selects, and always at the start and at the
   * last step. */
  fm_status (*observe)(fm_observer_batch* batch, const fm_view* view);
  /* [instance] Called when the batch has ended; frees the object. `complete` is 0 if the batch was
   * abandoned. */
  fm_status (*close)(fm_observer_batch* batch, uint32_t complete);
  /* [any, one call at a time] Called several times per second. May be NULL. */
  void (*progress)(fm_observer_instance* observer, const fm_progress* progress);
  /* [main] Called with all runs, in the order of the results, when the experiment has ended. May be
   * NULL. */
  fm_status (*finish)(fm_observer_instance* observer, const fm_run* const* runs, uint64_t count);
  /* [any] An extension table by its id, or NULL. ABI 1.0 defines none. This member may be NULL. */
  const void* (*extension)(const fm_observer_instance* observer, const char* id);
  /* [1.5] 1: arrays of a batch of one replica may be contiguous; see "Batches" above. */
  uint32_t contiguous;
  uint32_t reserved_2;
} fm_observer;

/* The host service "firstmove.print/1", by fm_host.extension: text for the user. */
#define FM_PRINT_EXTENSION "firstmove.print/1"
typedef struct fm_print {
  uint32_t struct_size;
  uint32_t reserved;
  /* [any] Writes UTF-8 text to the host's standard error. The control characters newline, tab and
   * carriage return, and the escape sequences that set colours, erase a line or move up (ESC [ ..
   * m, K, A), are unchanged; all others are shown as text. */
  void (*print)(const fm_host* host, const char* text);
} fm_print;

/* The host service "firstmove.interrupt/1", by fm_host.extension; not every host has it. For
 * plugins whose calls share a lock, as those of an interpreter do. */
#define FM_INTERRUPT_EXTENSION "firstmove.interrupt/1"
typedef struct fm_interrupt {
  uint32_t struct_size;
  uint32_t reserved;
  /* [instance] Sets functions that a host may call when a call of this instance takes longer than
   * the manifest allows, for as long as `host` lives; NULL removes them. This host ends the process
   * of the call instead and calls neither. */
  void (*on_overdue)(const fm_host* host, void (*interrupt)(void* context),
                     void (*left)(void* context), void* context);
  /* [instance] With 1: the current call begins to wait for other calls; until `waits` is called
   * with 0, the time does not count as its own. */
  void (*waits)(const fm_host* host, uint32_t begins);
} fm_interrupt;

/* ---- The library -------------------------------------------------------------------------- */

#define FM_KIND_GAME 1
#define FM_KIND_LEARNER 2
#define FM_KIND_OBSERVER 3

/* One plugin; lives as long as the library. All texts are UTF-8 without control characters. */
typedef struct fm_descriptor {
  uint32_t struct_size;
  int32_t kind;
  const char* id;      /* lower-case letters, digits, '-'; names the plugin in manifests */
  const char* version; /* the plugin's own, e.g. "1.0.0" */
  const char* summary; /* one line */
  const char* authors;
  const char* licence;  /* SPDX */
  const char* citation; /* the source of the method; "" if none */
  uint32_t parameter_count;
  uint32_t reserved;
  const fm_parameter* const* parameters;
  const void* table; /* fm_game, fm_learner or fm_observer, by kind */
} fm_descriptor;

typedef struct fm_library {
  uint32_t struct_size;
  uint32_t abi_major; /* the FM_ABI_MAJOR that the library was built with */
  uint32_t abi_minor; /* the FM_ABI_MINOR that it needs */
  uint32_t count;     /* >= 1 */
  const fm_descriptor* const* descriptors;
} fm_library;

/* [main] Returns the table of the library; it lives as long as the library. The host finds a plugin
 * by the name of its file: it looks for the plugin "torus" in torus.so. */
FM_EXPORT const fm_library* firstmove_library(void);

#ifdef __cplusplus
}
#endif

#endif /* FIRSTMOVE_ABI_H */

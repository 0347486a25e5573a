/* firstmove plugin interface: the whole contract between the host and a plugin library.
 *
 * Versions. FM_ABI_MAJOR changes when something below changes its meaning: host and plugin must
 * agree on it. FM_ABI_MINOR grows when something is added: a plugin built against an older minor
 * loads in every newer host, a plugin built against a newer minor is refused with a sentence.
 *
 * Growth. Every struct that may grow begins with `struct_size`, the bytes that its maker filled.
 * Members are only ever added at the end. A reader looks at a member only if it lies wholly
 * within struct_size. Structs marked [frozen] never grow and may stand in arrays by value.
 *
 * Ownership. Nobody frees what the other side allocated. A pointer passed to a function is lent
 * for that call unless its comment says longer. What a plugin returns by pointer (descriptors,
 * shapes) belongs to the plugin and lives as long as the comment says.
 *
 * Errors. Functions that can fail return an fm_status. Before returning anything but FM_OK, a
 * plugin says why through fm_host.message with FM_LEVEL_ERROR; the host shows the last such text.
 * No exception may cross this border, in either direction.
 *
 * Threads. [main]: the host's main thread, nothing else running in this library. [instance]: one
 * thread at a time for this instance, while other instances run in parallel. [any]: any thread.
 * Libraries stay loaded until the process ends. A plugin leaves the floating-point mode and the
 * locale as it found them.
 *
 * Batches. Replicas of a run that differ in seed or start advance together. An array of R rows
 * over a batch is coordinate-major: the value of row c and replica r is a[c * stride + r].
 * `stride` counts doubles, is a multiple of FM_LANES, and every array starts at an address that
 * is a multiple of 64 bytes. Entries r = count .. stride-1 are padding: they hold finite copies
 * or stale results, may be computed on, and mean nothing. What a replica gets must not depend, in
 * any bit, on its place, on its neighbours, or on the padding.
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
#define FM_ABI_MINOR 0u

/* The one symbol that a plugin library exports; see firstmove_library at the end. */
#define FM_ENTRY_SYMBOL "firstmove_library"

#define FM_LANES 8u    /* strides are multiples of this many doubles */
#define FM_MAX_RANK 3u /* of an array parameter */

/* Whether a struct, by its struct_size, holds a member. */
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
#define FM_INVALID 1     /* the caller gave something wrong: a parameter, a shape */
#define FM_UNSUPPORTED 2 /* well-formed, but this plugin cannot do it */
#define FM_FAILED 3      /* it went wrong while computing */

#define FM_LEVEL_ERROR 0
#define FM_LEVEL_WARNING 1
#define FM_LEVEL_INFO 2

/* What the host gives every instance; lent for the instance's whole life. */
typedef struct fm_host {
  uint32_t struct_size;
  uint32_t abi_minor; /* of the host; at least the plugin's own */
  void* context;
  /* [any] A sentence in UTF-8, copied before the call returns. With FM_LEVEL_ERROR it is the
   * reason of the failure that the plugin is about to return. Never fails, never throws. */
  void (*message)(const struct fm_host* host, int32_t level, const char* text);
  /* [any] A table of a host ability by its id, or NULL if this host lacks it. Lives as long as the
   * process. ABI 1.0 defines FM_PRINT_EXTENSION. */
  const void* (*extension)(const struct fm_host* host, const char* id);
} fm_host;

/* ---- Parameters --------------------------------------------------------------------------- */

#define FM_TYPE_NONE 0 /* in fm_value only: optional and not given */
#define FM_TYPE_BOOL 1
#define FM_TYPE_INTEGER 2
#define FM_TYPE_REAL 3
#define FM_TYPE_STRING 4
#define FM_TYPE_REALS 5 /* an array of reals of a given rank: list, matrix, list of matrices */

/* One parameter of a plugin, in its descriptor; lives as long as the library. The host checks
 * every value against it before an instance is made. */
typedef struct fm_parameter {
  uint32_t struct_size;
  int32_t type;               /* FM_TYPE_*, not FM_TYPE_NONE */
  uint32_t rank;              /* of FM_TYPE_REALS: 1 .. FM_MAX_RANK; else 0 */
  uint32_t required;          /* 1: the manifest must give it; then default_value is NULL */
  const char* name;           /* a TOML bare key */
  const char* doc;            /* one line: meaning, unit, source */
  const char* default_value;  /* a TOML value; NULL: none, and the value arrives as FM_TYPE_NONE */
  double minimum;             /* of each number; -INFINITY: unbounded */
  double maximum;             /* of each number; +INFINITY: unbounded */
  uint32_t minimum_open;      /* 1: the minimum itself is not allowed */
  uint32_t maximum_open;      /* 1: the maximum itself is not allowed */
  const char* const* choices; /* of a string, ended by NULL; NULL: any string */
} fm_parameter;

/* One value, lent for the call. */
typedef struct fm_value {
  uint32_t struct_size;
  int32_t type; /* FM_TYPE_*; FM_TYPE_NONE: not given and without default */
  const char* name;
  int64_t integer;     /* of a bool (0 or 1) or an integer */
  double real;         /* of a real; of an integer its value as a real */
  const char* string;  /* of a string */
  const double* reals; /* of an array: its elements, last index fastest */
  uint64_t length;     /* how many */
  uint32_t rank;
  uint32_t reserved;
  uint64_t shape[FM_MAX_RANK]; /* of an array; never ragged */
} fm_value;

/* Every parameter of the schema, in its order, defaults filled in. */
typedef struct fm_values {
  uint32_t struct_size;
  uint32_t count;
  const fm_value* const* values;
} fm_values;

/* ---- Games -------------------------------------------------------------------------------- */

#define FM_DOMAIN_REAL 0     /* the whole line; lower and upper are ignored */
#define FM_DOMAIN_BOX 1      /* lower <= x <= upper, either may be infinite; the engine projects */
#define FM_DOMAIN_PERIODIC 2 /* a circle; the engine wraps into [lower, upper) */

/* [frozen] The set that one coordinate lives in. */
typedef struct fm_domain {
  int32_t kind;
  int32_t reserved;
  double lower;
  double upper;
} fm_domain;

/* Players and coordinates of a game; belongs to the game and lives as long as the instance. */
typedef struct fm_shape {
  uint32_t struct_size;
  uint32_t players;          /* n >= 1 */
  const uint32_t* dims;      /* n: d_i >= 1, coordinates of each player */
  const fm_domain* domains;  /* one for each coordinate of the joint action */
  const double* start_lower; /* a sensible box for starts, one each coordinate, or NULL */
  const double* start_upper;
} fm_shape;

/* Quantities of a game. Rows of the result, and the vectors that a request takes: */
#define FM_COST 0            /* f_i                  1 row                    no vector */
#define FM_GRADIENT 1        /* D_j f_i              d_j rows                 no vector */
#define FM_HESSIAN_PRODUCT 2 /* D_jk f_i v           d_j rows                 v: d_k rows */
#define FM_HESSIAN_BLOCK 3   /* D_jk f_i             d_j * d_k rows, row-major   no vector */
#define FM_THIRD_PRODUCT 4   /* D_jkl f_i (u, v)     d_j rows                 u: d_k, v: d_l rows */

/* One quantity asked for; indices that the quantity does not use are 0. */
typedef struct fm_request {
  uint32_t struct_size;
  int32_t quantity; /* FM_COST .. */
  uint32_t player;  /* i */
  uint32_t j;
  uint32_t k;
  uint32_t l;
} fm_request;

/* Where a batch stands; lent for the call. */
typedef struct fm_batch {
  uint32_t struct_size;
  uint32_t count;             /* replicas, >= 1 */
  uint64_t stride;            /* doubles from one row to the next */
  uint64_t step;              /* k, from 1; a stochastic game draws its sample once a step */
  uint64_t seed;              /* of the experiment */
  const uint32_t* replicates; /* count: which replicate each replica is; keys its random draws */
  const double* x;            /* the joint action, a row each coordinate */
} fm_batch;

typedef struct fm_game_instance fm_game_instance; /* the plugin's own */
typedef struct fm_game_plan fm_game_plan;         /* the plugin's own */

typedef struct fm_game {
  uint32_t struct_size;
  uint32_t reserved;

  /* [any] Makes an instance. `host` lives as long as the instance; `values` is lent for the call.
   */
  fm_status (*create)(const fm_host* host, const fm_values* values, fm_game_instance** out);
  /* [instance] Frees it, and every plan left. */
  void (*destroy)(fm_game_instance* game);
  /* [instance] Constant over the instance's life. */
  const fm_shape* (*shape)(const fm_game_instance* game);
  /* [instance] 1 if prepare would take this request, else 0. What a game does not offer the host
   * completes where it can: blocks from products, products from blocks. */
  uint32_t (*offers)(const fm_game_instance* game, const fm_request* request);
  /* [instance] Compiles a list of requests, so that evaluate shares the common work. The plan
   * belongs to the game and lives until release or destroy. `requests` is lent for the call. */
  fm_status (*prepare)(fm_game_instance* game, const fm_request* const* requests, uint32_t count,
                       fm_game_plan** out);
  /* [instance] Frees a plan. */
  void (*release)(fm_game_instance* game, fm_game_plan* plan);
  /* [instance] The hot path: every quantity of the plan at batch->x. `vectors` lists the vectors
   * of all requests in order (a FM_THIRD_PRODUCT has two); NULL if none takes one. `out` has one
   * array a request, written whole up to `stride`. Inputs and outputs never overlap. A pure
   * function of (x, step, seed, replicates, vectors); no allocation is expected after the first
   * call. Values may be non-finite: the host ends the replicas concerned. */
  fm_status (*evaluate)(fm_game_instance* game, fm_game_plan* plan, const fm_batch* batch,
                        const double* const* vectors, double* const* out);
  /* [instance] A table by id, or NULL. ABI 1.0 defines none. May itself be NULL. */
  const void* (*extension)(const fm_game_instance* game, const char* id);
} fm_game;

/* ---- Learners ----------------------------------------------------------------------------- */

/* What a learner asks of the game; lent for the learner's whole life. */
typedef struct fm_oracle {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* [instance] 1 if the game gives this quantity, itself or completed by the host. */
  uint32_t (*offers)(const struct fm_oracle* oracle, const fm_request* request);
  /* [instance, in create only] Asks for quantities in every step, at the joint action of the step;
   * they arrive in fm_step.quantities in the order asked over all calls. No products: these take
   * vectors. FM_UNSUPPORTED, with the host's own sentence, if the game cannot. */
  fm_status (*subscribe)(const struct fm_oracle* oracle, const fm_request* const* requests,
                         uint32_t count);
  /* [instance, in create only] Compiles quantities for calls of evaluate; *plan is their handle. */
  fm_status (*prepare)(const struct fm_oracle* oracle, const fm_request* const* requests,
                       uint32_t count, uint32_t* plan);
  /* [instance, in direction and respond only] The plan's quantities at any joint action x of the
   * whole batch (same count and stride as the step's). `vectors` and `out` as in
   * fm_game.evaluate, all aligned and padded like every batch array. */
  fm_status (*evaluate)(const struct fm_oracle* oracle, uint32_t plan, const double* x,
                        const double* const* vectors, double* const* out);
  /* [instance, in direction and respond only] Ends one replica with a reason, copied; the others go
   * on. */
  void (*fail)(const struct fm_oracle* oracle, uint32_t replica, const char* reason);
} fm_oracle;

/* A learner's place in the game; lent for the call, its arrays for the learner's life. */
typedef struct fm_role {
  uint32_t struct_size;
  uint32_t player;          /* whose direction the learner yields */
  uint32_t players;         /* n */
  uint32_t count;           /* replicas of the batch */
  uint64_t stride;          /* of every array of the batch */
  const uint32_t* dims;     /* n */
  const uint32_t* place;    /* n: place[p] in the order of play, 0 leads */
  const fm_domain* domains; /* one for each coordinate of the joint action */
} fm_role;

/* One step of the whole batch; lent for the call. */
typedef struct fm_step {
  uint32_t struct_size;
  uint32_t reserved;
  const fm_batch* batch;
  const double* step_sizes;        /* n: gamma_{j,k} of every player at this step */
  const double* const* quantities; /* what the learner subscribed to, in its order */
} fm_step;

typedef struct fm_learner_instance fm_learner_instance; /* the plugin's own */

/* A learner yields, for one player, either the direction that the player descends, and the engine
 * applies noise, optimizer, step size and projection (x_i+ = x_i - gamma_i (direction + w_i)); or
 * its next action outright, as a best response does. Just one of direction and respond is set. */
typedef struct fm_learner {
  uint32_t struct_size;
  uint32_t reserved;

  /* [any] Makes an instance for one player of one batch. State is per replica and starts anew.
   * Refuses (FM_UNSUPPORTED, with a sentence) games and roles that the rule is not defined for. */
  fm_status (*create)(const fm_host* host, const fm_values* values, const fm_role* role,
                      const fm_oracle* oracle, fm_learner_instance** out);
  /* [instance] */
  void (*destroy)(fm_learner_instance* learner);
  /* [instance] Writes the direction, d_i rows. Called once a step, steps in order. */
  fm_status (*direction)(fm_learner_instance* learner, const fm_step* step, double* out);
  /* [instance] Writes the player's action, d_i rows, in answer to step->batch->x, in which every
   * player that yields directions, and every responder placed before this one, has already moved.
   * Called once before step 1 (with step = 0) and then once a step. */
  fm_status (*respond)(fm_learner_instance* learner, const fm_step* step, double* out);
  /* [instance] A table by id, or NULL. ABI 1.0 defines none. May itself be NULL. */
  const void* (*extension)(const fm_learner_instance* learner, const char* id);
} fm_learner;

/* ---- Observers ---------------------------------------------------------------------------- */

#define FM_RUN_FINISHED 0 /* took all its steps */
#define FM_RUN_STOPPED 1  /* a stopping rule held */
#define FM_RUN_FAILED 2   /* ended by its reason */

/* The experiment that an observer watches; lent for the call, its arrays for the observer's life.
 */
typedef struct fm_experiment {
  uint32_t struct_size;
  uint32_t learners;
  const char* name;
  const char* const* learner_names;
  uint32_t replicates;
  uint32_t variants; /* combinations of the sweep; 1 without one */
  uint64_t steps;    /* of a run, at the most */
  uint64_t runs;     /* in all, those of an earlier session included */
  uint32_t terminal; /* 1: print goes to a terminal */
  uint32_t width;    /* columns of it; 0 if unknown */
  uint32_t color;    /* 1: colour is welcome */
  uint32_t reserved;
} fm_experiment;

/* How one run ended. */
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
  double wall_seconds;  /* this run's share of its batch */
  const uint32_t* dims; /* players */
  const double* x;      /* the last finite joint action */
  const double* cost;   /* players: costs there; NaN if the game could not tell */
} fm_run;

/* A sink for what an observer measures on one batch; lent from open to close. Rows reach the
 * results when the batch has ended well, all of them or none. */
typedef struct fm_recorder {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  /* [instance] A named number of one replica at a step. `name` is copied. */
  void (*metric)(const struct fm_recorder* recorder, uint32_t replica, uint64_t step,
                 const char* name, double value);
  /* [instance] The joint action of one replica at a step: `x` has one value a coordinate. */
  void (*trajectory)(const struct fm_recorder* recorder, uint32_t replica, uint64_t step,
                     const double* x);
  /* [instance, in open only] The path of a new file of one replica, to be written by the observer
   * and closed in close; recorded in the results under `name` (letters, digits, '.', '-', '_').
   * Lives until close. NULL if it cannot be had. */
  const char* (*file)(const struct fm_recorder* recorder, uint32_t replica, const char* name);
} fm_recorder;

/* What a batch looks like to an observer when it starts. */
typedef struct fm_watch {
  uint32_t struct_size;
  uint32_t learner; /* index in fm_experiment.learner_names */
  uint32_t variant;
  uint32_t players;
  uint32_t count;             /* replicas */
  uint32_t coordinates;       /* of the joint action */
  const uint32_t* dims;       /* players */
  const fm_domain* domains;   /* coordinates */
  const uint32_t* replicates; /* count */
  uint64_t steps;             /* at the most */
} fm_watch;

/* A batch after a step, at the observer's cadence; the start is step 0. Lent for the call. */
typedef struct fm_view {
  uint32_t struct_size;
  uint32_t count;
  uint64_t stride;
  uint64_t step;
  const double* x;       /* a row each coordinate */
  const uint8_t* active; /* count: 1 if the replica took this step and is to be looked at */
} fm_view;

/* How far the whole experiment is. Lent for the call. */
typedef struct fm_progress {
  uint32_t struct_size;
  uint32_t final; /* 1: the last call */
  uint64_t runs_done;
  uint64_t runs;       /* to do in this session */
  uint64_t steps_done; /* replica-steps taken */
  uint64_t steps;      /* replica-steps at the most */
  uint64_t failed;
  double seconds; /* since the first run began */
} fm_progress;

typedef struct fm_observer_instance fm_observer_instance; /* the plugin's own, one an experiment */
typedef struct fm_observer_batch fm_observer_batch;       /* the plugin's own, one a batch */

typedef struct fm_observer {
  uint32_t struct_size;
  uint32_t reserved;

  /* [main] Makes an instance for an experiment. */
  fm_status (*create)(const fm_host* host, const fm_values* values, const fm_experiment* experiment,
                      fm_observer_instance** out);
  /* [main] */
  void (*destroy)(fm_observer_instance* observer);
  /* [any] Starts to watch a batch; the object is used by that batch's thread alone. NULL together
   * with the next two if the observer does not look at batches. `watch` and `recorder` live until
   * close. */
  fm_status (*open)(fm_observer_instance* observer, const fm_watch* watch,
                    const fm_recorder* recorder, fm_observer_batch** out);
  /* [instance] A step at the observer's cadence; the start and the last step are always seen. */
  fm_status (*observe)(fm_observer_batch* batch, const fm_view* view);
  /* [instance] The batch has ended; frees the object. `complete` is 0 if it was given up. */
  fm_status (*close)(fm_observer_batch* batch, uint32_t complete);
  /* [any, never twice at a time] Called some times a second. May be NULL. */
  void (*progress)(fm_observer_instance* observer, const fm_progress* progress);
  /* [main] All runs, in the order of the results, when the experiment has ended. May be NULL. */
  fm_status (*finish)(fm_observer_instance* observer, const fm_run* const* runs, uint64_t count);
  /* [any] A table by id, or NULL. ABI 1.0 defines none. May itself be NULL. */
  const void* (*extension)(const fm_observer_instance* observer, const char* id);
} fm_observer;

/* The host ability "firstmove.print/1", by fm_host.extension: text for a person. */
#define FM_PRINT_EXTENSION "firstmove.print/1"
typedef struct fm_print {
  uint32_t struct_size;
  uint32_t reserved;
  /* [any] Writes UTF-8 text as it is to the host's standard error. */
  void (*print)(const fm_host* host, const char* text);
} fm_print;

/* ---- The library -------------------------------------------------------------------------- */

#define FM_KIND_GAME 1
#define FM_KIND_LEARNER 2
#define FM_KIND_OBSERVER 3

/* One plugin; lives as long as the library. All texts are UTF-8. */
typedef struct fm_descriptor {
  uint32_t struct_size;
  int32_t kind;
  const char* id;      /* lower-case letters, digits, '-'; names the plugin in manifests */
  const char* version; /* the plugin's own, e.g. "1.0.0" */
  const char* summary; /* one line */
  const char* authors;
  const char* licence;  /* SPDX */
  const char* citation; /* the source of what it computes; "" if none */
  uint32_t parameter_count;
  uint32_t reserved;
  const fm_parameter* const* parameters;
  const void* table; /* fm_game, fm_learner or fm_observer, by kind */
} fm_descriptor;

typedef struct fm_library {
  uint32_t struct_size;
  uint32_t abi_major; /* FM_ABI_MAJOR that the library was built with */
  uint32_t abi_minor; /* FM_ABI_MINOR that it needs */
  uint32_t count;     /* >= 1 */
  const fm_descriptor* const* descriptors;
} fm_library;

/* [main] The library's table; lives as long as the library. A library file is named after the
 * plugin it is found by: the plugin "torus" is looked for in torus.so. */
FM_EXPORT const fm_library* firstmove_library(void);

#ifdef __cplusplus
}
#endif

#endif /* FIRSTMOVE_ABI_H */

// Pins the layouts of ABI 1.5: no member may move, change its size, or be inserted in the middle.
#include <doctest/doctest.h>
#include <firstmove/abi.h>

#include <type_traits>

namespace {

#define PIN(type, member, offset) \
  static_assert(offsetof(type, member) == (offset), #type "." #member " has moved")

static_assert(sizeof(void*) == 8 && sizeof(double) == 8);

PIN(fm_host, context, 8);
PIN(fm_host, message, 16);
PIN(fm_host, extension, 24);
static_assert(sizeof(fm_host) >= 32);

PIN(fm_parameter, type, 4);
PIN(fm_parameter, rank, 8);
PIN(fm_parameter, required, 12);
PIN(fm_parameter, name, 16);
PIN(fm_parameter, doc, 24);
PIN(fm_parameter, default_value, 32);
PIN(fm_parameter, minimum, 40);
PIN(fm_parameter, maximum, 48);
PIN(fm_parameter, minimum_open, 56);
PIN(fm_parameter, maximum_open, 60);
PIN(fm_parameter, choices, 64);

PIN(fm_value, type, 4);
PIN(fm_value, name, 8);
PIN(fm_value, integer, 16);
PIN(fm_value, real, 24);
PIN(fm_value, string, 32);
PIN(fm_value, reals, 40);
PIN(fm_value, length, 48);
PIN(fm_value, rank, 56);
PIN(fm_value, shape, 64);
PIN(fm_values, count, 4);
PIN(fm_values, values, 8);

static_assert(sizeof(fm_domain) == 24, "fm_domain is frozen: it stands in arrays");
PIN(fm_domain, kind, 0);
PIN(fm_domain, lower, 8);
PIN(fm_domain, upper, 16);

PIN(fm_shape, players, 4);
PIN(fm_shape, dims, 8);
PIN(fm_shape, domains, 16);
PIN(fm_shape, start_lower, 24);
PIN(fm_shape, start_upper, 32);

PIN(fm_request, quantity, 4);
PIN(fm_request, player, 8);
PIN(fm_request, j, 12);
PIN(fm_request, k, 16);
PIN(fm_request, l, 20);

PIN(fm_batch, count, 4);
PIN(fm_batch, stride, 8);
PIN(fm_batch, step, 16);
PIN(fm_batch, seed, 24);
PIN(fm_batch, replicates, 32);
PIN(fm_batch, x, 40);

PIN(fm_game, create, 8);
PIN(fm_game, destroy, 16);
PIN(fm_game, shape, 24);
PIN(fm_game, offers, 32);
PIN(fm_game, prepare, 40);
PIN(fm_game, release, 48);
PIN(fm_game, evaluate, 56);
PIN(fm_game, extension, 64);
PIN(fm_game, contiguous, 72);

PIN(fm_oracle, context, 8);
PIN(fm_oracle, offers, 16);
PIN(fm_oracle, subscribe, 24);
PIN(fm_oracle, prepare, 32);
PIN(fm_oracle, evaluate, 40);
PIN(fm_oracle, fail, 48);
PIN(fm_oracle, warn, 56);
PIN(fm_oracle, classify, 64);
PIN(fm_oracle, evaluate_for, 72);
PIN(fm_oracle, classify_in_full, 80);
PIN(fm_oracle, left, 88);

PIN(fm_verdict, holds, 4);
PIN(fm_verdict, name, 8);
PIN(fm_verdict, number, 16);
PIN(fm_verdict, relation, 24);
PIN(fm_verdict, value, 32);
PIN(fm_verdict, bound, 40);
PIN(fm_verdict, undecided, 48);
PIN(fm_verdict, reason, 56);

PIN(fm_role, player, 4);
PIN(fm_role, players, 8);
PIN(fm_role, count, 12);
PIN(fm_role, stride, 16);
PIN(fm_role, dims, 24);
PIN(fm_role, place, 32);
PIN(fm_role, domains, 40);

PIN(fm_step, batch, 8);
PIN(fm_step, step_sizes, 16);
PIN(fm_step, quantities, 24);

PIN(fm_learner, create, 8);
PIN(fm_learner, destroy, 16);
PIN(fm_learner, direction, 24);
PIN(fm_learner, respond, 32);
PIN(fm_learner, extension, 40);
PIN(fm_learner, rule, 48);
PIN(fm_learner, contiguous, 56);

PIN(fm_rule, slower, 4);
PIN(fm_rule, direction, 8);
PIN(fm_rule, needs, 16);
PIN(fm_rule, cost, 24);
PIN(fm_rule, players, 32);
PIN(fm_rule, converges, 40);

PIN(fm_metrics, count, 4);
PIN(fm_metrics, names, 8);

PIN(fm_stochastic, draws, 4);

static_assert(sizeof(fm_node) == 40, "fm_node is frozen: it stands in arrays");
PIN(fm_node, operation, 0);
PIN(fm_node, rows, 4);
PIN(fm_node, columns, 8);
PIN(fm_node, inputs_count, 12);
PIN(fm_node, inputs_begin, 16);
PIN(fm_node, attribute, 24);

PIN(fm_graph, nodes_count, 4);
PIN(fm_graph, nodes, 8);
PIN(fm_graph, inputs_count, 16);
PIN(fm_graph, inputs, 24);
PIN(fm_graph, numbers_count, 32);
PIN(fm_graph, numbers, 40);
PIN(fm_graph, indices_count, 48);
PIN(fm_graph, indices, 56);
PIN(fm_graph, costs, 64);

PIN(fm_graph_source, graph, 8);

PIN(fm_enclosure, most_order, 4);
PIN(fm_enclosure, enclose, 8);

PIN(fm_experiment, name, 8);
PIN(fm_experiment, learner_names, 16);
PIN(fm_experiment, replicates, 24);
PIN(fm_experiment, variants, 28);
PIN(fm_experiment, steps, 32);
PIN(fm_experiment, runs, 40);
PIN(fm_experiment, terminal, 48);
PIN(fm_experiment, width, 52);
PIN(fm_experiment, color, 56);

PIN(fm_run, learner, 4);
PIN(fm_run, replicate, 8);
PIN(fm_run, variant, 12);
PIN(fm_run, variant_label, 16);
PIN(fm_run, status, 24);
PIN(fm_run, players, 28);
PIN(fm_run, reason, 32);
PIN(fm_run, steps, 40);
PIN(fm_run, wall_seconds, 48);
PIN(fm_run, dims, 56);
PIN(fm_run, x, 64);
PIN(fm_run, cost, 72);
PIN(fm_run, outcome, 80);
PIN(fm_run, products, 88);
PIN(fm_run, end_class, 96);
PIN(fm_run, end_class_reason, 104);

PIN(fm_recorder, context, 8);
PIN(fm_recorder, metric, 16);
PIN(fm_recorder, trajectory, 24);
PIN(fm_recorder, file, 32);

PIN(fm_watch, learner, 4);
PIN(fm_watch, variant, 8);
PIN(fm_watch, players, 12);
PIN(fm_watch, count, 16);
PIN(fm_watch, coordinates, 20);
PIN(fm_watch, dims, 24);
PIN(fm_watch, domains, 32);
PIN(fm_watch, replicates, 40);
PIN(fm_watch, steps, 48);
PIN(fm_watch, oracle, 56);
PIN(fm_watch, metrics, 64);

PIN(fm_view, count, 4);
PIN(fm_view, stride, 8);
PIN(fm_view, step, 16);
PIN(fm_view, x, 24);
PIN(fm_view, active, 32);

PIN(fm_progress, final, 4);
PIN(fm_progress, runs_done, 8);
PIN(fm_progress, runs, 16);
PIN(fm_progress, steps_done, 24);
PIN(fm_progress, steps, 32);
PIN(fm_progress, failed, 40);
PIN(fm_progress, seconds, 48);
PIN(fm_progress, learner_runs, 56);
PIN(fm_progress, learner_runs_done, 64);
PIN(fm_progress, learner_failed, 72);

PIN(fm_observer, create, 8);
PIN(fm_observer, destroy, 16);
PIN(fm_observer, open, 24);
PIN(fm_observer, observe, 32);
PIN(fm_observer, close, 40);
PIN(fm_observer, progress, 48);
PIN(fm_observer, finish, 56);
PIN(fm_observer, extension, 64);
PIN(fm_observer, contiguous, 72);

PIN(fm_descriptor, kind, 4);
PIN(fm_descriptor, id, 8);
PIN(fm_descriptor, version, 16);
PIN(fm_descriptor, summary, 24);
PIN(fm_descriptor, authors, 32);
PIN(fm_descriptor, licence, 40);
PIN(fm_descriptor, citation, 48);
PIN(fm_descriptor, parameter_count, 56);
PIN(fm_descriptor, parameters, 64);
PIN(fm_descriptor, table, 72);

PIN(fm_library, abi_major, 4);
PIN(fm_library, abi_minor, 8);
PIN(fm_library, count, 12);
PIN(fm_library, descriptors, 16);

TEST_CASE("a member counts as present only if it lies entirely within struct_size") {
  fm_library library{};
  library.struct_size = offsetof(fm_library, abi_minor) + 3;
  CHECK(FM_HAS(&library, fm_library, abi_major));
  CHECK_FALSE(FM_HAS(&library, fm_library, abi_minor));
  library.struct_size = offsetof(fm_library, abi_minor) + 4;
  CHECK(FM_HAS(&library, fm_library, abi_minor));
}

}  // namespace

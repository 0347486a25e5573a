// The vector machine by itself: processor times of programs, each the best of several runs, and
// their ratios. Prints a table; nothing is compared with an earlier run.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <numbers>
#include <vector>

#include "machine/machine.hpp"
#include "machine/memory.hpp"

// fused_field.cpp
void fused_field(const double* x1, const double* x2, std::size_t count, double* leader,
                 double* follower);

namespace {

using namespace firstmove::engine;

double processor_time() {
  std::timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Seconds of one call of `work`.
template <class Work>
double seconds(std::size_t calls, Work work) {
  double best = 1e9;
  for (int turn = 0; turn < 15; ++turn) {
    const double begin = processor_time();
    for (std::size_t call = 0; call < calls; ++call) work();
    best = std::min(best, processor_time() - begin);
  }
  return best / static_cast<double>(calls);
}

std::uint32_t whole(std::size_t count) { return static_cast<std::uint32_t>(count); }

// The total derivative of player 1, who leads, and the derivative of player 2 on the torus.
std::vector<NodeId> torus(Graph& g) {
  using enum Operation;
  const NodeId x1 = g.action(0, 1), x2 = g.action(1, 1);
  const NodeId phi = g.number(std::numbers::pi / 8), alpha2 = g.number(1.3);
  const NodeId d = g.apply(subtract, x1, x2), s = g.apply(sin, d), c = g.apply(cos, d);
  const NodeId own = g.apply(subtract, x2, phi);
  const NodeId s2 = g.apply(sin, own), c2 = g.apply(cos, own);
  const NodeId s1 = g.apply(sin, g.apply(subtract, x1, phi));
  const NodeId curvature = g.apply(subtract, g.apply(multiply, alpha2, c2), c);
  const NodeId response = g.apply(divide, g.apply(multiply, c, s), curvature);
  return {g.apply(subtract, g.apply(subtract, s1, s), response),
          g.apply(add, g.apply(multiply, alpha2, s2), s)};
}

void measure_torus() {
  Graph g;
  const std::vector<NodeId> outputs = torus(g);
  const Program program(g, outputs), assembled(g, outputs);
  Machine machine(program), code(assembled);
  code.make_machine_code();
  std::printf("torus, Stackelberg field, ns a replica\n%10s %10s %14s %10s %8s %8s\n", "replicas",
              "machine", "machine code", "fused", "ratio", "ratio");
  for (const std::size_t count : {1, 8, 64, 1000}) {
    const std::size_t stride = (count + 7) / 8 * 8, calls = 400000 / (count + 20);
    AlignedNumbers x(2 * stride), field(2 * stride);
    for (std::size_t r = 0; r < count; ++r) {
      x[r] = -3 + 6 * static_cast<double>(r) / static_cast<double>(count);
      x[stride + r] = 3 - 5 * static_cast<double>(r) / static_cast<double>(count);
    }
    double* const out[] = {field.data(), field.data() + stride};
    const auto time_of = [&](Machine& one) {
      return seconds(calls, [&] { one.run(count, stride, x.data(), nullptr, out); });
    };
    const double ours = time_of(machine), assembled_time = time_of(code);
    const double fused =
        seconds(calls, [&] { fused_field(x.data(), x.data() + stride, count, out[0], out[1]); });
    const double each = 1e9 / static_cast<double>(count);
    std::printf("%10zu %10.2f %14.2f %10.2f %8.2f %8.2f\n", count, ours * each,
                assembled_time * each, fused * each, ours / fused, assembled_time / fused);
  }
}

// After how many runs of one replica the machine code of a chain of operations has paid for itself.
void measure_making() {
  std::printf("\nmachine code of n operations on numbers\n%10s %14s %14s %14s %14s\n", "n",
              "making, us", "machine, ns", "code, ns", "pays after");
  for (const int n : {10, 30, 100, 300, 1000, 10000}) {
    using enum Operation;
    Graph g;
    const NodeId x = g.action(0, 1), y = g.action(1, 1);
    NodeId node = x;
    for (int i = 0; i < n / 2; ++i)
      node = g.apply(add, g.apply(multiply, node, i % 3 == 0 ? y : x), g.number(0.1 + 0.01 * i));
    const Program plain(g, {&node, 1}), assembled(g, {&node, 1});
    Machine machine(plain), code(assembled);
    const double begin = processor_time();
    code.make_machine_code();
    const double making = processor_time() - begin;
    AlignedNumbers at(16, 0.3), out(8);
    double* const to = out.data();
    const auto time_of = [&](Machine& one) {
      return seconds(20000 / static_cast<std::size_t>(n),
                     [&] { one.run(1, 8, at.data(), nullptr, &to); });
    };
    const double before = time_of(machine), after = time_of(code);
    std::printf("%10d %14.1f %14.1f %14.1f %14.0f\n", n, making * 1e6, before * 1e9, after * 1e9,
                making / (before - after));
  }
}

// x . tanh(y) and the squares of neighbours' differences, and their gradient, for one replica.
void measure_chain() {
  std::printf("\nchain, one replica\n%10s %14s %14s %8s %14s\n", "d", "cost, us", "gradient, us",
              "ratio", "as code, us");
  for (const std::size_t d : {10, 100, 1000, 10000, 100000, 1000000}) {
    using enum Operation;
    Graph g;
    const NodeId x = g.action(0, whole(d)), y = g.action(whole(d), whole(d));
    const NodeId t = g.apply(tanh, y);
    const NodeId step =
        g.apply(subtract, g.slice(x, 1, 1, whole(d - 1)), g.slice(x, 0, 1, whole(d - 1)));
    const NodeId cost =
        g.apply(add, g.sum(g.apply(multiply, x, t)), g.sum(g.apply(multiply, step, step)));
    const NodeId twice = g.apply(multiply, g.number(2), step);
    const Piece pieces[] = {{t, 0, 1}, {twice, 1, 1}, {g.apply(negate, twice), 0, 1}};
    const NodeId y2 = g.apply(multiply, g.number(2), y);
    const NodeId slope =
        g.apply(multiply, g.apply(sigmoid, y2), g.apply(sigmoid, g.apply(negate, y2)));
    const NodeId gradient[] = {g.assemble(pieces, whole(d)),
                               g.apply(multiply, x, g.apply(multiply, g.number(4), slope))};
    const Program costs(g, {&cost, 1}), gradients(g, gradient), assembled(g, gradient);
    Machine first(costs), second(gradients), third(assembled);
    third.make_machine_code();
    AlignedNumbers in((2 * d + 7) / 8 * 8), a((d + 7) / 8 * 8), b((d + 7) / 8 * 8);
    for (std::size_t i = 0; i < 2 * d; ++i) in[i] = std::sin(static_cast<double>(i));
    double* const out[] = {a.data(), b.data()};
    const std::size_t calls = 1 + 100000 / d;
    const double one = seconds(calls, [&] { first.run(1, 1, in.data(), nullptr, out); });
    const double all = seconds(calls, [&] { second.run(1, 1, in.data(), nullptr, out); });
    const double code = seconds(calls, [&] { third.run(1, 1, in.data(), nullptr, out); });
    std::printf("%10zu %14.3f %14.3f %8.2f %14.3f\n", d, one * 1e6, all * 1e6, all / one,
                code * 1e6);
  }
}

// A x and A^T x, for one replica.
void measure_products() {
  constexpr std::size_t d = 4000;
  std::vector<double> matrix(d * d);
  for (std::size_t i = 0; i < matrix.size(); ++i) matrix[i] = std::sin(static_cast<double>(i));
  Graph g;
  const NodeId x = g.action(0, d), a = g.numbers({d, d}, matrix);
  std::printf("\n%u x %u matrix times a vector, one replica\n", whole(d), whole(d));
  for (const int flags : {0, FM_TRANSPOSE_FIRST}) {
    const NodeId y = g.product(a, x, flags);
    const Program program(g, {&y, 1});
    Machine machine(program);
    AlignedNumbers in(d, 1.0), result(d);
    double* const out = result.data();
    const double time = seconds(1, [&] { machine.run(1, 1, in.data(), nullptr, &out); });
    std::printf("%10s %14.2f ms %10.1f GB/s\n", flags ? "transposed" : "", time * 1e3,
                8e-9 * static_cast<double>(d * d) / time);
  }
}

}  // namespace

int main() {
  make_machine_code_in_background(false);
  measure_torus();
  measure_making();
  measure_chain();
  measure_products();
}

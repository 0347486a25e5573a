// A game written in Python: firstmove_playing.py reads and evaluates it, this file connects it to
// the ABI.
#include "interpreter.hpp"
#include "lent_graph.hpp"

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <firstmove/actions.hpp>
#include <firstmove/plugin.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace py = pybind11;
using namespace firstmove;
using python::Gil;

namespace {

// The modules of the plugin, in the order in which they import each other.
struct Module {
  const char *name, *text;
};
const Module modules[] = {
#include "modules_py.hpp"
};

using Table = py::array_t<double, py::array::c_style | py::array::forcecast>;  // replicas x rows

struct Plan {
  std::vector<fm_request> requests;
  py::object for_python;  // the requests as tuples
};

}  // namespace

struct fm_game_instance {
  const fm_host* host = nullptr;
  const fm_interrupt* interruption = nullptr;  // NULL if the host does not have it
  py::object game;
  std::vector<std::uint32_t> dims;
  std::vector<fm_domain> domains;
  std::vector<double> lower, upper;
  fm_shape shape{};
  std::array<bool, 4> orders{};              // the orders of derivatives that it has
  std::unique_ptr<python::LentGraph> graph;  // null if the costs cannot be traced
  std::string untraced;                      // why
  std::vector<std::unique_ptr<Plan>> plans;
};

namespace {

// Runs `body` with Python's lock; converts a Python exception to a C++ exception with its message.
template <class Body>
fm_status with_python(const fm_game_instance& self, Body&& body) noexcept {
  return at_border(self.host, [&] {
    std::string fault;
    {
      const Gil gil(self.host, self.interruption);
      try {
        body();
        return;
      } catch (py::error_already_set& error) {
        fault = py::str(error.value());
      }
    }
    throw std::runtime_error(fault);
  });
}

// While it lives, the time does not count as the call's own.
class Undisturbed {
 public:
  explicit Undisturbed(const fm_game_instance& self) : self_(self) { set_waiting(1); }
  ~Undisturbed() { set_waiting(0); }
  Undisturbed(const Undisturbed&) = delete;
  Undisturbed& operator=(const Undisturbed&) = delete;

 private:
  void set_waiting(std::uint32_t begins) const {
    if (self_.interruption) self_.interruption->waits(self_.host, begins);
  }
  const fm_game_instance& self_;
};

// The module firstmove_playing.py; created once, never freed. The import of NumPy may take long.
py::handle playing(const fm_game_instance& self) {
  static PyObject* made = nullptr;  // guarded by Python's lock
  if (!made) {
    const Undisturbed importing(self);
    const py::module_ builtins = py::module_::import("builtins");
    const py::dict known = py::module_::import("sys").attr("modules");
    py::object last;
    for (const Module& module : modules) {
      last = py::module_::import("types").attr("ModuleType")(module.name);
      known[module.name] = last;
      builtins.attr("exec")(
          builtins.attr("compile")(module.text, std::string(module.name) + ".py", "exec"),
          last.attr("__dict__"));
    }
    made = last.release().ptr();
  }
  return made;
}

void warn_once(const fm_host* host, const std::string& reason) {
  static std::once_flag once;
  std::call_once(once, [&] {
    const std::string text =
        "this game calls Python at every step, hundreds of times slower than a game whose costs "
        "can be traced, and its results depend on the installed Python and NumPy: " +
        reason;
    host->message(host, FM_LEVEL_WARNING, text.c_str());
  });
}

void take_shape(fm_game_instance& self) {
  for (const py::handle d : self.game.attr("dims")) self.dims.push_back(d.cast<std::uint32_t>());
  for (const py::handle domain : self.game.attr("domains")) {
    const auto parts = domain.cast<py::tuple>();
    self.domains.push_back(
        {parts[0].cast<std::int32_t>(), 0, parts[1].cast<double>(), parts[2].cast<double>()});
  }
  for (const py::handle start : self.game.attr("starts")) {
    const auto pair = start.cast<py::list>();
    self.lower.push_back(pair[0].cast<double>());
    self.upper.push_back(pair[1].cast<double>());
  }
  const bool starts = !self.lower.empty();
  self.shape = {sizeof(fm_shape),
                static_cast<std::uint32_t>(self.dims.size()),
                self.dims.data(),
                self.domains.data(),
                starts ? self.lower.data() : nullptr,
                starts ? self.upper.data() : nullptr};
  for (std::size_t order = 0; order < self.orders.size(); ++order)
    self.orders[order] = self.game.attr("offers")(order).cast<bool>();
}

void destroy(fm_game_instance* self) {
  with_python(*self, [self] {
    self->plans.clear();
    self->game = py::object();
  });
  delete self;
}

fm_status create(const fm_host* host, const fm_values* given, fm_game_instance** out) {
  auto* const self = new fm_game_instance;
  self->host = host;
  const fm_status begun = at_border(host, [] { python::begin(); });
  if (begun != FM_OK) {
    delete self;
    return begun;
  }
  self->interruption =
      static_cast<const fm_interrupt*>(host->extension(host, FM_INTERRUPT_EXTENSION));
  const fm_status read = with_python(*self, [&] {
    const Values values(given);
    self->game = playing(*self).attr("Game")(values.text("file"));
    py::list numbers;
    if (values.has("values"))
      for (const double number : values.reals("values")) numbers.append(number);
    self->game.attr("read")(values.text("code"), numbers);
    take_shape(*self);
    const py::object traced = self->game.attr("graph")();
    if (!traced.is_none()) self->graph = std::make_unique<python::LentGraph>(traced);
    self->untraced = py::str(self->game.attr("untraced"));
  });
  if (read != FM_OK) {
    destroy(self);
    return read;
  }
  if (!self->graph) warn_once(host, self->untraced);
  *out = self;
  return FM_OK;
}

const fm_shape* shape(const fm_game_instance* self) { return &self->shape; }

// The order of the derivative that a quantity is part of; 4 if not available.
std::size_t order_of(std::int32_t quantity) {
  switch (quantity) {
    case FM_COST:
      return 0;
    case FM_GRADIENT:
      return 1;
    case FM_HESSIAN_PRODUCT:
    case FM_HESSIAN_BLOCK:
      return 2;
    case FM_THIRD_PRODUCT:
      return 3;
    default:
      return 4;
  }
}

std::uint32_t offers(const fm_game_instance* self, const fm_request* request) {
  const std::size_t order = order_of(request->quantity), n = self->dims.size();
  const bool there = request->player < n && request->j < n && request->k < n && request->l < n;
  return there && order < self->orders.size() && self->orders[order];
}

fm_status prepare(fm_game_instance* self, const fm_request* const* requests, std::uint32_t count,
                  fm_game_plan** out) {
  return with_python(*self, [&] {
    auto plan = std::make_unique<Plan>();
    py::list all;
    for (std::uint32_t q = 0; q < count; ++q) {
      const fm_request& r = *requests[q];
      if (!offers(self, &r)) throw Refusal("the Python code does not provide this quantity");
      plan->requests.push_back(r);
      all.append(py::make_tuple(r.quantity, r.player, r.j, r.k, r.l));
    }
    plan->for_python = std::move(all);
    self->plans.push_back(std::move(plan));
    *out = reinterpret_cast<fm_game_plan*>(self->plans.back().get());
  });
}

void release(fm_game_instance* self, fm_game_plan* plan) {
  with_python(*self, [&] {
    std::erase_if(self->plans, [plan](const auto& one) {
      return reinterpret_cast<const fm_game_plan*>(one.get()) == plan;
    });
  });
}

// One row per replica, the layout that firstmove_playing.py expects.
Table by_replica(const double* rows, std::size_t count, const fm_batch& batch) {
  Table all({static_cast<py::ssize_t>(batch.count), static_cast<py::ssize_t>(count)});
  double* to = all.mutable_data();
  for (std::size_t r = 0; r < batch.count; ++r)
    for (std::size_t c = 0; c < count; ++c) *to++ = rows[c * batch.stride + r];
  return all;
}

void take_rows(const Table& found, const fm_batch& batch, double* out) {
  const auto rows = static_cast<std::size_t>(found.shape(1));
  for (std::size_t c = 0; c < rows; ++c)
    for (std::size_t r = 0; r < batch.stride; ++r)
      out[c * batch.stride + r] =
          found.data()[std::min<std::size_t>(r, batch.count - 1) * rows + c];
}

fm_status evaluate(fm_game_instance* self, fm_game_plan* opaque, const fm_batch* batch,
                   const double* const* vectors, double* const* out) {
  if (batch->count == 0) return FM_OK;
  return with_python(*self, [&] {
    const Plan& plan = *reinterpret_cast<const Plan*>(opaque);
    py::list taken;
    const auto take = [&](std::uint32_t player) {
      taken.append(by_replica(*vectors++, self->dims[player], *batch));
    };
    for (const fm_request& r : plan.requests) {
      if (r.quantity == FM_HESSIAN_PRODUCT || r.quantity == FM_THIRD_PRODUCT) take(r.k);
      if (r.quantity == FM_THIRD_PRODUCT) take(r.l);
    }
    const py::list found = self->game.attr("evaluate")(
        plan.for_python, by_replica(batch->x, self->domains.size(), *batch), taken);
    for (const py::handle one : found) take_rows(one.cast<Table>(), *batch, *out++);
  });
}

const fm_graph* graph(fm_game_instance* self) { return self->graph ? self->graph->get() : nullptr; }

const fm_graph_source graph_source = {sizeof(fm_graph_source), 0, graph};

const void* extension(const fm_game_instance*, const char* id) {
  return std::string_view(id) == FM_GRAPH_EXTENSION ? &graph_source : nullptr;
}

const fm_game table = {sizeof(fm_game), 0,       create,   destroy,   shape, offers,
                       prepare,         release, evaluate, extension, 1,     0};

struct Python {
  static Info info() {
    return {"python",
            "1.0.0",
            "a game written in Python, whose costs are traced once",
            "firstmove",
            "MIT",
            "",
            {text("code").doc("the Python code: players, cost(i, x) and the other names in "
                              "docs/plugins.md"),
             text("file").otherwise("'game.py'").doc("the name of the code in messages"),
             reals("values").optional().doc("numbers that the code can use as `values`")}};
  }
  static const fm_descriptor* descriptor() { return descriptor_of<Python>(FM_KIND_GAME, &table); }
};

}  // namespace

FIRSTMOVE_LIBRARY(Python)

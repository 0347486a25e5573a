#include "lent_graph.hpp"

#include <pybind11/numpy.h>

namespace firstmove::python {
namespace {

namespace py = pybind11;

template <class T>
std::vector<T> copied(const py::handle& table) {
  const auto array = table.cast<py::array_t<T, py::array::c_style>>();
  return {array.data(), array.data() + array.size()};
}

}  // namespace

LentGraph::LentGraph(const py::tuple& tables)
    : inputs_(copied<std::uint32_t>(tables[1])),
      indices_(copied<std::uint32_t>(tables[3])),
      costs_(copied<std::uint32_t>(tables[4])),
      numbers_(copied<double>(tables[2])) {
  constexpr std::size_t columns = 7;
  const std::vector<std::int64_t> rows = copied<std::int64_t>(tables[0]);
  for (std::size_t at = 0; at < rows.size(); at += columns) {
    const std::int64_t* const row = rows.data() + at;
    nodes_.push_back({static_cast<std::int32_t>(row[0]),
                      static_cast<std::uint32_t>(row[1]),
                      static_cast<std::uint32_t>(row[2]),
                      static_cast<std::uint32_t>(row[3]),
                      static_cast<std::uint64_t>(row[4]),
                      {row[5], row[6]}});
  }
  graph_ = {sizeof(fm_graph), static_cast<std::uint32_t>(nodes_.size()),
            nodes_.data(),    inputs_.size(),
            inputs_.data(),   numbers_.size(),
            numbers_.data(),  indices_.size(),
            indices_.data(),  costs_.data()};
}

}  // namespace firstmove::python

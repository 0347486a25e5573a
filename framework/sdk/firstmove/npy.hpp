// Writes arrays row by row in NumPy's file format, version 1.0.
// Source: numpy.lib.format, "NEP 1 - A Simple File Format for NumPy Arrays".
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace firstmove {

// A C-ordered array whose number of rows is known only at the end: the header reserves space for
// it. Rows are buffered and the file is open only while they are written, because a batch has one
// or two writers per replica and a process can have only about a thousand open files.
template <class T>
class NpyWriter {
  static_assert(std::same_as<T, double> || std::same_as<T, std::uint64_t> ||
                std::same_as<T, std::int64_t> || std::same_as<T, std::int32_t>);
  static_assert(std::endian::native == std::endian::little, "the header declares '<'");

 public:
  // `columns` = 0: a one-dimensional array.
  NpyWriter(std::string path, std::size_t columns)
      : NpyWriter(std::move(path),
                  columns == 0 ? std::vector<std::size_t>{} : std::vector<std::size_t>{columns}) {}
  // An array with any number of axes: `row_shape` lists those after the first.
  NpyWriter(std::string path, std::vector<std::size_t> row_shape)
      : path_(std::move(path)), row_shape_(std::move(row_shape)) {
    for (const std::size_t axis : row_shape_) row_size_ *= axis;
    write(std::ios::trunc, header());
  }

  std::size_t row_size() const { return row_size_; }

  void append(const T* row) {
    pending_.append(reinterpret_cast<const char*>(row), row_size_ * sizeof(T));
    ++rows_;
    if (pending_.size() >= enough) flush();
  }

  void finish() {
    flush();
    write(std::ios::in, header());
  }

 private:
  static constexpr std::size_t enough = std::size_t{1} << 15;

  void flush() {
    write(std::ios::app, pending_);
    pending_.clear();
  }

  // `mode`: trunc creates the file, app appends to it, in overwrites its beginning.
  void write(std::ios::openmode mode, const std::string& bytes) const {
    std::ofstream file(path_, mode | std::ios::out | std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) throw std::runtime_error(path_ + " cannot be written");
  }

  std::string header() const {
    const char* const type = std::same_as<T, double>          ? "<f8"
                             : std::same_as<T, std::uint64_t> ? "<u8"
                             : std::same_as<T, std::int64_t>  ? "<i8"
                                                              : "<i4";
    std::string text = std::string("{'descr': '") + type + "', 'fortran_order': False, 'shape': (" +
                       std::to_string(rows_) + ",";
    for (const std::size_t axis : row_shape_)
      text += (text.back() == ',' ? " " : ", ") + std::to_string(axis);
    text += "), }";
    constexpr std::size_t length = 128 - 10;  // after the magic string, version and length
    text.resize(length - 1, ' ');
    return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(length) + '\0' + text + '\n';
  }

  std::string path_, pending_;
  std::vector<std::size_t> row_shape_;
  std::size_t row_size_ = 1, rows_ = 0;
};

}  // namespace firstmove

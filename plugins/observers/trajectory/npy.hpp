// NumPy's file format, version 1.0, written row by row.
// Source: numpy.lib.format, "NEP 1 - A Simple File Format for NumPy Arrays".
#pragma once

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>

// A C-ordered array whose number of rows is known only at the end: the header leaves room for it.
class NpyWriter {
 public:
  // `columns` 0 makes a one-dimensional array. `type` is NumPy's, "<f8" or "<u8".
  NpyWriter(const std::string& path, const char* type, std::size_t columns)
      : path_(path), type_(type), columns_(columns), file_(path, std::ios::binary) {
    write_header();
  }

  template <class T>
  void append(const T* values, std::size_t count) {
    file_.write(reinterpret_cast<const char*>(values),
                static_cast<std::streamsize>(count * sizeof(T)));
    ++rows_;
  }

  void finish() {
    file_.seekp(0);
    write_header();
    file_.close();
    if (!file_) throw std::runtime_error(path_ + " cannot be written");
  }

 private:
  void write_header() {
    std::string text = "{'descr': '" + std::string(type_) +
                       "', 'fortran_order': False, 'shape': (" + std::to_string(rows_) + "," +
                       (columns_ == 0 ? "" : " " + std::to_string(columns_)) + "), }";
    constexpr std::size_t length = 128 - 10;  // what follows magic, version and length
    text.resize(length - 1, ' ');
    text += '\n';
    const char start[] = {'\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0, static_cast<char>(length), 0};
    file_.write(start, sizeof(start));
    file_ << text;
  }

  std::string path_;
  const char* type_;
  std::size_t columns_, rows_ = 0;
  std::ofstream file_;
};

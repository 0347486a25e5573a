// Writes files and notices what was not written, as on a full disk. Every file that a command
// writes is written by this, except databases and the arrays of <firstmove/npy.hpp>, which check
// themselves.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace firstmove::engine {

// A file that could not be written completely; what() names it and the reason.
class WriteError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A file that appears, or replaces an older one, when close() returns. Until then the bytes are in
// a file beside it, which the destructor removes. What is no regular file, such as a pipe, is
// written directly.
class FileWriter {
 public:
  explicit FileWriter(const std::filesystem::path& file);  // throws InputError: cannot be created
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  // These throw WriteError.
  void write(std::string_view bytes);
  void close();

 private:
  [[noreturn]] void fail(int error);

  std::filesystem::path file_, target_, part_;  // part_: empty if written directly
  int descriptor_ = -1;
};

// A whole file. Throws InputError or WriteError.
void write_whole_file(const std::filesystem::path& file, std::string_view bytes);

// Writes all bytes to a descriptor; returns 0, or the error as errno gives it. A pipe that nobody
// reads gives EPIPE and no signal.
int write_all(int descriptor, std::string_view bytes);

}  // namespace firstmove::engine

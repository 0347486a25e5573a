// The files of observers that results name.
#pragma once

#include <filesystem>
#include <string>

namespace firstmove::engine {

enum class FileState { there, missing, refused };

// A file that a row of the table `file` names.
struct RecordedFile {
  FileState state;
  std::filesystem::path path;  // absolute, without links; empty if refused
};

// Refused is whatever is not a plain file inside the folder: nothing else may be opened.
RecordedFile recorded_file(const std::filesystem::path& folder, const std::string& path);

}  // namespace firstmove::engine

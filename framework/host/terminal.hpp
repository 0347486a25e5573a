// What standard error is connected to.
#pragma once

#include <string>

namespace firstmove::host {

struct Terminal {
  bool interactive = false;
  unsigned width = 0;  // columns; 0 if unknown
  bool color = false;  // a terminal, and NO_COLOR is not set (no-color.org)

  static Terminal of_stderr();
};

// A line on standard error that the next one overwrites and that is erased at the end. Does nothing
// unless standard error is a terminal.
class StatusLine {
 public:
  StatusLine() = default;
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  ~StatusLine() { show(""); }
  void show(const std::string& line);

 private:
  Terminal terminal_ = Terminal::of_stderr();
  bool shown_ = false;
};

}  // namespace firstmove::host

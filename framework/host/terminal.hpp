// What standard error is connected to.
#pragma once

namespace firstmove {

struct Terminal {
  bool interactive = false;
  unsigned width = 0;  // columns; 0 if unknown
  bool color = false;  // a terminal, and NO_COLOR is not set (no-color.org)

  static Terminal of_stderr();
};

}  // namespace firstmove

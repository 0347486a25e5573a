#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace firstmove {

Terminal Terminal::of_stderr() {
  Terminal terminal;
  const char* const kind = std::getenv("TERM");
  terminal.interactive = isatty(STDERR_FILENO) != 0 && kind && std::string_view(kind) != "dumb";
  winsize size{};
  if (terminal.interactive && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0)
    terminal.width = size.ws_col;
  const char* const no_color = std::getenv("NO_COLOR");
  terminal.color = terminal.interactive && (!no_color || *no_color == '\0');
  return terminal;
}

}  // namespace firstmove

#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace firstmove::host {

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

void StatusLine::show(const std::string& line) {
  if (!terminal_.interactive || (line.empty() && !shown_)) return;
  // One column stays free: a full line would wrap, and the next one would be drawn below it.
  const std::size_t room = (terminal_.width == 0 ? 80 : terminal_.width) - 1;
  std::cerr << "\r" << line.substr(0, room) << "\033[K" << std::flush;
  shown_ = !line.empty();
}

}  // namespace firstmove::host

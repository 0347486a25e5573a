// The files that a page embeds, built into the library: see web/ and cmake/ReportAssets.cmake.
#pragma once

#include <string_view>

namespace firstmove::engine {

struct Assets {
  std::string_view style, script;
  std::string_view plotly, plotly_licence;  // empty if the build had no npm
};
const Assets& assets();

}  // namespace firstmove::engine

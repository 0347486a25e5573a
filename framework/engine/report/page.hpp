// A document in one HTML file that needs no network and no other file.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "report/figure.hpp"

namespace firstmove::engine {

struct Heading {  // below the section's
  std::string text{};
};

struct Paragraph {
  std::string text{};
  bool warning = false;  // set off: what is missing, what failed
};

struct DataTable {
  struct Cell {
    std::string text{};
    std::string hover{};  // what the number rests on: the ids of its runs, say
    std::string link{};   // a file beside the page
  };
  struct Column {
    std::string name{};
    bool number = true;  // to the right
    std::string hover{};
  };
  struct Row {
    std::optional<std::size_t> learner{};  // shown and hidden with it; its swatch stands first
    std::vector<Cell> cells{};
  };
  std::string title{};
  std::vector<Column> columns{};
  std::vector<Row> rows{};
  std::vector<std::string> notes{};  // the methods, under the table
};

struct Details {  // folded until it is asked for
  std::string summary{};
  std::string text{};  // as it stands, in a typewriter's letters
};

using Block = std::variant<Heading, Paragraph, DataTable, Details, Figure>;

struct Section {
  std::string id{};
  std::string heading{};
  std::vector<Block> blocks{};
};

struct Page {
  std::string title{};
  std::string subtitle{};
  std::vector<std::string> learners{};  // their switches, by the index that owners and rows name
  std::vector<Section> sections{};
};

// Without the plotting library in this build the figures stay still; all else works.
std::string html(const Page& page);

}  // namespace firstmove::engine

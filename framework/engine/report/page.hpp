// A document in one HTML file that needs no network and no other file.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "report/figure.hpp"

namespace firstmove::engine {

struct Heading {  // smaller than the heading of a section
  std::string text{};
};

struct Paragraph {
  std::string text{};
  bool warning = false;  // highlighted, for missing parts and failures
};

struct DataTable {
  struct Cell {
    std::string text{};
    std::string hover{};  // the basis of the number, for example the ids of its runs
    std::string link{};   // a file beside the page
  };
  struct Column {
    std::string name{};
    bool number = true;  // aligned right
    std::string hover{};
  };
  struct Row {
    std::optional<std::size_t> learner{};  // shown and hidden with it; starts with its swatch
    std::vector<Cell> cells{};
  };
  std::string title{};
  std::vector<Column> columns{};
  std::vector<Row> rows{};
  std::vector<std::string> notes{};  // the methods, below the table
};

struct Details {  // collapsed until the reader opens it
  std::string summary{};
  std::string text{};  // preformatted, in a monospaced font
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
  std::vector<std::string> learners{};  // for their switches, by the index in owners and rows
  std::vector<Section> sections{};
};

// In a build without Plotly the figures are static; everything else works.
std::string html(const Page& page);

}  // namespace firstmove::engine

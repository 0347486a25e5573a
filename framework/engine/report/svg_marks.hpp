// The marks of a panel as SVG elements.
#pragma once

#include <string>

#include "report/layout.hpp"

namespace firstmove::engine {

// Many bands over each other would hide what lies below them.
double band_opacity(const Panel& panel);

// Attributes with a space before: stroke, its width and dashes. Plain ones have no dashes.
enum class LineKind { styled, plain };
std::string stroke_style(const Owner& of, bool dashed, bool thick, LineKind kind);
std::string marker_style(const Owner& of, bool filled);
std::string bar_colour(const Owner& of);
// A letter in the middle of something of this colour.
std::string letter(const std::string& text, double x, double y, double size,
                   const std::string& under);

double line_width(const Owner& of, bool thick);

std::string svg_mark(const Mark& mark, const Panel& panel, const PanelFrame& frame);
}  // namespace firstmove::engine

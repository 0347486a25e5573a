// The marks of a panel as SVG elements.
#pragma once

#include <string>

#include "report/layout.hpp"

namespace firstmove::engine {

// Decreases with the number of bands, which would hide each other.
double band_opacity(const Panel& panel);

// Attributes for stroke, width and dashes, with a leading space. Plain lines have no dashes.
enum class LineKind { styled, plain };
std::string stroke_style(const Owner& of, bool dashed, bool thick, LineKind kind);
std::string marker_style(const Owner& of, bool filled);
std::string bar_colour(const Owner& of);
// A centred letter on a background of the colour `under`.
std::string letter(const std::string& text, double x, double y, double size,
                   const std::string& under);

double line_width(const Owner& of, bool thick);

std::string svg_mark(const Mark& mark, const Panel& panel, const PanelFrame& frame);
}  // namespace firstmove::engine

// Certificates of critical points as JSON and as text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "engine_names.hpp"
#include "proof/certificates.hpp"

namespace firstmove::host {

// {"box": [[lo, hi], ..], "unique_in": [[lo, hi], ..], "verdicts": {name: {"proven": true | false |
// null, "number": .., "between": [lo, hi]}, ..}}
nlohmann::ordered_json certificate_json(const CertifiedPoint& point);
// {"complete": b, "boxes": n, "undecided": [{"box": [[lo, hi], ..], "boxes": n}, ..],
// "unexplored": [..], "unexplored_share": s}
nlohmann::ordered_json search_json(const CertifiedSearch& found);

std::string certificate_text(const CertifiedPoint& point, const std::string& indent);
std::string search_text(const CertifiedSearch& found);

// "[lo, hi]" and "middle +- radius", rounded outward: the printed numbers enclose the interval.
std::string outward(const Interval& x, int digits);
std::string middle_and_radius(const Interval& x);

}  // namespace firstmove::host

// Certificates of critical points as JSON and as text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "certificates.hpp"

namespace firstmove {

// {"box": [[lo, hi], ..], "unique_in": [[lo, hi], ..], "verdicts": {name: {"proven": true | false |
// null, "number": .., "between": [lo, hi]}, ..}}
nlohmann::ordered_json certificate_json(const CertifiedPoint& point);
// {"complete": b, "boxes": n, "open": [box, ..]}
nlohmann::ordered_json search_json(const CertifiedSearch& search);

std::string certificate_text(const CertifiedPoint& point, const std::string& indent);
std::string search_text(const CertifiedSearch& search);

}  // namespace firstmove

// The sections of a report about one study. A section without content has no blocks.
#pragma once

#include "compare/study.hpp"
#include "report/page.hpp"

namespace firstmove::engine {

Section overview_section(const Study& study);    // tables of learners: ends, costs, times
Section claims_section(const Study& study);      // the claims in the manifest, and what was found
Section curves_section(const Study& study);      // costs, gradients, distances over steps
Section plane_section(const Study& study);       // paths and regions of attraction in the plane
Section spectra_section(const Study& study);     // at the critical points, in the complex plane
Section comparison_section(const Study& study);  // pairs of learners, over common seeds
Section cross_play_section(const Study& study);
Section sweep_section(const Study& study);
Section source_section(const Study& study);  // the manifest, the plugins, the warnings

// The text of a variant in headings; "" without a sweep.
std::string variant_text(const Study& study, std::size_t variant);

}  // namespace firstmove::engine

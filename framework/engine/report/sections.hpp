// What a report says of one study, a section each. Sections with nothing to say have no blocks.
#pragma once

#include "report/page.hpp"
#include "report/study.hpp"

namespace firstmove::engine {

Section overview_section(const Study& study);    // a table of learners: ends, costs, times
Section claims_section(const Study& study);      // what the manifest claims, and what was found
Section curves_section(const Study& study);      // costs, gradients, distances over steps
Section plane_section(const Study& study);       // paths and regions of attraction in the plane
Section spectra_section(const Study& study);     // at the critical points, in the complex plane
Section comparison_section(const Study& study);  // learner against learner, over common seeds
Section cross_play_section(const Study& study);
Section sweep_section(const Study& study);
Section source_section(const Study& study);  // the manifest, the plugins, what was warned of

// A variant as headings name it: "" without a sweep.
std::string variant_text(const Study& study, std::size_t variant);

}  // namespace firstmove::engine

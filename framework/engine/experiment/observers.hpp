// Creates the observers of an experiment from its manifest.
#pragma once

#include <memory>
#include <vector>

#include "experiment/distrust.hpp"
#include "play/observer.hpp"

namespace firstmove::engine {

// The properties of standard error, for observers that print.
struct Screen {
  bool terminal = false;
  unsigned width = 0;
  bool color = false;
};

// The view contains pointers to its own strings: it must not be moved after observers have seen it.
ExperimentView view_of(const Manifest& manifest, const Screen& screen);

// Leaves out observers that are not trusted: their runs are not run. Throws InputError that names
// the observer that refuses.
std::vector<std::unique_ptr<Observer>> make_observers(const Manifest& manifest,
                                                      const ExperimentView& view,
                                                      const Distrust& distrust);

}  // namespace firstmove::engine

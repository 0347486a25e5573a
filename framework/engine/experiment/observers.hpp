// The observers of an experiment, made from its manifest.
#pragma once

#include <memory>
#include <vector>

#include "experiment/distrust.hpp"
#include "play/observer.hpp"

namespace firstmove::engine {

// What standard error is, for observers that print.
struct Screen {
  bool terminal = false;
  unsigned width = 0;
  bool color = false;
};

// The view refers to strings of its own: it must not move once observers have seen it.
ExperimentView view_of(const Manifest& manifest, const Screen& screen);

// But for those that are not trusted: no run is taken that they would look at. Throws InputError,
// naming the observer that refuses.
std::vector<std::unique_ptr<Observer>> make_observers(const Manifest& manifest,
                                                      const ExperimentView& view,
                                                      const Distrust& distrust);

}  // namespace firstmove::engine

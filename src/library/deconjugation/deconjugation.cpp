#include "library/deconjugation/deconjugation.hpp"

#include <fmt/format.h>

namespace tansine {

void add_deconjugation(Build& b, const System& system, const FormSet& set, PayloadOutlets& outlets, bool everywhere) {
  const std::size_t n_spaces = everywhere ? system.spaces.size() : 1;
  for (std::size_t s = 0; s < n_spaces; ++s) {
    for (const Transition& t : set.transitions) {
      const std::string name =
          fmt::format("A{} to A{}{}", set.forms[t.from].suffix, set.forms[t.to].suffix, system.spaces[s].tag);
      Terms products = system.species[s][t.to];
      if (t.released > 0) products = products + outlets.deconjugated(t.released);
      b.m.flux(name, system.species[s][t.from] >> products,
               t.rate.expr * system.free[s][t.from] * system.spaces[s].volume.expr);
    }
  }
}

}  // namespace tansine

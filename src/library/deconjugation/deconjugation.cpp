#include "library/deconjugation/deconjugation.hpp"

#include <fmt/format.h>

namespace tansine {

void add_deconjugation(Build& b, const System& system, const FormSet& set, const std::optional<TargetStates>& target,
                       PayloadOutlets& outlets, bool everywhere) {
  const std::size_t n_spaces = everywhere ? system.spaces.size() : 1;
  for (std::size_t s = 0; s < n_spaces; ++s) {
    const Space& space = system.spaces[s];
    PayloadOutlets here = outlets.in(s);
    auto add = [&](const std::vector<Species>& species, const char* base, const Transition& t) {
      Terms products = species[t.to];
      products = products + here.deconjugated(t.released.expr);
      b.m.reaction(
          fmt::format("{0}{1}{3} to {0}{2}{3}", base, set.forms[t.from].suffix, set.forms[t.to].suffix, space.tag),
          species[t.from] >> products, t.rate.expr);
    };
    for (const Transition& t : set.transitions) {
      add(system.species[s], "A", t);
      if (target && target->space == s && !target->complexes.empty()) add(target->complexes, "RC", t);
    }
  }
}

}  // namespace tansine

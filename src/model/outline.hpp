#pragma once
// A network in outline: which kinds of species turn into which, and by what. Series of species that differ in numbers
// only (drugs per antibody, nodes of a tissue) are one kind: "A0 ... A7". Accounts of what was eliminated are left out.

#include "model/notation.hpp"

#include <string>
#include <vector>

namespace tansine {

struct Outline {
  struct Kind {
    std::string name;                 ///< "ADC", or "A0 ... A7"
    std::string compartment;          ///< of the first of them; empty for amounts and states
    std::size_t species = 1;          ///< how many
    bool made = false, lost = false;  ///< some process makes it from nothing, or loses it to nothing
  };
  struct Step {
    std::size_t from = 0, to = 0;  ///< kinds
    std::string process;           ///< name of the first such process, without the species it is of
    bool reversible = false;
  };
  std::vector<Kind> kinds;
  std::vector<Step> steps;  ///< each pair of kinds and name of process once
};

/// `series`: from so many species on that differ in numbers only they are one kind.
Outline outline(const Network& network, std::size_t series = 5);

}  // namespace tansine

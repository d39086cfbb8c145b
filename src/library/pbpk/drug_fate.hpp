#pragma once
// Where drugs go when the antibody that carries them is catabolized in an organ, or loses them in plasma.

#include "library/pbpk/organs.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tansine {

struct DrugFate {
  std::function<Terms(std::size_t organ, const Expr& drugs)> catabolized;
  std::function<Terms(const Expr& drugs)> released;  ///< in plasma
  std::string payload;                               ///< its name; empty: not followed
  std::optional<Species> plasma;                     ///< free payload in plasma
  bool dosed = false;                                ///< also by itself, as "payload"
  std::map<std::string, Expr> drivers;               ///< its concentrations [nM] elsewhere: "liver endothelium DM1"
};

/// Not followed: into sinks, if payload is balanced.
DrugFate payload_not_followed(Build& build);

/// Released in the cells of vessel walls, from where it leaves into interstitium and plasma (docs/mechanisms/pbpk.md).
/// `V_cells`: of those cells, by organ [L].
DrugFate payload_in_endothelium(Build& build, const Body& body, const std::vector<PaperValue>& V_cells);

/// Released in well-stirred tissues that exchange with plasma by blood flow. `permeability`: each tissue is split into
/// its plasma and the rest, with a permeability between them. Can be dosed as "payload".
DrugFate payload_in_tissues(Build& build, const Body& body, bool permeability);

}  // namespace tansine

#pragma once
// A tissue in which cells sit: one well-mixed site, or many along a radius with diffusion between them; what exchanges
// with the fluid outside; and what is told about the whole. Used by the tumor and the spheroid.
// docs/mechanisms/tumor.md

#include "library/build.hpp"
#include "library/tumor/radial_grid.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tansine {

/// What is outside of the tissue, of one species.
struct Outside {
  Expr concentration = 0.0;
  Terms source;        ///< what exchange takes from and gives to; empty: nothing is kept of it
  Terms account = {};  ///< of an undiluted tissue: what it has beyond what it took
};

struct Tissue {
  std::string name;  ///< "tumor": begins the names of what is observed
  std::string tag;   ///< "_t": ends the names of species
  Expr volume = 1.0, volume_at_start = 1.0;
  double typical_volume = 1;  ///< [L]
  bool in_amounts = false;    ///< species are amounts, as the volume is a state
  bool undiluted = false;     ///< the volume is a state, but concentrations do not fall as it grows (Shah 2012)
  bool cells_fill = false;    ///< what is in cells is per volume of the tissue (Shah 2012), not of the cells
  Expr eps = 1.0, eps_PL = 1.0;
  std::optional<RadialGrid> grid;  ///< none: well mixed
  std::vector<std::string> payloads;
  std::size_t released = 0;  ///< the payload that leaves the antibody between cells
  /// Per tissue volume, in flux = rate*(C_outside - C/eps): of antibody, and of each payload [1/h].
  Expr antibody_rate = 0.0;
  std::vector<Expr> payload_rates;
  /// Diffusion along the grid.
  Expr D = 0.0;
  std::vector<Expr> D_payloads;
  std::vector<Outside> antibody_outside, payloads_outside;  ///< [form], [payload]
  double typical_outside = 1;                               ///< [nM] of antibody
};

/// Species, deconjugation, exchange and diffusion of a tissue; its sites are left in the surroundings. `forms` and
/// `transitions` as in blood.
void add_tissue(Build& build, const Tissue& tissue, const std::vector<Form>& forms,
                const std::vector<Transition>& transitions);

/// Observables of the whole tissue and, if `profile`, of every node; after cells were added.
/// `injected`: of antibody so far [nmol], for percent of the injected dose.
void observe_tissue(Build& build, const Tissue& tissue, std::size_t first_site, bool profile,
                    const std::optional<Expr>& injected);

}  // namespace tansine

#pragma once
// Finite volumes along a radius: the tissue around a capillary (an annulus, fed from its inner wall, Krogh 1919) and a
// ball (fed from its surface). Everything is per volume of the whole tissue, so that a grid fits a tumor of any size.
// docs/mechanisms/tumor.md

#include "model/notation.hpp"

#include <string>
#include <vector>

namespace tansine {

/// Cells are numbered outwards from the axis or center.
struct RadialGrid {
  std::vector<Expr> center;       ///< radius of the nodes [um]
  std::vector<Expr> weight;       ///< share of each cell in the tissue's volume
  std::vector<Expr> coupling;     ///< between cell i and i+1: face area / (distance of nodes * tissue volume) [1/um2]
  std::size_t fed = 0;            ///< the cell at the surface through which the tissue exchanges
  Expr surface = 0.0;             ///< that surface per tissue volume [1/um]
  Expr gap = 0.0;                 ///< from it to the node behind it [um]
  Expr inner = 0.0, outer = 0.0;  ///< radius where the tissue begins and ends [um]; inner 0: a ball
  bool is_ball = false;

  [[nodiscard]] std::size_t size() const { return weight.size(); }
  /// The radius of a sharp front, from the fed surface on, that encloses this share of the tissue.
  [[nodiscard]] Expr front(const Expr& share) const;
  /// Exchange with a fluid outside the wall of permeability P, per tissue volume: flux = rate*(C_outside - C/eps). The
  /// concentration at the wall, between flux through it and diffusion to the node behind it, is eliminated: second
  /// order.
  [[nodiscard]] Expr wall_rate(const Expr& P, const Expr& D, const Expr& eps) const;
  /// Same with no wall: the surface has eps times the concentration outside.
  [[nodiscard]] Expr open_rate(const Expr& D, const Expr& eps) const;
};

/// Where the faces are between both ends: i/n to this power. 1: evenly; more: finer where the tissue is fed.
inline constexpr double even_spacing = 1, stretched_spacing = 1.3;

/// Faces at Rc + (RK - Rc)*(i/n)^power. Names of what is derived end in `tag`.
RadialGrid annulus(Model& model, const Expr& Rc, const Expr& RK, int n, double power, const std::string& tag);

/// Faces at R*(1 - (1 - i/n)^power), finer at the surface.
RadialGrid ball(const Expr& R, int n, double power);

}  // namespace tansine

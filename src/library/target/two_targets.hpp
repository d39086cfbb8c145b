#pragma once
// Antibody in quasi-steady balance with two targets in one compartment: on cells, and shed. docs/mechanisms/target.md

#include "model/notation.hpp"

namespace tansine {

/// One of the two: all of it, and the concentration of half saturation [nM].
struct QuasiSteadyTarget {
  Expr total, K;
};

/// Free antibody C [nM] of C + R C/(K_R + C) + S C/(K_S + C) = Ctot, to a few roundings: the left side grows and bends
/// down, so that Newton's steps from below stay below and double the right digits; they start from the root for both
/// targets with the smaller K, which is below, and exact where the Ks are equal. Check B-21.
Expr free_of_two_targets(Model& model, const Expr& Ctot, const QuasiSteadyTarget& R, const QuasiSteadyTarget& S);

}  // namespace tansine

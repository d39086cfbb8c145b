#pragma once
// The free payload: how it appears (as a product of the antibody's reactions, in proportion to the conjugate, or driven
// by target binding), its one or two compartments, and a metabolite. docs/mechanisms/payload.md

#include "library/build.hpp"
#include "library/payload/outlets.hpp"

#include <optional>
#include <string>

namespace tansine {

struct FreePayload {
  std::string name, metabolite_name;  ///< metabolite_name empty: none
  std::string release;                ///< products | first-order | target-driven
  Species species;
  std::optional<Species> metabolite;
  std::optional<Species> peripheral;  ///< in a second compartment
  PaperValue V1, V2;                  ///< of its compartments
  bool everywhere = false;            ///< it appears where its antibody is, and is lost from both compartments
};

/// Species and disposition of the free payload. `expected_release` [nmol/h] sets nominal magnitudes. Nothing if the
/// description has no payload.
std::optional<FreePayload> make_payload(Build& build, double expected_release);

/// The outlets of drugs that leave antibodies: the free payload if it collects products.
PayloadOutlets make_outlets(Build& build, const std::optional<FreePayload>& payload);

/// Elimination and metabolism; and the release laws that are not products of the antibody's reactions.
/// `k10`: elimination of the conjugate [1/h], for target-driven release.
void add_payload_processes(Build& build, const FreePayload& payload, PayloadOutlets& outlets, const System& system,
                           const Expr& k10);

}  // namespace tansine

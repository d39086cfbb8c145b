#pragma once
// The organs of a body and what flows between them: plasma through the lung to all organs, the gut's through the liver,
// lymph through one node back to plasma. The numbers are parameters with the organ's name as suffix (data/species).

#include "library/build.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tansine {

struct Organ {
  std::string name;  ///< suffix of its parameters, species and processes: "small_intestine"
  PaperValue V_plasma, V_interstitium;
  PaperValue sigma;  ///< vascular reflection coefficient of an antibody, if it is needed
  PaperValue Q;      ///< plasma flow in [L/h]; the lung's is that of all others
  Expr L = 0.0;      ///< lymph flow [L/h]
  Expr out = 0.0;    ///< plasma flow out [L/h]; the liver's with the gut's
  Compartment plasma, interstitium;

  [[nodiscard]] bool lung() const { return name == "lung"; }
  [[nodiscard]] bool liver() const { return name == "liver"; }
  /// Drains into the liver.
  [[nodiscard]] bool gut() const;
  /// As people say it: "small intestine".
  [[nodiscard]] std::string words() const;
};

struct Body {
  PaperValue V_plasma, V_lymph_node;
  PaperValue sigma_lymph;     ///< reflection coefficient of lymph vessels
  Expr lymph_node_out = 0.0;  ///< [L/h]
  Compartment plasma, lymph_node;
  std::vector<Organ> organs;  ///< lung first, then liver
};

/// The organs' names in order.
const std::vector<std::string>& organ_names();

/// Reads volumes, flows and, if `reflection`, reflection coefficients of vessels, and makes the compartments.
Body make_body(Build& build, bool reflection);

/// What passes the wall of an organ's vessels [nmol/h], from plasma and interstitial concentration.
using Exchange = std::function<Expr(const Organ&, const Expr& plasma, const Expr& interstitium)>;
/// Convection alone: (1 - sigma) L times the plasma's concentration.
Exchange by_reflection();

/// One kind of antibody everywhere in the body; what is bound to FcRn is elsewhere.
struct Circulating {
  std::string name;                         ///< "ADC", "IgG"
  std::optional<Species> plasma;            ///< none: held at `plasma_concentration`, and what arrives is not followed
  std::optional<Species> lymph;             ///< none: likewise
  Expr plasma_concentration = 0.0;          ///< [nM]
  std::vector<Species> organ_plasma;        ///< [organ]
  std::vector<Species> organ_interstitium;  ///< [organ]

  [[nodiscard]] std::string in(const std::string& space, const Organ& o) const {
    return name + "_" + space + "_" + o.name;
  }
};

/// The species of one kind of antibody in plasma and interstitium of every organ; those of plasma and lymph node too if
/// `followed`.
Circulating make_circulating(Build& build, const Body& body, const std::string& name, const Composition& made_of,
                             const std::string& meaning, double C0, bool followed);

/// Plasma flow, passage of vessel walls, lymph.
void add_circulation(Build& build, const Body& body, const Circulating& antibody, const Exchange& exchange);

}  // namespace tansine

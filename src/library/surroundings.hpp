#pragma once
// What mechanisms find of each other while a model is assembled: the blood that a tumor hangs on, the places in which
// cells sit, and the signals by which payload kills. Internal to the room.

#include "library/parameter_book.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tansine {

/// One form of the antibody: how many drugs it carries and which fraction of a dose it is.
struct Form {
  std::string suffix;  ///< of its species: "3", "_h1_e2", ""
  int drugs = 0;       ///< 0: naked
  Expr share = 1.0;
  double typical_share = 1;
  std::optional<PaperValue> mean = std::nullopt;  ///< a form that lumps all conjugates: their mean number of drugs

  [[nodiscard]] Expr count() const { return mean ? mean->expr : Expr(static_cast<double>(drugs)); }
  [[nodiscard]] double typical_count() const { return mean ? mean->typical : drugs; }
};

/// A payload outside the antibody: in blood, and in every site.
struct PayloadInBlood {
  std::string name;
  std::optional<Species> species;  ///< none: not followed in blood, and what arrives there is lost to a sink
  std::optional<Species> lost;     ///< the sink of what is eliminated, if balances are kept
};

/// The blood: what the plasma holds of antibody and payload, as concentrations in one compartment.
struct Blood {
  Compartment plasma;
  PaperValue volume;
  std::vector<Form> forms;
  std::vector<Species> antibody;  ///< [form]
  std::vector<Expr> free;         ///< [form] concentration not bound to soluble target [nM]
  std::vector<PayloadInBlood> payloads;
};

/// A place where cells sit in fluid: the medium of a well, a well-mixed tumor, a ring around a capillary, a shell of a
/// spheroid. Species are amounts per overall volume of the site; what is in the fluid is eps times as concentrated.
struct Site {
  std::string tag;  ///< of its species and processes: "_t", "_t07"
  Compartment space;
  Expr volume;        ///< overall [L]
  Expr eps = 1.0;     ///< fraction of it accessible to antibody
  Expr eps_PL = 1.0;  ///< and to payload
  Expr weight = 1.0;  ///< share of this site in the tissue's volume
  std::vector<Form> forms;
  std::vector<Species> antibody;       ///< [form], extracellular
  std::vector<std::string> payloads;   ///< names, as in Blood
  std::vector<Species> extracellular;  ///< [payload]
};

/// The volume of a tissue that grows: an expression of states, and what it is at the start.
struct GrowingVolume {
  Expr volume, at_start;
  double typical = 1;  ///< [L] at the start
};

struct Surroundings {
  std::optional<Blood> blood;
  std::vector<Site> sites;
  std::optional<GrowingVolume> tumor_volume;  ///< if a mechanism follows it
  /// Concentrations [nM] by which payload may act, under the names that `driver = "..."` takes: "plasma conjugate",
  /// "plasma DM1", "tumor intracellular", "liver endothelium".
  std::map<std::string, Expr> drivers;
  std::optional<Expr> SLD;  ///< sum of longest diameters [um], if a mechanism follows it
};

}  // namespace tansine

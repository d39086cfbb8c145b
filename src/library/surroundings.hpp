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
  bool varies = false;                            ///< that mean is a state, so that no balance can count with it

  [[nodiscard]] Expr count() const { return mean ? mean->expr : Expr(static_cast<double>(drugs)); }
  [[nodiscard]] double typical_count() const { return mean ? mean->typical : drugs; }
};

/// One form becomes another at `rate` [1/h]; drugs that leave the antibody appear as released payload.
struct Transition {
  static constexpr std::size_t unfollowed = static_cast<std::size_t>(-1);
  /// `to` unfollowed: what becomes of the antibody is not in the model; `to` is `from`: it stays what it is, and its
  /// number of drugs is a state.
  std::size_t from = 0, to = 0;
  PaperValue rate;
  PaperValue released = {Expr(0.0), 0};
};

/// A payload outside the antibody: in blood, and in every site.
struct PayloadInBlood {
  std::string name;
  std::optional<Species> species;  ///< none: not followed in blood, and what arrives there is lost to a sink
  std::optional<Species> lost;     ///< the sink of what is eliminated, if balances are kept
};

/// A compartment of the antibody beside plasma.
struct Periphery {
  Compartment compartment;
  PaperValue volume;
  std::string tag;                 ///< "_p"
  std::vector<Species> antibody;   ///< [form]
  std::optional<Species> payload;  ///< the first payload of the blood, where it is in the periphery too
};

/// The blood: what the plasma holds of antibody and payload, as concentrations in one compartment.
struct Blood {
  Compartment plasma;
  PaperValue volume;
  std::vector<Form> forms;
  std::vector<Transition> transitions;  ///< between forms, in plasma and wherever else antibody is
  std::vector<Species> antibody;        ///< [form]
  std::vector<Expr> free;               ///< [form] concentration not bound to soluble target [nM]
  std::vector<PayloadInBlood> payloads;
  std::vector<Periphery> peripheries;
};

/// Cells of one kind that are counted: with the target or without.
struct Lineage {
  std::string tag;  ///< of its species: "", "_neg"
  bool has_target = true;
  std::vector<Species> stages;  ///< [cell]: those that grow, then the stages of dying
  Expr initial = 0.0;           ///< [cell] in the first stage
  Expr births = 0.0;            ///< [cell/h]
};

/// Cells whose number changes with growth and death, and with it what is in them. docs/mechanisms/cells.md
struct Colony {
  std::vector<Lineage> lineages;
  bool by_stage = false;  ///< what is in cells is followed stage by stage; else all cells of a lineage are alike
  Expr Vcell = 0.0;       ///< [L/cell]
  std::string driver;     ///< the concentration that kills: free_cyto | all_intracellular | total_tumor
  Expr kmax = 0.0, KC = 0.0, hill = 1.0;  ///< [1/h], [nM], [1]
  Expr k_stage = 0.0;                     ///< [1/h] from one stage of dying to the next
};

/// Target on the surface of cells as a state, from which it may be shed.
struct SurfaceTarget {
  Species free;
  std::vector<Species> bound;  ///< [form]
  Expr at_rest = 0.0;          ///< [nmol] of as many cells without drug
};

/// A place where cells sit in fluid: the medium of a well, a well-mixed tumor, a ring around a capillary, a shell of a
/// spheroid. Species are amounts per overall volume of the site; what is in the fluid is eps times as concentrated.
struct Site {
  std::string tag;              ///< of its species and processes: "_t", "_t07"
  std::string place = "tumor";  ///< what its observables begin with
  Compartment space;
  /// The volume depends on states: species are amounts, and there is no space.
  bool in_amounts = false;
  Expr volume = 1.0;          ///< overall [L]
  double typical_volume = 1;  ///< [L], for magnitudes
  Expr eps = 1.0;             ///< fraction of it accessible to antibody
  Expr eps_PL = 1.0;          ///< and to payload
  Expr weight = 1.0;          ///< share of this site in the tissue's volume
  /// Volume of the cells [L]; without it the part that payload does not reach from outside, (1 - eps_PL) volume.
  std::optional<Expr> cell_volume = std::nullopt;
  std::optional<Colony> colony = std::nullopt;  ///< cells that grow and die; else as many all the time
  std::vector<Form> forms;
  std::vector<Transition> transitions;
  std::vector<Species> antibody;       ///< [form], extracellular
  std::vector<std::string> payloads;   ///< names, as in Blood
  std::vector<Species> extracellular;  ///< [payload]
  /// What cells hold, per overall volume of the site [nM]; who adds cells adds to these.
  Expr cell_antibody = 0.0;                       ///< on and in cells, all forms
  Expr cell_conjugate = 0.0;                      ///< of it what carries drugs
  std::map<std::string, Expr> cell_payload = {};  ///< off the antibody, in cells
  Expr bound = 0.0;                               ///< target on the surface that is taken
  Expr target_at_start = 0.0;                     ///< target on the surface before treatment
  std::vector<SurfaceTarget> surface;             ///< of its groups of cells, where target is a state

  /// Of a species of this site, per overall volume.
  [[nodiscard]] Expr concentration(const Species& s) const { return in_amounts ? Expr(s) / volume : Expr(s); }
};

/// The volume of a tissue that grows: an expression of states, and what it is at the start.
struct GrowingVolume {
  Expr volume = 1.0, at_start = 1.0;
  double typical = 1;  ///< [L] at the start
  Expr lost = 0.0;     ///< [1/h] share of it that dead cells leave per time; known when all mechanisms are added
};

struct Surroundings {
  std::optional<Blood> blood;
  std::vector<Site> sites;
  std::optional<GrowingVolume> tumor_volume;  ///< if a mechanism follows it
  std::optional<Colony> tumor_colony;  ///< the tumor's cells, if a mechanism counts them; cells put it into its site
  /// Concentrations [nM] by which payload may act, under the names that `driver = "..."` takes: "plasma conjugate",
  /// "plasma DM1", "tumor intracellular", "liver endothelium".
  std::map<std::string, Expr> drivers;
  std::optional<Expr> TTG;  ///< time until a tumor under treatment grows again [h], where it has a formula
  std::optional<Expr> SLD;  ///< sum of longest diameters [um], if a mechanism follows it
};

}  // namespace tansine

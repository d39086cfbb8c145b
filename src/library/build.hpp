#pragma once
// What the mechanisms share while one model is assembled. Internal to the room: each mechanism folder adds its species
// and reactions to a Build; assembly.cpp decides which and in which order.

#include "library/parameter_book.hpp"
#include "library/surroundings.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tansine {

struct FormSet {
  std::vector<Form> forms;
  std::vector<Transition> transitions;
};

/// A volume in which all forms of the antibody are.
struct Space {
  Compartment compartment;
  PaperValue volume;
  std::string tag;  ///< of its species: "", "_p", "_p2"
};

/// The forms of the antibody in their compartments, central first.
struct System {
  std::string analyte;  ///< resolution "separate": conjugate or TAb; else empty
  std::string base;     ///< what the names of its species begin with
  std::vector<Form> forms;
  std::vector<Space> spaces;
  std::vector<std::vector<Species>> species;  ///< [space][form]; with a quasi-steady target this is free + bound
  std::vector<std::vector<Expr>> free = {};   ///< [space][form] concentration that is not bound to target

  /// "A3_p": the name of a species, and what processes of it are called.
  [[nodiscard]] std::string name(std::size_t form, std::size_t space = 0) const {
    return base + forms[form].suffix + spaces[space].tag;
  }
  /// The sum over forms of the free concentration in a space.
  [[nodiscard]] Expr total_free(std::size_t space) const;
};

struct Build {
  Model& m;
  ParameterBook& book;
  const CompoundDescription& compound;
  const ModelDescription& description;
  Problems& problems;
  bool balances = true;         ///< keep sinks
  bool drugs_resolved = false;  ///< forms know their number of drugs: payload can be balanced
  std::optional<Moiety> antibody = std::nullopt, payload = std::nullopt;
  PaperValue MW = {}, MW_naked = {};               ///< molar masses [mg/nmol]
  double dose = 1;                                 ///< reference dose [nmol]
  DoseOptions dose_options = {};                   ///< what mechanisms want to happen at a dose
  std::vector<Model::DoseShare> beside_dose = {};  ///< what a dose into plasma brings beside antibody
  Surroundings surroundings = {};                  ///< what mechanisms find and leave for each other
  std::function<FormSet()> forms = {};  ///< of the model's resolution; for bodies, which have no disposition. Once.
  std::vector<std::function<void(Build&)>> last = {};  ///< run when all mechanisms are added: sums over what they made

  /// Antibody with the drugs of this form, as far as they are balanced.
  [[nodiscard]] Composition composition(const Form& form) const;
  /// From here on payload on antibodies is counted, and balanced if balances are kept.
  void count_payload();
  /// "<name> of <species>" as a process name.
  [[nodiscard]] static std::string of(const std::string& process, const std::string& species) {
    return process + " of " + species;
  }
  /// Where eliminated antibody goes: a sink if balances are kept.
  Terms eliminated_antibody();
  std::optional<Species> antibody_sink = std::nullopt;
  /// n payloads into the sink of this name, if payload is balanced.
  Terms payload_into(const std::string& sink, const std::string& meaning, const Expr& n = 1.0);
  std::map<std::string, Species> payload_sinks = {};
};

/// What acts from plasma, under the names that `driver = "..."` takes: "plasma conjugate". Once blood is known.
void add_plasma_drivers(Build& build);

/// SpeciesOptions with this meaning and this typical magnitude [canonical].
SpeciesOptions species_options(std::string meaning, Dimension dimension, double nominal);

}  // namespace tansine

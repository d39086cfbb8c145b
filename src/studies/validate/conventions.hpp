#pragma once
// What a table of data leaves unsaid about its people and animals, and how a human model becomes an animal's: numbers
// with their sources from data/conventions.toml.

#include "library/compound.hpp"

#include <string>

namespace tansine {

struct SpeciesConventions {
  SourcedQuantity body_weight;
  SourcedQuantity km;  ///< [kg/m2] body weight over body surface
};

class Conventions {
 public:
  [[nodiscard]] double body_weight_kg(const std::string& species) const;
  [[nodiscard]] double body_surface_m2(const std::string& species, double weight_kg) const;
  [[nodiscard]] double adjusted_weight_kg() const { return adjusted_weight.value.value() / 1e6; }

  std::vector<std::pair<std::string, SpeciesConventions>> species;
  SourcedQuantity adjusted_weight, human_surface;
  QuantityTable
      exponents;  ///< from a human to an animal: clearance, volume, payload_clearance, amount, antibody_clearance
};

/// Read once. Throws InputError if the file is wrong.
const Conventions& conventions();

}  // namespace tansine

#pragma once
// One compiled model of a compound and its typical patient (no between-patient variability): what predictions are made
// with. The same engine as a study's typical patient.

#include "engine/timeline.hpp"
#include "library/compound.hpp"
#include "model/notation.hpp"
#include "studies/validate/words.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tansine {

/// What a row of data says about the patients that differs from the model's typical one.
struct TypicalBody {
  std::optional<double> weight;  ///< [kg]
};

class TypicalModel {
 public:
  /// Throws InputError with what is wrong with the model.
  TypicalModel(CompoundDescription compound, const std::string& model);

  [[nodiscard]] const CompoundDescription& compound() const { return compound_; }
  [[nodiscard]] const ModelDescription& description() const { return description_; }
  [[nodiscard]] const Program& program() const { return program_; }
  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] bool has(AnalyteKind kind) const;

  /// Another typical value [canonical] from now on; nothing if there is no such parameter.
  bool set(std::string_view parameter, double value);
  [[nodiscard]] std::optional<double> value(std::string_view parameter) const;

  /// Amount of one dose in this body [nmol] and [mg].
  [[nodiscard]] double dose_nmol(const DoseWords& dose, const TypicalBody& body) const;
  [[nodiscard]] double dose_mg(const DoseWords& dose, const TypicalBody& body) const;
  [[nodiscard]] double weight_kg(const TypicalBody& body) const;
  [[nodiscard]] double surface_m2(const TypicalBody& body) const;

  /// An analyte at `times` [h], ascending, after equal doses at `doses` [h]: [mg/L] for what is antibody, [nM] for
  /// drugs, 1 for the DAR; nan where the integration did not get to. A dose at the time of an output comes before it.
  std::vector<double> course(AnalyteKind kind, const DoseWords& dose, std::span<const double> doses, double infusion,
                             bool subcutaneous, const TypicalBody& body, std::span<const double> times);
  /// [mg/nmol] of what `kind` is a mass of: conjugate, antibody, free drug.
  [[nodiscard]] double molar_mass(AnalyteKind kind) const;
  /// mean drugs per antibody of the lot; 0 if there is none.
  [[nodiscard]] double mean_dar() const { return mean_dar_; }

 private:
  [[nodiscard]] std::string observable(AnalyteKind kind) const;
  /// Drug on antibody is the conjugate times its mean number of drugs.
  [[nodiscard]] bool drug_by_mean() const;
  CompoundDescription compound_;
  ModelDescription description_;
  Network network_;
  Program program_;
  std::vector<double> parameters_;
  std::unique_ptr<Timeline> timeline_;
  double molar_mass_ = 0, mean_dar_ = 0;
};

}  // namespace tansine

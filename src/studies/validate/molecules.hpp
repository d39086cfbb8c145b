#pragma once
// Which model predicts a row: the compound by any of its names, else the class of its linker and payload by the words
// of the name; then the model of that species that has the analyte, else the human one scaled to the animal.

#include "studies/validate/typical_model.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tansine {

/// A model found for a row, or why there is none.
struct FoundModel {
  TypicalModel* model = nullptr;
  std::string label;    ///< "class-vc-mmae, typical, cynomolgus (scaled from human)": compound file, model, what it is
  std::string why_not;  ///< if there is no model
  std::optional<AnalyteKind> analyte;
  double factor = 1;  ///< of what the model shows as `shown_as`, where it has the analyte only through another
  AnalyteKind shown_as = AnalyteKind::conjugate;
};

class Molecules {
 public:
  Molecules();
  ~Molecules();
  /// `compound`, `species` and `analyte` as written; a `note` may name the linker and payload of an unknown compound.
  FoundModel find(const std::string& compound, const std::string& species, const std::string& analyte,
                  const std::string& note = {});
  /// The catalogue's compound that a name means; empty if none.
  [[nodiscard]] std::string file_of(const std::string& compound, const std::string& note = {}) const;

 private:
  struct Entry;
  TypicalModel* compiled(const Entry& entry, const std::string& model, const std::string& species);
  FoundModel choose(const Entry& entry, const std::string& species, AnalyteKind kind);
  std::vector<Entry> entries_;
  std::map<std::string, std::unique_ptr<TypicalModel>> models_;  // by file, model and species
};

/// Was the model fitted to data of this study and dose?
bool calibrated_on(const ModelDescription& model, const std::string& study, const std::string& dose,
                   const std::string& dose_unit);

}  // namespace tansine

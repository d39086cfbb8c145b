#pragma once
// What people write into tables of observed data, understood generously: species, units, analytes, doses, regimens.
// Nothing here knows a file or a model; what is not understood comes back empty, with the words that were not.

#include "base/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// Lower case, blanks made single, "µ" and "μ" as u, dashes of all kinds as "-", "²" as 2.
std::string plain_words(std::string_view text);
/// Only letters and digits of plain_words: "T-DM1 " and "t dm1" are the same name.
std::string name_key(std::string_view text);

/// human | cynomolgus | rat | mouse; empty for anything else ("in vitro: SK-BR-3", "rabbit"). Blank text is human.
std::string species_of(std::string_view text);

/// "hr", "hours", "minute", "days", "week", ...
std::optional<Unit> time_unit_of(std::string_view text);
/// "ug/mL", "mcg/ml", "ug*day/mL", "ug.h/mL", "mL/day/kg", "L/day/m2", ...
std::optional<Unit> value_unit_of(std::string_view text);

/// What a dose is measured against, and how much of it. "22-295" becomes the geometric mean and `from`, `to`.
struct DoseWords {
  double amount = 0;  ///< mg, or nmol if molar; per kg or m2 by basis
  bool molar = false;
  enum class Basis { flat, weight, surface, adjusted_weight } basis = Basis::flat;
  bool range = false;
};
std::optional<DoseWords> dose_of(std::string_view dose, std::string_view unit, std::string_view regimen = {});
/// A number, or the geometric mean of a range "0.2-0.6"; empty for words.
std::optional<double> number_of(std::string_view text, bool* is_range = nullptr);

/// When doses are given.
struct RegimenWords {
  std::vector<double> days{0};     ///< [d] of the doses of one cycle, from its first
  double interval = 0;             ///< [d] from cycle to cycle; 0: one cycle only
  std::optional<int> cycles;       ///< how many; empty with an interval: as many as the observations need
  int first_cycle = 1;             ///< "cycle 3": the clock starts at its dose
  bool steady_state = false;       ///< the clock starts at a dose of the steady state
  std::optional<double> infusion;  ///< [h]
  bool subcutaneous = false;
  bool nominal = true;  ///< dose times are those of the plan, not stated one by one
};
RegimenWords regimen_of(std::string_view text);
/// Dose times [h] for observations up to `last` [h]; the clock's zero is the first dose of `first_cycle` (or of the
/// steady state), so that earlier doses have negative times.
std::vector<double> dose_times(const RegimenWords& regimen, double last);

/// "mean weight 57 kg" in a note: [kg].
std::optional<double> weight_in_note(const std::string& note);

/// What was measured, in the names of observables (docs/mechanisms/observables.md).
enum class AnalyteKind { conjugate, total_antibody, naked_antibody, conjugated_drug, payload, metabolite, dar };
struct AnalyteWords {
  std::string payload;             ///< of the compound: "DM1"
  std::string metabolite;          ///< "MeDM4"; may be empty
  std::vector<std::string> names;  ///< the compound's name and aliases
  std::string antibody;            ///< "trastuzumab"
  bool antibody_only = false;      ///< the compound has no drug
};
std::optional<AnalyteKind> analyte_of(std::string_view text, const AnalyteWords& compound);
std::string_view analyte_name(AnalyteKind kind);

/// What an outcome is, if it is a pharmacokinetic number: "Cmax cycle 1 (conjugate)", "terminal half-life".
enum class MetricKind { Cmax, AUCinf, AUClast, CL, half_life };
struct MetricWords {
  MetricKind kind = MetricKind::Cmax;
  int cycle = 1;
  bool steady_state = false;
  std::optional<double> until;  ///< [h] "AUC0-7d": the end of the area
};
std::optional<MetricWords> metric_of(std::string_view endpoint);
std::string_view metric_name(MetricKind kind);

}  // namespace tansine

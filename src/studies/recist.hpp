#pragma once
// Response of solid tumors by RECIST 1.1 (Eisenhauer 2009), from the sum of longest diameters of target lesions at the
// visits at which it is measured. Times in hours, diameters in millimetres. docs/mechanisms/sld.md

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tansine {

enum class TumorResponse { complete, partial, stable, progression, not_evaluable };
/// "CR", "PR", "SD", "PD", "NE".
std::string_view response_name(TumorResponse response);

/// The rules, as far as authors differ in them. The defaults are RECIST 1.1's.
struct RecistRules {
  double complete_below = 10;       ///< [mm] a sum below counts as none left; Shah 2012 (lymphoma): 5
  double partial_fall = 0.30;       ///< from the baseline, a fraction
  double progression_rise = 0.20;   ///< from the reference below, a fraction
  double progression_absolute = 5;  ///< [mm] and at least this
  enum class Reference { nadir, baseline } progression_from = Reference::nadir;  ///< Scheuher 2023's text: baseline
  double confirm_after =
      28 * 24;  ///< [h] a response counts as confirmed if it still holds this much later; 0: at the next visit
  double stable_after = 0;  ///< [h] stable disease is not evaluable before
};

/// One look at a patient's lesions.
struct TumorAssessment {
  double time = 0;          ///< [h]
  double SLD = 0;           ///< [mm]
  bool new_lesion = false;  ///< is progression whatever the sum
};

/// What became of a patient.
struct ResponseCourse {
  std::vector<TumorResponse> at;                      ///< of each visit; visits after progression are not_evaluable
  TumorResponse best = TumorResponse::not_evaluable;  ///< before progression
  TumorResponse best_confirmed = TumorResponse::not_evaluable;  ///< an unconfirmed response counts as stable
  std::optional<double> first_response;                         ///< [h] of the first CR or PR
  std::optional<double> progression;                            ///< [h] of the visit that found it
  double nadir = 0;                                             ///< [mm] smallest sum, baseline included

  [[nodiscard]] bool responded() const { return counts(best); }
  [[nodiscard]] bool responded_confirmed() const { return counts(best_confirmed); }
  static bool counts(TumorResponse r) { return r == TumorResponse::complete || r == TumorResponse::partial; }
};

/// `baseline` [mm] > 0; visits in order of time.
ResponseCourse assess(double baseline, std::span<const TumorAssessment> visits, const RecistRules& rules = {});

/// A time to an event, or to where nothing more is known.
struct EventTime {
  double time = 0;  ///< [h]
  bool event = false;
};
/// Progression-free survival: the first of progression (when a visit finds it) and death; without either, censored at
/// the last visit; nothing later than `dropout` is known, and who drops out is censored at the last visit before it.
EventTime progression_free_survival(const ResponseCourse& course, std::span<const TumorAssessment> visits,
                                    std::optional<double> death = {}, std::optional<double> dropout = {});

/// When lesions are measured [h], up to `end`.
std::vector<double> assessments_every(double interval, double end);
/// Shah 2012: weekly to day 42, every 2 weeks to day 210, every 30 days to day 360, then every 60 days.
std::vector<double> assessments_shah2012(double end);

/// [mm] of a sphere of `volume` [mm3]; and back.
double sphere_diameter(double volume);
double sphere_volume(double diameter);

}  // namespace tansine

#pragma once
// The files that a simulate study leaves: summary.csv, nca.csv, comparison.csv, manifest.json (and report.html, made by
// simulate_report). Same study, same bytes.

#include "io/json.hpp"
#include "studies/compare.hpp"

#include <string>

namespace tansine {

/// One row per arm, model, observable and time: mean, quantiles, number of patients.
std::string summary_csv(const ResolvedStudy& study, const StudyResult& result);
/// One row per arm, model, observable and metric: quantiles over patients.
std::string nca_csv(const ResolvedStudy& study, const StudyResult& result);
/// One row per observed point and model.
std::string comparison_csv(const ResolvedStudy& study, const std::vector<ComparedProfile>& compared);

/// Header and rows of trajectories.csv, written while simulating.
std::string trajectory_header(const ResolvedStudy& study);
std::string trajectory_rows(const ResolvedStudy& study, std::size_t model, std::size_t arm, std::uint64_t patient,
                            const Outcome& outcome, const Trajectory& trajectory);

/// Header and rows of patients.csv, likewise: how each patient's integration went.
std::string patient_header();
std::string patient_row(const ResolvedStudy& study, std::size_t model, std::size_t arm, std::uint64_t patient,
                        const Outcome& outcome);

/// What went in, what came out, how: all that `tansine rerun` needs. `outputs`: file name and SHA-256.
struct OutputFile {
  std::string name, sha256;
};
JsonValue manifest(const ResolvedStudy& study, const StudyResult& result, const std::vector<OutputFile>& outputs);

/// "step_too_small at 12.5 h (state A1_n3)": why a patient failed.
std::string failure_text(const StudyModel& model, const Outcome& outcome);

}  // namespace tansine

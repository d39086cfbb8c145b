#pragma once
// Several compounds in one study: the same virtual patients, the same schedule, each its own regimen or one for all.
// Every compound becomes a simulate study of its own; here they are set up alike, run, and laid side by side.

#include "studies/simulate.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tansine {

struct SideBySideOptions {
  std::vector<std::string> names;  ///< "t-dm1", or "t-dm1/tmdd" for one of its models
  std::string regimen;             ///< of all; empty: each compound's own reference dose, once
  std::uint64_t patients = 200;
  std::uint64_t seed = 1;
  std::string during = "42 d";
};

/// One compound under one model, ready to run.
struct ComparedCompound {
  std::string name;       ///< as it was asked for
  double mean_drugs = 0;  ///< of its lot; nan if there is none
  ResolvedStudy study;
};

/// At least two, each resolved. Throws InputError with the problems of all of them.
std::vector<ComparedCompound> set_side_by_side(const SideBySideOptions& options);

/// What of one observable of one compound can be compared: medians with 5th and 95th percentile.
struct Spread {
  double median = 0, low = 0, high = 0;  ///< nan if unknown
};
struct ComparedExposure {
  std::size_t compound = 0;
  std::string observable, unit;
  Spread Cmax, AUC, half_life;  ///< [unit], [unit d], [d]: concentrations, in the first dosing interval
  Spread nadir, last;           ///< smallest median over time, and the value at the end [unit]
  std::vector<double> days;     ///< the course: medians and percentiles over time
  std::vector<Spread> course;
};

/// Observable by observable (in the order of the first compound that has it), compound by compound.
std::vector<ComparedExposure> compare_exposures(const std::vector<ComparedCompound>& compounds,
                                                const std::vector<StudyResult>& results);

/// Parts, lot, dose and exposures, one column a compound. For the terminal.
std::string side_by_side_table(const std::vector<ComparedCompound>& compounds,
                               const std::vector<ComparedExposure>& exposures);
/// Tidy: compound, model, regimen, observable, unit, metric, median, p5, p95.
std::string side_by_side_csv(const std::vector<ComparedCompound>& compounds,
                             const std::vector<ComparedExposure>& exposures);

}  // namespace tansine

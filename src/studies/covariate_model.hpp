#pragma once
// From covariates as a file says them to the distributions that the engine draws from.

#include "engine/population.hpp"
#include "studies/study_file.hpp"

#include <span>
#include <vector>

namespace tansine {

/// The covariates of the population file (if any), replaced or extended by the study's own, in canonical units. Units
/// are checked against the Programs' covariates and against what dosing needs (WT, HT, BSA, sex). Whatever a Program's
/// covariate is not listed under keeps its reference value. Problems are collected.
CovariateModel covariate_model(const std::vector<Entry<CovariateInput>>& population,
                               const std::vector<Entry<CovariateInput>>& study,
                               std::span<const Program* const> programs, Problems& problems);

}  // namespace tansine

#pragma once
// The figures and tables of the simulate report. Internal to the room.

#include "report/figure.hpp"
#include "report/table.hpp"
#include "studies/compare.hpp"

#include <optional>

namespace tansine {

/// One panel per arm: median and 5-95 % band of each model, observed points over them, time in days.
FigureGrid concentration_grid(const ResolvedStudy& study, const StudyResult& result, const StudyObservable& observable);

/// One figure over all arms of a model: median of an observable that does not depend much on the dose (DAR).
std::optional<Figure> ratio_figure(const ResolvedStudy& study, const StudyResult& result,
                                   const StudyObservable& observable);

/// Cmax, AUC, half-life: predicted against observed with fold errors, marked outside 0.67-1.5.
ReportTable exposure_table(const ResolvedStudy& study, const std::vector<ComparedProfile>& compared);
/// Absolute average fold error by arm and model.
ReportTable accuracy_table(const ResolvedStudy& study, const std::vector<ComparedProfile>& compared);
/// Predicted exposure of every arm and model: median and 5-95 %.
ReportTable population_table(const ResolvedStudy& study, const StudyResult& result);

}  // namespace tansine

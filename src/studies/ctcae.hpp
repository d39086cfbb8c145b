#pragma once
// Grades of laboratory values by the Common Terminology Criteria for Adverse Events, version 5 [from general
// knowledge]. 0: none of them. Lower limits of normal are the laboratory's; the usual ones are the defaults.

namespace tansine {

/// Of a platelet count [1e9/L]: 1 below the limit of normal, 2 below 75, 3 below 50, 4 below 25.
int grade_platelets(double count, double lower_limit_of_normal = 150);
/// Of a neutrophil count [1e9/L]: 1 below the limit of normal, 2 below 1.5, 3 below 1, 4 below 0.5.
int grade_neutrophils(double count, double lower_limit_of_normal = 2);
/// Of ALT (or AST) over the upper limit of normal, from a normal start: 1 above 1, 2 above 3, 3 above 5, 4 above 20.
int grade_transaminase(double times_upper_limit);
/// Of bilirubin over the upper limit of normal, from a normal start: 1 above 1, 2 above 1.5, 3 above 3, 4 above 10.
int grade_bilirubin(double times_upper_limit);
/// Hy's law: damage to the liver that is likely to be severe.
bool hys_law(double transaminase_times_upper_limit, double bilirubin_times_upper_limit);

/// Dose-limiting in the first cycle by blood counts alone: platelets below 25, or neutrophils of grade 4 for more than
/// `longest` days [from general knowledge].
bool dose_limiting(int platelet_grade, double days_of_neutropenia_grade_4, double longest = 7);

}  // namespace tansine

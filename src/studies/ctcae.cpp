#include "studies/ctcae.hpp"

namespace tansine {

namespace {

int below(double x, double one, double two, double three, double four) {
  return x < four ? 4 : x < three ? 3 : x < two ? 2 : x < one ? 1 : 0;
}
int above(double x, double one, double two, double three, double four) {
  return x > four ? 4 : x > three ? 3 : x > two ? 2 : x > one ? 1 : 0;
}

}  // namespace

int grade_platelets(double count, double lower_limit_of_normal) {
  return below(count, lower_limit_of_normal, 75, 50, 25);
}
int grade_neutrophils(double count, double lower_limit_of_normal) {
  return below(count, lower_limit_of_normal, 1.5, 1, 0.5);
}
int grade_transaminase(double times_upper_limit) { return above(times_upper_limit, 1, 3, 5, 20); }
int grade_bilirubin(double times_upper_limit) { return above(times_upper_limit, 1, 1.5, 3, 10); }
bool hys_law(double transaminase, double bilirubin) { return transaminase > 3 && bilirubin > 2; }
bool dose_limiting(int platelet_grade, double days_of_neutropenia_grade_4, double longest) {
  return platelet_grade >= 4 || days_of_neutropenia_grade_4 > longest;
}

}  // namespace tansine

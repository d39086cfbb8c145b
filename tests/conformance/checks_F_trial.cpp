// Check F-13: the virtual trial of brentuximab vedotin in Hodgkin lymphoma as Shah 2012 prints it, with variability of
// growth and killing and none of pharmacokinetics. Regression against an independent implementation with 150 patients
// of its own draws: both are Monte Carlo, so that rates agree to +-0.08. Not validation: the clinic's rates are far
// lower.

#include "base/random.hpp"
#include "compound_runs.hpp"
#include "studies/recist.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

struct TrialResult {
  double complete = 0;    ///< rate
  double median_PFS = 0;  ///< [d], infinite if more than half are free of progression at the end
};

TrialResult trial(const CompoundRun& model, double mg_per_kg, int patients) {
  const Program& p = model.program();
  const std::vector<double> times = assessments_shah2012(420 * day);
  RecistRules rules;
  rules.complete_below = 5;
  const std::size_t diameter = p.observable_index("tumor_diameter");
  const EventRecord dose{.amount = model.nmol(mg_per_kg * 70), .interval = 21 * day, .additional = 6, .changes = {}};
  SolverOptions options;
  options.rtol = 1e-5;
  Timeline timeline(p, options);
  Trajectory out;
  TrialResult result;
  std::vector<double> PFS;
  for (int i = 0; i < patients; ++i) {
    std::vector<double> parameters = model.parameters();
    RandomStream random(13, static_cast<std::uint64_t>(i), purpose("check F-13"));
    for (std::size_t k = 0; k < parameters.size(); ++k)
      if (p.parameters[k].omega2 > 0) parameters[k] *= std::exp(std::sqrt(p.parameters[k].omega2) * random.normal());
    const Outcome outcome = timeline.run({parameters, {dose}}, times, out);
    EXPECT_EQ(outcome.status, Status::ok) << "patient " << i << " at " << outcome.t_reached;
    std::vector<TumorAssessment> visits;
    for (std::size_t j = 0; j < times.size(); ++j) visits.push_back({.time = times[j], .SLD = out.at(j, diameter)});
    const ResponseCourse course = assess(sphere_diameter(4190), visits, rules);
    result.complete += course.best == TumorResponse::complete;
    PFS.push_back(course.progression ? *course.progression / day : std::numeric_limits<double>::infinity());
  }
  result.complete /= patients;
  std::nth_element(PFS.begin(), PFS.begin() + patients / 2, PFS.end());
  result.median_PFS = PFS[static_cast<std::size_t>(patients / 2)];
  return result;
}

TEST(ChecksF, F13_ShahTrial) {
  const CompoundRun model("brentuximab-vedotin", "shah2012-human-printed");
  // 300 of ours against 150: the standard deviation of the difference of two rates is at most .05
  constexpr double apart = .08;
  const int n = 300;
  const TrialResult at_01 = trial(model, .1, n), at_06 = trial(model, .6, n), at_12 = trial(model, 1.2, n),
                    at_18 = trial(model, 1.8, n), at_27 = trial(model, 2.7, n);
  EXPECT_NEAR(at_01.complete, .00, apart);
  EXPECT_NEAR(at_06.complete, .633, apart);
  EXPECT_NEAR(at_12.complete, .947, apart);
  EXPECT_NEAR(at_18.complete, .993, apart);
  EXPECT_NEAR(at_27.complete, .98, apart);
  EXPECT_NEAR(at_01.median_PFS, 56, 14);   // one visit to either side
  EXPECT_NEAR(at_06.median_PFS, 270, 60);  // two visits
  EXPECT_TRUE(std::isinf(at_12.median_PFS));
  EXPECT_TRUE(std::isinf(at_18.median_PFS));
}

}  // namespace
}  // namespace tansine::checks

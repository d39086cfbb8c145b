// Audits: who is audited, and whether they tell the error that is there.

#include "engine/runner/audit.hpp"
#include "engine/tests/runner_fixture.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>

using namespace tansine;

TEST(Audit, OneInAHundredByIdAlone) {
  const AuditOptions options{.seed = 5};
  std::uint64_t n = 0;
  for (std::uint64_t id = 0; id < 100'000; ++id) n += is_audited(options, id) ? 1u : 0u;
  EXPECT_NEAR(static_cast<double>(n), 1000 + 4, 5 * std::sqrt(1000 * 0.99));  // binomial
  for (const std::uint64_t id : {0u, 1u, 2u, 3u}) EXPECT_TRUE(is_audited(options, id));
  EXPECT_FALSE(is_audited({.rate = 0}, 0));
  EXPECT_TRUE(is_audited({.rate = 1}, 123'456'789));
}

TEST(Audit, ShareStaysAboveRounding) {
  EXPECT_EQ(audit_rtol_share(1e-6), 1.0 / 30);
  EXPECT_EQ(audit_rtol_share(1e-12), 0.1);
  EXPECT_EQ(audit_rtol_share(1e-14), 1.0);
}

TEST_F(Runner, AuditsTheDrawnAndNobodyElse) {
  run.last = 1000;
  run.audit.rate = 0.05;
  run.threads = 2;
  std::uint64_t expected = 0;
  for (std::uint64_t id = 0; id < 1000; ++id) expected += is_audited(run.audit, id) ? 1u : 0u;
  const PopulationResult with = run_population(run);
  EXPECT_EQ(with.audit.patients, expected);
  EXPECT_EQ(with.audit.failed, 0u);
  EXPECT_EQ(with.audit.error.count(), expected * run.times.size() * 2);
  // nothing else is changed by them
  run.audit.rate = 0;
  PopulationResult without = run_population(run);
  EXPECT_TRUE(without.audit == AuditSummary{});
  without.audit = with.audit;
  expect_same(with, without);
}

TEST_F(Runner, AuditTellsTheErrorThatIsThere) {
  // The second run errs by some 3 % of the first; 10 % leave room for how the steps happen to fall.
  for (const double rtol : {1e-4, 1e-6}) {
    run.solver.rtol = rtol;
    run.audit.rate = 1;
    const AuditSummary audit = run_population(run).audit;
    SolverOptions exact = run.solver;
    exact.rtol = 1e-12;
    Timeline timeline(program, run.solver), reference(program, exact);
    AuditSummary truth;
    for (std::uint64_t id = 0; id < 100; ++id) {
      Trajectory y, tight;
      const PatientCourse course = dosed(sampler.patient(id)).course;
      const Outcome a = timeline.run(course, run.times, y), b = reference.run(course, run.times, tight);
      add(truth, id, a, y, b, tight);
    }
    EXPECT_GT(truth.worst, 1e-3 * rtol);
    EXPECT_NEAR(audit.worst / truth.worst, 1, 0.1) << rtol;
    EXPECT_NEAR(*audit.error.quantile(0.99) / *truth.error.quantile(0.99), 1, 0.1) << rtol;
    EXPECT_EQ(audit.worst_patient, truth.worst_patient);
    EXPECT_EQ(audit.worst_observable, truth.worst_observable);
    EXPECT_EQ(audit.worst_time, truth.worst_time);
  }
}

TEST_F(Runner, AuditOfAFailedPatientIsCounted) {
  run.patient = [this](std::uint64_t id) { return with_failures(dosed(sampler.patient(id))); };
  run.audit.rate = 1;
  const AuditSummary audit = run_population(run).audit;
  EXPECT_EQ(audit.failed, 33u);
  EXPECT_EQ(audit.patients, 67u);
}

TEST(Audit, ErrorsByHand) {
  // |y - tight| / max(|tight|, 1e-4 peak): 0.1/10, then 0.0005/1e-3; of two as large the first
  const Trajectory tight{{0, 1, 2}, {10, 0, -1e-5}, 1}, y{{0, 1, 2}, {10.1, 0.0005, -1e-5}, 1};
  AuditSummary audit;
  add(audit, 7, {}, y, {}, tight);
  EXPECT_DOUBLE_EQ(audit.worst, 0.5);
  EXPECT_EQ(audit.worst_patient, 7u);
  EXPECT_EQ(audit.worst_time, 1);
  EXPECT_EQ(audit.error.count(), 3u);
  EXPECT_EQ(audit.error.min(), 0);
  // as large, of a lower id: whichever comes first
  AuditSummary other;
  add(other, 3, {}, y, {}, tight);
  AuditSummary a = audit, b = other;
  merge(a, other);
  merge(b, audit);
  EXPECT_TRUE(a == b);
  EXPECT_EQ(a.worst_patient, 3u);
  // a value where the other run has none is infinitely wrong
  const Trajectory missing{{0, 1, 2}, {10, NaN, -1e-5}, 1};
  add(audit, 9, {}, missing, {}, tight);
  EXPECT_TRUE(std::isinf(audit.worst));
  EXPECT_EQ(audit.worst_patient, 9u);
}

// Same bits (docs/same-bits.md): for every back end and every model a patient's numbers depend on the patient alone.

#include "awkward_batch.hpp"
#include "backends.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <tuple>

namespace tansine {
namespace {

class SameBits : public testing::TestWithParam<std::tuple<std::size_t, std::size_t>> {
 protected:
  const Backend& backend = backends().at(std::get<0>(GetParam()));
  const RegisteredModel& model = backend_models().at(std::get<1>(GetParam()));
  const std::vector<PatientCourse> patients = awkward_patients(model);

  /// The patients of these indices, in this order.
  [[nodiscard]] std::vector<PatientRun> run(const std::vector<std::size_t>& which) const {
    std::vector<PatientCourse> chosen;
    for (const std::size_t i : which) chosen.push_back(patients[i]);
    return backend.run(model.program, backend.options, chosen, model.times);
  }
};

INSTANTIATE_TEST_SUITE_P(, SameBits,
                         testing::Combine(testing::Range<std::size_t>(0, backends().size()),
                                          testing::Range<std::size_t>(0, backend_models().size())),
                         [](const auto& which) {
                           return test_name(backends().at(std::get<0>(which.param)).name + "__" +
                                            backend_models().at(std::get<1>(which.param)).name);
                         });

std::vector<std::size_t> in_order() {
  std::vector<std::size_t> all(n_awkward);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

/// The sign and payload of a nan are not promised.
std::uint64_t bits_of(double x) { return std::isnan(x) ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(x); }

/// Everything that a run tells about a patient.
std::vector<std::uint64_t> bits(const PatientRun& run) {
  std::vector<std::uint64_t> all;
  for (const double value : run.trajectory.values) all.push_back(bits_of(value));
  const auto& [status, t_reached, state, balance_error, statistics] = run.outcome;
  for (const std::uint64_t x :
       {static_cast<std::uint64_t>(status), bits_of(t_reached), std::uint64_t{state}, bits_of(balance_error),
        statistics.steps, statistics.rejected, statistics.evaluations, statistics.factorizations})
    all.push_back(x);
  return all;
}

TEST_P(SameBits, InAnyOrderAndSubset) {
  const std::vector<PatientRun> whole = run(in_order());
  std::vector<std::size_t> backward = in_order();
  std::ranges::reverse(backward);
  // The one that fails at once is first, last, absent, and among few.
  for (const std::vector<std::size_t>& which :
       {backward, {5, 11, 2, 8, 0}, {with_nan, 12, 4, 10, 1, 9, 7, 6}, {6, 5, 6, 5, 6, 6, with_nan}}) {
    const std::vector<PatientRun> runs = run(which);
    ASSERT_EQ(runs.size(), which.size());
    for (std::size_t k = 0; k < which.size(); ++k)
      EXPECT_TRUE(bits(runs[k]) == bits(whole[which[k]])) << awkward_name(which[k]) << " at place " << k;
  }
}

TEST_P(SameBits, Alone) {
  const std::vector<PatientRun> whole = run(in_order());
  for (std::size_t i = 0; i < n_awkward; ++i) EXPECT_TRUE(bits(run({i}).at(0)) == bits(whole[i])) << awkward_name(i);
}

// Outputs are read, not stepped to (docs/events.md, E-38): asking for every second one gives the same numbers there.
TEST_P(SameBits, WithFewerOutputs) {
  if (!backend.reads_outputs) GTEST_SKIP() << "steps end on outputs";
  const std::vector<PatientRun> whole = run(in_order());
  // Every second, with the first, where a course may begin, and the last, where the integration ends.
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < model.times.size(); i += 2) rows.push_back(i);
  if (rows.back() + 1 < model.times.size()) rows.push_back(model.times.size() - 1);
  std::vector<double> few;
  for (const std::size_t row : rows) few.push_back(model.times[row]);
  const std::vector<PatientRun> runs = backend.run(model.program, backend.options, patients, few);
  const std::size_t n = model.program.observables.size();
  for (std::size_t p = 0; p < n_awkward; ++p)
    for (std::size_t i = 0; i < few.size(); ++i)
      for (std::size_t j = 0; j < n; ++j)
        ASSERT_EQ(bits_of(runs[p].trajectory.at(i, j)), bits_of(whole[p].trajectory.at(rows[i], j)))
            << awkward_name(p) << ", output " << i;
}

// Observables drive no step.
TEST_P(SameBits, WithObservablesAdded) {
  const std::vector<PatientRun> usual = run(in_order());
  const Program shown = with_states_shown(model.program);
  const std::vector<PatientRun> more = backend.run(shown, backend.options, patients, model.times);
  for (std::size_t p = 0; p < n_awkward; ++p)
    for (std::size_t i = 0; i < model.times.size(); ++i)
      for (std::size_t j = 0; j < model.program.observables.size(); ++j)
        ASSERT_EQ(bits_of(more[p].trajectory.at(i, j)), bits_of(usual[p].trajectory.at(i, j)))
            << awkward_name(p) << ", output " << i;
}

}  // namespace
}  // namespace tansine

// Same bits (docs/same-bits.md): machine code, interpreter, every instruction set that this processor has, and any
// number of lanes give the same numbers for every model, by steps and by closed forms.

#include "awkward_batch.hpp"
#include "backends.hpp"
#include "lane_backend.hpp"

#include "base/random.hpp"
#include "engine/simd/executor.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>

namespace tansine {
namespace {

struct Variant {
  std::string name;
  LaneBackEnd back_end;
  InstructionSet instructions;
  int lanes;
};

/// All that this processor can run.
std::vector<Variant> variants() {
  std::vector<Variant> list;
  const auto add = [&](const char* name, LaneBackEnd back_end, InstructionSet set, int lanes) {
    if (set <= best_instruction_set()) list.push_back({name, back_end, set, lanes});
  };
  add("interpreter, baseline", LaneBackEnd::interpreter, InstructionSet::baseline, 8);
  add("interpreter, baseline, 3 lanes", LaneBackEnd::interpreter, InstructionSet::baseline, 3);
  add("interpreter, AVX2", LaneBackEnd::interpreter, InstructionSet::avx2, 4);
  add("machine code, AVX2", LaneBackEnd::automatic, InstructionSet::avx2, 0);
  add("interpreter, AVX-512", LaneBackEnd::interpreter, InstructionSet::avx512, 16);
  add("machine code, AVX-512", LaneBackEnd::automatic, InstructionSet::avx512, 0);
  return list;
}

bool same(const PatientRun& a, const PatientRun& b) {
  if (a.outcome.status != b.outcome.status || a.outcome.statistics.steps != b.outcome.statistics.steps ||
      a.trajectory.values.size() != b.trajectory.values.size())
    return false;
  for (std::size_t i = 0; i < a.trajectory.values.size(); ++i) {
    const double x = a.trajectory.values[i], y = b.trajectory.values[i];
    if (std::bit_cast<std::uint64_t>(x) != std::bit_cast<std::uint64_t>(y) && !(std::isnan(x) && std::isnan(y)))
      return false;
  }
  return true;
}

class LaneBits : public testing::TestWithParam<std::size_t> {
 protected:
  const RegisteredModel& model = backend_models().at(GetParam());
};
INSTANTIATE_TEST_SUITE_P(, LaneBits, testing::Range<std::size_t>(0, backend_models().size()),
                         [](const auto& which) { return test_name(backend_models().at(which.param).name); });

TEST_P(LaneBits, DoNotDependOnWhatRunsThem) {
  const std::vector<PatientCourse> patients = awkward_patients(model);
  for (const LaneScheme scheme : {LaneScheme::rodas4, LaneScheme::rodas5p}) {
    // dense outputs take part in one scheme, landings in the other
    const LaneOutputs outputs = scheme == LaneScheme::rodas4 ? LaneOutputs::land : LaneOutputs::dense;
    std::vector<PatientRun> first;
    for (const Variant& v : variants()) {
      const SolverOptions options{.method = Method::lanes,
                                  .rtol = 1e-5,
                                  .lanes = {.back_end = v.back_end,
                                            .most_instructions = v.instructions,
                                            .lanes = v.lanes,
                                            .scheme = scheme,
                                            .outputs = outputs}};
      std::vector<PatientRun> runs = run_in_lanes(model.program, options, patients, model.times);
      if (first.empty()) {
        first = std::move(runs);
        continue;
      }
      for (std::size_t i = 0; i < runs.size(); ++i)
        EXPECT_TRUE(same(runs[i], first[i])) << v.name << ": " << awkward_name(i);
    }
  }
}

/// Patients of a linear model with the schedule of its course, parameters and amounts of their own.
std::vector<PatientCourse> of_one_schedule(const RegisteredModel& model) {
  std::vector<PatientCourse> list(11, model.course);
  RandomStream random(3, 0, purpose("test.closed_form"));
  for (PatientCourse& patient : list) {
    for (double& p : patient.parameters) p *= std::exp(0.2 * random.normal());
    const double more = std::exp(0.2 * random.normal());
    for (EventRecord& r : patient.records) {
      r.amount *= more;
      if (r.rate > 0) r.rate *= more;
    }
  }
  return list;
}

std::vector<PatientRun> run_with_exemplar(const RegisteredModel& model, const SolverOptions& options,
                                          std::span<const PatientCourse> patients) {
  std::vector<PatientRun> runs(patients.size());
  CourseSource source(patients, runs);
  LaneEngine(model.program, options).run(model.times, source, &model.course);
  return runs;
}

TEST_P(LaneBits, ClosedFormsAreExactAndAlike) {
  if (!model.program.linear) GTEST_SKIP() << "not linear";
  const std::vector<PatientCourse> patients = of_one_schedule(model);
  std::vector<PatientRun> first;
  for (const Variant& v : variants()) {
    const SolverOptions options{
        .method = Method::lanes,
        .lanes = {.back_end = v.back_end, .most_instructions = v.instructions, .lanes = v.lanes}};
    std::vector<PatientRun> runs = run_with_exemplar(model, options, patients);
    const std::vector<PatientRun> alone = run_with_exemplar(model, options, std::span(patients).subspan(7, 1));
    EXPECT_TRUE(same(alone[0], runs[7])) << v.name;
    if (first.empty())
      first = std::move(runs);
    else
      for (std::size_t i = 0; i < runs.size(); ++i) EXPECT_TRUE(same(runs[i], first[i])) << v.name << ": patient " << i;
  }
  for (std::size_t i = 0; i < patients.size(); ++i) {
    ASSERT_EQ(first[i].outcome.status, Status::ok);
    EXPECT_LE(first[i].outcome.balance_error, 1e-10);
    Trajectory exact;
    Timeline(model.program, {.rtol = 1e-11}).run(patients[i], model.times, exact);
    // Some linear models have none: too many states, doses that set a state, modelled rates. They are stepped through.
    const bool stepped = first[i].outcome.statistics.steps > 0;
    EXPECT_FALSE(stepped && model.name.starts_with("M1"));
    // of the closed form what counts is the reference's error: some steps at 1e-11
    EXPECT_LT(difference(first[i].trajectory, exact, model.floor), stepped ? 20e-6 : 20e-11) << "patient " << i;
  }
  RecordProperty("steps", fmt::format("{}", first[0].outcome.statistics.steps));
}

}  // namespace
}  // namespace tansine

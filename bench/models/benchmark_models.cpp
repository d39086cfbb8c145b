#include "benchmark_models.hpp"

#include "base/problem.hpp"

namespace tansine {

BenchmarkModel benchmark_model(const std::string& name) {
  constexpr double day = 24, dose_mg = 252, antibody_kDa = 148.5, infusion_h = 1.5;
  constexpr double dose_nmol = dose_mg / antibody_kDa * 1e3;
  const bool in_space = name == "M3";
  const double amount = name == "M1" ? dose_mg : dose_nmol;
  EventRecord dose{.amount = amount, .rate = amount / infusion_h, .changes = {}};
  if (!in_space) dose.interval = 21 * day, dose.additional = 5;
  std::vector<double> times;
  for (int i = 0; i <= (in_space ? 21 : 126); ++i) times.push_back(i * day);
  if (name == "M1") return {name, benchmark_m1(), {dose}, times};
  if (name == "M2") return {name, benchmark_m2(), {dose}, times};
  if (name == "M3") return {name, benchmark_m3(), {dose}, times};
  throw InputError(Place{}, "there is no benchmark model '" + name + "'; there are M1, M2 and M3");
}

std::vector<std::string> benchmark_names() { return {"M1", "M2", "M3"}; }

PatientCourse benchmark_course(const BenchmarkModel& model, std::uint64_t id) {
  const PopulationSampler population(model.program, {}, 1);
  return {population.patient(id).parameters, model.records};
}

}  // namespace tansine

#pragma once
// The three models that the engine's speed is measured with, and how they are dosed and observed. Their sizes and
// stiffness span what antibody-drug conjugates ask for: M1 two linear compartments, M2 a conjugate resolved by its
// drugs with a cellular tumor and platelets, M3 a tumor resolved in space. Time is in days in the equations, as their
// sources have it; the Program is in hours.

#include "engine/population.hpp"
#include "engine/timeline.hpp"
#include "model/program.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tansine {

/// M1 "popPK": amounts A1 (central), A2 (peripheral) [mg], linear, not stiff. T-DM1 after Lu 2014.
Program benchmark_m1();
/// M2 "DAR-resolved ADC, cellular tumor, platelets": 42 states; rates from 1e-2 to 1e5 per day.
Program benchmark_m2();
/// M3 "Krogh cylinder": 4 plasma states and 6 in each of 40 shells around a capillary, by the method of lines.
Program benchmark_m3();

/// What is simulated: every patient of a benchmark has the same doses and outputs.
struct BenchmarkModel {
  std::string name;  ///< "M1"
  Program program;
  std::vector<EventRecord> records;
  std::vector<double> times;  ///< [h]
};

/// 3.6 mg/kg for 70 kg, 252 mg or 1697 nmol of 148.5 kDa, over 90 min: M1 and M2 at 0, 21, ..., 105 d with outputs
/// daily to 126 d; M3 once with outputs daily to 21 d.
BenchmarkModel benchmark_model(const std::string& name);
std::vector<std::string> benchmark_names();

/// Patient `id` of the population that is drawn from the model's own variability with seed 1.
PatientCourse benchmark_course(const BenchmarkModel& model, std::uint64_t id);

}  // namespace tansine

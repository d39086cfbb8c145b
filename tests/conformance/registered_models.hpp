#pragma once
// Every model that Tansine ships or tests with, in one list: what must hold for all models is tested in one loop over
// it (registered_models_test.cpp), and bench/reference_vs_cvode.cpp times it. A new model is one entry in
// registered_models.cpp.

#include "engine/timeline.hpp"
#include "model/program.hpp"

#include <string>
#include <vector>

namespace tansine {

struct RegisteredModel {
  std::string name;
  Program program;
  PatientCourse course;       ///< of the typical patient
  std::vector<double> times;  ///< [h] outputs
  /// Differences are relative to |value| + floor * peak of its observable. 1 for what swings through zero.
  double floor = 1e-4;
  /// How many times larger than elsewhere its global errors may be, for its solutions magnify a relative change of a
  /// parameter: Pleiades 6-fold (233-fold with starting values 10 % less), relaxation oscillators 100-fold and more, as
  /// errors of the slow phase become errors of a jump's time (of these, 10).
  double magnifies = 1;
  /// Repeated doses lead to a steady state: not for tumors that grow and cells that die.
  bool settles = true;
  /// CVODE finds its way: not with four of the five models of counted cells, where its steps become too small within
  /// hours. Their lanes are compared with the reference only.
  bool for_cvode = true;
  /// States and observables that start >= 0 stay so, for they are amounts of something.
  bool nonnegative = true;

  /// Of the catalogue, with more than 300 states: too large for loops that difference a dense Jacobian or run many
  /// patients many times: large_models_test.cpp has short ones of its own.
  bool large = false;
};

/// All of them, in a fixed order. Built once.
const std::vector<RegisteredModel>& registered_models();
/// Why models of the catalogue could not be built, as messages: must be empty.
const std::vector<std::string>& unregistered_models();

/// One value per parameter of the Program: the typical ones.
std::vector<double> typical_parameters(const Program& program);

/// The largest |a - b| / (|b| + floor * peak of that observable) over all times and observables of two runs of a
/// course. Infinite if either is not finite.
double difference(const Trajectory& a, const Trajectory& b, double floor);

}  // namespace tansine

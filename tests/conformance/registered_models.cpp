#include "registered_models.hpp"

#include "benchmark_models.hpp"
#include "classic_problems.hpp"
#include "library/assembly.hpp"
#include "studies/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {

std::vector<double> typical_parameters(const Program& program) {
  std::vector<double> values;
  for (const ParameterInfo& p : program.parameters) values.push_back(p.value);
  return values;
}

double difference(const Trajectory& a, const Trajectory& b, double floor) {
  double worst = 0;
  for (std::size_t j = 0; j < b.n_observables; ++j) {
    double peak = 0;
    for (std::size_t i = 0; i < b.times.size(); ++i) peak = std::fmax(peak, std::abs(b.at(i, j)));
    for (std::size_t i = 0; i < b.times.size(); ++i) {
      if (std::isnan(a.at(i, j)) && std::isnan(b.at(i, j))) continue;  // a ratio of nothing, as before any dose
      const double apart = std::abs(a.at(i, j) - b.at(i, j));
      if (!std::isfinite(apart)) return std::numeric_limits<double>::infinity();
      if (apart > 0) worst = std::max(worst, apart / (std::abs(b.at(i, j)) + floor * peak));
    }
  }
  return worst;
}

namespace {

std::vector<double> every(double step, double end) {
  std::vector<double> times;
  for (int i = 0; i * step <= end; ++i) times.push_back(i * step);
  return times;
}

constexpr double swings = 1;

RegisteredModel registered(std::string name, Program program, std::vector<EventRecord> records,
                           std::vector<double> times, double floor = 1e-4) {
  PatientCourse course{typical_parameters(program), std::move(records)};
  return {std::move(name), std::move(program), std::move(course), std::move(times), floor};
}

RegisteredModel in_motion(std::string name, Program program, std::vector<double> times) {
  RegisteredModel model = registered(std::move(name), std::move(program), {}, std::move(times), swings);
  model.nonnegative = false;
  return model;
}

// A tenth of the published problem: what must hold for all models (a dense Jacobian is differenced) takes its time.
RegisteredModel small_medical_akzo() {
  const Program program = medical_akzo(20);
  return registered("Medical Akzo Nobel, 20 cells", program, medical_akzo_course(program).records, every(1, 20));
}

std::vector<RegisteredModel> classic_models() {
  // 252 mg of a 148.5 kDa antibody over 90 min, six times every three weeks.
  const EventRecord q3w{.amount = 1697, .rate = 1697 / 1.5, .interval = 504, .additional = 5, .changes = {}};
  const EventRecord weekly_into_depot{.amount = 400, .interval = 168, .additional = 7, .target = 1, .changes = {}};
  std::vector<RegisteredModel> models;
  models.push_back(registered("Robertson", robertson(), {}, {0, 0.4, 4, 40, 400, 4e3, 4e5, 4e7}));
  models.push_back(registered("HIRES", hires(), {}, every(5, 320)));
  models.push_back(in_motion("Van der Pol, stiff", van_der_pol(1e-6), every(0.05, 2)));
  models.back().magnifies = 10;
  models.push_back(in_motion("Van der Pol, mild", van_der_pol(1), every(0.5, 20)));
  models.push_back(registered("OREGO", oregonator(), {}, every(5, 360)));
  models.back().magnifies = 10;
  models.push_back(registered("E5, reduced", e5_reduced(), {}, {0, 0.1, 10, 1e3, 1e5, 1e7, 1e9, 1e10}));
  models.push_back(registered("Pollution", pollution(), {}, every(2, 60)));
  // Before the first close encounter, at t = 1.23; stiff_test.cpp goes on to 3, with errors 650 times as large.
  models.push_back(in_motion("Pleiades", pleiades(), every(0.05, 0.8)));
  models.back().magnifies = 6;
  models.push_back(small_medical_akzo());
  for (const int n : {0, 1, 2}) {
    models.push_back(registered("compartments " + std::to_string(1 + n) + ", infused q3w", compartments(n), {q3w},
                                every(24, 126 * 24)));
    models.push_back(registered("compartments " + std::to_string(1 + n) + ", absorbed weekly", compartments(n),
                                {weekly_into_depot}, every(12, 70 * 24)));
  }
  models.push_back(registered(
      "receptor uptake", receptor_uptake(),
      {{.amount = 1e-6, .changes = {}}, {.time = 24, .amount = 1e-6, .rate = 5e-7, .changes = {}}}, every(1, 72)));
  models.push_back(registered("every operation", every_operation(),
                              {{.amount = 300, .changes = {}}, {.time = 100, .amount = 600, .rate = 60, .changes = {}}},
                              every(4, 300)));
  return models;
}

struct Registry {
  std::vector<RegisteredModel> models;
  std::vector<std::string> problems;
};

bool has(const ModelDescription& d, const std::string& mechanism) {
  return std::any_of(d.mechanisms.begin(), d.mechanisms.end(),
                     [&](const MechanismDescription& m) { return m.name == mechanism; });
}

/// [nmol] A tumor must not vanish, nor what a target clears: no error is small against what is left of it.
double half_of_its_dose(const CompoundDescription& compound, const ModelDescription& d) {
  const Quantity dose = d.reference_dose->value;
  if (dose.dimension() == dimension::amount) return 0.5 * dose.value();
  const double mg = dose.dimension().is_one() ? dose.value() * d.body_weight->value.value() : dose.value();
  return 0.5 * mg / dose_molar_mass(compound, d.name);
}

// Every model of every compound in the catalogue: 1.7 umol (252 mg of an antibody) over 90 min, three times q3w; in
// animals a thousandth of it, as a bolus.
void add_library(Registry& registry) {
  for (const std::string& file : catalogue()) {
    try {
      const CompoundDescription compound = load_compound(file);
      for (const ModelDescription& model : compound.models) {
        try {
          const ModelDescription d = resolve_model(compound, model.name);
          const bool human = d.species == "human", well = has(d, "well"), colony = has(d, "colony");
          const bool grows = has(d, "growth") || colony;
          Program program = compile(assemble(compound, model.name));
          // a tissue of many nodes: one dose and a week of it say as much, at a hundredth of the time
          if (program.n_states() > 100) {
            // the account of a driven plasma falls below zero while the tumor takes up
            const bool account = program.state_index("Ab_of_plasma") != Program::npos;
            registry.models.push_back(registered(file + ", " + model.name, std::move(program),
                                                 {{.amount = human ? 1700.0 : 0.4, .changes = {}}}, every(24, 7 * 24)));
            registry.models.back().large = registry.models.back().program.n_states() > 300;
            registry.models.back().nonnegative = !account;
            continue;
          }
          const double amount = grows || well || !(human || program.linear) ? half_of_its_dose(compound, d)
                                : human                                     ? 1700
                                                                            : 1.7;
          EventRecord dose{
              .amount = amount, .rate = human ? amount / 1.5 : 0, .interval = 504, .additional = 2, .changes = {}};
          // counted cells die out: one dose, for as long as there are some
          if (well || colony) dose.interval = dose.additional = 0;
          // a monkey's conjugate is gone in two weeks, and then its number of drugs is a ratio of nothings
          const bool short_lived = d.species == "cynomolgus" && !program.linear;
          if (short_lived) dose.interval = dose.additional = 0;
          const std::vector<double> times = well          ? every(4, 96)
                                            : colony      ? every(12, 7 * 24)
                                            : short_lived ? every(6, 14 * 24)
                                                          : every(12, 63 * 24);
          // an account of what printed equations make from nothing has any sign
          const bool account = program.state_index("payload_undiluted") != Program::npos;
          registry.models.push_back(registered(file + ", " + model.name, std::move(program), {dose}, times));
          registry.models.back().settles = !grows && !well;
          registry.models.back().for_cvode = !colony || model.name == "scheuher2023-mouse-bt474eei";
          registry.models.back().nonnegative = !account;
        } catch (const InputError& error) {
          registry.problems.emplace_back(error.what());
        }
      }
    } catch (const InputError& error) {
      registry.problems.emplace_back(error.what());
    }
  }
}

void add_benchmarks(Registry& registry) {
  for (const std::string& name : benchmark_names()) {
    const BenchmarkModel model = benchmark_model(name);
    registry.models.push_back(registered(model.program.name, model.program, model.records, model.times));
  }
}

const Registry& registry() {
  static const Registry all = [] {
    Registry r{classic_models(), {}};
    add_benchmarks(r);
    add_library(r);
    return r;
  }();
  return all;
}

}  // namespace

const std::vector<RegisteredModel>& registered_models() { return registry().models; }
const std::vector<std::string>& unregistered_models() { return registry().problems; }

}  // namespace tansine

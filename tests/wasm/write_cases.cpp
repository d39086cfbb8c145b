// Writes the cases of the WebAssembly test and what this processor answers: write_cases FOLDER makes NAME.case and
// NAME.answer. Before that it holds this processor to itself: machine code and the interpreter of every instruction
// set it has must agree to the bit, so that the module is compared with all of them at once.

#include "base/random.hpp"
#include "benchmark_models.hpp"
#include "classic_problems.hpp"
#include "dosing_model.hpp"
#include "kernel_case.hpp"

#include <bit>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace tansine {
namespace {

struct Clinic {
  std::string name;
  Program program;
  double amount = 0;            ///< of a dose [the first target's unit]
  double duration = 0;          ///< of an infusion [h]
  double interval = 0;          ///< between doses [h]
  std::vector<double> times{};  ///< [h] outputs
  bool steady = true;           ///< one is dosed at steady state: seconds for many nonlinear states
};

/// Five patients with little in common, and a sixth who fails.
std::vector<PatientCourse> patients(const Clinic& clinic) {
  const double end = clinic.times.back(), rate = clinic.amount / clinic.duration;
  const EventRecord bolus{.amount = clinic.amount, .changes = {}};
  EventRecord infusions{
      .amount = clinic.amount, .rate = rate, .interval = clinic.interval, .additional = 3, .changes = {}};
  EventRecord late = infusions, reset{.time = 0.45 * end, .evid = Evid::reset, .changes = {}};
  late.time = 0.5 * end, late.additional = 0;
  EventRecord steady = bolus;
  steady.steady_state = clinic.steady ? 1 : 0, steady.interval = clinic.interval, steady.additional = 1;
  EventRecord change{.time = 0.37 * end, .evid = Evid::other, .changes = {}};

  std::vector<PatientCourse> list(6);
  for (std::size_t i = 0; i < list.size(); ++i) {
    RandomStream random(7, i, purpose("test.wasm"));
    for (const ParameterInfo& p : clinic.program.parameters)  // up to a tenth less: fractions stay fractions
      list[i].parameters.push_back(i == 0 ? p.value : p.value * (1 - 0.1 * random.uniform()));
  }
  for (std::size_t k = 0; k < clinic.program.parameters.size(); ++k)
    change.changes.push_back({.parameter = static_cast<std::uint32_t>(k), .value = 0.9 * list[4].parameters[k]});
  list[0].records = list[5].records = {infusions};
  list[1].records = {bolus};
  list[2].records = {bolus, reset, late};
  list[3].records = {steady};
  list[4].records = {infusions, change};
  list[5].parameters.back() = std::numeric_limits<double>::quiet_NaN();
  return list;
}

std::vector<double> every(double step, double end) {
  std::vector<double> times;
  for (int i = 0; i * step <= end; ++i) times.push_back(i * step);
  return times;
}

std::vector<Clinic> clinics() {
  return {
      // the conjugate by its drugs, with a cellular tumor and platelets: 42 states, stiff, fractional powers
      {"m2", benchmark_m2(), 1697, 1.5, 504, every(24, 63 * 24), false},
      // T-DM1's kinetics, linear, two compartments and a depot
      {"linear", compartments(1), 1697, 1.5, 504, every(24, 63 * 24)},
      // lag, bioavailability, saturable elimination
      {"saturable", dosing::saturable(), 30, 2, 12, every(1, 60)},
      // exp, log, pow, sqrt, min, max, select, and time itself
      {"operations", every_operation(), 300, 5, 70, every(4, 300)},
  };
}

struct Variant {
  std::string name;
  Method method = Method::lanes;
  LaneScheme scheme = LaneScheme::automatic;
  LaneOutputs outputs = LaneOutputs::automatic;
  bool with_exemplar = false;
};

std::vector<Variant> variants() {
  return {
      {"rodas4-land", Method::lanes, LaneScheme::rodas4, LaneOutputs::land},
      {"rodas4-dense", Method::lanes, LaneScheme::rodas4, LaneOutputs::dense},
      {"rodas5p-land", Method::lanes, LaneScheme::rodas5p, LaneOutputs::land},
      {"rodas5p-dense", Method::lanes, LaneScheme::rodas5p, LaneOutputs::dense},
      {"exemplar", Method::lanes, LaneScheme::automatic, LaneOutputs::automatic, true},  // closed form where linear
      {"reference", Method::reference},
  };
}

/// The sign and payload of a nan are not promised.
bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    if (std::bit_cast<std::uint64_t>(a[i]) != std::bit_cast<std::uint64_t>(b[i])) return false;
  }
  return true;
}

/// The answer of everything that this processor has, or nothing if two of them differ.
std::optional<std::vector<double>> native_answer(KernelCase c) {
  c.options.lanes.back_end = LaneBackEnd::automatic;
  const std::vector<double> first = answer(c);
  if (c.options.method != Method::lanes) return first;
  c.options.lanes.back_end = LaneBackEnd::interpreter;
  for (const InstructionSet set : {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
    c.options.lanes.most_instructions = set;
    if (!same_bits(answer(c), first)) return std::nullopt;
  }
  return first;
}

void write_file(const std::filesystem::path& path, const char* bytes, std::size_t size) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes, static_cast<std::streamsize>(size));
  if (!out.flush()) raise(InputError(Place{.name = path.string()}, "cannot be written"));
}

int write_all(const std::filesystem::path& folder) {
  static_assert(std::endian::native == std::endian::little, "answers are read by Node as they lie in memory");
  int n_wrong = 0;
  for (const Clinic& clinic : clinics()) {
    for (const Variant& variant : variants()) {
      const std::string name = clinic.name + "-" + variant.name;
      KernelCase c{.program = write_program(clinic.program),
                   .options = {.method = variant.method,
                               .lanes = {.back_end = LaneBackEnd::interpreter,
                                         .scheme = variant.scheme,
                                         .outputs = variant.outputs}},
                   .with_exemplar = variant.with_exemplar,
                   .times = clinic.times,
                   .patients = patients(clinic)};
      const std::optional<std::vector<double>> native = native_answer(c);
      if (!native) {
        std::fprintf(stderr, "%s: machine code and interpreters of this processor differ\n", name.c_str());
        ++n_wrong;
        continue;
      }
      const std::string bytes = write_case(c);
      write_file(folder / (name + ".case"), bytes.data(), bytes.size());
      write_file(folder / (name + ".answer"), reinterpret_cast<const char*>(native->data()),
                 native->size() * sizeof(double));
    }
  }
  return n_wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tansine

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
    return 2;
  }
  return tansine::write_all(argv[1]);
}

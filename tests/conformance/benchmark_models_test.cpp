// The benchmark models against their equations, typed by hand in days, mL and 1e9 cells/L as the benchmark defines
// them: structs and loops that share nothing with the notation.

#include "benchmark_models.hpp"

#include "base/random.hpp"
#include "engine/evaluator.hpp"
#include "engine/markowitz.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <map>

namespace tansine {
namespace {

using Values = std::map<std::string, double>;

/// What a hand-written twin answers: rates per day in the order of the states, and outputs.
struct TwinAnswer {
  std::vector<double> rates, outputs;
};

constexpr double day = 24;

/// How many of the twin's units one canonical unit is.
double in_units_of_the_twin(const std::string& canonical) {
  if (canonical == "L") return 1e3;        // mL
  if (canonical == "cell/L") return 1e-9;  // 1e9/L
  return 1;
}

/// `varying`: the parameters that differ between patients, in the twin's units, per day.
void expect_twin(const std::string& name, const Values& varying,
                 const std::function<TwinAnswer(Values, const std::vector<double>&)>& twin) {
  const Program program = benchmark_model(name).program;
  Evaluator evaluator(program);
  RandomStream random(1, 0, purpose("twin test"));
  for (int trial = 0; trial < 1000; ++trial) {
    std::vector<double> parameters;
    Values drawn = varying;
    for (const ParameterInfo& p : program.parameters) {
      const auto in_twin = drawn.find(p.name);
      ASSERT_EQ(in_twin != drawn.end(), p.distribution == Distribution::lognormal) << p.name;
      const double factor = in_twin == drawn.end() ? 1 : std::exp(0.3 * random.normal());
      parameters.push_back(p.value * factor);
      if (in_twin != drawn.end()) in_twin->second *= factor;
    }
    std::vector<double> y, y_twin, rates(program.n_states()), outputs(program.observables.size());
    for (const StateInfo& state : program.states) {
      y.push_back(state.nominal * std::pow(10, 2 * random.uniform() - 1));
      y_twin.push_back(y.back() * in_units_of_the_twin(state.unit));
    }
    evaluator.set_parameters(parameters);
    evaluator.derivative(0, y, rates);
    std::vector<double> j(program.jacobian_slot.size());
    evaluator.jacobian(j);
    evaluator.observables(0, y, outputs);
    const TwinAnswer expected = twin(drawn, y_twin);
    ASSERT_EQ(expected.rates.size(), rates.size());
    ASSERT_EQ(expected.outputs.size(), outputs.size());
    for (std::size_t i = 0; i < rates.size(); ++i) {
      // Terms of very different size cancel: 1e-12 is relative to the sum of their sizes.
      double terms = 0;
      for (std::uint32_t k = program.jacobian_row_begin[i]; k < program.jacobian_row_begin[i + 1]; ++k)
        terms += std::abs(j[k] * y[program.jacobian_column[k]]);
      const double scale = in_units_of_the_twin(program.states[i].unit);
      ASSERT_NEAR(rates[i] * day * scale, expected.rates[i],
                  1e-12 * (terms * day * scale + std::abs(expected.rates[i])))
          << program.states[i].name << ", trial " << trial;
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const double scale = program.observables[i].unit == "cell/L" ? 1e-9 : 1;
      ASSERT_NEAR(outputs[i] * scale, expected.outputs[i], 1e-12 * std::abs(expected.outputs[i]))
          << program.observables[i].name << ", trial " << trial;
    }
  }
}

TEST(BenchmarkModels, M1IsItsTwin) {
  expect_twin("M1", {{"CL", 0.676}, {"V1", 3.127}, {"Q", 1.534}, {"V2", 0.66}},
              [](Values p, const std::vector<double>& y) {
                const double out = p["CL"] * y[0] / p["V1"];
                const double across = p["Q"] * (y[0] / p["V1"] - y[1] / p["V2"]);
                return TwinAnswer{{-out - across, across}, {y[0] / p["V1"]}};
              });
}

TEST(BenchmarkModels, M2IsItsTwin) {
  const Values varying{{"CL0", 0.30},   {"V1", 3.127},   {"V2", 2.4},    {"Q", 0.65},
                       {"kdec", 0.12},  {"CLp", 170},    {"R0", 400},    {"kint", 1.5},
                       {"lam0", 0.015}, {"kkmax", 0.05}, {"Circ0", 250}, {"slope", 0.0009}};
  expect_twin("M2", varying, [](Values p, const std::vector<double>& y) {
    const double *A = &y[0], *Q = &y[9], PC = y[18], PP = y[19], *E = &y[20], *B = &y[24], Rec = y[28], Lys = y[29],
                 PF = y[30], PB = y[31], PE = y[32], *X = &y[33], *P = &y[37];
    const double V1 = p["V1"], kdec = p["kdec"], kint = p["kint"], k12 = p["Q"] / V1, k21 = p["Q"] / p["V2"];
    std::vector<double> d(42, 0.0);
    double freed = 0, total = 0, conjugated = 0, drugs = 0;
    for (int n = 0; n <= 8; ++n) {
      const double ke = p["CL0"] * (1 + 0.06 * n) / V1;
      const double gained = n < 8 ? (n + 1) * kdec * A[n + 1] : 0, gained_Q = n < 8 ? (n + 1) * kdec * Q[n + 1] : 0;
      d[static_cast<std::size_t>(n)] = -(ke + k12 + n * kdec) * A[n] + k21 * Q[n] + gained;
      d[static_cast<std::size_t>(9 + n)] = k12 * A[n] - (k21 + n * kdec) * Q[n] + gained_Q;
      freed += n * kdec * (A[n] + Q[n]) + 0.1 * n * ke * A[n];
      total += A[n] / V1;
      drugs += n * A[n] / V1;
      if (n > 0) conjugated += A[n] / V1;
    }
    const double VT = X[0] + X[1] + X[2] + X[3];
    const double RT2 = std::pow(3 / (4 * M_PI) * (VT + 0.01), 2.0 / 3);
    const double kxA = 0.9500444444444445 + 0.132 / RT2, kxP = 59.733333333333334 + 1.5 / RT2;
    const double to_plasma = kxP * (PE - 0.44 / 15 * PC);
    d[18] = freed - (p["CLp"] / 15 + 120.0 / 15) * PC + 120.0 / 200 * PP + to_plasma * VT / 1000;
    d[19] = 120.0 / 15 * PC - 120.0 / 200 * PP;
    const std::array lump{A[0], A[1] + A[2], A[3] + A[4], A[5] + A[6] + A[7] + A[8]};
    const std::array load{0.0, 1.5, 3.5, 6.0}, loses{0.0, kdec, 1.75 * kdec, 2.4 * kdec};
    double bound = 0, internalized = 0, lost = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const double bind = 61.3 / 0.24 * E[j] * Rec - 30 * B[j];
      d[20 + j] += kxA * (0.24 / V1 * lump[j] - E[j]) - bind - loses[j] * E[j];
      d[24 + j] += bind - kint * B[j] - loses[j] * B[j];
      if (j > 0) d[20 + j - 1] += loses[j] * E[j], d[24 + j - 1] += loses[j] * B[j];
      bound += bind;
      internalized += load[j] * kint * B[j];
      lost += load[j] * kdec * (E[j] + B[j]);
    }
    d[28] = 0.3 * (p["R0"] - Rec) - bound;
    d[29] = internalized - 2.8 * Lys;
    const double tubulin = 0.7 * PF * (65 - PB) - 13 * PB;
    d[30] = 2.8 * Lys + 2 * PE - 1.1 * PF - tubulin;
    d[31] = tubulin;
    d[32] = -to_plasma + 1.1 * PF - 2 * PE + lost;
    const double dies = p["kkmax"] * (PF + PB) / (120 + PF + PB) * X[0];
    d[33] = p["lam0"] * X[0] / std::pow(1 + std::pow(p["lam0"] / 0.5 * VT, 20), 0.05) - dies;
    d[34] = dies - 0.3 * X[1];
    d[35] = 0.3 * (X[1] - X[2]);
    d[36] = 0.3 * (X[2] - X[3]);
    const double ktr = 4 / 5.2;
    d[37] = ktr * P[0] * ((1 - p["slope"] * conjugated) * std::pow(p["Circ0"] / P[4], 0.2) - 1);
    for (std::size_t i = 1; i <= 4; ++i) d[37 + i] = ktr * (P[i - 1] - P[i]);
    return TwinAnswer{d, {total, drugs, PC / 15, E[0] + E[1] + E[2] + E[3], B[0] + B[1] + B[2] + B[3], PB, VT, P[4]}};
  });
}

TEST(BenchmarkModels, M3IsItsTwin) {
  const Values varying{{"CL", 0.676}, {"V1", 3.127}, {"PA", 260},  {"DA", 1e6},
                       {"Rt", 800},   {"kint", 1.5}, {"koutP", 5}, {"Rk", 75}};
  expect_twin("M3", varying, [](Values p, const std::vector<double>& y) {
    constexpr int n = 40;
    const double Rcap = 8, Rk = p["Rk"], h = (Rk - Rcap) / n, V1 = p["V1"];
    const auto at = [](int shell, int species) { return static_cast<std::size_t>(4 + 6 * shell + species); };
    enum { Ta, Tb, Ti, Pe, Pi, Pb };
    std::vector<double> d(y.size(), 0.0);
    const double across_A = p["PA"] * (y[0] / V1 - y[at(0, Ta)] / 0.24);  // per area of the wall
    const double across_P = 20000 * (y[2] / 15 - y[at(0, Pe)] / 0.44);
    d[0] = -p["CL"] / V1 * y[0] - 1.534 * (y[0] / V1 - y[1] / 0.66);
    d[1] = 1.534 * (y[0] / V1 - y[1] / 0.66);
    // wall per volume of tissue times 10 mL in L
    d[2] = 0.12 * 3.5 * y[0] - 170 * y[2] / 15 - 120 * (y[2] / 15 - y[3] / 200) -
           2 * Rcap / (Rk * Rk - Rcap * Rcap) * across_P * 0.01;
    d[3] = 120 * (y[2] / 15 - y[3] / 200);
    for (int i = 0; i < n; ++i) {
      const double r = Rcap + (i + 0.5) * h, r_out = r + h / 2, r_in = r - h / 2;
      const auto u = [&](int species) { return y[at(i, species)]; };
      const auto diffusion = [&](int species, double D) {
        double net = 0;
        if (i < n - 1) net += r_out * (y[at(i + 1, species)] - u(species));
        if (i > 0) net -= r_in * (u(species) - y[at(i - 1, species)]);
        return D / (r * h * h) * net;
      };
      const double bind = 61.3 / 0.24 * u(Ta) * (p["Rt"] - u(Tb)) - 30 * u(Tb);
      const double tubulin = 0.7 * u(Pi) * (65 - u(Pb)) - 13 * u(Pb);
      const double uptake = 20 / 0.44 * u(Pe) - p["koutP"] * u(Pi);
      const double wall = i == 0 ? Rcap / (r * h) : 0;
      d[at(i, Ta)] = diffusion(Ta, p["DA"]) + wall * across_A - bind;
      d[at(i, Tb)] = bind - p["kint"] * u(Tb);
      d[at(i, Ti)] = p["kint"] * u(Tb) - 2.8 * u(Ti);
      d[at(i, Pe)] = diffusion(Pe, 1.7e7) + wall * across_P - uptake;
      d[at(i, Pi)] = 3.5 * 2.8 * u(Ti) + uptake - tubulin;
      d[at(i, Pb)] = tubulin;
    }
    std::vector<double> out{y[0] / V1, y[2] / 15};
    for (const int species : {Ta, Tb, Ti, Pe, Pb}) {
      double sum = 0;
      for (int i = 0; i < n; ++i) sum += 2 * (Rcap + (i + 0.5) * h) * h * y[at(i, species)];
      out.push_back(sum / (Rk * Rk - Rcap * Rcap));
    }
    for (const int i : {0, 20, 39}) out.push_back(y[at(i, Pb)]);
    return TwinAnswer{d, out};
  });
}

// The sizes that the benchmark states: another pattern would be another amount of work.
TEST(BenchmarkModels, HaveTheStatedSparsity) {
  const std::map<std::string, std::array<std::size_t, 3>> stated{
      {"M1", {2, 4, 4}}, {"M2", {42, 196, 224}}, {"M3", {244, 728, 887}}};
  for (const auto& [name, sizes] : stated) {
    const Program program = benchmark_model(name).program;
    EXPECT_EQ(program.n_states(), sizes[0]) << name;
    EXPECT_EQ(program.jacobian_slot.size(), sizes[1]) << name;
    EXPECT_EQ(markowitz_order(program.jacobian_row_begin, program.jacobian_column).column.size(), sizes[2]) << name;
    EXPECT_EQ(program.linear, name == "M1");
  }
}

// Each patient is one dose of 252 mg, split over DAR 0 to 8 in M2, whatever the unit.
TEST(BenchmarkModels, GetTheWholeDose) {
  for (const std::string& name : benchmark_names()) {
    const BenchmarkModel model = benchmark_model(name);
    const Evaluator evaluator(model.program);
    double share = 0;
    for (const DoseEntry& entry : model.program.dose_targets.front().entries)
      share += evaluator.value(entry.coefficient);
    EXPECT_NEAR(share, 1, 1e-15) << name;
    EXPECT_DOUBLE_EQ(model.records.front().amount / (name == "M1" ? 1 : 1000 / 148.5), 252) << name;
    EXPECT_DOUBLE_EQ(model.records.front().amount / model.records.front().rate, 1.5) << name;
  }
}

}  // namespace
}  // namespace tansine

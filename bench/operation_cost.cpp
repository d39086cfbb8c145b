// What does one operation of a Program cost in the reference interpreter?
//
// Sections of the benchmark models on hot memory, one patient, the least of some rounds: operations, nanoseconds each,
// and how many of them are no plain arithmetic.
//
//   bench_operation_cost

#include "measure.hpp"

#include "benchmark_models.hpp"
#include "engine/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

using namespace tansine;

namespace {

template <class Work>
double nanoseconds(const Work& work) {
  double least = std::numeric_limits<double>::infinity();
  for (int round = 0; round < 20; ++round) {
    constexpr int calls = 500;
    const double start = thread_seconds();
    for (int call = 0; call < calls; ++call) work();
    least = std::min(least, 1e9 * (thread_seconds() - start) / calls);
  }
  return least;
}

void print(const Program& program, const char* name, Section section, double ns) {
  int divisions = 0, functions = 0;
  for (std::uint32_t i = section.begin; i < section.end; ++i) {
    const Op op = program.code[i].op;
    if (op == Op::div || op == Op::sqrt) ++divisions;
    if (op == Op::pow || op == Op::exp || op == Op::log || op == Op::cbrt) ++functions;
  }
  const std::uint32_t n = section.end - section.begin;
  if (n == 0) return;
  fmt::print("  {:12} {:6} {:6} {:6} {:12.1f} {:10.2f}\n", name, n, divisions, functions, ns, ns / n);
}

}  // namespace

int main() {
  fmt::print("{}\n  {:12} {:>6} {:>6} {:>6} {:>12} {:>10}\n", machine(), "section", "ops", "/ sqrt", "exp..", "ns",
             "ns/op");
  for (const std::string& name : benchmark_names()) {
    const Program program = benchmark_model(name).program;
    Evaluator evaluator(program);
    std::vector<double> y, dy(program.n_states()), j(program.jacobian_slot.size()), o(program.observables.size()), p;
    for (const StateInfo& state : program.states) y.push_back(state.nominal);
    for (const ParameterInfo& parameter : program.parameters) p.push_back(parameter.value);
    fmt::print("{}\n", program.name);
    print(program, "prologue", program.prologue, nanoseconds([&] { evaluator.set_parameters(p); }));
    print(program, "derivative", program.derivative, nanoseconds([&] { evaluator.derivative(0, y, dy); }));
    print(program, "jacobian", program.jacobian, nanoseconds([&] { evaluator.jacobian(j); }));
    print(program, "observables", program.observation, nanoseconds([&] { evaluator.observables(0, y, o); }));
  }
  return 0;
}

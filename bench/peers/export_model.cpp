// Writes a benchmark model as C++ for the peers:  bench_export_model M2 FILE
// "krogh" is a model of the catalogue: T-DM1 in a tumor with gradients, without sinks.

#include "benchmark_models.hpp"
#include "lu_source.hpp"

#include "base/problem.hpp"
#include "library/assembly.hpp"
#include "model/program_cpp.hpp"
#include "studies/catalogue.hpp"

#include <fmt/format.h>

#include <cctype>
#include <fstream>
#include <vector>

using namespace tansine;

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: {} MODEL FILE\n", argv[0]);
    return 2;
  }
  try {
    std::string name = argv[1];
    AssemblyOptions without_sinks;
    without_sinks.balances = false;
    const Program program = name == "krogh" ? compile(assemble(load_compound("t-dm1"), "krogh-lys-mcc", without_sinks))
                                            : benchmark_model(name).program;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    std::string text = write_cpp(program, name);
    text += fmt::format("\n#include \"compiled_model.hpp\"\n\nnamespace {} {{\n\n{}\n", name, lu_source(program));
    std::vector<double> nominal;
    for (const StateInfo& state : program.states) nominal.push_back(state.nominal);
    text +=
        fmt::format("constexpr double nominal[] = {{{}}};\n\n}}  // namespace {}\n\n", fmt::join(nominal, ", "), name);
    text += fmt::format(
        "namespace tansine {{\nusing namespace {0};\nconst CompiledModel compiled_{0}{{n_states, n_parameters, n_work, "
        "n_nonzeros, n_observables, n_factors,\n  prologue, initial, derivative, jacobian, observables, column_begin, "
        "row, {1}, dose0_state, dose0, nominal, factor, solve}};\n}}\n",
        name, program.dose_targets.front().entries.size());
    std::ofstream(argv[2]) << text;
  } catch (const InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}

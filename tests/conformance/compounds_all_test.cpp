// What must hold for every model of every compound file: it assembles with and without sinks, its numbers have sources
// that are in data/sources.csv, antibody and payload balance, and nothing goes below zero.

#include "base/resources.hpp"
#include "compound_runs.hpp"
#include "studies/catalogue.hpp"

#include <fstream>
#include <set>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

template <class Check>
void for_every_model(Check check) {
  const std::vector<std::string> files = catalogue();
  ASSERT_FALSE(files.empty());
  for (const std::string& file : files) {
    const CompoundDescription compound = load_compound(file);
    EXPECT_NE(compound.model(compound.default_model), nullptr) << file;
    for (const ModelDescription& m : compound.models) {
      SCOPED_TRACE(file + ", " + m.name);
      check(compound, m.name);
    }
  }
}

TEST(EveryCompound, Assembles) {
  for_every_model([](const CompoundDescription& compound, const std::string& model) {
    for (const bool balances : {true, false}) {
      AssemblyOptions options;
      options.balances = balances;
      try {
        const Program program = compile(assemble(compound, model, options));
        validate(program);
        EXPECT_GT(program.observables.size(), 0u);
      } catch (const InputError& e) {
        ADD_FAILURE() << e.what();
      }
    }
  });
}

TEST(EveryCompound, BalancesAndStaysPositive) {
  for_every_model([](const CompoundDescription& compound, const std::string& model) {
    CompoundRun run(compound, model);
    if (run.program().n_states() > 76) run.tolerance(1e-6);  // the large ones
    const ModelDescription d = resolve_model(compound, model);
    const double dose = 1000;  // nmol, about 2 mg/kg of a 70 kg patient
    run.bolus(dose, {0.01, 1, 7, 21, 63}, run.program().dose_targets.front().name);
    // rounding of some thousand steps; where binding is stiff the linear solves add to it
    EXPECT_LT(run.outcome().balance_error, 1e-9);
    for (const ObservableInfo& o : run.program().observables)
      for (const double x : run.all(o.name)) EXPECT_GE(x, 0) << o.name;
  });
}

TEST(EveryCompound, SourcesAreInTheTable) {
  std::set<std::string> keys;
  std::ifstream table(data_directory() / "sources.csv");
  ASSERT_TRUE(table);
  for (std::string line; std::getline(table, line);) keys.insert(line.substr(0, line.find(',')));
  for (const char* own : {"derived", "assumed", "ours"}) keys.insert(own);
  for_every_model([&](const CompoundDescription& compound, const std::string& model) {
    const Program program = compile(assemble(compound, model));
    for (const ParameterInfo& p : program.parameters) {
      const std::string key = p.source.substr(0, p.source.find(':'));
      EXPECT_TRUE(keys.contains(key)) << p.name << ": " << p.source;
    }
  });
}

}  // namespace
}  // namespace tansine::checks

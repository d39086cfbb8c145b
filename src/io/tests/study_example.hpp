#pragma once
// A small file format that uses every kind of form, shared by the tests of declarations.

#include "io/declaration.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tansine::example {

struct Value {
  Quantity value;
  std::string source;
};
struct Model {
  Located<Quantity> CL;
  std::optional<Value> V1;
};
struct Solver {
  double rtol = 1e-6;
  bool dense = true;
};
struct Regimen {
  std::string text;
};
struct Study {
  std::string compound;
  Located<Regimen> regimen;
  int patients = 100;
  unsigned seed = 1;
  double duration = 24;          // [h]
  std::optional<double> weight;  // [kg -> mg]
  double fraction = 0.5;
  std::string method = "reference";
  std::vector<double> doses;
  std::vector<std::string> columns;
  std::map<std::string, Model> models;
  std::vector<Entry<std::string>> observe;
  std::variant<std::string, Solver> solver;
  std::vector<Solver> stages;
  std::vector<Entry<Node>> override_values;
  std::optional<Quantity> low, high;
};

// Words that are quantities, "q3w", or "x 6": enough of a grammar to have offsets.
inline std::optional<Regimen> parse_regimen(std::string_view text, UnitProblem* problem) {
  const std::size_t at = text.find("mg/kgg");
  if (at == std::string_view::npos) return Regimen{std::string(text)};
  *problem = {.message = "unknown unit \"mg/kgg\"", .suggestion = "mg/kg", .offset = at, .length = 6};
  return std::nullopt;
}

inline Declaration<Value> value_declaration(bool source_required) {
  Declaration<Value> d("value with source");
  d.key("value", &Value::value, quantity("L").positive().example("3.1 L"), "the number").required();
  auto source = d.key("source", &Value::source, text().not_empty(), "where it is from");
  if (source_required) source.required();
  d.short_for("value");
  return d;
}

inline Declaration<Model> model_declaration(bool source_required = false) {
  Declaration<Model> d("model", "How the compound moves.");
  d.key("CL", &Model::CL, quantity("L/d").positive().example("0.68 L/d"), "clearance").required();
  d.key("V1", &Model::V1, value_declaration(source_required), "central volume");
  return d;
}

inline Declaration<Solver> solver_declaration() {
  Declaration<Solver> d("solver", "How equations are solved.");
  d.key("rtol", &Solver::rtol, number().above(0).at_most(0.1), "relative tolerance");
  d.key("dense", &Solver::dense, "interpolate");
  return d;
}

inline Declaration<Study> study_declaration() {
  Declaration<Study> d("study", "A question about a compound.");
  d.key("compound", &Study::compound, text().example("t-dm1"), "what is given").required();
  d.key("regimen", &Study::regimen, parsed<Regimen>("3.6 mg/kg q3w x 6", parse_regimen), "how it is given").required();
  d.key("patients", &Study::patients, integer().at_least(1), "virtual patients per arm");
  d.key("seed", &Study::seed, "seed of the random numbers");
  d.key("duration", &Study::duration, quantity("d").positive().example("126 d"), "time simulated");
  d.key("weight", &Study::weight, quantity("kg").positive().at_most("500 kg").example("70 kg"), "body weight");
  d.key("fraction", &Study::fraction, quantity("%").not_negative().at_most("100 %").example("50 %"), "a | fraction");
  d.key("method", &Study::method, text().one_of({"reference", "cvode"}), "who solves");
  d.key("doses", &Study::doses, list_of(quantity("mg/kg").example("3.6 mg/kg")).or_single(), "dose levels");
  d.key("columns", &Study::columns, list_of(text()).at_least(1), "columns");
  d.key("model", &Study::models, table_of(model_declaration()), "models by name");
  d.key("observe", &Study::observe, table_of(text().example("daily")), "what to keep, when");
  d.key("solver", &Study::solver, either(text().example("fast"), solver_declaration()), "how to solve");
  d.key("stage", &Study::stages, list_of(solver_declaration()), "solvers in turn");
  d.key("override", &Study::override_values, table_of(any_value()), "what differs");
  d.key("low", &Study::low, quantity("nM"), "lower end");
  d.key("high", &Study::high, quantity("nM"), "upper end");
  d.check({"low", "high"}, [](const Study& s, const KeyPlaces& at, Problems& problems) {
    if (s.low && s.high && s.low->value() > s.high->value()) {
      problems.error(at.value("high"), "high is below low");
    }
  });
  return d;
}

/// Everything said about a text, as a person reads it.
inline std::string said(const std::string& toml) {
  try {
    read_text("study.toml", toml, study_declaration());
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing";
}

}  // namespace tansine::example

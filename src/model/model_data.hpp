#pragma once
// What a Model has collected: plain lists, filled by notation.cpp, read by check.cpp, print.cpp and compile.cpp.
// Internal to the room.

#include "model/graph.hpp"
#include "model/notation.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tansine {

struct ParameterEntry {
  ParameterInfo info;
  Quantity written;  ///< as the author wrote it, for print
  Dimension dimension;
};

struct DerivedEntry {
  std::string name;
  std::string meaning;
  NodeId node = 0;
  Dimension dimension;
};

struct CompartmentEntry {
  std::string name;
  Expr volume;
};

struct MoietyEntry {
  std::string name;
  bool conserved = false;
};

struct SpeciesEntry {
  enum class Kind : std::uint8_t { concentration, amount, state };
  std::string name;
  std::string meaning{};
  Kind kind = Kind::concentration;
  std::uint32_t compartment = no_slot;  ///< for concentrations
  Dimension substance;                  ///< what is counted (for a state: its dimension)
  Dimension dimension;                  ///< of the state itself
  Composition composition{};
  double nominal = 1;
  std::optional<Expr> initial{};
};

/// One process: counts of each species consumed and produced, and its flux. The flux is [substance/h], or, if
/// `compartment` is set, [concentration/h] in that compartment (so that within one compartment no volume appears).
struct ProcessEntry {
  enum class Kind : std::uint8_t { mass_action, flux, rate_rule };
  std::string name;
  Kind kind = Kind::mass_action;
  Sides sides{};
  std::vector<Expr> constants{};  ///< rate constants, for print
  NodeId flux = 0;
  bool valid = false;  ///< false: a problem was reported, the process is left out
  std::uint32_t compartment = no_slot;
};

struct ObservableEntry {
  std::string name;
  std::string meaning;
  Unit unit;
  Expr value;
};

struct DoseEntryData {
  std::string name;
  std::string unit_text;
  Dimension dimension;
  std::vector<Model::DoseShare> shares;
  DoseOptions options;
};

struct CovarianceEntry {
  Expr first, second;
  double value = 0;
};

struct ModelData {
  ModelData() = default;
  std::string name;
  const ModelData* identity = this;  ///< what the handles point to; a Network's copy keeps it
  Graph graph;
  Problems problems;
  std::vector<ParameterEntry> parameters;
  std::vector<DerivedEntry> derived;
  std::vector<CompartmentEntry> compartments;
  std::vector<MoietyEntry> moieties;
  std::vector<SpeciesEntry> species;
  std::vector<ProcessEntry> processes;
  std::vector<ObservableEntry> observables;
  std::vector<DoseEntryData> doses;
  std::vector<CovarianceEntry> covariances;
  std::unordered_map<NodeId, std::string> names;  ///< how a named expression is printed

  void error(std::string message) { problems.error(Place{.name = name}, std::move(message)); }
};

/// The node of an expression in `model` (a bare constant becomes one).
NodeId node_of(ModelData& model, const Expr& e);

/// "kon*A*R": precedence-aware text of an expression, named parts by their name.
std::string print_node(const ModelData& model, NodeId node);

/// d(species)/dt as a node, for every species in order: stoichiometry times flux times volume ratio.
std::vector<NodeId> derivative_nodes(ModelData& model);

/// All problems that only the whole model can show.
Problems check_model(ModelData& model);

}  // namespace tansine

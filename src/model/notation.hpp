#pragma once
// The notation in which a model is written: parameters, compartments, species made of moieties, reactions. A process is
// written once; signs, volume ratios, stoichiometry, Jacobian and printed equations follow.
//
//   Model m("receptor uptake");
//   auto kon    = m.parameter("kon", 2.07 / (nM * h), "ADC-HER2 association", "doi:...");
//   auto medium = m.compartment("medium", V_medium);
//   auto payload = m.moiety("payload");      m.conserve(payload);
//   auto A  = m.species("A", medium, Ab + DAR * payload);
//   m.reaction("binding",         A + R <=> AR,   kon, koff);
//   m.reaction("internalization", AR >> AR_i,     kint);
//   m.reaction("release",         AR_i >> DAR * D, klys);
//   m.flux    ("efflux",          D >> D_m,       kout * (D - D_m) * V_cells);
//
// (g++ warns about A + B >> C: write (A + B) >> C.) Nothing here computes. Problems (dimensions, balance, names,
// orphans) are collected and thrown together by build().

#include "base/problem.hpp"
#include "model/expression.hpp"
#include "model/program.hpp"

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// Between-patient variability of a parameter.
struct Variability {
  Distribution distribution = Distribution::none;
  double omega2 = 0;  ///< variance of eta
  static Variability lognormal(double omega2) { return {Distribution::lognormal, omega2}; }
  /// From the coefficient of variation of the lognormal itself (a fraction): omega2 = ln(1 + CV^2).
  static Variability lognormal_cv(double cv);
  static Variability logit(double omega2) { return {Distribution::logit, omega2}; }
  static Variability additive(double omega2) { return {Distribution::additive, omega2}; }
};

class Compartment {
 public:
  [[nodiscard]] std::uint32_t id() const { return id_; }
  [[nodiscard]] Expr volume() const;

 private:
  friend class Model;
  ModelData* model_ = nullptr;
  std::uint32_t id_ = 0;
};

class Moiety {
 public:
  [[nodiscard]] std::uint32_t id() const { return id_; }

 private:
  friend class Model;
  ModelData* model_ = nullptr;
  std::uint32_t id_ = 0;
};

/// What a species is made of: Ab + DAR * payload.
class Composition {
 public:
  struct Part {
    Expr count;
    std::uint32_t moiety;
  };
  Composition() = default;
  Composition(const Moiety& moiety);  // NOLINT(google-explicit-constructor)
  std::vector<Part> parts;
};
Composition operator+(const Composition& a, const Composition& b);
Composition operator*(const Expr& count, const Moiety& moiety);

/// A state. As an Expr it is its concentration (in a compartment) or its amount (without one).
class Species {
 public:
  [[nodiscard]] std::uint32_t id() const { return id_; }
  operator Expr() const;  // NOLINT(google-explicit-constructor)

 private:
  friend class Model;
  ModelData* model_ = nullptr;
  std::uint32_t id_ = 0;
};

/// One side of a reaction, or (as an Expr) the sum it spells.
class Terms {
 public:
  struct Term {
    Expr count;
    Species species;
  };
  Terms() = default;
  Terms(const Species& species);  // NOLINT(google-explicit-constructor)
  operator Expr() const;          // NOLINT(google-explicit-constructor)
  std::vector<Term> list;
};
/// The empty side.
struct Nothing {
  operator Terms() const { return {}; }  // NOLINT(google-explicit-constructor)
};
inline constexpr Nothing nothing{};

Terms operator+(const Terms& a, const Terms& b);
Terms operator+(const Species& a, const Species& b);  // a side; as an Expr still their sum
Terms operator*(const Expr& count, const Species& species);
Terms operator*(double count, const Species& species);

struct Sides {
  Terms left, right;
  bool reversible = false;
};
Sides operator>>(const Terms& left, const Terms& right);
Sides operator<=>(const Terms& left, const Terms& right);

struct SpeciesOptions {
  std::string meaning;
  Dimension substance = dimension::amount;  ///< what is counted: amount (default), mass, cells
  std::optional<Quantity> nominal{};        ///< typical magnitude, for absolute tolerances; default 1 canonical unit
};

struct DoseOptions {
  std::optional<Expr> F, lag, duration, rate;
  struct Reset {
    Species state;
    Expr value;
  };
  std::vector<Reset> resets;  ///< set at the start of every dose
};

class Network;

/// A model being written.
class Model {
 public:
  explicit Model(std::string name);
  ~Model();
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;

  /// `source`: a citation, or "assumed: why", or "derived: how", or "read: ..." etc.; empty is a problem.
  Expr parameter(std::string_view name, const Quantity& value, std::string_view meaning, std::string_view source,
                 Variability variability = {});
  Expr covariate(std::string_view name, const Quantity& reference, std::string_view meaning, std::string_view source);
  /// Covariance of the etas of two parameters that both have variability.
  void covariance(const Expr& first, const Expr& second, double covariance);
  /// A named expression: shared, printed by its name. Parameter-only (derived) or of states (assignment rule).
  Expr derived(std::string_view name, const Expr& value, std::string_view meaning = {});

  /// Time on the clock of the patient's records [h]: 0 is their origin, not the first record.
  Expr time();

  Compartment compartment(std::string_view name, const Expr& volume);
  Moiety moiety(std::string_view name);
  /// Every reaction and flux must balance this moiety; its total becomes a monitored balance of the Program.
  void conserve(const Moiety& moiety);

  Species species(std::string_view name, const Compartment& compartment, const Composition& composition = {},
                  SpeciesOptions options = {});
  /// A species counted as an amount (depot, cumulative release): no compartment volume.
  Species amount(std::string_view name, const Composition& composition = {}, SpeciesOptions options = {});
  /// A state that is not a substance (transit signal, average DAR): `unit` is e.g. "1" or "L".
  Species state(std::string_view name, std::string_view unit, SpeciesOptions options = {});

  void reaction(std::string_view name, const Sides& sides, const Expr& k);
  void reaction(std::string_view name, const Sides& sides, const Expr& k_forward, const Expr& k_back);
  /// A flux [substance/h] from left to right with a law of its own.
  void flux(std::string_view name, const Sides& sides, const Expr& flux);
  /// d(state)/dt gets `rate` [unit/h]; adds to reactions if any. For states that are not chemistry.
  void rate(const Species& state, const Expr& rate);
  void initial(const Species& state, const Expr& value);

  /// `unit` is how it is shown: "ug/mL".
  void observable(std::string_view name, const Expr& value, std::string_view unit, std::string_view meaning = {});

  struct DoseShare {
    Species species;
    Expr share;  ///< substance of this species per unit of dose (dimensionless, or nmol per mg)
  };
  /// Doses are given in `unit` ("nmol" or "mg").
  void dose(std::string_view name, std::string_view unit, const std::vector<DoseShare>& shares,
            DoseOptions options = {});

  /// Everything wrong so far that is known before build().
  [[nodiscard]] const Problems& problems() const;
  /// Checks all and returns the checked network; throws InputError with all problems. The Model can be built again.
  [[nodiscard]] Network build() const;
  /// build() without throwing: all problems of the model.
  [[nodiscard]] Problems check() const;

 private:
  std::shared_ptr<ModelData> data_;
};

/// A checked model: immutable, cheap to copy.
class Network {
 public:
  explicit Network(std::shared_ptr<const ModelData> data) : data_(std::move(data)) {}
  [[nodiscard]] const ModelData& data() const { return *data_; }

 private:
  std::shared_ptr<const ModelData> data_;
};

/// "dA/dt = -kon*A*R + koff*AR", one line a state, then the named expressions they use. A golden file.
std::string print_equations(const Network& network);
/// name, value, unit, meaning, source, variability: one line a parameter, columns aligned.
std::string print_parameters(const Network& network);
/// Parameter `index` of the network's Program, in the unit that its author wrote.
Quantity written_value(const Network& network, std::size_t index);
/// "binding: A + R <=> AR   kon, koff": one line a process.
std::string print_reactions(const Network& network);

/// Lowers a checked network to the flat Program. 1,000 states take well under a second.
Program compile(const Network& network);

}  // namespace tansine

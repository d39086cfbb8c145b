#pragma once
// The parameters of one model description as expressions of a Model: found by the role a mechanism gives them,
// multiplied by body size, covariate effects and shared etas, and crossed off, so that what no mechanism used can be
// reported. Internal to the room.

#include "library/compound.hpp"
#include "model/notation.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tansine {

/// What a mechanism calls a parameter, and what papers call it.
struct Role {
  std::string name;
  std::vector<std::string> also;
  std::string meaning;
};

/// A parameter of the individual, and its typical value [canonical] for nominal magnitudes.
struct PaperValue {
  Expr expr = 1.0;
  double typical = 1;
  operator const Expr&() const { return expr; }  // NOLINT(google-explicit-constructor): reads like the paper
};

class ParameterBook {
 public:
  /// All references must outlive the book.
  ParameterBook(Model& model, const ModelDescription& description, Problems& problems);

  /// The parameter in this role with one of `dimensions`, or of those per body weight or surface (volumes and
  /// clearances only). Missing or of another dimension: reported, and a 1 of the first dimension stands in.
  PaperValue need(const Role& role, const std::vector<Dimension>& dimensions, const std::string& needed_by);
  std::optional<PaperValue> find(const Role& role, const std::vector<Dimension>& dimensions,
                                 const std::string& needed_by);
  /// Same, preferring names that end in "_<suffix>". Without fallback only those count.
  PaperValue need(const Role& role, const std::vector<Dimension>& dimensions, const std::string& needed_by,
                  const std::string& suffix, bool fallback);
  std::optional<PaperValue> find(const Role& role, const std::vector<Dimension>& dimensions,
                                 const std::string& needed_by, const std::string& suffix, bool fallback);
  /// Dimensionless and between 0 and 1, else reported.
  PaperValue need_fraction(const Role& role, const std::string& needed_by);

  /// Covariances, and everything nobody used. Call once, last.
  void finish();

  [[nodiscard]] const std::string& where() const { return where_; }
  [[nodiscard]] const ModelDescription& description() const { return description_; }
  [[nodiscard]] Problems& problems() { return problems_; }
  /// Typical body weight [mg] or surface [um2]: the covariate's reference, else body_weight; 0 if unknown.
  [[nodiscard]] double typical_weight() const;
  [[nodiscard]] double typical_surface() const;

 private:
  struct Used {
    PaperValue individual;
    Expr population = 1.0;
    double omega2 = 0;
  };
  const NamedQuantity* search(const Role& role, const std::string& suffix, bool fallback) const;
  std::optional<PaperValue> use(const NamedQuantity& parameter, const Role& role,
                                const std::vector<Dimension>& dimensions, const std::string& needed_by);
  /// The covariate as an expression; registered on first use.
  PaperValue covariate(const std::string& name, const Place& place, const std::string& needed_by);
  /// Its reference value as a parameter.
  Expr reference(const std::string& name);
  PaperValue apply_effects(const std::string& parameter, PaperValue value);
  Expr effect_factor(const CovariateEffectDescription& effect, std::size_t index);
  void add_covariances();

  Model& model_;
  const ModelDescription& description_;
  Problems& problems_;
  std::string where_;
  std::map<std::string, Used> used_;
  std::map<std::string, PaperValue> covariates_;
  std::map<std::string, Expr> references_, shared_;
  std::map<std::size_t, Expr> effects_;
};

/// A 1 of this dimension.
Quantity one_of(Dimension dimension);

}  // namespace tansine

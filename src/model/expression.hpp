#pragma once
// Expressions of a model: handles to nodes of a shared graph (equal expressions are one node), each with a dimension.
// A dimension error is remembered by the model and reported with all others when it is built.

#include "base/dimension.hpp"
#include "base/quantity.hpp"

#include <cstdint>
#include <memory>

namespace tansine {

struct ModelData;
class Species;
class Terms;

/// A number, parameter, species or formula. A plain double is a dimensionless constant.
class Expr {
 public:
  Expr(double constant);           // NOLINT(google-explicit-constructor): 2 * x reads as written
  Expr(const Quantity& quantity);  // NOLINT(google-explicit-constructor)
  Expr(ModelData* model, std::uint32_t node, Dimension dimension) : model_(model), node_(node), dimension_(dimension) {}

  [[nodiscard]] ModelData* model() const { return model_; }  ///< nullptr: a bare constant
  [[nodiscard]] std::uint32_t node() const { return node_; }
  [[nodiscard]] Dimension dimension() const { return dimension_; }
  [[nodiscard]] double constant() const { return constant_; }  ///< meaningful if model() == nullptr
  [[nodiscard]] bool valid() const { return valid_; }          ///< false after a dimension error: poisons what uses it

 private:
  friend struct ExprAccess;
  ModelData* model_ = nullptr;
  std::uint32_t node_ = 0;
  Dimension dimension_;
  double constant_ = 0;
  bool valid_ = true;
};

Expr operator+(const Expr& a, const Expr& b);
Expr operator-(const Expr& a, const Expr& b);
Expr operator*(const Expr& a, const Expr& b);
Expr operator/(const Expr& a, const Expr& b);
Expr operator-(const Expr& a);
Expr pow(const Expr& base, int exponent);
/// pow(x, 1.0 / 3): without it the call would be that of an int, with the exponent 0.
Expr pow(const Expr& base, double exponent);
/// Base and exponent dimensionless, or a constant exponent that gives whole powers of dimensions (0.5 on an area).
Expr pow(const Expr& base, const Expr& exponent);
Expr exp(const Expr& x);
Expr log(const Expr& x);
Expr sqrt(const Expr& x);
Expr min(const Expr& a, const Expr& b);
Expr max(const Expr& a, const Expr& b);
/// condition >= 0 ? if_true : if_false
Expr select_nonnegative(const Expr& condition, const Expr& if_true, const Expr& if_false);

}  // namespace tansine

#include "model/expression.hpp"

#include "model/model_data.hpp"

#include <fmt/format.h>
#include <cmath>

namespace tansine {

/// Makes expressions that the public constructors cannot.
struct ExprAccess {
  static Expr bare(double value, Dimension dimension) {
    Expr e(value);
    e.dimension_ = dimension;
    return e;
  }
  static Expr invalid(ModelData* model, Dimension dimension) {
    Expr e(model, model->graph.constant(0), dimension);
    e.valid_ = false;
    return e;
  }
};

Expr::Expr(double constant) : constant_(constant) {}
Expr::Expr(const Quantity& quantity) : dimension_(quantity.dimension()), constant_(quantity.value()) {}

NodeId node_of(ModelData& model, const Expr& e) {
  if (e.model() == nullptr) return model.graph.constant(e.constant());
  TANSINE_ASSERT(e.model() == model.identity, "an expression of one model is used in another");
  return e.node();
}

namespace {

std::string text(ModelData* model, const Expr& e) {
  if (e.model() == nullptr || model == nullptr) return fmt::format("{}", e.constant());
  return print_node(*model, e.node());
}

/// An operator between tighter and looser ones: parenthesize sums inside products.
std::string operand(ModelData* model, const Expr& e) {
  std::string t = text(model, e);
  return t.find(' ') == std::string::npos ? t : "(" + t + ")";
}

ModelData* model_of(const Expr& a, const Expr& b) {
  if (a.model() != nullptr && b.model() != nullptr)
    TANSINE_ASSERT(a.model() == b.model(), "expressions of two models are mixed");
  return a.model() != nullptr ? a.model() : b.model();
}

/// Remembers the problem (or, without a model, throws it) and poisons the result.
Expr refuse(ModelData* model, Dimension dimension, std::string message) {
  if (model == nullptr) throw InputError(Place{}, std::move(message));
  model->error(std::move(message));
  return ExprAccess::invalid(model, dimension);
}

Expr poisoned(const Expr& a, const Expr& b, Dimension d) { return ExprAccess::invalid(model_of(a, b), d); }

template <class Make>
Expr binary(const Expr& a, const Expr& b, Dimension d, Op op, double factor, Make make) {
  ModelData* model = model_of(a, b);
  if (model == nullptr) return ExprAccess::bare(apply(op, a.constant(), b.constant(), 0) * factor, d);
  NodeId node = make(model->graph, node_of(*model, a), node_of(*model, b));
  if (factor != 1) node = model->graph.mul(node, model->graph.constant(factor));
  return {model, node, d};
}

bool zero_constant(const Expr& e) { return e.model() == nullptr && e.constant() == 0; }

/// Both of one dimension (a bare 0 fits all), or a refused expression.
template <class Make>
Expr alike(const Expr& a, const Expr& b, std::string_view form, Op op, Make make) {
  const Dimension d = zero_constant(a) ? b.dimension() : a.dimension();
  if (!a.valid() || !b.valid()) return poisoned(a, b, d);
  if (a.dimension() != b.dimension() && !zero_constant(a) && !zero_constant(b)) {
    ModelData* model = model_of(a, b);
    return refuse(model, d,
                  fmt::format("cannot write '{}': {} against {}",
                              fmt::format(fmt::runtime(form), operand(model, a), operand(model, b)),
                              canonical_unit(a.dimension()), canonical_unit(b.dimension())));
  }
  return binary(a, b, d, op, 1, make);
}

Expr dimensionless(const Expr& x, std::string_view function, Op op) {
  if (!x.valid()) return x;
  if (!x.dimension().is_one())
    return refuse(x.model(), {},
                  fmt::format("cannot write '{}({})': its argument has unit {}, expected a number without unit",
                              function, text(x.model(), x), canonical_unit(x.dimension())));
  if (x.model() == nullptr) return apply(op, x.constant(), 0, 0);
  return {x.model(), x.model()->graph.unary(op, x.node()), {}};
}

}  // namespace

Expr operator+(const Expr& a, const Expr& b) {
  return alike(a, b, "{} + {}", Op::add, [](Graph& g, NodeId x, NodeId y) { return g.add(x, y); });
}
Expr operator-(const Expr& a, const Expr& b) {
  return alike(a, b, "{} - {}", Op::sub, [](Graph& g, NodeId x, NodeId y) { return g.sub(x, y); });
}
Expr min(const Expr& a, const Expr& b) {
  return alike(a, b, "min({}, {})", Op::min, [](Graph& g, NodeId x, NodeId y) { return g.min(x, y); });
}
Expr max(const Expr& a, const Expr& b) {
  return alike(a, b, "max({}, {})", Op::max, [](Graph& g, NodeId x, NodeId y) { return g.max(x, y); });
}

Expr operator*(const Expr& a, const Expr& b) {
  const Dimension d = a.dimension() * b.dimension();
  if (!a.valid() || !b.valid()) return poisoned(a, b, d);
  return binary(a, b, d, Op::mul, coherence_factor(a.dimension(), b.dimension()),
                [](Graph& g, NodeId x, NodeId y) { return g.mul(x, y); });
}
Expr operator/(const Expr& a, const Expr& b) {
  const Dimension d = a.dimension() / b.dimension();
  if (!a.valid() || !b.valid()) return poisoned(a, b, d);
  return binary(a, b, d, Op::div, coherence_factor(a.dimension(), inverse(b.dimension())),
                [](Graph& g, NodeId x, NodeId y) { return g.div(x, y); });
}
Expr operator-(const Expr& a) { return Expr(-1.0) * a; }

Expr pow(const Expr& base, int exponent) {
  Expr result = 1.0;
  for (int i = 0; i < std::abs(exponent); ++i) result = result * base;
  return exponent < 0 ? Expr(1.0) / result : result;
}

Expr pow(const Expr& base, const Expr& exponent) {
  ModelData* model = model_of(base, exponent);
  if (!base.valid() || !exponent.valid()) return poisoned(base, exponent, {});
  const bool constant_exponent = exponent.model() == nullptr && exponent.dimension().is_one();
  if (constant_exponent && exponent.constant() == std::round(exponent.constant()) && std::abs(exponent.constant()) <= 4)
    return pow(base, static_cast<int>(exponent.constant()));
  if (constant_exponent && exponent.constant() == 0.5) return sqrt(base);
  if (!base.dimension().is_one() || !exponent.dimension().is_one())
    return refuse(model, {},
                  fmt::format("cannot write '{}^{}': {} to the power {}, expected numbers without unit (divide by a "
                              "reference first)",
                              operand(model, base), operand(model, exponent), canonical_unit(base.dimension()),
                              canonical_unit(exponent.dimension())));
  return binary(base, exponent, {}, Op::pow, 1, [](Graph& g, NodeId x, NodeId y) { return g.pow(x, y); });
}

Expr exp(const Expr& x) { return dimensionless(x, "exp", Op::exp); }
Expr log(const Expr& x) { return dimensionless(x, "log", Op::log); }

Expr sqrt(const Expr& x) {
  if (!x.valid()) return x;
  const Dimension d = x.dimension();
  auto odd = [](int power) { return power % 2 != 0; };
  if (odd(d.amount) || odd(d.mass) || odd(d.length) || odd(d.time) || odd(d.cells))
    return refuse(x.model(), {},
                  fmt::format("cannot write 'sqrt({})': {} has no whole root", text(x.model(), x), canonical_unit(d)));
  auto half = [](std::int8_t power) { return static_cast<std::int8_t>(power / 2); };
  const Dimension root{half(d.amount), half(d.mass), half(d.length), half(d.time), half(d.cells)};
  // sqrt(x) squared must be x again, also where litres become micrometres
  const double factor = 1 / std::sqrt(coherence_factor(root, root));
  if (x.model() == nullptr) return ExprAccess::bare(std::sqrt(x.constant()) * factor, root);
  Graph& g = x.model()->graph;
  NodeId node = g.unary(Op::sqrt, x.node());
  if (factor != 1) node = g.mul(node, g.constant(factor));
  return {x.model(), node, root};
}

Expr select_nonnegative(const Expr& condition, const Expr& if_true, const Expr& if_false) {
  ModelData* model = condition.model() != nullptr ? condition.model() : model_of(if_true, if_false);
  const Dimension d = zero_constant(if_true) ? if_false.dimension() : if_true.dimension();
  if (!condition.valid() || !if_true.valid() || !if_false.valid()) return ExprAccess::invalid(model, d);
  if (if_true.dimension() != if_false.dimension() && !zero_constant(if_true) && !zero_constant(if_false))
    return refuse(
        model, d,
        fmt::format("cannot choose between '{}' and '{}': {} against {}", text(model, if_true), text(model, if_false),
                    canonical_unit(if_true.dimension()), canonical_unit(if_false.dimension())));
  if (model == nullptr) return condition.constant() >= 0 ? if_true : if_false;
  return {model, model->graph.select(node_of(*model, condition), node_of(*model, if_true), node_of(*model, if_false)),
          d};
}

}  // namespace tansine

// The coefficients of the reference method are not trusted: order conditions derived from rooted trees, stability, and
// the measured order of convergence. Each check is shown to fail on a slightly wrong tableau.

#include "engine/reference/rosenbrock_step.hpp"
#include "engine/tests/small_programs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>

namespace tansine {
namespace {

constexpr std::size_t stages = RosenbrockTableau::max_stages;
using Row = RosenbrockTableau::Row;
using Matrix = RosenbrockTableau::Matrix;

RosenbrockTableau perturbed() {
  RosenbrockTableau t = rodas5p();
  t.c[4][2] *= 1 + 1e-3;
  return t;
}

// The untransformed method: k = sum Gamma^-1 u. Gamma^-1 = I/gamma - c, lower triangular.
struct Classical {
  Matrix Gamma{}, alpha{}, beta{};
  explicit Classical(const RosenbrockTableau& t) {
    for (std::size_t column = 0; column < stages; ++column) {
      for (std::size_t i = column; i < stages; ++i) {
        double sum = i == column ? 1 : 0;
        for (std::size_t j = column; j < i; ++j) sum += t.c[i][j] * Gamma[j][column];
        Gamma[i][column] = sum * t.gamma;
      }
    }
    for (std::size_t i = 0; i < stages; ++i) {
      for (std::size_t j = 0; j < stages; ++j) {
        for (std::size_t k = 0; k < stages; ++k) alpha[i][j] += t.a[i][k] * Gamma[k][j];
        beta[i][j] = alpha[i][j] + Gamma[i][j];
      }
    }
  }
  /// Weights of k for weights of u.
  [[nodiscard]] Row weights(const Row& of_u) const {
    Row b{};
    for (std::size_t j = 0; j < stages; ++j)
      for (std::size_t i = 0; i < stages; ++i) b[j] += of_u[i] * Gamma[i][j];
    return b;
  }
};

struct Tree {
  std::vector<Tree> children;
  [[nodiscard]] int order() const {
    int sum = 1;
    for (const Tree& child : children) sum += child.order();
    return sum;
  }
  [[nodiscard]] double density() const {
    double product = order();
    for (const Tree& child : children) product *= child.density();
    return product;
  }
};

// All rooted trees with `order` vertices: the children of the root are a multiset of smaller trees.
std::vector<Tree> trees(int order) {
  struct Collect {
    std::vector<Tree> smaller, found;
    void choose(Tree& root, int left, std::size_t from) {
      if (left == 0) found.push_back(root);
      for (std::size_t i = from; i < smaller.size(); ++i) {
        if (smaller[i].order() > left) continue;
        root.children.push_back(smaller[i]);
        choose(root, left - smaller[i].order(), i);
        root.children.pop_back();
      }
    }
  } collect;
  for (int n = 1; n < order; ++n)
    for (const Tree& tree : trees(n)) collect.smaller.push_back(tree);
  Tree root;
  collect.choose(root, order - 1, 0);
  return collect.found;
}

// Hairer & Wanner (1996), section IV.7: a vertex with one child takes beta, one with several alpha for each child.
Row elementary_weight(const Tree& tree, const Classical& method) {
  Row phi;
  phi.fill(1);
  const Matrix& matrix = tree.children.size() == 1 ? method.beta : method.alpha;
  for (const Tree& child : tree.children) {
    const Row of_child = elementary_weight(child, method);
    for (std::size_t i = 0; i < stages; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < stages; ++j) sum += matrix[i][j] * of_child[j];
      phi[i] *= sum;
    }
  }
  return phi;
}

// Largest |sum b phi - theta^order / density| over all trees of this order.
double order_defect(const RosenbrockTableau& table, const Row& weights_of_u, int order, double theta = 1) {
  const Classical method(table);
  const Row b = method.weights(weights_of_u);
  double worst = 0;
  for (const Tree& tree : trees(order)) {
    const Row phi = elementary_weight(tree, method);
    double sum = 0;
    for (std::size_t i = 0; i < stages; ++i) sum += b[i] * phi[i];
    worst = std::max(worst, std::abs(sum - std::pow(theta, order) / tree.density()));
  }
  return worst;
}

Row embedded(const RosenbrockTableau& t) {
  Row w = t.m;
  for (std::size_t i = 0; i < stages; ++i) w[i] -= t.e[i];
  return w;
}

Row dense_weights(const RosenbrockTableau& t, double theta) {
  Row w{};
  for (std::size_t i = 0; i < stages; ++i) {
    const double bend = t.dense[0][i] + theta * (t.dense[1][i] + theta * t.dense[2][i]);
    w[i] = theta * (t.m[i] + (1 - theta) * bend);
  }
  return w;
}

// Coefficients of size up to 165 are given to 16 digits, so that a sum of some ten products of them is right to about
// 1e-13. Weights that break a condition do so by 1e-4 and more.
constexpr double rounding = 2e-12;

TEST(Rodas5P, TreesAreCounted) {  // 1, 1, 2, 4, 9, 20: the known numbers of rooted trees
  const std::vector<std::size_t> known{1, 1, 2, 4, 9, 20};
  for (std::size_t n = 1; n <= known.size(); ++n) EXPECT_EQ(trees(static_cast<int>(n)).size(), known[n - 1]);
}

class Tableaus : public testing::TestWithParam<const RosenbrockTableau*> {};
INSTANTIATE_TEST_SUITE_P(, Tableaus, testing::Values(&rodas5p(), &rodas4()),
                         [](const auto& which) { return which.param == &rodas5p() ? "Rodas5P" : "Rodas4"; });

TEST_P(Tableaus, MeetsAllOrderConditions) {
  const RosenbrockTableau& t = *GetParam();
  for (int order = 1; order <= t.order; ++order) EXPECT_LT(order_defect(t, t.m, order), rounding) << order;
  EXPECT_GT(order_defect(t, t.m, t.order + 1), 1e-6) << "order as claimed, not more";
  for (int order = 1; order <= t.embedded_order; ++order)
    EXPECT_LT(order_defect(t, embedded(t), order), rounding) << order;
  EXPECT_GT(order_defect(t, embedded(t), t.embedded_order + 1), 1e-6) << "an estimate that sees the error";
}

TEST_P(Tableaus, MeetsOrderConditionsBetweenSteps) {
  const RosenbrockTableau& t = *GetParam();
  // The conditions are polynomials of degree 4 in theta: right at seven points, right everywhere.
  for (const double theta : {0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0})
    for (int order = 1; order <= t.dense_order; ++order)
      EXPECT_LT(order_defect(t, dense_weights(t, theta), order, theta), rounding) << theta << " " << order;
}

TEST_P(Tableaus, NodesAreRowSums) {
  const RosenbrockTableau& t = *GetParam();
  const Classical method(t);
  for (std::size_t i = 0; i < t.stages; ++i) {
    double alpha = 0, gamma = 0;
    for (std::size_t j = 0; j < stages; ++j) alpha += method.alpha[i][j], gamma += method.Gamma[i][j];
    EXPECT_NEAR(alpha, t.alpha[i], rounding) << i;
    EXPECT_NEAR(gamma, t.gamma_sum[i], rounding) << i;
  }
}

TEST_P(Tableaus, IsStifflyAccurate) {  // the weights are the last row of beta: the last stage is the solution
  const RosenbrockTableau& t = *GetParam();
  const Classical method(t);
  const Row b = method.weights(t.m);
  for (std::size_t i = 0; i < t.stages; ++i) EXPECT_NEAR(b[i], method.beta[t.stages - 1][i], rounding) << i;
}

TEST_P(Tableaus, IsLStable) {
  const RosenbrockTableau& t = *GetParam();
  const auto growth = [&t](std::complex<double> z) {  // y_new / y of y' = z y, h = 1
    std::array<std::complex<double>, stages> u;
    std::complex<double> y_new = 1;
    for (std::size_t i = 0; i < t.stages; ++i) {
      std::complex<double> argument = 1, sum = 0;
      for (std::size_t j = 0; j < i; ++j) argument += t.a[i][j] * u[j], sum += t.c[i][j] * u[j];
      u[i] = (z * argument + sum) / (1 / t.gamma - z);
      y_new += t.m[i] * u[i];
    }
    return y_new;
  };
  for (double frequency = 1e-3; frequency < 1e6; frequency *= 1.1)
    EXPECT_LE(std::abs(growth({0, frequency})), 1 + 1e-11) << frequency;  // bounded on the axis: on the half-plane
  EXPECT_LT(std::abs(growth(-1e9)), 1e-6);
  EXPECT_LT(std::abs(growth({-1e8, 1e9})), 1e-6);
  EXPECT_NEAR(growth(-0.1).real(), std::exp(-0.1), 0.3 * std::pow(0.1, t.order + 1));  // error constants below 0.3
}

TEST(Rodas5P, WrongTableauFailsTheConditions) {
  const RosenbrockTableau t = perturbed();
  double worst = 0;
  for (int order = 1; order <= t.order; ++order) worst = std::max(worst, order_defect(t, t.m, order));
  EXPECT_GT(worst, 1e-5);
}

struct FixedSteps {
  double at_end, dense, estimate;  // largest errors, and largest estimate
};

// Errors on nonlinear_in_time() over [0, 1] in n equal steps; `dense` at three points of every step.
FixedSteps fixed_steps(const RosenbrockTableau& table, int n) {
  const Program program = nonlinear_in_time();
  RosenbrockStep step(program, table);
  const std::vector<double> none(2, 0.0);
  EXPECT_TRUE(step.start(0, std::vector{1.0, 1.0}, none));
  const auto error = [](double t, std::span<const double> y) {
    return std::max(std::abs(y[0] - 1 / (1 + t * t)), std::abs(y[1] - std::exp(-t)));
  };
  FixedSteps result{};
  std::vector<double> between(2);
  for (int i = 0; i < n; ++i) {
    const double t_new = static_cast<double>(i + 1) / n, h = t_new - step.t();
    EXPECT_EQ(step.attempt(h, t_new), RosenbrockStep::Attempt::done);
    for (const double theta : {0.2, 0.5, 0.8}) {
      step.interpolate(theta, between);
      result.dense = std::max(result.dense, error(step.t() + theta * h, between));
    }
    result.estimate = std::max({result.estimate, std::abs(step.error()[0]), std::abs(step.error()[1])});
    step.accept();
  }
  result.at_end = error(1, step.y());
  return result;
}

TEST(Rodas5P, ConvergesWithItsOrder) {
  const FixedSteps coarse = fixed_steps(rodas5p(), 20), fine = fixed_steps(rodas5p(), 40);
  const double order = std::log2(coarse.at_end / fine.at_end);
  RecordProperty("measured_order", std::to_string(order));
  // At 20 and 40 steps the next term of the error expansion still shows: half an order is allowed for it.
  EXPECT_NEAR(order, 5.0, 0.5);
  EXPECT_NEAR(std::log2(coarse.dense / fine.dense), 5.0, 0.6) << "local error of an order 4 interpolant is h^5";
  EXPECT_NEAR(std::log2(coarse.estimate / fine.estimate), 5.0, 0.5) << "local error of the embedded method is h^5";
}

TEST(Rodas5P, WrongTableauLosesItsOrder) {
  const FixedSteps coarse = fixed_steps(perturbed(), 20), fine = fixed_steps(perturbed(), 40);
  EXPECT_LT(std::log2(coarse.at_end / fine.at_end), 3.5);
}

TEST(Rodas5P, WithoutTimeDerivativeLosesItsOrder) {
  RosenbrockTableau t = rodas5p();
  t.gamma_sum.fill(0);
  EXPECT_LT(std::log2(fixed_steps(t, 20).at_end / fixed_steps(t, 40).at_end), 2.5);
}

double one_step_error(int power, double theta) {
  const Program program = power_of_time(power);
  RosenbrockStep step(program);
  EXPECT_TRUE(step.start(0, std::vector{0.0}, std::vector{0.0}));
  EXPECT_EQ(step.attempt(1, 1), RosenbrockStep::Attempt::done);
  if (theta == 1) return std::abs(step.y_new()[0] - 1);
  std::vector<double> y(1);
  step.interpolate(theta, y);
  return std::abs(y[0] - std::pow(theta, power + 1));
}

// y = t^5 in one step of size 1, and t^4 between, are exact; the next powers are not.
TEST(Rodas5P, ReproducesPolynomials) {
  for (int power = 1; power <= 4; ++power) EXPECT_LT(one_step_error(power, 1), rounding) << power;
  EXPECT_GT(one_step_error(5, 1), 1e-4);
  for (const double theta : {0.3, 0.7}) {
    for (int power = 1; power <= 3; ++power) EXPECT_LT(one_step_error(power, theta), rounding) << power;
    EXPECT_GT(one_step_error(4, theta), 1e-4);
  }
}

}  // namespace
}  // namespace tansine

// Crossings: the search for a root, and both integrators on a problem that they solve exactly.

#include "engine/watch.hpp"

#include "engine/evaluator.hpp"
#include "engine/stepper.hpp"
#include "engine/tests/small_programs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

using namespace tansine;

namespace {

struct Found {
  double root;
  int evaluations;
};

Found find(double before, double after, const std::function<double(double)>& f) {
  RootSearch search(before, f(before), after, f(after), f(after) >= 0);
  int count = 0;
  while (!search.done() && count < 1000) {
    const double t = search.propose();
    EXPECT_GT(t, before);
    EXPECT_LT(t, after);
    search.take(t, f(t));
    ++count;
  }
  return {search.root(), count};
}

class NoRows final : public OutputSink {
 public:
  void at(std::size_t, double, std::span<const double>) override {}
};

/// y' = 1, y(0) = 0, observable y: time itself, which every method solves exactly but for rounding.
Program stopwatch() {
  Tape tape;
  const Number y = tape.state("y", 0);
  tape.derivative();
  tape.rate(tape.constant(1) + 0 * y);
  tape.jacobian();
  tape.observables();
  tape.observable("y", y, 1);
  return tape.finish();
}

/// Watches observable 0 rising through thresholds.
class Thresholds final : public Watcher {
 public:
  Thresholds(const Program& program, std::vector<Watch> watches) : evaluator_(program), watches_(std::move(watches)) {}
  [[nodiscard]] std::span<const Watch> watches() const override { return watches_; }
  void distances(double t, std::span<const double> y, std::span<double> distances) override {
    evaluator_.observe(t, y);
    for (std::size_t k = 0; k < watches_.size(); ++k)
      distances[k] = evaluator_.value(evaluator_.program().observables[0].slot) - watches_[k].threshold;
  }
  void crossed(std::size_t k, double t) override {
    watches_[k].above = !watches_[k].above;
    found.emplace_back(k, t);
  }
  std::vector<std::pair<std::size_t, double>> found;

 private:
  Evaluator evaluator_;
  std::vector<Watch> watches_;
};

class WatchedSteppers : public testing::TestWithParam<Method> {};
INSTANTIATE_TEST_SUITE_P(, WatchedSteppers, testing::Values(Method::reference, Method::cvode),
                         [](const auto& method) { return std::string(method_name(method.param)); });

}  // namespace

TEST(RootSearch, FindsRootsTo1eMinus10) {
  const auto is = [](double before, double after, double root, const std::function<double(double)>& f) {
    const Found found = find(before, after, f);
    EXPECT_NEAR(found.root, root, 1e-10 * root);
    EXPECT_LT(found.evaluations, 20);  // bisection alone needs 34
  };
  is(0, 3, 1, [](double t) { return t - 1; });
  is(0, 3, std::numbers::ln2, [](double t) { return std::exp(-t) - 0.5; });
  is(100, 700, 500, [](double t) { return std::pow(t, 3) - 500.0 * 500 * 500; });
  is(1, 50, 2, [](double t) { return 1 / t - 0.5; });
}

TEST(RootSearch, WorksWhereSecantsDoNot) {
  EXPECT_NEAR(find(0, 10, [](double t) { return t < 7 ? -1.0 : 1e9; }).root, 7, 7e-10);          // a jump
  EXPECT_NEAR(find(0, 10, [](double t) { return std::pow(t - 7, 9); }).root, 7, 1e-8);           // flat
  EXPECT_LT(find(0, 10, [](double t) { return t > 0 ? -1.0 : 0.0; }).root, 1e-13);               // at the start
  EXPECT_LT(find(0, 10, [](double t) { return t < 4 ? -1 : std::nan(""); }).evaluations, 1000);  // nan at the end
  EXPECT_NEAR(find(0, 10, [](double t) { return t < 4 ? std::nan("") : 1.0; }).root, 4, 4e-10);  // nan before
}

TEST_P(WatchedSteppers, TimesAreExactWhereTheSolutionIs) {
  const Program program = stopwatch();
  const auto stepper = make_stepper(program, {.method = GetParam()});
  Thresholds thresholds(program, {{.threshold = std::numbers::pi},
                                  {.threshold = 1e-3},
                                  {.threshold = 10 - 1e-9},
                                  {.threshold = 20},
                                  {.threshold = std::numbers::e}});
  stepper->set_parameters({});
  stepper->restart(0, std::vector{0.0}, std::vector{0.0});
  stepper->watch(&thresholds);
  NoRows rows;
  Outcome outcome;
  ASSERT_TRUE(stepper->advance(10, {}, 0, rows, outcome));
  EXPECT_EQ(stepper->t(), 10);
  const std::vector<std::pair<std::size_t, double>> expected = {
      {1, 1e-3}, {4, std::numbers::e}, {0, std::numbers::pi}, {2, 10 - 1e-9}};
  ASSERT_EQ(thresholds.found.size(), 4u);  // one just before the end; 20 is not reached
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(thresholds.found[i].first, expected[i].first);
    // 1e-10 of the time, and the rounding of the sum of some thirty steps.
    EXPECT_NEAR(thresholds.found[i].second, expected[i].second, 1e-10 * expected[i].second + 1e-14);
  }
}

TEST_P(WatchedSteppers, StopsExactlyAndGoesOn) {
  const Program program = stopwatch();
  const auto stepper = make_stepper(program, {.method = GetParam()});
  Thresholds thresholds(program, {{.threshold = 2, .stops_falling = true},
                                  {.threshold = 3, .stops_rising = true},
                                  {.threshold = 5, .stops_rising = true},
                                  {.threshold = 5, .stops_rising = true}});
  stepper->set_parameters({});
  stepper->restart(0, std::vector{0.0}, std::vector{0.0});
  stepper->watch(&thresholds);
  NoRows rows;
  Outcome outcome;
  for (const double stop : {3.0, 5.0}) {
    ASSERT_TRUE(stepper->advance(10, {}, 0, rows, outcome));
    EXPECT_NEAR(stepper->t(), stop, 1e-10 * stop);
    EXPECT_EQ(stepper->t(), outcome.t_reached);
    EXPECT_GE(stepper->y()[0], stop);  // on the new side
    EXPECT_NEAR(stepper->y()[0], stop, 2e-10 * stop);
  }
  ASSERT_TRUE(stepper->advance(10, {}, 0, rows, outcome));
  EXPECT_EQ(stepper->t(), 10);
  EXPECT_NEAR(stepper->y()[0], 10, 1e-12);  // as above: rounding
  EXPECT_EQ(thresholds.found.size(), 4u);
}

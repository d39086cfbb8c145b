#include "programme/value/outcomes.hpp"

#include "base/text.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace tansine {

double SalesPlan::in_year(int year) const {
  return year < 1 || year > years ? 0 : peak * std::min(1.0, static_cast<double>(year) / std::max(ramp, 1));
}

double ProgrammePlan::alive(std::size_t stage) const {
  double p = 1;
  for (std::size_t i = 0; i < stage; ++i) p *= stages[i].success;
  return p;
}
double ProgrammePlan::start(std::size_t stage) const {
  double t = 0;
  for (std::size_t i = 0; i < stage; ++i) t += stages[i].years;
  return t;
}
double ProgrammePlan::success() const { return alive(stages.size()); }
double ProgrammePlan::launch_time() const { return start(stages.size()); }

void require_plan(const ProgrammePlan& plan) {
  require(!plan.stages.empty(), "a programme needs at least one stage");
  for (const ProgrammeStage& s : plan.stages) {
    require(
        s.success >= 0 && s.success <= 1,
        fmt::format("the probability that {} succeeds must be between 0 and 1, not {}", s.name, shortest(s.success)));
    require(s.years >= 0 && s.cost >= 0, fmt::format("{} must not last or cost less than nothing", s.name));
  }
  for (const LaunchEvent& e : plan.launch)
    require(e.years >= 0, fmt::format("\"{}\" must not come before the launch that it follows", e.event));
  require(plan.sales.peak >= 0 && plan.sales.years >= 0, "sales must not be negative");
}

std::vector<ProgrammeOutcome> programme_outcomes(const ProgrammePlan& plan, const CalendarDate& decided) {
  require_plan(plan);
  std::vector<ProgrammeOutcome> outcomes;
  History so_far;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const ProgrammeStage& s = plan.stages[i];
    for (const std::string& event : s.events) so_far.add({decided.plus_years(plan.start(i)), event});
    if (s.success < 1) outcomes.push_back({"fails in " + s.name, plan.alive(i) * (1 - s.success), so_far});
  }
  const CalendarDate launch = decided.plus_years(plan.launch_time());
  for (const LaunchEvent& e : plan.launch) so_far.add({launch.plus_years(e.years), e.event});
  for (int year = 1; year <= plan.sales.years && plan.sales.peak > 0; ++year)
    so_far.add({launch.plus_years(year - 0.5), plan.sales.event, plan.sales.subject, plan.sales.in_year(year)});
  outcomes.push_back({"launched", plan.success(), std::move(so_far)});
  return outcomes;
}

double ValueLaw::mean() const {
  double sum = 0;
  for (const ValueOutcome& o : outcomes) sum += o.probability * o.value;
  return sum;
}
double ValueLaw::sd() const {
  const double m = mean();
  double sum = 0;
  for (const ValueOutcome& o : outcomes) sum += o.probability * (o.value - m) * (o.value - m);
  return std::sqrt(sum);
}
double ValueLaw::lowest() const {
  double x = INFINITY;
  for (const ValueOutcome& o : outcomes)
    if (o.probability > 0) x = std::min(x, o.value);
  return x;
}
double ValueLaw::highest() const {
  double x = -INFINITY;
  for (const ValueOutcome& o : outcomes)
    if (o.probability > 0) x = std::max(x, o.value);
  return x;
}
double ValueLaw::quantile(double probability) const {
  require_probability(probability, "a quantile's probability");
  std::vector<ValueOutcome> sorted = outcomes;
  std::sort(sorted.begin(), sorted.end(),
            [](const ValueOutcome& a, const ValueOutcome& b) { return a.value < b.value; });
  double sum = 0;
  for (const ValueOutcome& o : sorted)
    if ((sum += o.probability) >= probability) return o.value;
  return highest();
}

double net_present_value(const std::vector<DatedAmount>& amounts, double rate) {
  require(rate > -1, fmt::format("a discount rate must be above -1, not {}", shortest(rate)));
  double sum = 0;
  for (const DatedAmount& a : amounts) sum += a.millions * std::pow(1 + rate, -a.years);
  return sum;
}

double internal_rate_of_return(const std::vector<DatedAmount>& amounts) {
  double low = -0.5, high = 1;
  const bool falls = net_present_value(amounts, low) > 0;
  require(falls != (net_present_value(amounts, high) > 0),
          "these amounts have no rate of return between -50 % and 100 %");
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (falls == (net_present_value(amounts, middle) > 0) ? low : high) = middle;
  }
  return (low + high) / 2;
}

ValueLaw owner_law(const ProgrammePlan& plan, double rate) {
  require_plan(plan);
  ValueLaw law;
  std::vector<DatedAmount> spent;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const ProgrammeStage& s = plan.stages[i];
    spent.push_back({plan.start(i) + s.years / 2, -s.cost});
    if (s.success < 1)
      law.outcomes.push_back({"fails in " + s.name, plan.alive(i) * (1 - s.success), net_present_value(spent, rate)});
  }
  for (int year = 1; year <= plan.sales.years; ++year)
    spent.push_back({plan.launch_time() + year - 0.5, plan.sales.margin * plan.sales.in_year(year)});
  law.outcomes.push_back({"launched", plan.success(), net_present_value(spent, rate)});
  return law;
}

void require_claim(const SuccessClaim& c) {
  require(c.model > 0 && c.model <= 1 && c.base_rate > 0 && c.base_rate <= 1,
          fmt::format("a model's probability of success and a base rate must be above 0 and at most 1, not {} and {}",
                      shortest(c.model), shortest(c.base_rate)));
}

ValueLaw with_unmodeled_failure(const ValueLaw& law, double factor) {
  require(factor > 0 && factor <= 1,
          fmt::format("the share that survives what is not modeled must be above 0 and at most 1, not {}",
                      shortest(factor)));
  TANSINE_ASSERT(law.outcomes.size() >= 2, "a launch without a failure before it");
  ValueLaw out = law;
  const double before =
      out.outcomes[out.outcomes.size() - 2].value;  // everything was spent and paid but for the launch
  ValueOutcome& launched = out.outcomes.back();
  const double lost = launched.probability * (1 - factor);
  launched.probability -= lost;
  out.outcomes.insert(out.outcomes.end() - 1, {"fails for what is not modeled", lost, before});
  return out;
}

}  // namespace tansine

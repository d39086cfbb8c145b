#include "programme/value/deal_value.hpp"

#include "base/random.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace tansine {
namespace {

/// A party's payments under one outcome, each with its time.
struct PartyFlows {
  std::vector<CashFlow> flows;
  std::vector<double> years, sign;
};

PartyFlows party_flows(const Deal& deal, const ProgrammeOutcome& outcome, const std::string& party,
                       const CalendarDate& decided) {
  PartyFlows p;
  for (CashFlow& f : deal_flows(deal, outcome.history)) {
    if (f.to != party && f.from != party) continue;
    p.years.push_back(f.date.years_since(decided));
    p.sign.push_back(f.to == party ? 1 : -1);
    p.flows.push_back(std::move(f));
  }
  return p;
}

/// u: how far up each clause's terms lie.
double worth(const PartyFlows& p, double rate, const std::function<double(const CashFlow&, double sign)>& u) {
  std::vector<DatedAmount> amounts;
  for (std::size_t i = 0; i < p.flows.size(); ++i)
    amounts.push_back({p.years[i], p.sign[i] * draw(p.flows[i].amount.millions, u(p.flows[i], p.sign[i]),
                                                    fmt::format("an amount of \"{}\"", p.flows[i].clause))});
  return net_present_value(amounts, rate);
}

struct Prepared {
  std::vector<ProgrammeOutcome> outcomes;
  std::vector<PartyFlows> flows;
  Currency currency = Currency::usd;
};

Prepared prepare(const Deal& deal, const ProgrammePlan& plan, const DealValueOptions& o) {
  const CalendarDate decided = o.decided.value_or(deal.signed_on);
  Prepared p{programme_outcomes(plan, decided), {}, {}};
  std::set<Currency> currencies;
  bool receives = false;
  for (const ProgrammeOutcome& outcome : p.outcomes) {
    p.flows.push_back(party_flows(deal, outcome, o.party, decided));
    for (const CashFlow& f : p.flows.back().flows) {
      currencies.insert(f.amount.currency);
      receives = receives || f.to == o.party;
    }
  }
  const std::vector<std::string> known = payees(deal);
  require(receives,
          fmt::format("{} is paid nothing by this deal under this plan{}", o.party, did_you_mean(o.party, known)));
  require(currencies.size() == 1, "the payments are in USD and EUR, which do not add: value one currency's clauses");
  p.currency = *currencies.begin();
  return p;
}

}  // namespace

DealValue value_deal(const Deal& deal, const ProgrammePlan& plan, const SuccessClaim& claim,
                     const DealValueOptions& o) {
  require_claim(claim);
  const Prepared p = prepare(deal, plan, o);
  DealValue v{p.currency, {}, {}, claim, {}};
  for (std::size_t i = 0; i < p.outcomes.size(); ++i) {
    const auto at = [&](bool high) {  // what the party pays is at its other end
      return worth(p.flows[i], o.rate, [&](const CashFlow&, double sign) { return (sign > 0) == high ? 1.0 : 0.0; });
    };
    v.low.outcomes.push_back({p.outcomes[i].name, p.outcomes[i].probability, at(false)});
    v.high.outcomes.push_back({p.outcomes[i].name, p.outcomes[i].probability, at(true)});
    for (const CashFlow& f : p.flows[i].flows)
      if (!is_disclosed(f.amount.millions) &&
          std::find(v.assumed.begin(), v.assumed.end(), f.clause) == v.assumed.end())
        v.assumed.push_back(f.clause);
  }
  return v;
}

SimulatedValue simulate_deal(const Deal& deal, const ProgrammePlan& plan, const DealValueOptions& o, int paths,
                             std::uint64_t seed) {
  require(paths >= 2, fmt::format("a simulation needs at least two paths, not {}", paths));
  const Prepared p = prepare(deal, plan, o);
  std::vector<double> values;
  double sum = 0, squares = 0;
  for (int path = 0; path < paths; ++path) {
    const auto id = static_cast<std::uint64_t>(path);
    double u = RandomStream(seed, id, purpose("programme.outcome")).uniform();
    std::size_t at = 0;
    while (at + 1 < p.outcomes.size() && u > p.outcomes[at].probability) u -= p.outcomes[at++].probability;
    // one number per clause and path: all payments of a clause rest on the same terms
    const double x = worth(p.flows[at], o.rate, [&](const CashFlow& f, double) {
      return RandomStream(seed, id, purpose("programme.term." + f.clause)).uniform();
    });
    values.push_back(x);
    sum += x;
    squares += x * x;
  }
  std::sort(values.begin(), values.end());
  const double n = paths, mean = sum / n;
  const auto quantile = [&](double q) { return values[static_cast<std::size_t>(q * (n - 1))]; };
  return {mean, std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1)), quantile(.05), quantile(.5),
          quantile(.95)};
}

}  // namespace tansine

#include "programme/designs/simon.hpp"

#include "base/text.hpp"
#include "programme/designs/chance.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <optional>
#include <vector>

namespace tansine {
namespace {

struct BinomialRow {
  std::vector<double> mass, cumulative;  // of 0..n
};

BinomialRow binomial_row(int n, double p) {
  BinomialRow row;
  for (int k = 0; k <= n; ++k) {
    row.mass.push_back(binomial_pmf(k, n, p));
    row.cumulative.push_back(binomial_cdf(k, n, p));
  }
  return row;
}

// P(more than k)
double above(const BinomialRow& row, int k) {
  return k < 0 ? 1 : 1 - row.cumulative[std::min(static_cast<std::size_t>(k), row.cumulative.size() - 1)];
}

struct Candidate {
  SimonDesign design;
  double patients = 0;
};

}  // namespace

void require_simon(const SimonDesign& d) {
  require(
      d.r1 >= 0 && d.n1 > d.r1 && d.n > d.n1 && d.r >= d.r1 && d.r < d.n,
      fmt::format("a two-stage design needs r1 < n1 < n and r1 <= r < n: {}/{} {}/{} is none", d.r1, d.n1, d.r, d.n));
}

SimonCharacteristics simon_characteristics(const SimonDesign& d, double p) {
  require_simon(d);
  require(p >= 0 && p <= 1, fmt::format("a response probability must be between 0 and 1, not {}", shortest(p)));
  SimonCharacteristics c;
  for (int x = d.r1 + 1; x <= d.n1; ++x)
    c.promising += binomial_pmf(x, d.n1, p) * (d.r < x ? 1 : 1 - binomial_cdf(d.r - x, d.n - d.n1, p));
  c.stops_early = binomial_cdf(d.r1, d.n1, p);
  c.patients = d.n1 + (1 - c.stops_early) * (d.n - d.n1);
  return c;
}

SimonSearch simon_search(const SimonOptions& o) {
  require_probability(o.p0, "the uninteresting response rate p0");
  require_probability(o.p1, "the interesting response rate p1");
  require(o.p0 < o.p1,
          fmt::format("the interesting response rate p1 = {} must be above p0 = {}", shortest(o.p1), shortest(o.p0)));
  require_probability(o.alpha, "the type I error alpha");
  require_probability(o.beta, "the type II error beta");
  require(o.most_patients >= 2 && o.most_patients <= 300,
          fmt::format("a two-stage search goes to between 2 and 300 patients, not {}", o.most_patients));

  std::vector<BinomialRow> low, high;  // under p0 and p1, of n = 0, 1, ...
  for (int n = 0; n <= o.most_patients; ++n) {
    low.push_back(binomial_row(n, o.p0));
    high.push_back(binomial_row(n, o.p1));
  }
  constexpr double tie = 1e-12;  // equal mean patients but for rounding: the first found stays
  std::optional<Candidate> optimal, minimax;
  for (int n = 2; n <= o.most_patients; ++n) {
    std::optional<Candidate> best;
    for (int n1 = 1; n1 < n; ++n1) {
      const auto at = static_cast<std::size_t>(n1), rest = static_cast<std::size_t>(n - n1);
      for (int r = 0; r < n; ++r) {
        // From the top, so that each r1 costs one addition: x responders in stage 1 go on iff x > r1 = x - 1.
        double promising0 = 0, promising1 = 0;
        for (int x = n1; x >= 1; --x) {
          promising0 += low[at].mass[static_cast<std::size_t>(x)] * above(low[rest], r - x);
          promising1 += high[at].mass[static_cast<std::size_t>(x)] * above(high[rest], r - x);
          if (promising0 > o.alpha) break;
          if (x - 1 > r || promising1 < 1 - o.beta) continue;
          const double patients = n1 + (1 - low[at].cumulative[static_cast<std::size_t>(x - 1)]) * (n - n1);
          if (!best || patients < best->patients - tie) best = {{x - 1, n1, r, n}, patients};
        }
      }
    }
    if (best && !minimax) minimax = best;
    if (best && (!optimal || best->patients < optimal->patients - tie)) optimal = best;
  }
  require(
      optimal.has_value(),
      fmt::format("no two-stage design of at most {} patients has errors alpha = {} and beta = {} for {} against {}",
                  o.most_patients, shortest(o.alpha), shortest(o.beta), shortest(o.p1), shortest(o.p0)));
  return {optimal->design, minimax->design};
}

}  // namespace tansine

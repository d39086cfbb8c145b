#include "programme/designs/dose_finding.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <memory>
#include <numeric>

namespace tansine {

int DoseFindingResult::patients() const { return std::accumulate(treated.begin(), treated.end(), 0); }
int DoseFindingResult::toxicities() const { return std::accumulate(toxic.begin(), toxic.end(), 0); }

void require_toxicity(std::span<const double> p) {
  require(!p.empty(), "a dose-finding trial needs at least one dose level");
  for (std::size_t i = 0; i < p.size(); ++i)
    require(p[i] >= 0 && p[i] <= 1,
            fmt::format("the DLT probability of dose level {} must be between 0 and 1, not {}", i + 1, shortest(p[i])));
}

TreatCohort bernoulli_patients(std::vector<double> p, std::uint64_t seed, std::uint64_t trial) {
  require_toxicity(p);
  // One number per patient, whatever the level: a trial that treats the same patients differently meets the same ones.
  auto stream = std::make_shared<RandomStream>(seed, trial, purpose("programme.dlt"));
  return [p = std::move(p), stream](int level, int, int count) {
    int toxic = 0;
    for (int i = 0; i < count; ++i) toxic += stream->uniform() < p[static_cast<std::size_t>(level)] ? 1 : 0;
    return toxic;
  };
}

OperatingCharacteristics operating_characteristics(const DoseFindingDesign& design, const std::vector<double>& p,
                                                   int trials, std::uint64_t seed) {
  require_toxicity(p);
  require(trials >= 1, "operating characteristics need at least one simulated trial");
  OperatingCharacteristics sum{0, std::vector<double>(p.size()), std::vector<double>(p.size()), 0};
  for (int t = 0; t < trials; ++t) {
    const DoseFindingResult r =
        design(static_cast<int>(p.size()), bernoulli_patients(p, seed, static_cast<std::uint64_t>(t)));
    (r.chosen ? sum.selected[static_cast<std::size_t>(*r.chosen)] : sum.none) += 1;
    for (std::size_t i = 0; i < p.size(); ++i) sum.treated[i] += r.treated[i];
    sum.toxicities += r.toxicities();
  }
  sum.none /= trials;
  sum.toxicities /= trials;
  for (std::vector<double>* v : {&sum.selected, &sum.treated})
    for (double& x : *v) x /= trials;
  return sum;
}

std::vector<double> isotonic(std::span<const double> y, std::span<const double> weight) {
  TANSINE_ASSERT(y.size() == weight.size(), "isotonic regression needs one weight per value");
  struct Pool {
    double mean, weight;
    std::size_t size;
  };
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < y.size(); ++i) {
    pools.push_back({y[i], weight[i], 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean > pools.back().mean) {
      const Pool b = pools.back();
      pools.pop_back();
      Pool& a = pools.back();
      a.mean = (a.mean * a.weight + b.mean * b.weight) / (a.weight + b.weight);
      a.weight += b.weight;
      a.size += b.size;
    }
  }
  std::vector<double> out;
  for (const Pool& pool : pools) out.insert(out.end(), pool.size, pool.mean);
  return out;
}

}  // namespace tansine

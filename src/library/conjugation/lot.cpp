#include "library/conjugation/lot.hpp"

#include "library/sourced.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace tansine {

namespace {

/// Reads the quantities of one lot, remembers which were used, and reports what is wrong with each.
class LotReader {
 public:
  LotReader(const LotDescription& lot, Problems& problems) : lot_(lot), problems_(problems) {}

  double number(std::string_view name, Dimension dimension, double lower, double upper, std::string_view range) {
    used_.emplace_back(name);
    const SourcedQuantity* q = find(lot_.quantities, name);
    if (q == nullptr) {
      problems_.error(lot_.place,
                      fmt::format("lot '{}': generator '{}' needs '{}'", lot_.name, lot_.generator.text, name));
      return 0;
    }
    if (q->value.dimension() != dimension) {
      problems_.error(q->place, fmt::format("lot '{}': '{}' has unit {}, expected {}", lot_.name, name,
                                            canonical_unit(q->value.dimension()), canonical_unit(dimension)));
      return 0;
    }
    const double x = q->value.value();
    if (!(x >= lower && x <= upper))
      problems_.error(q->place,
                      fmt::format("lot '{}': '{}' is {}, expected {}", lot_.name, name, q->value.text(), range));
    check_source(*q, fmt::format("lot '{}': '{}'", lot_.name, name), problems_);
    note(name, *q);
    return x;
  }
  double fraction(std::string_view name) { return number(name, {}, 0, 1, "a fraction between 0 and 1"); }
  double positive(std::string_view name, Dimension dimension) {
    return number(name, dimension, std::numeric_limits<double>::min(), std::numeric_limits<double>::max(),
                  "more than 0");
  }
  int sites() {
    const double n = number("sites", {}, 1, 1000, "a whole number from 1 to 1000");
    if (n != std::round(n))
      problems_.error(find(lot_.quantities, "sites")->place,
                      fmt::format("lot '{}': 'sites' is {}, expected a whole number", lot_.name, n));
    return n >= 1 && n <= 1000 ? static_cast<int>(std::lround(n)) : 1;
  }
  [[nodiscard]] bool has(std::string_view name) const { return find(lot_.quantities, name) != nullptr; }

  void report_unused() {
    for (const NamedQuantity& q : lot_.quantities) {
      if (std::find(used_.begin(), used_.end(), q.name) == used_.end())
        problems_.error(q.quantity.place, fmt::format("lot '{}': generator '{}' does not use '{}'{}", lot_.name,
                                                      lot_.generator.text, q.name, did_you_mean(q.name, used_)));
    }
    if (!lot_.fractions.empty() && lot_.generator.text != "table" && lot_.generator.text != "poisson-binomial")
      problems_.error(lot_.place,
                      fmt::format("lot '{}': generator '{}' does not use 'fractions'", lot_.name, lot_.generator.text));
  }
  [[nodiscard]] const std::string& sources() const { return sources_; }

 private:
  void note(std::string_view name, const SourcedQuantity& q) {
    if (!sources_.empty()) sources_ += "; ";
    sources_ += fmt::format("{} = {} ({})", name, q.value.text(), q.source);
  }
  const LotDescription& lot_;
  Problems& problems_;
  std::vector<std::string> used_;
  std::string sources_;
};

DarDistribution table(const LotDescription& lot, Problems& problems) {
  const double sum = std::accumulate(lot.fractions.begin(), lot.fractions.end(), 0.0);
  for (const double f : lot.fractions)
    if (!(f >= 0 && f <= 1))
      problems.error(lot.place, fmt::format("lot '{}': fraction {} is not between 0 and 1", lot.name, f));
  if (lot.fractions.size() < 2)
    problems.error(lot.place, fmt::format("lot '{}': 'fractions' lists f0, f1, ...; at least two", lot.name));
  // printed tables round: Pouzin 2022's nine fractions sum to .998
  if (std::abs(sum - 1) > 0.02)
    problems.error(lot.place, fmt::format("lot '{}': fractions sum to {}, expected 1 (within 0.02)", lot.name, sum));
  DarDistribution f = lot.fractions;
  for (double& x : f) x /= sum;
  return f;
}

double kinetic_occupancy(LotReader& read, int sites) {
  constexpr Dimension association = inverse(dimension::concentration * dimension::time);
  const double k1 = read.positive("k1", association), linker = read.positive("linker", dimension::concentration);
  const double kh = read.number("kh", dimension::rate, 0, 1e300, "0 or more"),
               time = read.positive("time", dimension::time);
  if (!read.has("antibody")) return occupancy_in_excess(k1, linker, kh, time);
  const double antibody = read.positive("antibody", dimension::concentration);
  return occupancy_not_in_excess(k1, linker, antibody * sites, kh, time);
}

}  // namespace

Lot make_lot(const LotDescription& lot, Problems& problems) {
  static const std::vector<std::string> generators = {
      "table",         "poisson", "binomial", "poisson-binomial", "interchain-cysteine",
      "site-specific", "kinetic", "two-step"};
  const std::string& generator = lot.generator.text;
  Problems found;
  LotReader read(lot, found);
  DarDistribution f;
  if (generator == "table") {
    f = table(lot, found);
  } else if (generator == "poisson") {
    f = poisson_distribution(read.number("mean", {}, 1e-6, 100, "between 1e-6 and 100"));
  } else if (generator == "binomial") {
    const int sites = read.sites();
    f = binomial_distribution(sites, read.has("mean")
                                         ? read.number("mean", {}, 0, sites, "between 0 and 'sites'") / sites
                                         : read.fraction("occupancy"));
  } else if (generator == "poisson-binomial") {
    for (const double p : lot.fractions)
      if (!(p >= 0 && p <= 1))
        found.error(lot.place, fmt::format("lot '{}': occupancy {} is not between 0 and 1", lot.name, p));
    if (lot.fractions.empty())
      found.error(lot.place, fmt::format("lot '{}': 'fractions' lists the occupancy of each site", lot.name));
    f = poisson_binomial_distribution(lot.fractions);
  } else if (generator == "interchain-cysteine") {
    const bool equal = read.has("reduced");
    const double fab = read.fraction(equal ? "reduced" : "reduced_fab");
    f = interchain_cysteine_distribution(fab, equal ? fab : read.fraction("reduced_hinge"));
  } else if (generator == "site-specific") {
    const int sites = read.sites();
    f = binomial_distribution(sites, read.fraction("coupling_yield"));
  } else if (generator == "kinetic") {
    const int sites = read.sites();
    f = binomial_distribution(sites, kinetic_occupancy(read, sites));
  } else if (generator == "two-step") {
    const int sites = read.sites();
    const double modification = read.fraction("modification_yield");
    f = two_step_distribution(sites, modification, read.fraction("coupling_yield")).drugs;
  } else {
    found.error(
        lot.generator.place.line > 0 ? lot.generator.place : lot.place,
        fmt::format("lot '{}': unknown generator \"{}\"{}", lot.name, generator, did_you_mean(generator, generators)));
    problems.add(found);
    return {};
  }
  read.report_unused();
  const bool listed = generator == "table" || generator == "poisson-binomial";
  if (listed && lot.source.empty()) found.error(lot.place, fmt::format("lot '{}' has no source", lot.name));
  problems.add(found);
  if (found.has_errors()) return {};
  if (generator == "table") return {std::move(f), lot.source};
  return {std::move(f), fmt::format("derived: {} of {}", generator, listed ? lot.source : read.sources())};
}

}  // namespace tansine

#include "library/conjugation/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tansine {

DarDistribution poisson_distribution(double mean, double tail) {
  DarDistribution f;
  double term = std::exp(-mean), sum = 0;
  // the tail after n is 1 - sum only until rounding: beyond the mode also stop when terms no longer matter
  for (int n = 0; n < 10'000; ++n) {
    if (n > 0) term *= mean / n;
    f.push_back(term);
    sum += term;
    if (n >= mean && 1 - sum < tail) break;
  }
  for (double& x : f) x /= sum;
  return f;
}

DarDistribution poisson_binomial_distribution(std::span<const double> occupancies) {
  DarDistribution f{1.0};
  for (const double p : occupancies) {
    f.push_back(0);
    for (std::size_t n = f.size() - 1; n > 0; --n) f[n] = f[n] * (1 - p) + f[n - 1] * p;
    f[0] *= 1 - p;
  }
  return f;
}

DarDistribution binomial_distribution(int sites, double occupancy) {
  // the convolution never overflows and has no cancellation; sites are tens
  return poisson_binomial_distribution(std::vector<double>(static_cast<std::size_t>(sites), occupancy));
}

DarDistribution interchain_cysteine_distribution(double reduced_fab, double reduced_hinge) {
  const double q[] = {reduced_fab, reduced_fab, reduced_hinge, reduced_hinge};
  const DarDistribution pairs = poisson_binomial_distribution(q);
  DarDistribution f(9, 0.0);
  for (std::size_t j = 0; j < pairs.size(); ++j) f[2 * j] = pairs[j];
  return f;
}

CysteineIsomers interchain_cysteine_isomers(double F, double H) {
  return {.both_fab = F * F * (1 - H) * (1 - H),
          .both_hinge = H * H * (1 - F) * (1 - F),
          .one_each = 4 * F * (1 - F) * H * (1 - H)};
}

TwoStepLot two_step_distribution(int sites, double modification_yield, double coupling_yield) {
  return {binomial_distribution(sites, modification_yield * coupling_yield),
          binomial_distribution(sites, modification_yield * (1 - coupling_yield))};
}

double occupancy_in_excess(double k1, double linker, double kh, double time) {
  const double exposure = kh > 0 ? -linker * std::expm1(-kh * time) / kh : linker * time;
  return -std::expm1(-k1 * exposure);
}

namespace {

/// Without hydrolysis: two substances that use each other up one to one.
double bimolecular_occupancy(double k1, double linker, double sites, double time) {
  const double excess = linker - sites;
  if (std::abs(excess) < 1e-12 * sites) return k1 * sites * time / (1 + k1 * sites * time);
  const double e = std::exp(-k1 * std::abs(excess) * time);
  // occupied = L0 S0 (1 - e) / (max - min e), the same for either in excess
  return linker * (1 - e) / (excess > 0 ? linker - sites * e : sites - linker * e);
}

/// The exposure after infinite time: kh u + S0 (1 - exp(-k1 u)) = L0, by Newton from below (the left side is concave).
double final_exposure(double k1, double linker, double sites, double kh) {
  double u = linker / (kh + k1 * sites);
  for (int i = 0; i < 200; ++i) {
    const double left = linker - kh * u + sites * std::expm1(-k1 * u);
    const double step = left / (kh + k1 * sites * std::exp(-k1 * u));
    u += step;
    if (std::abs(step) <= 1e-15 * u) break;
  }
  return u;
}

}  // namespace

double occupancy_not_in_excess(double k1, double linker, double sites, double kh, double time) {
  if (sites <= 0) return occupancy_in_excess(k1, linker, kh, time);
  if (kh <= 0) return bimolecular_occupancy(k1, linker, sites, time);
  // With u = exposure, S = S0 exp(-k1 u) and L = L0 - kh u - S0 (1 - exp(-k1 u)), so t(u) = integral of du/L. With
  // d = u_end - u = u_end exp(-w) the integrand dt/dw is bounded and free of cancellation.
  const double u_end = final_exposure(k1, linker, sites, kh);
  const double left_sites = sites * std::exp(-k1 * u_end);
  auto dt_dw = [&](double w) {
    const double d = u_end * std::exp(-w);
    return d / (kh * d + left_sites * std::expm1(k1 * d));
  };
  // Gauss-Legendre, 5 points: x and weight of the published table; exact for degree 9 (tested).
  constexpr double x[] = {0.0, 0.5384693101056831, 0.9061798459386640};
  constexpr double c[] = {0.5688888888888889, 0.4786286704993665, 0.2369268850561891};
  auto panel = [&](double a, double b) {
    const double mid = (a + b) / 2, half = (b - a) / 2;
    double sum = c[0] * dt_dw(mid);
    for (int i = 1; i < 3; ++i) sum += c[i] * (dt_dw(mid - half * x[i]) + dt_dw(mid + half * x[i]));
    return sum * half;
  };
  constexpr double width = 0.125;
  double t = 0, w = 0;
  while (w < 40) {  // beyond, u is u_end to rounding
    const double dt = panel(w, w + width);
    if (t + dt >= time) break;
    t += dt;
    w += width;
  }
  double end = w + std::min(width, (time - t) / dt_dw(w));
  for (int i = 0; i < 20 && w < 40; ++i) end -= (t + panel(w, end) - time) / dt_dw(end);
  return -std::expm1(-k1 * u_end * -std::expm1(-end));
}

DarMoments moments(std::span<const double> f) {
  DarMoments m;
  double sum = 0;
  for (std::size_t n = 0; n < f.size(); ++n) {
    sum += f[n];
    m.mean += static_cast<double>(n) * f[n];
  }
  m.mean /= sum;
  for (std::size_t n = 0; n < f.size(); ++n) {
    const double d = static_cast<double>(n) - m.mean;
    m.variance += d * d * f[n] / sum;
  }
  m.naked = f.empty() ? 0 : f[0] / sum;
  m.mean_conjugated = m.naked < 1 ? m.mean / (1 - m.naked) : 0;
  return m;
}

double effective_sites(const DarMoments& m) { return m.mean / (1 - m.variance / m.mean); }

double dar_from_peaks(std::span<const double> drugs, std::span<const double> areas) {
  return std::inner_product(drugs.begin(), drugs.end(), areas.begin(), 0.0) /
         std::accumulate(areas.begin(), areas.end(), 0.0);
}

double total_variation(std::span<const double> f, std::span<const double> g) {
  double sum = 0;
  for (std::size_t n = 0; n < std::max(f.size(), g.size()); ++n)
    sum += std::abs((n < f.size() ? f[n] : 0) - (n < g.size() ? g[n] : 0));
  return sum / 2;
}

}  // namespace tansine

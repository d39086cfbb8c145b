#pragma once
// How many drugs the antibodies of a lot carry: f[n] = fraction of antibodies with n drugs, from the chemistry that
// made them. Formulas: docs/mechanisms/conjugation.md. Arguments are checked by lot.hpp; here they are preconditions.

#include <span>
#include <vector>

namespace tansine {

/// f[n], n = 0 ... f.size()-1; sums to 1.
using DarDistribution = std::vector<double>;

/// Many equivalent sites, few used. Cut where the remaining tail is below `tail`, then renormalized. mean > 0.
DarDistribution poisson_distribution(double mean, double tail = 1e-6);
/// `sites` equal and independent sites, each occupied with probability `occupancy`.
DarDistribution binomial_distribution(int sites, double occupancy);
/// Independent sites with occupancies of their own.
DarDistribution poisson_binomial_distribution(std::span<const double> occupancies);
/// IgG1 with two Fab (H-L) and two hinge (H-H) disulfides; each reduced one takes two drugs. Odd n are 0.
DarDistribution interchain_cysteine_distribution(double reduced_fab, double reduced_hinge);
/// Reduced disulfides among the antibodies with four drugs: both Fab, both hinge, one of each. Sums to f[4].
struct CysteineIsomers {
  double both_fab = 0, both_hinge = 0, one_each = 0;
};
CysteineIsomers interchain_cysteine_isomers(double reduced_fab, double reduced_hinge);
/// Linkers on the antibody, each then coupled to a drug with probability `coupling_yield`: drugs, and idle linkers.
struct TwoStepLot {
  DarDistribution drugs, idle_linkers;
};
TwoStepLot two_step_distribution(int sites, double modification_yield, double coupling_yield);

/// Occupancy of a site after `time` [h] with a linker that hydrolyzes, in excess (its loss to the sites is ignored):
/// 1 - exp(-(k1 L0/kh)(1 - exp(-kh t))). k1 [1/(nM h)], L0 [nM], kh [1/h] (0 allowed).
double occupancy_in_excess(double k1, double linker, double kh, double time);
/// The same when the sites (`sites` [nM], all antibodies together) use the linker up:
/// dL/dt = -kh L - k1 L S, dS/dt = -k1 L S. Solved by quadrature over the exposure u = integral of L, to 1e-10.
double occupancy_not_in_excess(double k1, double linker, double sites, double kh, double time);

struct DarMoments {
  double mean = 0;             ///< drugs per antibody, naked ones included
  double mean_conjugated = 0;  ///< drugs per antibody that carries at least one; 0 if none does
  double variance = 0;         ///< of the number of drugs, naked ones included
  double naked = 0;            ///< fraction without a drug
};
DarMoments moments(std::span<const double> f);
/// Sites of the binomial with this mean and variance: m / (1 - var/m). Infinite or negative if var >= m.
double effective_sites(const DarMoments& m);
/// The mean DAR that peak areas (HIC) or intensities (MS) tell: sum(area_n * n) / sum(area_n).
double dar_from_peaks(std::span<const double> drugs, std::span<const double> areas);
/// Half the sum of absolute differences; the shorter one is padded with zeros.
double total_variation(std::span<const double> f, std::span<const double> g);

}  // namespace tansine

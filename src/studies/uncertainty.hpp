#pragma once
// Lognormal distributions as papers state them: by mean and coefficient of variation, or by a confidence interval.

namespace tansine {

struct Lognormal {
  double median = 1;
  double omega = 0;  ///< standard deviation of the logarithm
};

/// omega^2 = ln(1 + cv^2), median = mean exp(-omega^2/2): with a cv of 2000 % the median is a twentieth of the mean.
Lognormal lognormal_of_mean(double mean, double cv);
/// From the bounds of a 95 % interval: omega = ln(upper/lower)/3.92, the median between them in logarithms.
Lognormal lognormal_of_interval(double lower, double upper);

}  // namespace tansine

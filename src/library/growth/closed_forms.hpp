#pragma once
// Growth and response where they have a formula: what the mechanisms are checked against, and what needs no integrator.
// Plain numbers in any consistent units; times and rates must share theirs.

#include <optional>

namespace tansine::closed_form {

/// Logistic growth, dw/dt = kg w (1 - w/K).
double logistic(double w0, double kg, double K, double t);
/// Gompertz, dw/dt = a w ln(K/w).
double gompertz(double w0, double a, double K, double t);
/// Koch, dw/dt = 2 kg kgl w/(kgl + 2 kg w): solves ln(w/w0)/(2 kg) + (w - w0)/kgl = t.
double koch(double w0, double kg, double kgl, double t);

/// w/w0 of a tumor of which a fraction `f_resistant` grows at g and the rest at g - k.
double with_resistant(double g, double k, double f_resistant, double t);
/// When that is smallest; nothing if it only grows or only shrinks (before which there is no turn).
std::optional<double> turn_with_resistant(double g, double k, double f_resistant);

/// Tumor static concentration of Emax killing: KC (kg/(kmax - kg))^(1/hill); infinite if kmax <= kg.
double static_concentration(double kg, double kmax, double KC, double hill = 1);

/// Claret: y/y0 = exp(KL t - KD E/lambda (1 - exp(-lambda t))); KDE is the product KD E.
double claret(double KL, double KDE, double lambda, double t);
/// ln(KD E/KL)/lambda; nothing if the tumor grows from the start.
std::optional<double> claret_nadir(double KL, double KDE, double lambda);
/// Stein and Fojo: f = exp(-ks t) + exp(kg t) - 1.
double stein(double ks, double kg, double t);
/// ln(ks/kg)/(ks + kg); nothing if it grows from the start.
std::optional<double> stein_nadir(double ks, double kg);
/// Wang: B exp(-SR t) + PG t.
double wang(double B, double SR, double PG, double t);

/// exp(-(t/scale)^shape): survival by Weibull; in an accelerated failure time model scale = exp(b0 + b1 x1 + ...).
double weibull_survival(double shape, double scale, double t);
/// 1 - Phi((ln t - mu)/sigma): survival by the lognormal.
double lognormal_survival(double mu, double sigma, double t);

}  // namespace tansine::closed_form

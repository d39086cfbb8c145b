#pragma once
// Programs of one to three states and one of any number, with known solutions, written by hand.

#include "engine/tests/tape.hpp"

#include <cmath>
#include <numbers>

namespace tansine {

/// y' = -k y, y(0) = 1; observable "twice" = 2 y shown in units of 10.
inline Program decay(double k = 0.5) {
  Tape tape;
  const Number rate = tape.parameter("k", k);
  const Number y = tape.state("y", 1);
  tape.derivative();
  tape.rate(-(rate * y));
  tape.jacobian();
  tape.entry(0, 0, -rate);
  tape.observables();
  tape.observable("twice", 2 * y, 0.1);
  return tape.finish();
}

/// y1' = -2 t y1^2, y2' = -y2^2 e^t y1 (1 + t^2): nonlinear, non-autonomous, coupled. y1 = 1/(1+t^2), y2 = e^-t.
inline Program nonlinear_in_time() {
  Tape tape;
  const Number t = tape.time();
  const Number y1 = tape.state("y1", 1), y2 = tape.state("y2", 1);
  tape.derivative();
  const Number s = 1 + t * t, e = exp(t);
  tape.rate(-2 * (t * (y1 * y1)));
  tape.rate(-(y2 * y2 * e * y1 * s));
  tape.jacobian();
  tape.entry(0, 0, -4 * (t * y1));
  tape.entry(1, 0, -(y2 * y2 * e * s));
  tape.entry(1, 1, -2 * (y2 * e * y1 * s));
  tape.time_rate(-2 * (y1 * y1));
  tape.time_rate(-(y2 * y2 * y1 * e * (s + 2 * t)));
  tape.observables();
  tape.observable("y1", y1, 1);
  tape.observable("y2", y2, 1);
  return tape.finish();
}

/// y' = (p + 1) t^p, y(0) = 0: y = t^(p+1).
inline Program power_of_time(int p) {
  Tape tape;
  const Number t = tape.time(), exponent = tape.constant(p), before = tape.constant(p - 1);
  tape.state("y", 0);
  tape.derivative();
  tape.rate((p + 1) * pow(t, exponent));
  tape.jacobian();
  tape.time_rate((p + 1.0) * p * pow(t, before));
  tape.observables();
  return tape.finish();
}

/// y' = k y^2, y(0) = 1: y = 1/(1 - k t), infinite at t = 1/k.
inline Program blow_up() {
  Tape tape;
  const Number k = tape.parameter("k", 1);
  const Number y = tape.state("y", 1);
  tape.derivative();
  tape.rate(k * y * y);
  tape.jacobian();
  tape.entry(0, 0, 2 * (k * y));
  tape.observables();
  return tape.finish();
}

/// Two states joined by a fast reversible binding, in units `unit` times larger than the first: A + A <=> B.
/// A' = 2 (koff B - kon A^2), B' = kon A^2 - koff B - kel B.
inline Program dimer(double unit) {
  Tape tape;
  const Number kon = tape.parameter("kon", 3e3 / unit), koff = tape.parameter("koff", 40),
               kel = tape.parameter("kel", 0.3);
  const Number A = tape.state("A", 2 * unit, unit), B = tape.state("B", 0, unit);
  tape.derivative();
  const Number net = kon * A * A - koff * B;
  tape.rate(-2 * net);
  tape.rate(net - kel * B);
  tape.jacobian();
  const Number slope = 2 * (kon * A);
  tape.entry(0, 0, -2 * slope);
  tape.entry(0, 1, 2 * koff);
  tape.entry(1, 0, slope);
  tape.entry(1, 1, -(koff + kel));
  tape.observables();
  return tape.finish();
}

/// Diffusion between n cells in a row, closed ends, from a cosine: every state is cos(pi (i + 1/2) / n) exp(-rate t)
/// with rate = 2 n^2 (1 - cos(pi / n)), while the fastest mode decays with 4 n^2.
inline Program diffusion(std::uint32_t n) {
  Tape tape;
  const double k = static_cast<double>(n) * n;
  const Number exchange = tape.constant(k), one_side = tape.constant(-k), both_sides = tape.constant(-2 * k);
  std::vector<Number> y;
  for (std::uint32_t i = 0; i < n; ++i)
    y.push_back(tape.state("y" + std::to_string(i), std::cos(std::numbers::pi * (i + 0.5) / n)));
  tape.derivative();
  std::vector<Number> flux;
  for (std::uint32_t i = 0; i + 1 < n; ++i) flux.push_back(exchange * (y[i] - y[i + 1]));
  tape.rate(-flux[0]);
  for (std::uint32_t i = 1; i + 1 < n; ++i) tape.rate(flux[i - 1] - flux[i]);
  tape.rate(flux[n - 2] + tape.constant(0));
  tape.jacobian();
  for (std::uint32_t i = 0; i < n; ++i) {
    if (i > 0) tape.entry(i, i - 1, exchange);
    tape.entry(i, i, i == 0 || i + 1 == n ? one_side : both_sides);
    if (i + 1 < n) tape.entry(i, i + 1, exchange);
  }
  tape.observables();
  return tape.finish();
}

}  // namespace tansine

#pragma once
// Classic stiff test problems and the compartment models of pharmacokinetics, written in the notation. Units are the
// engine's: where a problem's time is in seconds, its second is our hour.

#include "model/program.hpp"

#include <vector>

namespace tansine {

/// H. H. Robertson's autocatalysis (1966) as three reactions. k 0.04, 3e7, 1e4; A(0) = 1.
Program robertson();
/// "High irradiance responses" (Schaefer 1975): 8 states of plant morphogenesis, as in Hairer & Wanner (1996), IV.10.
Program hires();
/// Van der Pol's oscillator in the scaled time of Hairer & Wanner: y1' = y2, eps y2' = (1 - y1^2) y2 - y1. The
/// parameter eps is 1/mu^2.
Program van_der_pol(double eps);

/// Central compartment, n_peripheral (0-2) peripheral ones, a depot with first-order absorption. Parameters CL, V1, Q2,
/// V2, Q3, V3, ka as far as they exist; typical values of an antibody (0 and 1: T-DM1 of Lu 2014). Observable "C"
/// [nmol/L]; dose targets "central" and "depot"; the substance is conserved.
Program compartments(int n_peripheral);

/// Receptor binding, internalization and release of the payload in vitro: stiff, nonlinear, payload conserved.
Program receptor_uptake();

/// Rates and signals that use every operation of the tape and time itself: Michaelis-Menten, Hill, exponential decay of
/// a clearance over time, Gompertz growth, a select.
Program every_operation();

}  // namespace tansine

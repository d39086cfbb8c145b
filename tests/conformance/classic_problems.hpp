#pragma once
// Classic stiff test problems and the compartment models of pharmacokinetics, written in the notation. Units are the
// engine's: where a problem's time is in seconds, its second is our hour.

#include "engine/timeline.hpp"
#include "model/program.hpp"

namespace tansine {

/// H. H. Robertson's autocatalysis (1966) as three reactions. k 0.04, 3e7, 1e4; A(0) = 1.
Program robertson();
/// "High irradiance responses" (Schaefer 1975): 8 states of plant morphogenesis, as in Hairer & Wanner (1996), IV.10.
Program hires();
/// Van der Pol's oscillator in the scaled time of Hairer & Wanner: y1' = y2, eps y2' = (1 - y1^2) y2 - y1. The
/// parameter eps is 1/mu^2.
Program van_der_pol(double eps);
/// "OREGO", the Belousov-Zhabotinskii reaction (Field & Noyes 1974): 3 states, a relaxation oscillation over 7 decades.
Program oregonator();
/// E5 of Enright, Hull & Lindberg (1975), a pyrolysis: 4 states from 1e-3 to 1e-25, over 13 decades of time.
Program e5();
/// The same with y2 = y3 + y4, which its equations conserve: 3 states (y1, y3, y4), and digits at the end.
Program e5_reduced();
/// Air pollution (Verwer 1994): 20 species, 25 reactions. Nitrogen and sulfur are conserved. The minute is our hour.
Program pollution();
/// Seven bodies in the plane (Hairer, Norsett & Wanner 1993): 28 states, not stiff, close encounters. The observables
/// are the states: x1 ... x7, y1 ... y7, then their velocities.
Program pleiades();
/// Medical Akzo Nobel: antibody diffusing into tissue where it binds, a method of lines with 2 * n_cells states (the
/// published problem: 200 cells). Observables: u_1, v_1, u_2, ... The border's concentration is the parameter phi.
Program medical_akzo(int n_cells);
/// The published course: phi falls from 2 to 0 at t = 5, a change of parameter, so that steps stop exactly there.
PatientCourse medical_akzo_course(const Program& program);

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

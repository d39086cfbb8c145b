#pragma once
// exp, log, cbrt and pow of plain numbers with the same bits on every machine: elementary.hpp for one double, and no
// call of the system's libm. Accuracy and special values: docs/elementary-functions.md. Thread-safe, never throw.

namespace tansine {

double portable_exp(double x);
double portable_log(double x);
double portable_cbrt(double x);
double portable_pow(double x, double y);

}  // namespace tansine

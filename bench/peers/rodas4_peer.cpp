// Rodas4, an L-stable Rosenbrock method of order 4(3) with 6 stages: E. Hairer & G. Wanner, Solving Ordinary
// Differential Equations II (1996), IV.7 and their code RODAS (method 1), the method that KPP makes its fastest solvers
// of stiff kinetics with. As there: functions, Jacobian and sparse LU are generated straight-line code, one patient at
// a time. Step control as in KPP (factor 0.9 err^(-1/4) between 0.2 and 6, root mean square norm), with two things
// better than there: a first step from the slope, and the step size survives an output (steps land on outputs).

#include "peer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace tansine {
namespace {

constexpr double gamma_ = 0.25;
// In the transformed variables of Hairer & Wanner (IV.7.25). Checked by bench_work_precision: its errors are those of
// its tolerances, which a wrong digit would not let it be.
constexpr double a21 = 0.1544000000000000e+01;
constexpr double a31 = 0.9466785280815826, a32 = 0.2557011698983284;
constexpr double a41 = 0.3314825187068521e+01, a42 = 0.2896124015972201e+01, a43 = 0.9986419139977817;
constexpr double a51 = 0.1221224509226641e+01, a52 = 0.6019134481288629e+01, a53 = 0.1253708332932087e+02,
                 a54 = -0.6878860361058950;
constexpr double c21 = -0.5668800000000000e+01;
constexpr double c31 = -0.2430093356833875e+01, c32 = -0.2063599157091915;
constexpr double c41 = -0.1073529058151375, c42 = -0.9594562251023355e+01, c43 = -0.2047028614809616e+02;
constexpr double c51 = 0.7496443313967647e+01, c52 = -0.1024680431464352e+02, c53 = -0.3399990352819905e+02,
                 c54 = 0.1170890893206160e+02;
constexpr double c61 = 0.8083246795921522e+01, c62 = -0.7981132988064893e+01, c63 = -0.3152159432874371e+02,
                 c64 = 0.1631930543123136e+02, c65 = -0.6058818238834054e+01;

class Rodas4Peer final : public Peer {
 public:
  Rodas4Peer(const CompiledModel& model, const PeerOptions& options)
      : m_(model),
        n_(static_cast<std::size_t>(model.n_states)),
        rtol_(options.rtol),
        work_(static_cast<std::size_t>(model.n_work)),
        coefficient_(static_cast<std::size_t>(model.n_dosed)),
        jacobian_(static_cast<std::size_t>(model.n_nonzeros)),
        lu_(static_cast<std::size_t>(model.n_factors)),
        y_(n_),
        y_new_(n_),
        slope_(n_) {
    for (std::size_t i = 0; i < n_; ++i) absolute_.push_back(options.rtol * options.atol_scale * m_.nominal[i]);
    for (auto& k : k_) k.resize(n_);
  }

  bool run(std::span<const double> parameters, std::span<const InputStretch> stretches, std::span<const double> times,
           double* out) override {
    m_.prologue(parameters.data(), work_.data());
    m_.initial(work_.data(), y_.data());
    m_.dose(work_.data(), coefficient_.data());
    double t = 0;
    std::size_t next = 0;
    const auto observe = [&] {
      m_.observables(t, work_.data(), y_.data(), out + next * static_cast<std::size_t>(m_.n_observables));
      ++next;
    };
    while (next < times.size() && times[next] <= 0) observe();
    for (const InputStretch& stretch : stretches) {
      rate_ = stretch.rate;
      derivative(t, y_.data(), slope_.data());
      double h = first_step(stretch.end - t);
      while (t < stretch.end) {
        const bool output = next < times.size() && times[next] <= stretch.end;
        if (!integrate(t, output ? times[next] : stretch.end, h)) return false;
        if (output) observe();
      }
    }
    return next == times.size();
  }

  [[nodiscard]] std::uint64_t steps() const override { return steps_; }

 private:
  void derivative(double t, const double* y, double* dy) const {
    m_.derivative(t, work_.data(), y, dy);
    if (rate_ == 0) return;
    for (int k = 0; k < m_.n_dosed; ++k) dy[m_.dosed[k]] += rate_ * coefficient_[static_cast<std::size_t>(k)];
  }

  // A tenth of the time in which the states would change by their size or their tolerance.
  [[nodiscard]] double first_step(double remaining) const {
    double size = 0, slope = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      const double weight = absolute_[i] + rtol_ * std::abs(y_[i]);
      size = std::max(size, std::abs(y_[i]) / weight);
      slope = std::max(slope, std::abs(slope_[i]) / weight);
    }
    const double limit = 0.1 * remaining, change = std::max(0.1 * size, 1.0);
    return slope * limit <= change ? limit : change / slope;
  }

  // From t to exactly t_end; `wanted` is the size of the next step, before and after. slope_ belongs to (t, y).
  bool integrate(double& t, double t_end, double& wanted) {
    bool rejected = false;
    while (t < t_end) {
      const double remaining = t_end - t;
      double h = wanted;
      bool cut = false, lands = false;
      if (h >= remaining) {
        cut = h > remaining, lands = true, h = remaining;
      } else if (h > remaining / 2) {
        cut = true, h = remaining / 2;
      }
      const double error = attempt(t, h);
      const double factor = std::clamp(0.9 / std::sqrt(std::sqrt(error)), 0.2, 6.0);
      if (!(error <= 1)) {
        wanted = std::isfinite(error) ? h * factor : 0.2 * h;
        rejected = true;
        if (wanted < 4 * std::numeric_limits<double>::epsilon() * t_end) return false;
        continue;
      }
      ++steps_;
      t = lands ? t_end : t + h;
      std::swap(y_, y_new_);
      const double proposed = h * (rejected ? std::min(factor, 1.0) : factor);
      wanted = cut && !rejected ? std::max(wanted, proposed) : proposed;
      rejected = false;
      derivative(t, y_.data(), slope_.data());
    }
    return true;
  }

  // One step into y_new_; the error in units of the tolerance.
  double attempt(double t, double h) {
    m_.jacobian(t, work_.data(), y_.data(), jacobian_.data());
    m_.factor(1 / (gamma_ * h), jacobian_.data(), lu_.data());
    const std::size_t n = n_;
    const double* const y = y_.data();
    double* const z = y_new_.data();
    double *const k1 = k_[0].data(), *const k2 = k_[1].data(), *const k3 = k_[2].data(), *const k4 = k_[3].data(),
                  *const k5 = k_[4].data(), *const k6 = k_[5].data();
    const double g = 1 / h;
    std::copy(slope_.begin(), slope_.end(), k1);
    m_.solve(lu_.data(), k1);
#pragma GCC ivdep
    for (std::size_t i = 0; i < n; ++i) z[i] = y[i] + a21 * k1[i];
    derivative(t, z, k2);
#pragma GCC ivdep
    for (std::size_t i = 0; i < n; ++i) k2[i] += g * (c21 * k1[i]);
    m_.solve(lu_.data(), k2);
#pragma GCC ivdep
    for (std::size_t i = 0; i < n; ++i) z[i] = y[i] + (a31 * k1[i] + a32 * k2[i]);
    derivative(t, z, k3);
#pragma GCC ivdep
    for (std::size_t i = 0; i < n; ++i) k3[i] += g * (c31 * k1[i] + c32 * k2[i]);
    m_.solve(lu_.data(), k3);
#pragma GCC ivdep
    for (std::size_t i = 0; i < n; ++i) z[i] = y[i] + (a41 * k1[i] + a42 * k2[i] + a43 * k3[i]);
    derivative(t, z, k4);
#pragma GCC ivdep
    for (std::size_t i = 0; i < n; ++i) k4[i] += g * (c41 * k1[i] + c42 * k2[i] + c43 * k3[i]);
    m_.solve(lu_.data(), k4);
#pragma GCC ivdep
    for (std::size_t i = 0; i < n; ++i) z[i] = y[i] + (a51 * k1[i] + a52 * k2[i] + a53 * k3[i] + a54 * k4[i]);
    derivative(t, z, k5);
#pragma GCC ivdep
    for (std::size_t i = 0; i < n; ++i) k5[i] += g * (c51 * k1[i] + c52 * k2[i] + c53 * k3[i] + c54 * k4[i]);
    m_.solve(lu_.data(), k5);
#pragma GCC ivdep
    for (std::size_t i = 0; i < n; ++i) z[i] += k5[i];
    derivative(t, z, k6);
#pragma GCC ivdep
    for (std::size_t i = 0; i < n; ++i)
      k6[i] += g * (c61 * k1[i] + c62 * k2[i] + c63 * k3[i] + c64 * k4[i] + c65 * k5[i]);
    m_.solve(lu_.data(), k6);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      z[i] += k6[i];
      const double weight = absolute_[i] + rtol_ * std::max(std::abs(y[i]), std::abs(z[i]));
      sum += (k6[i] / weight) * (k6[i] / weight);
    }
    return std::max(std::sqrt(sum / static_cast<double>(n)), 1e-10);
  }

  const CompiledModel& m_;
  std::size_t n_;
  double rtol_;
  std::vector<double> absolute_, work_, coefficient_, jacobian_, lu_, y_, y_new_, slope_;
  std::array<std::vector<double>, 6> k_;
  double rate_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace

std::unique_ptr<Peer> rodas4_peer(const CompiledModel& model, const PeerOptions& options) {
  return std::make_unique<Rodas4Peer>(model, options);
}

}  // namespace tansine

#include "engine/cvode/cvode_stepper.hpp"

#include "base/problem.hpp"
#include "engine/evaluator.hpp"

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace tansine {

namespace {

// Owners of SUNDIALS' C objects.
struct FreeContext {
  void operator()(SUNContext context) const { SUNContext_Free(&context); }
};
struct FreeVector {
  void operator()(N_Vector vector) const { N_VDestroy(vector); }
};
struct FreeMatrix {
  void operator()(SUNMatrix matrix) const { SUNMatDestroy(matrix); }
};
struct FreeLinearSolver {
  void operator()(SUNLinearSolver solver) const { SUNLinSolFree(solver); }
};
struct FreeCvode {
  void operator()(void* memory) const { CVodeFree(&memory); }
};
template <class Pointer, class Free>
using Owned = std::unique_ptr<std::remove_pointer_t<Pointer>, Free>;

SUNContext new_context() {
  SUNContext context = nullptr;
  TANSINE_ASSERT(SUNContext_Create(nullptr, &context) == 0, "SUNDIALS: no context");
  return context;
}

void require(int flag, const char* what) { TANSINE_ASSERT(flag == 0, std::string("SUNDIALS: ") + what); }

// CVODE prints its errors to stderr unless told otherwise; we return them as a Status.
void say_nothing(int, const char*, const char*, char*, void*) {}

class CvodeStepper final : public Stepper {
 public:
  CvodeStepper(const Program& program, const SolverOptions& options)
      : options_(options),
        evaluator_(program),
        n_(program.n_states()),
        input_(n_, 0.0),
        y_out_(n_, 0.0),
        y_before_(n_, 0.0),
        jacobian_(program.jacobian_slot.size()),
        context_(new_context()),
        y_(N_VNew_Serial(length(), context_.get())),
        interpolated_(N_VNew_Serial(length(), context_.get())) {
    TANSINE_ASSERT(y_ != nullptr && interpolated_ != nullptr, "SUNDIALS: no vector");
    N_VConst(0.0, y_.get());
    lay_out_matrix();
    const Owned<N_Vector, FreeVector> absolute(N_VNew_Serial(length(), context_.get()));
    for (std::size_t i = 0; i < n_; ++i)
      N_VGetArrayPointer(absolute.get())[i] = options.rtol * options.atol_scale * program.states[i].nominal;

    linear_solver_.reset(SUNLinSol_KLU(y_.get(), matrix_.get(), context_.get()));
    cvode_.reset(CVodeCreate(CV_BDF, context_.get()));
    TANSINE_ASSERT(linear_solver_ != nullptr && cvode_ != nullptr, "SUNDIALS: no solver");
    require(CVodeSetErrHandlerFn(cvode_.get(), say_nothing, nullptr), "CVodeSetErrHandlerFn");
    require(CVodeInit(cvode_.get(), derivative, 0.0, y_.get()), "CVodeInit");
    require(CVodeSetUserData(cvode_.get(), this), "CVodeSetUserData");
    require(CVodeSVtolerances(cvode_.get(), options.rtol, absolute.get()), "CVodeSVtolerances");
    require(CVodeSetLinearSolver(cvode_.get(), linear_solver_.get(), matrix_.get()), "CVodeSetLinearSolver");
    require(CVodeSetJacFn(cvode_.get(), jacobian), "CVodeSetJacFn");
    require(CVodeSetMaxHnilWarns(cvode_.get(), -1), "CVodeSetMaxHnilWarns");
    if (options.max_step > 0) require(CVodeSetMaxStep(cvode_.get(), options.max_step), "CVodeSetMaxStep");
  }

  void set_parameters(std::span<const double> parameters) override {
    parameters_finite_ = std::ranges::all_of(parameters, [](double p) { return std::isfinite(p); });
    evaluator_.set_parameters(parameters);
    // KLU keeps the pivots of its last factors; a patient's numbers must not depend on who came before.
    require(SUNLinSol_KLUReInit(linear_solver_.get(), matrix_.get(), SUNSparseMatrix_NNZ(matrix_.get()),
                                SUNKLU_REINIT_PARTIAL),
            "SUNLinSol_KLUReInit");
  }

  [[nodiscard]] double value(Slot slot) const override { return evaluator_.value(slot); }

  void restart(double t, std::span<const double> y, std::span<const double> r) override {
    t_ = t;
    std::ranges::copy(y, N_VGetArrayPointer(y_.get()));
    std::ranges::copy(r, input_.begin());
    restarted_ = true;
    bad_state_ = Outcome::no_state;
    start_finite_ = std::isfinite(t) && find_bad_state(y);
    if (start_finite_) {
      evaluate(t, y, y_out_);
      start_finite_ = find_bad_state(y_out_);
    }
  }

  void watch(Watcher* watcher) override { scan_.watch(watcher); }

  bool advance(double t_end, std::span<const double> times, std::size_t first, OutputSink& sink,
               Outcome& outcome) override {
    const Status status = integrate(t_end, times, first, sink, outcome.statistics);
    outcome.t_reached = t_;
    if (status == Status::ok) return true;
    outcome.status = status;
    outcome.state = status == Status::not_finite ? bad_state_ : worst_state();
    return false;
  }

  [[nodiscard]] double t() const override { return t_; }
  [[nodiscard]] std::span<const double> y() const override { return {N_VGetArrayPointer(y_.get()), n_}; }

 private:
  [[nodiscard]] sunindextype length() const { return static_cast<sunindextype>(n_); }

  // The Jacobian's pattern with the diagonal, which I - gamma J needs, in compressed rows.
  void lay_out_matrix() {
    const Program& program = evaluator_.program();
    std::vector<sunindextype> row_begin{0}, column;
    for (std::uint32_t i = 0; i < n_; ++i) {
      bool diagonal_done = false;
      const auto add = [&](std::uint32_t j) { column.push_back(static_cast<sunindextype>(j)); };
      for (std::uint32_t k = program.jacobian_row_begin[i]; k < program.jacobian_row_begin[i + 1]; ++k) {
        const std::uint32_t j = program.jacobian_column[k];
        if (!diagonal_done && j > i) add(i), diagonal_done = true;
        if (j == i) diagonal_done = true;
        jacobian_place_.push_back(column.size());
        add(j);
      }
      if (!diagonal_done) add(i);
      row_begin.push_back(static_cast<sunindextype>(column.size()));
    }
    row_begin_ = row_begin;
    column_ = column;
    matrix_.reset(
        SUNSparseMatrix(length(), length(), static_cast<sunindextype>(column.size()), CSR_MAT, context_.get()));
    TANSINE_ASSERT(matrix_ != nullptr, "SUNDIALS: no matrix");
    write_pattern(matrix_.get());
  }

  void write_pattern(SUNMatrix matrix) const {
    std::ranges::copy(row_begin_, SUNSparseMatrix_IndexPointers(matrix));
    std::ranges::copy(column_, SUNSparseMatrix_IndexValues(matrix));
    std::fill_n(SUNSparseMatrix_Data(matrix), column_.size(), 0.0);
  }

  void evaluate(double t, std::span<const double> y, std::span<double> dy) {
    evaluator_.derivative(t, y, dy);
    for (std::size_t i = 0; i < n_; ++i) dy[i] += input_[i];
  }

  bool find_bad_state(std::span<const double> values) {
    const auto bad = std::ranges::find_if_not(values, [](double v) { return std::isfinite(v); });
    if (bad == values.end()) return true;
    bad_state_ = static_cast<std::uint32_t>(bad - values.begin());
    return false;
  }

  bool find_bad_state_of_jacobian() {
    const std::span<const std::uint32_t> row_begin = evaluator_.program().jacobian_row_begin;
    for (std::uint32_t row = 0; row < n_; ++row) {
      for (std::uint32_t k = row_begin[row]; k < row_begin[row + 1]; ++k) {
        if (std::isfinite(jacobian_[k])) continue;
        bad_state_ = row;
        return false;
      }
    }
    return true;
  }

  // CVODE calls these two; a positive return asks for a smaller step.
  static int derivative(realtype t, N_Vector y, N_Vector dy, void* self_pointer) {
    auto& self = *static_cast<CvodeStepper*>(self_pointer);
    const std::span<double> slope(N_VGetArrayPointer(dy), self.n_);
    self.evaluate(t, {N_VGetArrayPointer(y), self.n_}, slope);
    return self.find_bad_state(slope) ? 0 : 1;
  }

  static int jacobian(realtype t, N_Vector y, N_Vector, SUNMatrix matrix, void* self_pointer, N_Vector tmp, N_Vector,
                      N_Vector) {
    auto& self = *static_cast<CvodeStepper*>(self_pointer);
    // The tape's Jacobian section reads what dy/dt leaves behind at the same point.
    self.evaluate(t, {N_VGetArrayPointer(y), self.n_}, {N_VGetArrayPointer(tmp), self.n_});
    self.evaluator_.jacobian(self.jacobian_);
    self.write_pattern(matrix);
    if (!self.find_bad_state_of_jacobian()) return 1;
    for (std::size_t k = 0; k < self.jacobian_.size(); ++k) {
      SUNSparseMatrix_Data(matrix)[self.jacobian_place_[k]] = self.jacobian_[k];
    }
    return 0;
  }

  Status integrate(double t_end, std::span<const double> times, std::size_t next, OutputSink& sink,
                   SolverStatistics& statistics) {
    if (!parameters_finite_ || !start_finite_ || !std::isfinite(t_end)) return Status::not_finite;
    if (!(t_ < t_end)) return Status::ok;
    if (restarted_) {
      // CVODE refuses a first step of a few roundings of t (CV_TOO_CLOSE). There Euler's method is exact to rounding.
      constexpr double too_close = 8 * std::numeric_limits<double>::epsilon();
      if (t_end - t_ <= too_close * std::max(std::abs(t_), std::abs(t_end))) return creep(t_end, times, next, sink);
      require(CVodeReInit(cvode_.get(), t_, y_.get()), "CVodeReInit");
      restarted_ = false;
      counted_ = {};
    }
    require(CVodeSetStopTime(cvode_.get(), t_end), "CVodeSetStopTime");
    bool stopped = false;
    while (t_ < t_end && !stopped) {
      if (statistics.steps + statistics.rejected >= options_.max_steps) return Status::max_steps;
      const double t_before = t_;
      if (scan_.watching()) std::ranges::copy(y(), y_before_.begin());
      realtype t_now = t_;
      bad_state_ = Outcome::no_state;
      const int flag = CVode(cvode_.get(), t_end, y_.get(), &t_now, CV_ONE_STEP);
      count(statistics);
      if (flag < 0) return failure();
      const double moved = t_now - t_;
      t_ = flag == CV_TSTOP_RETURN ? t_end : t_now;
      // CVODE itself would go on with t + h == t.
      if (t_ < t_end && moved <= 4 * std::numeric_limits<double>::epsilon() * std::abs(t_))
        return Status::step_too_small;
      stopped = find_crossings(t_before);
      for (; next < times.size() && times[next] <= t_; ++next) {
        if (times[next] == t_) {
          sink.at(next, t_, y());
        } else {
          require(CVodeGetDky(cvode_.get(), times[next], 0, interpolated_.get()), "CVodeGetDky");
          sink.at(next, times[next], {N_VGetArrayPointer(interpolated_.get()), n_});
        }
      }
    }
    return Status::ok;
  }

  // Goes back to a crossing that stops: true. CVODE then starts anew from there.
  bool find_crossings(double t_before) {
    if (!scan_.look(t_, y())) return false;
    scan_.locate(t_before, y_before_, t_, y_out_, [this](double t, std::span<double> y) {
      require(CVodeGetDky(cvode_.get(), t, 0, interpolated_.get()), "CVodeGetDky");
      std::copy_n(N_VGetArrayPointer(interpolated_.get()), n_, y.begin());
    });
    const WatchScan::Root* root = scan_.stop();
    const bool stops = root != nullptr && root->time < t_;
    if (stops) {
      t_ = root->time;
      require(CVodeGetDky(cvode_.get(), t_, 0, y_.get()), "CVodeGetDky");
      scan_.cut(t_, y());
      restarted_ = true;
    }
    scan_.tell();
    return root != nullptr;
  }

  Status creep(double t_end, std::span<const double> times, std::size_t next, OutputSink& sink) {
    const std::span<double> y(N_VGetArrayPointer(y_.get()), n_);
    evaluate(t_, y, y_out_);
    for (std::size_t i = 0; i < n_; ++i) y[i] += (t_end - t_) * y_out_[i];
    t_ = t_end;
    for (; next < times.size() && times[next] <= t_end; ++next) sink.at(next, times[next], y);
    return Status::ok;
  }

  // CVODE counts since its last restart; a patient's statistics count all restarts.
  void count(SolverStatistics& statistics) {
    long steps = 0, error_fails = 0, solve_fails = 0, evaluations = 0, setups = 0;
    CVodeGetNumSteps(cvode_.get(), &steps);
    CVodeGetNumErrTestFails(cvode_.get(), &error_fails);
    CVodeGetNumStepSolveFails(cvode_.get(), &solve_fails);
    CVodeGetNumRhsEvals(cvode_.get(), &evaluations);
    CVodeGetNumLinSolvSetups(cvode_.get(), &setups);
    const SolverStatistics now{static_cast<std::uint64_t>(steps), static_cast<std::uint64_t>(error_fails + solve_fails),
                               static_cast<std::uint64_t>(evaluations), static_cast<std::uint64_t>(setups)};
    statistics.steps += now.steps - counted_.steps;
    statistics.rejected += now.rejected - counted_.rejected;
    statistics.evaluations += now.evaluations - counted_.evaluations;
    statistics.factorizations += now.factorizations - counted_.factorizations;
    counted_ = now;
  }

  // All failures of a step look alike in the end (CVODE has tried ever smaller ones); what tells them apart is whether
  // something was not finite on the way.
  [[nodiscard]] Status failure() const {
    return bad_state_ != Outcome::no_state ? Status::not_finite : Status::step_too_small;
  }

  std::uint32_t worst_state() {
    if (restarted_ || CVodeGetEstLocalErrors(cvode_.get(), interpolated_.get()) != 0) return Outcome::no_state;
    std::uint32_t worst = Outcome::no_state;
    double largest = 0;
    const double* error = N_VGetArrayPointer(interpolated_.get());
    for (std::uint32_t i = 0; i < n_; ++i) {
      const double scale = std::abs(y()[i]) + options_.atol_scale * evaluator_.program().states[i].nominal;
      if (std::abs(error[i]) / scale > largest) largest = std::abs(error[i]) / scale, worst = i;
    }
    return worst;
  }

  SolverOptions options_;
  Evaluator evaluator_;
  std::size_t n_;
  std::vector<double> input_, y_out_, y_before_;
  std::vector<double> jacobian_;
  std::vector<std::size_t> jacobian_place_;  // where in the matrix each of them goes
  std::vector<sunindextype> row_begin_, column_;
  // Destroyed in reverse: what uses a context before the context.
  Owned<SUNContext, FreeContext> context_;
  Owned<N_Vector, FreeVector> y_, interpolated_;
  Owned<SUNMatrix, FreeMatrix> matrix_;
  Owned<SUNLinearSolver, FreeLinearSolver> linear_solver_;
  std::unique_ptr<void, FreeCvode> cvode_;
  double t_ = 0;
  bool parameters_finite_ = true, start_finite_ = false, restarted_ = true;
  std::uint32_t bad_state_ = Outcome::no_state;
  SolverStatistics counted_;
  WatchScan scan_;
};

}  // namespace

std::unique_ptr<Stepper> make_cvode_stepper(const Program& program, const SolverOptions& options) {
  return std::make_unique<CvodeStepper>(program, options);
}

}  // namespace tansine

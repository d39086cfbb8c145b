// CVODE as its manual would have it: BDF, Newton, a direct linear solver, analytic Jacobian, output by CVODE's own
// interpolation, CVodeSetStopTime and CVodeReInit at every change of the input.

#include "peer.hpp"

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace tansine {
namespace {

void require(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("CVODE: ") + what);
}

class CvodePeer final : public Peer {
 public:
  CvodePeer(const CompiledModel& model, const PeerOptions& options, CvodeJacobian jacobian, bool dense)
      : m_(model),
        work_(static_cast<std::size_t>(model.n_work)),
        coefficient_(static_cast<std::size_t>(model.n_dosed)),
        values_(static_cast<std::size_t>(model.n_nonzeros)) {
    require(SUNContext_Create(nullptr, &context_) == 0, "context");
    y_ = N_VNew_Serial(m_.n_states, context_);
    N_Vector absolute = N_VNew_Serial(m_.n_states, context_);
    for (int i = 0; i < m_.n_states; ++i) {
      NV_Ith_S(absolute, i) = options.rtol * options.atol_scale * m_.nominal[i];
      NV_Ith_S(y_, i) = 0;
    }
    if (dense) {
      matrix_ = SUNDenseMatrix(m_.n_states, m_.n_states, context_);
      linear_ = SUNLinSol_Dense(y_, matrix_, context_);
    } else {
      for (int j = 0; j < m_.n_states; ++j)
        require(std::find(m_.row + m_.column_begin[j], m_.row + m_.column_begin[j + 1], j) !=
                    m_.row + m_.column_begin[j + 1],
                "a diagonal entry is structurally zero");
      matrix_ = SUNSparseMatrix(m_.n_states, m_.n_states, m_.n_nonzeros, CSC_MAT, context_);
      write_pattern(matrix_);
      linear_ = SUNLinSol_KLU(y_, matrix_, context_);
    }
    memory_ = CVodeCreate(CV_BDF, context_);
    require(memory_ != nullptr && linear_ != nullptr, "memory");
    require(CVodeInit(memory_, derivative, 0, y_) == 0, "CVodeInit");
    require(CVodeSetUserData(memory_, this) == 0, "CVodeSetUserData");
    require(CVodeSVtolerances(memory_, options.rtol, absolute) == 0, "CVodeSVtolerances");
    N_VDestroy(absolute);
    require(CVodeSetLinearSolver(memory_, linear_, matrix_) == 0, "CVodeSetLinearSolver");
    require(CVodeSetJacFn(memory_, dense ? dense_jacobian : sparse_jacobian) == 0, "CVodeSetJacFn");
    require(CVodeSetMaxNumSteps(memory_, 1'000'000) == 0, "CVodeSetMaxNumSteps");
    if (jacobian == CvodeJacobian::fresh)
      require(CVodeSetJacEvalFrequency(memory_, 1) == 0, "CVodeSetJacEvalFrequency");
  }
  CvodePeer(const CvodePeer&) = delete;
  CvodePeer& operator=(const CvodePeer&) = delete;
  ~CvodePeer() override {
    CVodeFree(&memory_);
    SUNLinSolFree(linear_);
    SUNMatDestroy(matrix_);
    N_VDestroy(y_);
    SUNContext_Free(&context_);
  }

  bool run(std::span<const double> parameters, std::span<const InputStretch> stretches, std::span<const double> times,
           double* out) override {
    double* const y = NV_DATA_S(y_);
    m_.prologue(parameters.data(), work_.data());
    m_.initial(work_.data(), y);
    m_.dose(work_.data(), coefficient_.data());
    double t = 0;
    std::size_t next = 0;
    const auto observe = [&](double at) {
      m_.observables(at, work_.data(), y, out + next * static_cast<std::size_t>(m_.n_observables));
      ++next;
    };
    while (next < times.size() && times[next] <= 0) observe(0);
    for (const InputStretch& stretch : stretches) {
      rate_ = stretch.rate;
      if (CVodeReInit(memory_, t, y_) != 0 || CVodeSetStopTime(memory_, stretch.end) != 0) return false;
      while (t < stretch.end) {
        const bool output = next < times.size() && times[next] <= stretch.end;
        if (CVode(memory_, output ? times[next] : stretch.end, y_, &t, CV_NORMAL) < 0) return false;
        if (output && t >= times[next]) observe(t);
      }
      long steps = 0;
      CVodeGetNumSteps(memory_, &steps);
      steps_ += static_cast<std::uint64_t>(steps);
    }
    return next == times.size();
  }

  [[nodiscard]] std::uint64_t steps() const override { return steps_; }

 private:
  void write_pattern(SUNMatrix matrix) const {
    std::memcpy(SM_INDEXPTRS_S(matrix), m_.column_begin, sizeof(int) * static_cast<std::size_t>(m_.n_states + 1));
    std::memcpy(SM_INDEXVALS_S(matrix), m_.row, sizeof(int) * static_cast<std::size_t>(m_.n_nonzeros));
  }
  static_assert(sizeof(sunindextype) == sizeof(int), "bench/build_peers.sh builds with 32-bit indices");

  static int derivative(realtype t, N_Vector y, N_Vector dy, void* self_pointer) {
    const auto& self = *static_cast<CvodePeer*>(self_pointer);
    self.m_.derivative(t, self.work_.data(), NV_DATA_S(y), NV_DATA_S(dy));
    if (self.rate_ != 0)
      for (int k = 0; k < self.m_.n_dosed; ++k)
        NV_DATA_S(dy)[self.m_.dosed[k]] += self.rate_ * self.coefficient_[static_cast<std::size_t>(k)];
    return 0;
  }
  static int sparse_jacobian(realtype t, N_Vector y, N_Vector, SUNMatrix matrix, void* self_pointer, N_Vector, N_Vector,
                             N_Vector) {
    const auto& self = *static_cast<CvodePeer*>(self_pointer);
    self.write_pattern(matrix);  // CVODE has zeroed it
    self.m_.jacobian(t, self.work_.data(), NV_DATA_S(y), SM_DATA_S(matrix));
    return 0;
  }
  static int dense_jacobian(realtype t, N_Vector y, N_Vector, SUNMatrix matrix, void* self_pointer, N_Vector, N_Vector,
                            N_Vector) {
    auto& self = *static_cast<CvodePeer*>(self_pointer);
    self.m_.jacobian(t, self.work_.data(), NV_DATA_S(y), self.values_.data());
    for (int j = 0; j < self.m_.n_states; ++j)
      for (int k = self.m_.column_begin[j]; k < self.m_.column_begin[j + 1]; ++k)
        SM_ELEMENT_D(matrix, self.m_.row[k], j) = self.values_[static_cast<std::size_t>(k)];
    return 0;
  }

  const CompiledModel& m_;
  std::vector<double> work_, coefficient_, values_;
  double rate_ = 0;
  std::uint64_t steps_ = 0;
  SUNContext context_ = nullptr;
  N_Vector y_ = nullptr;
  SUNMatrix matrix_ = nullptr;
  SUNLinearSolver linear_ = nullptr;
  void* memory_ = nullptr;
};

}  // namespace

std::unique_ptr<Peer> cvode_peer(const CompiledModel& model, const PeerOptions& options, CvodeJacobian jacobian,
                                 bool dense) {
  return std::make_unique<CvodePeer>(model, options, jacobian, dense);
}

}  // namespace tansine

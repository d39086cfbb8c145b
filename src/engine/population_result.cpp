#include "engine/population_result.hpp"

#include <array>
#include <limits>

namespace tansine {
namespace {

constexpr std::array kStatus{Status::ok,         Status::step_too_small,  Status::max_steps,
                             Status::not_finite, Status::no_steady_state, Status::cancelled};

void write_reals(ByteWriter& bytes, const std::vector<double>& values) {
  bytes.number(values.size());
  for (const double x : values) bytes.real(x);
}

std::vector<double> read_reals(ByteReader& bytes) {
  std::vector<double> values(bytes.count(8));
  for (double& x : values) x = bytes.real();
  return values;
}

void write_status(ByteWriter& bytes, Status status) { bytes.number(static_cast<std::uint64_t>(status)); }

Status read_status(ByteReader& bytes) {
  const std::uint64_t n = bytes.number();
  if (n >= kStatus.size()) bytes.fail();
  return kStatus[static_cast<std::size_t>(n)];
}

void write_statistics(ByteWriter& bytes, const SolverStatistics& s) {
  for (const std::uint64_t n : {s.steps, s.rejected, s.evaluations, s.factorizations, s.fallbacks}) bytes.number(n);
}

SolverStatistics read_statistics(ByteReader& bytes) {
  SolverStatistics s;
  for (std::uint64_t* n : {&s.steps, &s.rejected, &s.evaluations, &s.factorizations, &s.fallbacks}) *n = bytes.number();
  return s;
}

void write_failed(ByteWriter& bytes, const FailedPatient& f) {
  bytes.number(f.id);
  write_status(bytes, f.outcome.status);
  bytes.real(f.outcome.t_reached);
  bytes.number(f.outcome.state);
  bytes.real(f.outcome.balance_error);
  write_statistics(bytes, f.outcome.statistics);
  write_reals(bytes, f.parameters);
}

FailedPatient read_failed(ByteReader& bytes) {
  FailedPatient f;
  f.id = bytes.number();
  f.outcome.status = read_status(bytes);
  f.outcome.t_reached = bytes.real();
  f.outcome.state = static_cast<std::uint32_t>(bytes.number());
  f.outcome.balance_error = bytes.real();
  f.outcome.statistics = read_statistics(bytes);
  f.parameters = read_reals(bytes);
  return f;
}

void write_nca(ByteWriter& bytes, const NcaSummary& s) {
  for (const QuantileSketch* sketch : {&s.Cmax, &s.Tmax, &s.AUClast, &s.AUCinf, &s.half_life, &s.CL, &s.Vss})
    sketch->write(bytes);
}

NcaSummary read_nca(ByteReader& bytes) {
  NcaSummary s;
  for (QuantileSketch* sketch : {&s.Cmax, &s.Tmax, &s.AUClast, &s.AUCinf, &s.half_life, &s.CL, &s.Vss})
    *sketch = QuantileSketch::read(bytes);
  return s;
}

void write_costs(ByteWriter& bytes, const CostSummary& c) {
  for (const QuantileSketch* sketch : {&c.steps, &c.rejected, &c.evaluations, &c.factorizations}) sketch->write(bytes);
  for (const std::uint64_t n : {c.fallbacks, c.costliest, c.most_steps}) bytes.number(n);
}

CostSummary read_costs(ByteReader& bytes) {
  CostSummary c;
  for (QuantileSketch* sketch : {&c.steps, &c.rejected, &c.evaluations, &c.factorizations})
    *sketch = QuantileSketch::read(bytes);
  for (std::uint64_t* n : {&c.fallbacks, &c.costliest, &c.most_steps}) *n = bytes.number();
  return c;
}

void write_audit(ByteWriter& bytes, const AuditSummary& a) {
  bytes.number(a.patients);
  bytes.number(a.failed);
  a.error.write(bytes);
  bytes.real(a.worst);
  bytes.number(a.worst_patient);
  bytes.number(a.worst_observable);
  bytes.real(a.worst_time);
}

AuditSummary read_audit(ByteReader& bytes) {
  AuditSummary a;
  a.patients = bytes.number();
  a.failed = bytes.number();
  a.error = QuantileSketch::read(bytes);
  a.worst = bytes.real();
  a.worst_patient = bytes.number();
  a.worst_observable = static_cast<std::uint32_t>(bytes.number());
  a.worst_time = bytes.real();
  return a;
}

}  // namespace

std::uint64_t PopulationResult::n_failed() const {
  std::uint64_t n = 0;
  for (const auto& [status, count] : failures) n += count;
  return n;
}

void set_mean(PopulationResult& result) {
  result.mean.resize(result.sum.size());
  for (std::size_t i = 0; i < result.sum.size(); ++i) {
    const std::uint64_t n = result.at[i].count();
    result.mean[i] = n == 0 ? std::numeric_limits<double>::quiet_NaN() : result.sum[i] / static_cast<double>(n);
  }
}

void write_result(ByteWriter& bytes, const PopulationResult& r) {
  write_reals(bytes, r.times);
  bytes.number(r.n_observables);
  write_reals(bytes, r.sum);
  bytes.number(r.at.size());
  for (const QuantileSketch& sketch : r.at) sketch.write(bytes);
  bytes.number(r.nca.size());
  for (const NcaSummary& s : r.nca) write_nca(bytes, s);
  bytes.real(r.largest_balance_error);
  write_statistics(bytes, r.statistics);
  write_costs(bytes, r.costs);
  write_audit(bytes, r.audit);
  bytes.number(r.patients);
  bytes.number(r.failures.size());
  for (const auto& [status, count] : r.failures) {
    write_status(bytes, status);
    bytes.number(count);
  }
  bytes.number(r.failed.size());
  for (const FailedPatient& f : r.failed) write_failed(bytes, f);
  bytes.number(r.cancelled ? 1 : 0);
}

PopulationResult read_result(ByteReader& bytes) {
  PopulationResult r;
  r.times = read_reals(bytes);
  r.n_observables = static_cast<std::size_t>(bytes.number());
  r.sum = read_reals(bytes);
  r.at.resize(bytes.count(1));
  for (QuantileSketch& sketch : r.at) sketch = QuantileSketch::read(bytes);
  r.nca.resize(bytes.count(1));
  for (NcaSummary& s : r.nca) s = read_nca(bytes);
  r.largest_balance_error = bytes.real();
  r.statistics = read_statistics(bytes);
  r.costs = read_costs(bytes);
  r.audit = read_audit(bytes);
  r.patients = bytes.number();
  for (std::size_t n = bytes.count(2); n > 0; --n) {
    const Status status = read_status(bytes);
    r.failures[status] = bytes.number();
  }
  for (std::size_t n = bytes.count(1); n > 0; --n) r.failed.push_back(read_failed(bytes));
  r.cancelled = bytes.number() != 0;
  const bool fits =
      r.sum.size() == r.at.size() &&
      (r.times.empty() ? r.sum.empty()
                       : r.sum.size() % r.times.size() == 0 && r.sum.size() / r.times.size() == r.n_observables);
  if (!fits) bytes.fail();
  set_mean(r);
  return r;
}

}  // namespace tansine

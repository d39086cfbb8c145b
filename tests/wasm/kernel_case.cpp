#include "kernel_case.hpp"

#include "base/bytes.hpp"
#include "engine/simd/lane_engine.hpp"

namespace tansine {

namespace {

void write(ByteWriter& out, const std::vector<double>& list) {
  out.number(list.size());
  for (const double x : list) out.real(x);
}

std::vector<double> read_list(ByteReader& in) {
  std::vector<double> list(in.count(sizeof(double)));
  for (double& x : list) x = in.real();
  return list;
}

// Small whole numbers and enumerations, both ways. The writer is always ours: values are not checked.
template <class T>
void write_as_number(ByteWriter& out, T x) {
  out.number(static_cast<std::uint64_t>(x));
}
template <class T>
void read_as_number(ByteReader& in, T& x) {
  x = static_cast<T>(in.number());
}

void write(ByteWriter& out, const EventRecord& r) {
  for (const double x : {r.time, r.amount, r.rate, r.interval}) out.real(x);
  write_as_number(out, r.evid);
  for (const std::uint32_t n : {r.additional, std::uint32_t{r.steady_state}, r.target}) out.number(n);
  out.number(r.changes.size());
  for (const ParameterChange& c : r.changes) {
    out.number(c.parameter);
    out.real(c.value);
  }
}

EventRecord read_record(ByteReader& in) {
  EventRecord r;
  for (double* x : {&r.time, &r.amount, &r.rate, &r.interval}) *x = in.real();
  read_as_number(in, r.evid);
  read_as_number(in, r.additional);
  read_as_number(in, r.steady_state);
  read_as_number(in, r.target);
  r.changes.resize(in.count(1 + sizeof(double)));
  for (ParameterChange& c : r.changes) {
    read_as_number(in, c.parameter);
    c.value = in.real();
  }
  return r;
}

}  // namespace

std::string write_case(const KernelCase& c) {
  ByteWriter out;
  out.text(c.program);
  const SolverOptions& o = c.options;
  for (const double x : {o.rtol, o.atol_scale, o.max_step}) out.real(x);
  write_as_number(out, o.max_steps);
  write_as_number(out, o.method);
  write_as_number(out, o.lanes.back_end);
  write_as_number(out, o.lanes.most_instructions);
  write_as_number(out, o.lanes.lanes);
  write_as_number(out, o.lanes.scheme);
  write_as_number(out, o.lanes.outputs);
  write_as_number(out, o.lanes.closed_forms);
  write_as_number(out, c.with_exemplar);
  write(out, c.times);
  out.number(c.patients.size());
  for (const PatientCourse& patient : c.patients) {
    write(out, patient.parameters);
    out.number(patient.records.size());
    for (const EventRecord& record : patient.records) write(out, record);
  }
  return out.bytes();
}

KernelCase read_case(std::string_view bytes) {
  ByteReader in(bytes, Place{.name = "kernel case"});
  KernelCase c;
  c.program = in.text();
  SolverOptions& o = c.options;
  for (double* x : {&o.rtol, &o.atol_scale, &o.max_step}) *x = in.real();
  read_as_number(in, o.max_steps);
  read_as_number(in, o.method);
  read_as_number(in, o.lanes.back_end);
  read_as_number(in, o.lanes.most_instructions);
  read_as_number(in, o.lanes.lanes);
  read_as_number(in, o.lanes.scheme);
  read_as_number(in, o.lanes.outputs);
  read_as_number(in, o.lanes.closed_forms);
  read_as_number(in, c.with_exemplar);
  c.times = read_list(in);
  c.patients.resize(in.count(2));
  for (PatientCourse& patient : c.patients) {
    patient.parameters = read_list(in);
    patient.records.resize(in.count(4 * sizeof(double)));
    for (EventRecord& record : patient.records) record = read_record(in);
  }
  in.end();
  return c;
}

std::vector<double> answer(const KernelCase& c) {
  const Program program = read_program(c.program, "kernel case");
  std::vector<PatientRun> runs(c.patients.size());
  CourseSource source(c.patients, runs);
  LaneEngine(program, c.options).run(c.times, source, c.with_exemplar ? c.patients.data() : nullptr);
  TANSINE_ASSERT(source.n_done() == runs.size(), "every patient is answered once");
  std::vector<double> all;
  for (const PatientRun& run : runs) {
    const auto& [status, t_reached, state, balance_error, s] = run.outcome;
    all.insert(all.end(), {static_cast<double>(status), t_reached, static_cast<double>(state), balance_error});
    for (const std::uint64_t n : {s.steps, s.rejected, s.evaluations, s.factorizations, s.fallbacks})
      all.push_back(static_cast<double>(n));
    all.insert(all.end(), run.trajectory.values.begin(), run.trajectory.values.end());
  }
  return all;
}

}  // namespace tansine

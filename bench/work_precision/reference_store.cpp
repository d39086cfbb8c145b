#include "reference_store.hpp"

#include "base/hash.hpp"
#include "solver.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <stdexcept>

namespace tansine {
namespace {

std::string key_of(const BenchmarkModel& model) {
  std::string text = write_program(model.program);
  for (const EventRecord& r : model.records)
    text += fmt::format("{} {} {} {} {}\n", r.time, r.amount, r.rate, r.interval, r.additional);
  text += fmt::format("{}", fmt::join(model.times, " "));
  return sha256(text).substr(0, 16);
}

}  // namespace

std::vector<double> reference_trajectories(const BenchmarkModel& model, std::span<const PatientCourse> patients,
                                           const std::filesystem::path& folder) {
  const std::size_t row = model.times.size() * model.program.observables.size();
  std::vector<double> values(patients.size() * row);
  const std::filesystem::path path = folder / (model.name + "-" + key_of(model) + ".bin");
  std::size_t known = 0;
  if (std::ifstream file(path, std::ios::binary); file) {
    file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(double)));
    known = static_cast<std::size_t>(file.gcount()) / (row * sizeof(double));
  }
  if (known == patients.size()) return values;
  fmt::print(stderr, "{}: reference trajectories of {} patients (kept in {})\n", model.name, patients.size() - known,
             path.string());
  if (exact_solver(model)->run(patients.subspan(known), std::span(values).subspan(known * row)) != 0)
    throw std::runtime_error(model.name + ": CVODE at 1e-10 has failed");
  std::filesystem::create_directories(folder);
  const std::filesystem::path part = path.string() + ".part";
  std::ofstream file(part, std::ios::binary);
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(double)));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + part.string());
  std::filesystem::rename(part, path);
  return values;
}

double largest_error(const BenchmarkModel& model, std::span<const double> values, std::span<const double> exact) {
  const std::size_t n_observables = model.program.observables.size(), row = model.times.size() * n_observables;
  double worst = 0;
  for (std::size_t begin = 0; begin < values.size(); begin += row)
    for (std::size_t j = 0; j < n_observables; ++j) {
      double peak = 0;
      for (std::size_t i = j; i < row; i += n_observables) peak = std::fmax(peak, std::abs(exact[begin + i]));
      for (std::size_t i = j; i < row; i += n_observables) {
        const double apart = std::abs(values[begin + i] - exact[begin + i]);
        if (!std::isfinite(apart)) return std::numeric_limits<double>::infinity();
        if (apart > 0) worst = std::fmax(worst, apart / std::fmax(std::abs(exact[begin + i]), 1e-4 * peak));
      }
    }
  return worst;
}

}  // namespace tansine

// A Program written as C++ computes what the Program does: it is compiled here, by the compiler of the tests, loaded
// and compared with the interpreter.

#include "registered_models.hpp"

#include "base/random.hpp"
#include "engine/evaluator.hpp"
#include "model/program_cpp.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

namespace tansine {
namespace {

struct Close {
  void operator()(void* library) const { dlclose(library); }
};

int made = 0;  // each library has a path of its own: a path that was loaded once may stay loaded

/// A Program's C++, compiled into a library of its own and loaded.
class CompiledProgram {
 public:
  explicit CompiledProgram(const Program& program)
      : folder_(std::filesystem::temp_directory_path() / fmt::format("tansine-cpp-{}-{}", ::getpid(), ++made)) {
    std::filesystem::create_directories(folder_);
    // C names, so that they can be found
    std::ofstream(folder_ / "model.cpp")
        << write_cpp(program, "exported")
        << "extern \"C\" {\n"
           "void c_prologue(const double* p, double* w) { exported::prologue(p, w); }\n"
           "void c_initial(const double* w, double* y) { exported::initial(w, y); }\n"
           "void c_derivative(double t, const double* w, const double* y, double* dy) { exported::derivative(t, w, y, "
           "dy); }\n"
           "void c_jacobian(double t, const double* w, const double* y, double* j) { exported::jacobian(t, w, y, j); "
           "}\n"
           "void c_observables(double t, const double* w, const double* y, double* o) { exported::observables(t, w, y, "
           "o); }\n"
           "void c_dose(const double* w, double* c) { exported::dose0(w, c); }\n"
           "int c_n_work() { return exported::n_work; }\n"
           "const int* c_column_begin() { return exported::column_begin; }\n"
           "const int* c_row() { return exported::row; }\n"
           "}\n";
    const std::string command =
        fmt::format("'{}' -std=c++17 -O1 -ffp-contract=off -Wall -Wextra -Werror -shared -fPIC '{}' -o '{}'",
                    TANSINE_CXX, (folder_ / "model.cpp").string(), (folder_ / "model.so").string());
    if (std::system(command.c_str()) != 0) throw std::runtime_error("does not compile: " + command);
    library_.reset(dlopen((folder_ / "model.so").c_str(), RTLD_NOW | RTLD_LOCAL));
    if (library_ == nullptr) throw std::runtime_error(dlerror());
  }
  CompiledProgram(const CompiledProgram&) = delete;
  CompiledProgram& operator=(const CompiledProgram&) = delete;
  ~CompiledProgram() {
    library_.reset();
    std::filesystem::remove_all(folder_);
  }

  template <class Function>
  [[nodiscard]] Function* get(const char* name) const {
    return reinterpret_cast<Function*>(dlsym(library_.get(), name));
  }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<void, Close> library_;
};

/// exp, log and pow of two libraries differ in the last bits; an expression of a few of them by some more.
constexpr double tolerance = 1e-13;

void expect_same(const Program& program) {
  const CompiledProgram compiled(program);
  using AtPoint = void(double, const double*, const double*, double*);
  using FromWork = void(const double*, double*);
  const std::size_t n = program.n_states();
  Evaluator evaluator(program);
  RandomStream random(3, 0, purpose("program cpp"));
  for (int point = 0; point < 20; ++point) {
    std::vector<double> p = typical_parameters(program), y, dy(n), j(program.jacobian_slot.size()),
                        o(program.observables.size()), y0(n);
    for (double& value : p) value *= std::exp(0.2 * random.normal());
    for (const StateInfo& state : program.states) y.push_back(state.nominal * std::pow(10, 2 * random.uniform() - 1));
    const double t = 100 * random.uniform();
    evaluator.set_parameters(p);
    evaluator.derivative(t, y, dy);
    evaluator.jacobian(j);
    evaluator.observables(t, y, o);
    evaluator.initial(y0);

    std::vector<double> w(static_cast<std::size_t>(compiled.get<int()>("c_n_work")()) + 1), dy2(n), j2(j.size()),
        o2(o.size()), y02(n);
    compiled.get<FromWork>("c_prologue")(p.data(), w.data());
    compiled.get<FromWork>("c_initial")(w.data(), y02.data());
    compiled.get<AtPoint>("c_derivative")(t, w.data(), y.data(), dy2.data());
    compiled.get<AtPoint>("c_jacobian")(t, w.data(), y.data(), j2.data());
    compiled.get<AtPoint>("c_observables")(t, w.data(), y.data(), o2.data());
    const int* column_begin = compiled.get<const int*()>("c_column_begin")();
    const int* row = compiled.get<const int*()>("c_row")();

    std::vector<double> terms(n);
    std::size_t found = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::uint32_t k = program.jacobian_row_begin[i]; k < program.jacobian_row_begin[i + 1]; ++k) {
        const std::uint32_t column = program.jacobian_column[k];
        terms[i] += std::abs(j[k] * y[column]);
        for (int q = column_begin[column]; q < column_begin[column + 1]; ++q)
          if (row[q] == static_cast<int>(i)) {
            ++found;
            // entries are sums of terms that the test does not see; their size is at most that of the largest in the
            // row
            EXPECT_NEAR(j2[static_cast<std::size_t>(q)], j[k], 1e-10 * std::abs(j[k])) << program.name;
          }
      }
    EXPECT_EQ(found, j.size());
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_NEAR(dy2[i], dy[i], tolerance * (terms[i] + std::abs(dy[i]))) << program.name << " " << i;
      EXPECT_EQ(y02[i], y0[i]);
    }
    for (std::size_t i = 0; i < o.size(); ++i) EXPECT_NEAR(o2[i], o[i], tolerance * std::abs(o[i])) << program.name;
    std::vector<double> dose(program.dose_targets.front().entries.size());
    compiled.get<FromWork>("c_dose")(w.data(), dose.data());
    for (std::size_t i = 0; i < dose.size(); ++i)
      EXPECT_EQ(dose[i], evaluator.value(program.dose_targets.front().entries[i].coefficient));
  }
}

TEST(ProgramAsCpp, ComputesTheSame) {
  int tried = 0;
  for (const RegisteredModel& model : registered_models())
    for (const char* name : {"every operation", "receptor uptake", "M2 DAR-resolved ADC, tumor, platelets"})
      if (model.name == name) expect_same(model.program), ++tried;
  EXPECT_EQ(tried, 3);
}

// A name from a model cannot leave its comment.
TEST(ProgramAsCpp, NamesStayInComments) {
  Program program = registered_models().front().program;
  program.name = "a\nint injected;\\";
  const std::string text = write_cpp(program, "exported");
  EXPECT_EQ(text.find("\nint injected"), std::string::npos);
  EXPECT_NE(text.find("a_int injected;_"), std::string::npos);
}

}  // namespace
}  // namespace tansine

#include "lu_source.hpp"

#include "engine/markowitz.hpp"

#include <fmt/format.h>

#include <vector>

namespace tansine {

std::string lu_source(const Program& program) {
  const EliminationOrder lu = markowitz_order(program.jacobian_row_begin, program.jacobian_column);
  const std::uint32_t n = static_cast<std::uint32_t>(program.n_states());
  constexpr std::uint32_t none = no_slot;
  // Where the entry of row i, column j stands among the Jacobian's compressed columns.
  std::vector<std::vector<std::uint32_t>> in_columns(n, std::vector<std::uint32_t>(n, none));
  std::uint32_t entry = 0;
  for (std::uint32_t j = 0; j < n; ++j)
    for (std::uint32_t i = 0; i < n; ++i)
      for (std::uint32_t k = program.jacobian_row_begin[i]; k < program.jacobian_row_begin[i + 1]; ++k)
        if (program.jacobian_column[k] == j) in_columns[i][j] = entry++;

  std::string text = fmt::format("constexpr int n_factors = {};\n\n", lu.column.size());
  text += "void factor(double s, const double* __restrict j, double* __restrict lu) {\n";
  // Row by row with the row's numbers in locals: each entry is loaded and stored once.
  for (std::uint32_t p = 0; p < n; ++p) {
    text += fmt::format("  {{  // {}\n", program.states[lu.order[p]].name);
    for (std::uint32_t k = lu.row_begin[p]; k < lu.row_begin[p + 1]; ++k) {
      const std::uint32_t source = in_columns[lu.order[p]][lu.order[lu.column[k]]];
      const std::string entry_text = source == none ? "" : fmt::format("j[{}]", source);
      const bool diagonal = lu.column[k] == p;
      text += fmt::format("    double a{} = {};\n", lu.column[k],
                          diagonal         ? (source == none ? std::string("s") : "s - " + entry_text)
                          : source == none ? std::string("0.0")
                                           : "-" + entry_text);
    }
    for (std::uint32_t k = lu.row_begin[p]; k < lu.row_begin[p + 1] && lu.column[k] < p; ++k) {
      const std::uint32_t q = lu.column[k];
      text += fmt::format("    a{} *= lu[{}];\n", q, lu.diagonal[q]);
      for (std::uint32_t m = lu.diagonal[q] + 1; m < lu.row_begin[q + 1]; ++m)
        text += fmt::format("    a{} -= a{} * lu[{}];\n", lu.column[m], q, m);
    }
    for (std::uint32_t k = lu.row_begin[p]; k < lu.row_begin[p + 1]; ++k)
      text += fmt::format("    lu[{}] = {}a{};\n", k, lu.column[k] == p ? "1.0 / " : "", lu.column[k]);
    text += "  }\n";
  }
  text += "}\n\nvoid solve(const double* __restrict lu, double* __restrict x) {\n";
  for (std::uint32_t p = 0; p < n; ++p) {
    text += fmt::format("  double b{} = x[{}]", p, lu.order[p]);
    for (std::uint32_t k = lu.row_begin[p]; k < lu.diagonal[p]; ++k)
      text += fmt::format(" - lu[{}] * b{}", k, lu.column[k]);
    text += ";\n";
  }
  for (std::uint32_t p = n; p-- > 0;) {
    text += fmt::format("  b{} = (b{}", p, p);
    for (std::uint32_t k = lu.diagonal[p] + 1; k < lu.row_begin[p + 1]; ++k)
      text += fmt::format(" - lu[{}] * b{}", k, lu.column[k]);
    text += fmt::format(") * lu[{}];\n  x[{}] = b{};\n", lu.diagonal[p], lu.order[p], p);
  }
  text += "}\n";
  return text;
}

}  // namespace tansine

#include "app/commands.hpp"

#include "studies/design_file.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <ostream>

namespace tansine {
namespace {

void print(const DesignAnswer::Grid& grid, std::ostream& out) {
  std::vector<std::size_t> width(grid.rows.front().size());
  for (const auto& row : grid.rows)
    for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], row[i].size());
  if (!grid.title.empty()) out << grid.title << "\n";
  for (const auto& row : grid.rows) {
    std::string line = fmt::format("  {:<{}}", row[0], width[0]);
    for (std::size_t i = 1; i < row.size(); ++i) line += fmt::format("  {:>{}}", row[i], width[i]);
    out << line.substr(0, line.find_last_not_of(' ') + 1) << "\n";
  }
}

}  // namespace

int design_command(const std::string& name, Terminal& terminal) {
  if (name.empty()) {
    terminal.out << "designs (tansine design NAME, or a file):\n";
    for (const std::string& known : design_catalogue()) terminal.out << "  " << known << "\n";
    return exit_done;
  }
  const DesignAnswer a = design_answer(find_design(name));
  terminal.out << a.title << "\n\n";
  for (const std::string& s : a.sentences) terminal.out << s << "\n";
  for (const DesignAnswer::Grid& grid : a.grids) {
    terminal.out << "\n";
    print(grid, terminal.out);
  }
  terminal.out << "\nscenario, not investment or dosing advice\n";
  return exit_done;
}

}  // namespace tansine

#include "app/commands.hpp"

#include "app/explain_drawing.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "library/assembly.hpp"
#include "studies/catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ostream>

namespace tansine {
namespace {

void list_catalogue(Terminal& terminal) {
  terminal.out << "compounds (tansine explain NAME):\n";
  for (const std::string& file : catalogue()) {
    const CompoundDescription c = load_compound(file);
    std::vector<std::string> models;
    for (const ModelDescription& m : c.models) models.push_back(m.name);
    terminal.out << fmt::format("  {:<26}{}: {}\n", file, c.name, fmt::join(models, ", "));
  }
}

}  // namespace

int explain_command(const std::string& name, const std::string& model, const std::filesystem::path& svg,
                    Terminal& terminal) {
  if (name.empty()) {
    list_catalogue(terminal);
    return exit_done;
  }
  const CompoundDescription c = load_compound(name);
  const std::string chosen = model.empty() ? c.default_model : model;
  const ModelDescription m = resolve_model(c, chosen);
  const Network network = assemble(c, chosen);
  const Program program = compile(network);

  std::ostream& out = terminal.out;
  out << c.name;
  if (!c.aliases.empty()) out << fmt::format(" ({})", fmt::join(c.aliases, ", "));
  out << "\n\n" << draw_molecule_text(molecule_picture(c, m)) << "\n";
  if (c.molar_mass)
    out << fmt::format("  {:<12}{} [{}]\n", "molar mass", c.molar_mass->value.text(), c.molar_mass->source);
  out << "\nmodels\n";
  for (const ModelDescription& other : c.models)
    out << fmt::format("  {} {:<30}{}\n", other.name == chosen ? "*" : " ", other.name, other.title);
  out << fmt::format("\n{}: {}\n", m.name, m.title);
  if (!m.notes.empty()) out << "note: " << m.notes << "\n";
  out << fmt::format("{} states, {}\n", program.n_states(), program.linear ? "linear" : "nonlinear");
  out << "\nprocesses\n" << print_reactions(network);
  out << "\nequations (nmol, L, h; t on the clock of the records)\n" << print_equations(network);
  out << "\nparameters\n" << print_parameters(network);
  if (!svg.empty()) {
    write_file(svg, explain_svg(c, m, network));
    terminal.err << "drawn: " << svg.string() << "\n";
  }
  return exit_done;
}

}  // namespace tansine

#include "library/growth/growth.hpp"

#include "library/growth/killing.hpp"
#include "library/growth/laws.hpp"

#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tansine {

namespace {

/// What exchanges with blood is at least as large [mm3], about a thousand cells: the surface of less has no end per
/// volume. [ours]
constexpr double smallest = 1e-3;

/// Tumor cells of one kind. All quantities have the dimension of the tumor's size.
struct Clone {
  std::string name;    ///< empty if there is only one
  std::string suffix;  ///< of its states: "" or "_<name>"
  Species growing;
  std::vector<Species> dying;  ///< in the order in which cells pass them
  [[nodiscard]] Expr all() const {
    Expr sum = growing;
    for (const Species& s : dying) sum = sum + Expr(s);
    return sum;
  }
};

struct Tumor {
  bool weighed = false;
  std::string law, death;
  std::vector<Clone> clones;
  Expr size = 0.0;  ///< of all cells, the dying with them
  PaperValue at_start;
  std::string where;
};

Clone make_clone(Build& b, const Tumor& tumor, const std::string& name, int stages, double share) {
  const char* const size_unit = tumor.weighed ? "mg" : "L";
  const Dimension size = tumor.weighed ? dimension::mass : dimension::volume;
  const std::string of = name.empty() ? "tumor cells" : "tumor cells, " + name;
  Clone c{name, name.empty() ? "" : "_" + name, {}, {}};
  // a tumor that shrinks to a hundredth is still to be followed
  const double nominal = 0.01 * tumor.at_start.typical * std::max(share, 1e-3);
  c.growing = b.m.state("tumor" + c.suffix, size_unit, species_options(of + ", growing", size, nominal));
  for (int i = 1; i <= stages; ++i)
    c.dying.push_back(b.m.state(fmt::format("tumor_dying{}{}", i, c.suffix), size_unit,
                                species_options(fmt::format("{}, dying, stage {}", of, i), size, nominal)));
  return c;
}

/// The clones, and how much of the tumor each is at the start: the first is what the others leave.
std::vector<Clone> make_clones(Build& b, const Tumor& tumor, const std::vector<std::string>& names, int stages) {
  if (names.size() < 2) {
    std::vector<Clone> one{make_clone(b, tumor, "", stages, 1)};
    b.m.initial(one.front().growing, tumor.at_start.expr);
    return one;
  }
  std::vector<Clone> clones;
  std::vector<PaperValue> shares(names.size());
  Expr others = 0.0;
  double typical = 0;
  for (std::size_t i = 1; i < names.size(); ++i) {
    const Role role{"f_" + names[i], {}, fmt::format("fraction of the tumor that is {} at the start", names[i])};
    shares[i] = b.book.need_fraction(role, "growth of clones");
    others = others + shares[i].expr;
    typical += shares[i].typical;
  }
  if (typical > 1)
    b.problems.error(b.description.place,
                     fmt::format("{}: the fractions of clones at the start add up to {:g}", tumor.where, typical));
  shares[0] = {1.0 - others, 1 - typical};
  for (std::size_t i = 0; i < names.size(); ++i) {
    clones.push_back(make_clone(b, tumor, names[i], stages, shares[i].typical));
    b.m.initial(clones.back().growing, shares[i].expr * tumor.at_start.expr);
  }
  return clones;
}

void observe(Build& b, const Tumor& tumor) {
  if (tumor.weighed) {
    b.m.observable("tumor_mass", tumor.size, "g", "tumor, dying cells with it");
  } else {
    b.m.observable("tumor_volume", tumor.size, "mm3", "tumor, dying cells with it");
    b.m.observable("tumor_diameter", 2.0 * radius_of(tumor.size), "mm", "of a sphere of the tumor's volume");
  }
  Expr dying = 0.0;
  for (const Clone& c : tumor.clones)
    for (const Species& s : c.dying) dying = dying + Expr(s);
  if (dying.model() != nullptr)
    b.m.observable("tumor_dying", dying / tumor.size, "1", "fraction of the tumor that is dying");
  if (tumor.clones.size() > 1)
    for (const Clone& c : tumor.clones)
      b.m.observable("tumor_" + c.name, c.all() / tumor.size, "1",
                     fmt::format("fraction of the tumor that is {}", c.name));
}

/// Mean time in a stage, of dying cells or of the signal.
Expr stage_rate(Build& b, const std::string& by, const std::string& suffix) {
  const Role role{"tau", {"k_dying"}, "mean time in a stage of dying"};
  const Expr given = b.book.need(role, {dimension::time, dimension::rate}, by, suffix, true).expr;
  return given.dimension() == dimension::time ? 1.0 / given : given;
}

/// The kill rate after it has passed `n` transit states (Lobo and Balthasar 2002).
Expr delayed(Build& b, const Clone& c, const Expr& kill, int n, double nominal) {
  const Expr k = stage_rate(b, "death after a signal", c.name);
  Expr before = kill;
  for (int i = 1; i <= n; ++i) {
    const Species signal =
        b.m.state(fmt::format("kill_signal{}{}", i, c.suffix), "1/h",
                  species_options(fmt::format("kill rate, passed {} of {} steps", i, n), dimension::rate, nominal));
    b.m.rate(signal, k * (before - Expr(signal)));
    before = signal;
  }
  return before;
}

void grow_and_die(Build& b, const Tumor& tumor, const Settings& s, int stages) {
  const Dimension size = tumor.weighed ? dimension::mass : dimension::volume;
  const std::vector<std::string> drivers = s.words("driver");
  const std::string how = s.word("kill");
  Expr gone = 0.0;  // size that is lost per time
  if (how != "none" && drivers.size() != 1 && drivers.size() != tumor.clones.size())
    b.problems.error(s.place("driver"),
                     fmt::format("{} needs one driver, or one for each clone; it names {}", s.where(), drivers.size()));
  for (std::size_t i = 0; i < tumor.clones.size(); ++i) {
    const Clone& c = tumor.clones[i];
    const GrowthLaw law = read_growth_law(b, tumor.law, size, "growth", c.name);
    const Expr x = c.growing;
    b.m.rate(c.growing, specific_growth(law, tumor.size) * x);
    if (how == "none") continue;
    const std::string driver = drivers.empty()       ? ""
                               : drivers.size() == 1 ? drivers[0]
                                                     : drivers[std::min(i, drivers.size() - 1)];
    const Killing killing = read_killing(b, how, driver, s.place("driver"), s.where(), c.name);
    Expr kill = b.m.derived("kill" + c.suffix, killing.rate, "rate at which tumor cells are killed");
    if (tumor.death == "signal") kill = delayed(b, c, kill, stages, killing.typical);
    const Expr killed = kill * x;
    b.m.rate(c.growing, -killed);
    if (!c.dying.empty()) {
      const Expr k = stage_rate(b, "death in stages", c.name);
      b.m.rate(c.dying[0], killed);
      for (std::size_t j = 0; j < c.dying.size(); ++j) {
        b.m.rate(c.dying[j], -(k * Expr(c.dying[j])));
        if (j + 1 < c.dying.size()) b.m.rate(c.dying[j + 1], k * Expr(c.dying[j]));
      }
      gone = gone + k * Expr(c.dying.back());
    } else {
      gone = gone + killed;
    }
    if (law.kind != "linear" && law.kind != "gompertz")
      b.m.observable("TSC" + c.suffix, killing.balances(law.kind == "koch" ? 2.0 * law.kg.expr : law.kg.expr), "nM",
                     "driver at which a small tumor neither grows nor shrinks");
    if (i == 0 || drivers.size() > 1)
      b.m.observable("kill_driver" + (drivers.size() > 1 ? c.suffix : ""), killing.driver, "nM",
                     "what kills: " + driver);
  }
  if (gone.model() != nullptr && b.surroundings.tumor_volume)
    b.surroundings.tumor_volume->lost = gone / b.surroundings.tumor_volume->volume;
  // cells change from one clone into another, as far as a rate is given
  for (const Clone& from : tumor.clones)
    for (const Clone& to : tumor.clones) {
      if (&from == &to) continue;
      const Role role{
          fmt::format("mu_{}_{}", from.name, to.name), {}, fmt::format("{} cells become {}", from.name, to.name)};
      if (const auto mu = b.book.find(role, {dimension::rate}, "growth of clones")) {
        b.m.rate(from.growing, -(mu->expr * Expr(from.growing)));
        b.m.rate(to.growing, mu->expr * Expr(from.growing));
      }
    }
}

void add_growth(Build& b, const Settings& s) {
  Tumor tumor;
  tumor.where = s.where();
  tumor.weighed = s.word("size") == "mass";
  tumor.law = s.word("law");
  tumor.death = s.word("death");
  const Dimension size = tumor.weighed ? dimension::mass : dimension::volume;
  tumor.at_start = b.book.need({"V0_tumor", {"w0"}, "tumor at the start"}, {size}, "growth");
  const bool stays = s.word("kill") == "none" || tumor.death == "immediate";
  const int stages = stays ? 0 : s.count("stages", 1, 20);
  tumor.clones = make_clones(b, tumor, s.words("clones"), tumor.death == "transit" ? stages : 0);
  for (const Clone& c : tumor.clones) tumor.size = tumor.size + c.all();
  tumor.size = b.m.derived("tumor_size", tumor.size, "all tumor cells, the dying with them");
  if (!tumor.weighed)
    b.surroundings.tumor_volume =
        GrowingVolume{max(tumor.size, Quantity(smallest, unit("mm3"))), tumor.at_start.expr, tumor.at_start.typical};
  observe(b, tumor);
  // what kills is known when the tissue and the cells are there
  b.last.push_back([tumor, s, stages](Build& build) { grow_and_die(build, tumor, s, stages); });
}

}  // namespace

const Mechanism& growth_mechanism() {
  static const Mechanism mechanism{
      "growth",
      "a tumor that grows and is killed",
      {{"law", growth_laws(), "exponential-linear", "how an untreated tumor grows"},
       {"size", {"volume", "mass"}, "volume", "what is measured"},
       {"kill", killing_laws(), "none", "how killing depends on the driver"},
       {"driver",
        {},
        "",
        "the concentration that kills: \"plasma conjugate\", \"tumor intracellular\", ...; one, or one for each clone"},
       {"death",
        {"transit", "immediate", "signal"},
        "transit",
        "killed cells pass stages, vanish, or are killed after a signal has passed"},
       {"stages", {}, "3", "of dying, or of the signal"},
       {"clones", {}, "", "names of kinds of tumor cells that share the room, the first most frequent"}},
      add_growth};
  return mechanism;
}

}  // namespace tansine

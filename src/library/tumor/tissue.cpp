#include "library/tumor/tissue.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

namespace tansine {

namespace {

constexpr double least_share = 0.02;    // of a form in a lot, for magnitudes
constexpr double typical_uptake = 0.1;  // of what is outside, for magnitudes: tissue holds less than plasma

class TissueBuilder {
 public:
  TissueBuilder(Build& b, const Tissue& t, const std::vector<Form>& forms, const std::vector<Transition>& transitions)
      : b_(b), t_(t), forms_(forms), transitions_(transitions) {}

  void run() {
    const std::size_t n = t_.grid ? t_.grid->size() : 1;
    for (std::size_t i = 0; i < n; ++i) sites_.push_back(site(i));
    for (const Site& s : sites_) deconjugate(s);
    const std::size_t fed = t_.grid ? t_.grid->fed : 0;
    for (std::size_t f = 0; f < forms_.size(); ++f) {
      exchange(t_.antibody_outside[f], sites_[fed], sites_[fed].antibody[f], antibody_name(f), t_.antibody_rate,
               t_.eps);
      diffuse(t_.D, antibody_name(f), [f](const Site& s) { return s.antibody[f]; });
    }
    for (std::size_t p = 0; p < t_.payloads.size(); ++p) {
      exchange(t_.payloads_outside[p], sites_[fed], sites_[fed].extracellular[p], t_.payloads[p], t_.payload_rates[p],
               t_.eps_PL);
      diffuse(t_.D_payloads.empty() ? Expr(0.0) : t_.D_payloads[p], t_.payloads[p],
              [p](const Site& s) { return s.extracellular[p]; });
    }
    for (Site& s : sites_) b_.surroundings.sites.push_back(std::move(s));
  }

 private:
  [[nodiscard]] std::string antibody_name(std::size_t f) const { return "A" + forms_[f].suffix; }

  Species species(const Site& s, const std::string& name, const Composition& made_of, const std::string& meaning,
                  double nominal) {
    if (s.in_amounts)
      return b_.m.amount(name, made_of, species_options(meaning, dimension::amount, nominal * s.typical_volume));
    return b_.m.species(name, s.space, made_of, species_options(meaning, dimension::concentration, nominal));
  }

  Site site(std::size_t i) {
    Site s;
    const bool many = t_.grid.has_value();
    s.place = t_.name;
    s.tag = many ? fmt::format("{}{:02}", t_.tag, i + 1) : t_.tag;
    s.weight = many ? t_.grid->weight[i] : Expr(1.0);
    s.in_amounts = t_.in_amounts;
    s.volume = t_.undiluted ? t_.volume_at_start : t_.volume;
    if (many) s.volume = b_.m.derived("V" + s.tag, s.volume * s.weight, "volume of the tissue at a node");
    if (t_.cells_fill) s.cell_volume = s.volume;
    s.typical_volume = t_.typical_volume / (many ? static_cast<double>(t_.grid->size()) : 1.0);
    s.eps = t_.eps;
    s.eps_PL = t_.eps_PL;
    s.forms = forms_;
    s.transitions = transitions_;
    s.payloads = t_.payloads;
    if (!s.in_amounts) s.space = b_.m.compartment(t_.name + s.tag, t_.volume_at_start * s.weight);
    const std::string where = many ? fmt::format("{}, node {}", t_.name, i + 1) : t_.name;
    const double C = t_.typical_outside * typical_uptake;
    for (std::size_t f = 0; f < forms_.size(); ++f)
      s.antibody.push_back(species(s, antibody_name(f) + s.tag, b_.composition(forms_[f]),
                                   "antibody between cells, " + where,
                                   C * std::max(forms_[f].typical_share, least_share)));
    for (const std::string& p : t_.payloads)
      s.extracellular.push_back(species(s, p + s.tag, b_.payload ? Composition(*b_.payload) : Composition{},
                                        p + " between cells, " + where, C));
    return s;
  }

  void deconjugate(const Site& s) {
    for (const Transition& t : transitions_) {
      if (t.from == t.to) {  // it stays, and its number of drugs falls by itself
        if (s.extracellular.empty()) continue;
        b_.m.flux("deconjugation of " + antibody_name(t.from) + s.tag, nothing >> s.extracellular.front(),
                  t.released.expr * t.rate.expr * s.concentration(s.antibody[t.from]) * s.volume);
        continue;
      }
      Terms products = t.to == Transition::unfollowed ? b_.eliminated_antibody() : Terms(s.antibody[t.to]);
      const bool none = t.released.expr.model() == nullptr && t.released.expr.constant() == 0;
      if (!none && b_.drugs_resolved)
        products = products + (s.extracellular.empty()
                                   ? b_.payload_into("payload_lost", "payload lost from the antibody and not followed",
                                                     t.released.expr)
                                   : t.released.expr * s.extracellular[t_.released]);
      const std::string name = fmt::format("deconjugation of {}{}{}", antibody_name(t.from), s.tag,
                                           t.to == Transition::unfollowed ? "" : " to " + antibody_name(t.to));
      b_.m.flux(name, s.antibody[t.from] >> products, t.rate.expr * s.concentration(s.antibody[t.from]) * s.volume);
    }
  }

  void exchange(const Outside& outside, const Site& s, const Species& inside, const std::string& what, const Expr& rate,
                const Expr& eps) {
    const bool none = rate.model() == nullptr && rate.constant() == 0;
    if (none) return;
    const Expr in_fluid = s.concentration(inside) / eps;
    const Expr per_volume = rate * (outside.concentration - in_fluid);
    const std::string process = fmt::format("exchange of {} with {}", what, t_.name);
    if (!t_.undiluted) {
      b_.m.flux(process, outside.source >> inside, t_.volume * per_volume);
      return;
    }
    // The tissue's concentrations are those of its volume at the start; plasma loses by the volume of today. What
    // differs is kept in an account.
    b_.m.flux(process, outside.account >> inside, t_.volume_at_start * per_volume);
    if (!outside.source.list.empty())
      b_.m.flux(process + ": plasma", outside.source >> outside.account, t_.volume * per_volume);
  }

  template <class Of>
  void diffuse(const Expr& D, const std::string& what, Of of) {
    if (!t_.grid || (D.model() == nullptr && D.constant() == 0)) return;
    for (std::size_t i = 0; i + 1 < sites_.size(); ++i) {
      const Species a = of(sites_[i]), c = of(sites_[i + 1]);
      b_.m.flux(fmt::format("diffusion of {} from {} to {}", what, sites_[i].tag, sites_[i + 1].tag), a >> c,
                t_.volume * (D * t_.grid->coupling[i]) * (sites_[i].concentration(a) - sites_[i + 1].concentration(c)));
    }
  }

  Build& b_;
  const Tissue& t_;
  const std::vector<Form>& forms_;
  const std::vector<Transition>& transitions_;
  std::vector<Site> sites_;
};

Expr sum_of(const Site& s, bool with_drugs_only) {
  Expr sum = 0.0;
  for (std::size_t f = 0; f < s.forms.size(); ++f)
    if (!with_drugs_only || s.forms[f].drugs > 0) sum = sum + s.concentration(s.antibody[f]);
  return sum;
}

bool is_zero(const Expr& e) { return e.model() == nullptr && e.constant() == 0; }

Expr of(const std::map<std::string, Expr>& table, const std::string& name) {
  const auto it = table.find(name);
  return it == table.end() ? Expr(0.0) : it->second;
}

/// Share of the cells in which payload, all species and forms together, is above `payload_threshold`.
void observe_threshold(Build& b, const Tissue& t, std::span<const Site> sites) {
  if (t.payloads.empty()) return;
  const auto threshold = b.book.find({"payload_threshold", {}, "payload in a cell that counts as much"},
                                     {dimension::concentration}, "the " + t.name);
  if (!threshold) return;
  Expr share = 0.0;
  for (const Site& s : sites) {
    Expr payload = 0.0;
    for (const auto& [name, C] : s.cell_payload) payload = payload + C;
    const Expr in_cells = payload / (1.0 - t.eps_PL);
    share = share + s.weight * select_nonnegative(in_cells - threshold->expr, 1.0, 0.0);
  }
  b.m.observable(t.name + "_cells_above", share, "1", "share of the cells with payload above payload_threshold");
}

}  // namespace

void add_tissue(Build& b, const Tissue& tissue, const std::vector<Form>& forms,
                const std::vector<Transition>& transitions) {
  TissueBuilder(b, tissue, forms, transitions).run();
}

void observe_tissue(Build& b, const Tissue& t, std::size_t first, bool profile, const std::optional<Expr>& injected) {
  const std::size_t n = t.grid ? t.grid->size() : 1;
  const std::span<const Site> sites(b.surroundings.sites.data() + first, n);
  const auto mean = [&](auto each) {
    Expr sum = 0.0;
    for (const Site& s : sites) sum = sum + (n == 1 ? each(s) : s.weight * each(s));
    return sum;
  };
  bool conjugated = false, any_payload = !t.payloads.empty();
  for (const Form& f : sites[0].forms) conjugated = conjugated || f.drugs > 0;

  const Expr all =
      b.m.derived("C" + t.tag + "_TAb", mean([](const Site& s) { return sum_of(s, false) + s.cell_antibody; }),
                  "all antibody per overall volume, mean of the " + t.name);
  b.m.observable(t.name + "_TAb", all, "nM", "all antibody in the " + t.name + ", between, on and in cells");
  if (conjugated)
    b.m.observable(t.name + "_conjugate", mean([](const Site& s) { return sum_of(s, true) + s.cell_conjugate; }), "nM",
                   "antibody with drugs in the " + t.name);
  if (injected) {
    // tissue of 1 g/mL
    const Expr gram = Quantity(1, unit("mL"));
    b.m.observable(t.name + "_percent_injected", 100.0 * all * gram / *injected, "1",
                   "percent of the injected antibody per gram of " + t.name);
  }
  for (std::size_t p = 0; any_payload && p < t.payloads.size(); ++p) {
    const std::string& name = t.payloads[p];
    b.m.observable(t.name + "_" + name,
                   mean([&](const Site& s) { return s.concentration(s.extracellular[p]) + of(s.cell_payload, name); }),
                   "nM", name + " off the antibody in the " + t.name + ", in and between cells");
    b.m.observable(t.name + "_" + name + "_extracellular",
                   mean([&](const Site& s) { return s.concentration(s.extracellular[p]) / t.eps_PL; }), "nM",
                   name + " in the fluid between cells");
  }
  if (t.grid && !is_zero(sites[0].bound) && !is_zero(sites[0].target_at_start)) {
    const Expr taken = b.m.derived("taken" + t.tag, mean([](const Site& s) { return s.bound / s.target_at_start; }),
                                   "mean share of the target at the start that is taken");
    b.m.observable(t.name + "_saturation", taken, "1", "mean share of the target at the start that is taken");
    b.m.observable(t.name + "_front", t.grid->front(taken), "um",
                   "radius of a sharp front behind which as much target is taken");
  }
  observe_threshold(b, t, sites);
  if (!profile) return;
  for (const Site& s : sites) {
    b.m.observable(t.name + "_TAb" + s.tag, sum_of(s, false) + s.cell_antibody, "nM", "all antibody, " + s.tag);
    b.m.observable(t.name + "_fluid" + s.tag, sum_of(s, false) / t.eps, "nM", "antibody in the fluid, " + s.tag);
    for (std::size_t p = 0; p < t.payloads.size(); ++p)
      b.m.observable(t.name + "_" + t.payloads[p] + s.tag,
                     s.concentration(s.extracellular[p]) + of(s.cell_payload, t.payloads[p]), "nM",
                     t.payloads[p] + " off the antibody, " + s.tag);
    if (t.grid) b.m.observable("radius" + s.tag, t.grid->center[static_cast<std::size_t>(&s - sites.data())], "um");
  }
}

}  // namespace tansine

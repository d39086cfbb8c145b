#include "library/plasma/plasma.hpp"

#include "library/build.hpp"
#include "library/cells/chemistry.hpp"

#include <algorithm>
#include <memory>
#include <numbers>

#include <fmt/format.h>

namespace tansine {

namespace {

const std::string by = "the plasma";
constexpr double least_share = 0.02;  // of a form in a lot, for magnitudes

class Plasma {
 public:
  Plasma(Build& b, const Settings& told) : b_(b), told_payload_(told.words("payload")) {}

  void add() {
    FormSet set = b_.forms();
    forms_ = set.forms;
    transitions_ = set.transitions;
    lose_what_is_not_followed();
    Vc_ = b_.book.need({"Vc", {"V1"}, "plasma volume"}, {dimension::volume}, by);
    const PaperValue Vp = b_.book.need({"Vp", {"V2"}, "volume of the periphery"}, {dimension::volume}, by);
    volumes_ = {Vc_.expr, Vp.expr};
    spaces_ = {b_.m.compartment("central", Vc_.expr), b_.m.compartment("peripheral", Vp.expr)};
    antibody();
    payload();
    clear();
    observe();
    Blood blood{.plasma = spaces_[0],
                .volume = Vc_,
                .forms = forms_,
                .transitions = transitions_,
                .antibody = antibody_[0],
                .free = {},
                .payloads = {}};
    for (const Species& s : antibody_[0]) blood.free.emplace_back(s);
    if (payload_) blood.payloads.push_back({payload_name_, payload_->front(), std::nullopt});
    b_.surroundings.blood = blood;
  }

  void dose() {
    std::vector<Model::DoseShare> shares;
    for (std::size_t f = 0; f < forms_.size(); ++f) shares.push_back({antibody_[0][f], forms_[f].share});
    shares.insert(shares.end(), b_.beside_dose.begin(), b_.beside_dose.end());
    b_.m.dose("central", "nmol", shares, b_.dose_options);
  }

 private:
  PaperValue need(const char* name, const std::string& what, Dimension d, const std::string& of) {
    return b_.book.need({name, {}, what}, {d}, by, of, false);
  }

  /// With one form for all conjugates, antibody that lost its drugs leaves the model.
  void lose_what_is_not_followed() {
    if (forms_.size() != 1 || forms_[0].drugs == 0) return;
    const auto kdec = b_.book.find({"kdec", {}, "loss of all drugs from the antibody"}, {dimension::rate}, by);
    if (!kdec) return;
    transitions_.push_back(
        {0, Transition::unfollowed, *kdec, PaperValue{forms_[0].count(), forms_[0].typical_count()}});
  }

  /// Between both volumes: a half-life of the exchange, and the ratio of concentrations (periphery over plasma) that
  /// it goes to.
  Expr exchange(const std::string& of, const Expr& C1, const Expr& C2) {
    const Expr td = need("td", "half-life of distribution of " + of, dimension::time, of).expr;
    const Expr Pd = need("Pd", "partition of " + of + ", periphery over plasma", dimension::one, of).expr;
    const std::string name = "Q_" + of;
    auto it = std::find_if(flows_.begin(), flows_.end(), [&](const auto& f) { return f.first == of; });
    if (it == flows_.end()) {
      const Expr Q = b_.m.derived(name, std::numbers::ln2 / td * volumes_[0] / (Pd + volumes_[0] / volumes_[1]),
                                  "distribution clearance of " + of);
      flows_.emplace_back(of, Q);
      it = flows_.end() - 1;
    }
    return it->second * (Pd * C1 - C2);
  }

  Expr loss(const std::string& of) {
    return std::numbers::ln2 / need("t_half", "half-life of " + of, dimension::time, of).expr;
  }

  void antibody() {
    const double C0 = b_.dose / Vc_.typical;
    for (std::size_t s = 0; s < 2; ++s) {
      std::vector<Species> row;
      for (const Form& f : forms_)
        row.push_back(b_.m.species("A" + f.suffix + tag(s), spaces_[s], b_.composition(f),
                                   species_options(fmt::format("antibody, {}", s == 0 ? "plasma" : "periphery"),
                                                   dimension::concentration,
                                                   C0 * std::max(f.typical_share, least_share))));
      antibody_.push_back(row);
    }
    for (std::size_t f = 0; f < forms_.size(); ++f)
      b_.m.flux("distribution of A" + forms_[f].suffix, antibody_[0][f] >> antibody_[1][f],
                exchange("Ab", antibody_[0][f], antibody_[1][f]));
  }

  void payload() {
    if (!b_.drugs_resolved) return;
    const std::vector<std::string> made = payloads_of_cells(b_);
    payload_name_ = !told_payload_.empty() ? told_payload_.front() : !made.empty() ? made.front() : b_.compound.payload.name;
    payload_.emplace();
    const double C = 0.01 * b_.dose / Vc_.typical;
    for (std::size_t s = 0; s < 2; ++s)
      payload_->push_back(
          b_.m.species(payload_name_ + tag(s), spaces_[s], b_.payload ? Composition(*b_.payload) : Composition{},
                       species_options(fmt::format("free {}, {}", payload_name_, s == 0 ? "plasma" : "periphery"),
                                       dimension::concentration, C)));
    b_.m.flux("distribution of " + payload_name_, payload_->front() >> payload_->back(),
              exchange(payload_name_, payload_->front(), payload_->back()));
  }

  /// Drugs of eliminated antibody are free payload where it was.
  void clear() {
    const Expr kAb = loss("Ab");
    for (std::size_t s = 0; s < 2; ++s) {
      const Terms free = payload_ ? Terms((*payload_)[s]) : Terms{};
      const auto drugs = [&](const Expr& n, double typical) {
        Terms t;
        if (typical > 0 && !free.list.empty()) t = n * free.list.front().species;
        return t;
      };
      for (std::size_t f = 0; f < forms_.size(); ++f)
        b_.m.reaction(fmt::format("elimination of A{}{}", forms_[f].suffix, tag(s)),
                      antibody_[s][f] >> (b_.eliminated_antibody() + drugs(forms_[f].count(), forms_[f].typical_count())),
                      kAb);
      for (const Transition& t : transitions_) {
        const bool followed = t.to != Transition::unfollowed;
        const Terms rest = followed ? Terms(antibody_[s][t.to]) : b_.eliminated_antibody();
        b_.m.reaction(fmt::format("deconjugation of A{}{}{}", forms_[t.from].suffix, tag(s),
                                  followed ? " to A" + forms_[t.to].suffix : ""),
                      antibody_[s][t.from] >> (rest + drugs(t.released.expr, t.released.typical)), t.rate.expr);
      }
      if (payload_)
        b_.m.reaction(fmt::format("elimination of {}{}", payload_name_, tag(s)),
                      (*payload_)[s] >> b_.payload_into("payload_eliminated", "free payload eliminated so far"),
                      loss(payload_name_));
    }
  }

  void observe() {
    Expr conjugate = 0.0, naked = 0.0;
    bool any = false, without = false;
    for (std::size_t f = 0; f < forms_.size(); ++f) {
      if (forms_[f].drugs > 0) conjugate = conjugate + Expr(antibody_[0][f]), any = true;
      if (forms_[f].drugs == 0) naked = naked + Expr(antibody_[0][f]), without = true;
    }
    if (without && any) b_.m.observable("TAb", conjugate * b_.MW.expr + naked * b_.MW_naked.expr, "ug/mL",
                                        "total antibody, naked included");
    if (any) b_.m.observable("conjugate", conjugate * b_.MW.expr, "ug/mL", "antibody with at least one drug");
    if (without) b_.m.observable(any ? "naked" : "TAb", naked * b_.MW_naked.expr, "ug/mL", "antibody without drugs");
    if (payload_) b_.m.observable(payload_name_, payload_->front(), "nM", "free " + payload_name_);
  }

  static const char* tag(std::size_t s) { return s == 0 ? "" : "_p"; }

  Build& b_;
  std::vector<std::string> told_payload_;
  std::vector<Form> forms_;
  std::vector<Transition> transitions_;
  PaperValue Vc_;
  std::vector<Expr> volumes_;
  std::vector<Compartment> spaces_;
  std::vector<std::vector<Species>> antibody_;  ///< [space][form]
  std::string payload_name_;
  std::optional<std::vector<Species>> payload_;  ///< [space]
  std::vector<std::pair<std::string, Expr>> flows_;
};

void add_plasma(Build& b, const Settings& told) {
  const auto plasma = std::make_shared<Plasma>(b, told);
  plasma->add();
  b.last.emplace_back([plasma](Build&) { plasma->dose(); });
}

}  // namespace

const Mechanism& plasma_mechanism() {
  static const Mechanism row{
      .name = "plasma",
      .meaning = "a body of two volumes, told by half-lives, with losses from both",
      .settings = {{"payload", {}, "", "name of the free payload; default: what the cells make, or the compound's"}},
      .add = add_plasma,
      .body = true};
  return row;
}

}  // namespace tansine

#include "library/cells/payload_in_cells.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tansine {

namespace {

constexpr Dimension association = inverse(dimension::concentration * dimension::time);
const std::string by = "payload in cells";

/// A parameter of this payload, or of all.
PaperValue need(Build& b, const char* name, const std::string& payload, const char* meaning, Dimension d) {
  return b.book.need({name, {}, std::string(meaning) + " of " + payload}, {d}, by, payload, true);
}
std::optional<PaperValue> find(Build& b, const char* name, const std::string& payload, const char* meaning,
                               Dimension d) {
  return b.book.find({name, {}, std::string(meaning) + " of " + payload}, {d}, by, payload, true);
}

}  // namespace

std::vector<SettingInfo> passage_settings() {
  return {{"pool", {"endosome", "cytosol"}, "endosome", "where a drug is once it is cut off"},
          {"exchange",
           {"cell-volume", "legacy"},
           "cell-volume",
           "influx by the concentration outside, or by the amount (which depends on the volume of the medium)"},
          {"efflux", {"passive", "pump"}, "passive", "with a saturable pump beside passage, or without"},
          {"binding",
           {"none", "full", "quasi-steady", "unlimited"},
           "none",
           "of payload to its target in the cytosol; unlimited: the target is not used up"}};
}

PayloadPassage payload_passage(const Settings& s) {
  return {s.word("exchange") == "cell-volume", s.word("efflux") == "pump", s.word("pool") == "endosome",
          s.word("binding")};
}

const Species* payload_outside(const Site& site, const std::string& payload) {
  const auto it = std::find(site.payloads.begin(), site.payloads.end(), payload);
  return it == site.payloads.end() ? nullptr
                                   : &site.extracellular[static_cast<std::size_t>(it - site.payloads.begin())];
}

Terms outside_cells(Build& b, const Site& site, const std::string& payload, const Expr& n) {
  if (const Species* fluid = payload_outside(site, payload)) return n * *fluid;
  return b.payload_into("payload_eliminated", "free payload eliminated so far", n);
}

namespace {

class Passage {
 public:
  Passage(Build& b, const Site& site, CellGroup& g, const PayloadChemistry& chemistry, const PayloadPassage& how)
      : b_(b), site_(site), g_(g), chemistry_(chemistry), how_(how) {}

  PayloadInCells add() {
    pools();
    target();
    for (const PayloadChemistry::Conversion& c : chemistry_.conversions) convert(c);
    for (std::size_t i = 0; i < cytosol_.size(); ++i) exchange(i);
    return std::move(in_);
  }

 private:
  std::string name(std::size_t i, const char* where) const { return chemistry_.species[i] + where + g_.tag; }

  Species make(const std::string& name, const std::string& meaning, std::size_t i) {
    const Composition made_of = b_.payload ? Composition(*b_.payload) : Composition{};
    // some tens of nM in the cells
    const Species s = make_in_site(b_, site_, name, made_of, meaning, 30 * g_.typical_volume);
    g_.contents.push_back({s, outside_cells(b_, site_, chemistry_.species[i])});
    return s;
  }

  void pools() {
    for (std::size_t i = 0; i < chemistry_.species.size(); ++i) {
      const std::string& p = chemistry_.species[i];
      cytosol_.push_back(make(name(i, "_cyto"), p + " in the cytosol", i));
      in_.free.push_back(amount_in(site_, cytosol_[i]));
      in_.endosomal.emplace_back(Quantity(0, unit("nmol")));
      in_.bound.emplace_back(Quantity(0, unit("nmol")));
    }
    const std::size_t c = chemistry_.catabolite;
    if (!how_.endosome || !g_.has_target) {
      in_.catabolite = cytosol_[c];
      return;
    }
    const std::string& p = chemistry_.species[c];
    const Species endosomal = make(name(c, "_endo"), p + " in endosomes and lysosomes", c);
    in_.endosomal[c] = amount_in(site_, endosomal);
    in_.catabolite = endosomal;
    auto k = find(b_, "kexit", p, "passage from the lysosome into the cytosol", dimension::rate);
    if (!k) k = need(b_, "kin", p, "passage into the cytosol", dimension::rate);
    b_.m.reaction(Build::of("exit from the lysosome", name(c, "_endo")), endosomal >> cytosol_[c], k->expr);
  }

  void target() {
    if (how_.binding == "none") return;
    const PaperValue Ttot =
        b_.book.need({"Ttot", {"T_percell"}, "target of payload in a cell"}, {dimension::concentration}, by);
    const bool full = how_.binding == "full";
    std::optional<Species> T;
    if (full) {
      T = make_in_site(b_, site_, "T" + g_.tag, {}, "target of payload, free", Ttot.typical * g_.typical_volume);
      start_with(b_, site_, *T, Ttot.expr * g_.volume_at_0);
      Content content{*T, {}};
      if (site_.colony) content.naive = Ttot.expr * site_.colony->Vcell;
      g_.contents.push_back(content);
    }
    if (how_.binding == "quasi-steady" && cytosol_.size() > 1 && !told_) {
      told_ = true;
      b_.problems.error(b_.description.place,
                        fmt::format("{}: cells: binding \"quasi-steady\" has room for one payload, here are {}; take "
                                    "\"full\"",
                                    b_.book.where(), cytosol_.size()));
    }
    for (std::size_t i = 0; i < cytosol_.size(); ++i) {
      const std::string& p = chemistry_.species[i];
      const PaperValue KD = need(b_, "KDT", p, "dissociation constant at its target", dimension::concentration);
      // the payload that can bind is Xc/Pc
      const auto Pc = find(b_, "Pc", p, "partition of the cell", dimension::one);
      const Expr volume = Pc ? Pc->expr * g_.volume : g_.volume;
      if (how_.binding == "quasi-steady") {
        quasi_steady(i, KD.expr, Ttot.expr, volume);
        continue;
      }
      const PaperValue konT = need(b_, "konT", p, "association with its target", association);
      const Species bound = make(name(i, "_bound"), p + " on its target", i);
      in_.bound[i] = amount_in(site_, bound);
      const Expr off = konT.expr * KD.expr * in_.bound[i];
      const std::string process = Build::of("binding to its target", name(i, "_cyto"));
      const bool state = !site_.in_amounts;
      if (full && state)
        b_.m.reaction(process, Terms(cytosol_[i]) + Terms(*T) <=> bound,
                      konT.expr / (Pc ? Pc->expr * g_.in_site : g_.in_site), konT.expr * KD.expr);
      else if (full)
        b_.m.flux(process, (Terms(cytosol_[i]) + Terms(*T)) >> bound,
                  konT.expr / volume * amount_in(site_, *T) * in_.free[i] - off);
      else
        b_.m.flux(process, cytosol_[i] >> bound, konT.expr * Ttot.expr * in_.free[i] * (g_.volume / volume) - off);
    }
  }

  static bool is_one(const Expr& e) { return e.model() == nullptr && e.constant() == 1; }

  /// The state is free and bound; x + T x/(K + x) = total, in the form that does not cancel.
  void quasi_steady(std::size_t i, const Expr& K, const Expr& Ttot, const Expr& volume) {
    const Expr total = in_.free[i] / volume, T = Ttot * g_.volume / volume;
    const Expr x = b_.m.derived(name(i, "_excess"), total - T - K);
    const Expr root = b_.m.derived(name(i, "_root"), sqrt(x * x + 4.0 * K * total));
    const Expr free =
        b_.m.derived(name(i, "_free"), select_nonnegative(x, 0.5 * (x + root), 2.0 * K * total / (root - x)),
                     chemistry_.species[i] + " in the cytosol, not on its target");
    in_.bound[i] = in_.free[i] - free * volume;
    in_.free[i] = free * volume;
  }

  void convert(const PayloadChemistry::Conversion& c) {
    const PaperValue k = b_.book.need({c.rate, {}, c.process + " of " + chemistry_.species[c.from]}, {dimension::rate},
                                      by, chemistry_.species[c.from], true);
    b_.m.flux(Build::of(c.process, name(c.from, "_cyto")), cytosol_[c.from] >> cytosol_[c.to],
              k.expr * in_.free[c.from]);
  }

  void exchange(std::size_t i) {
    const std::string& p = chemistry_.species[i];
    const PaperValue kout = need(b_, "kout", p, "passage out of the cell", dimension::rate);
    const Terms out = outside_cells(b_, site_, p);
    if (how_.binding == "quasi-steady")
      b_.m.flux(Build::of("efflux", name(i, "_cyto")), cytosol_[i] >> out, kout.expr * in_.free[i]);
    else
      b_.m.reaction(Build::of("efflux", name(i, "_cyto")), cytosol_[i] >> out, kout.expr);
    if (how_.pump) {
      const PaperValue Vmax =
          need(b_, "Vmax_pump", p, "largest rate of the efflux pump", dimension::concentration / dimension::time);
      const PaperValue Km = need(b_, "Km_pump", p, "concentration of half that rate", dimension::concentration);
      b_.m.flux(Build::of("pumping", name(i, "_cyto")), cytosol_[i] >> out,
                Vmax.expr * in_.free[i] / (Km.expr + in_.free[i] / g_.volume));
    }
    const Species* fluid = payload_outside(site_, p);
    if (fluid == nullptr) return;
    const PaperValue kin = need(b_, "kin", p, "passage into the cytosol", dimension::rate);
    const Expr amount = amount_in(site_, *fluid);
    // Where the fluid is all that is not cell, eps/(1 - eps) C V_cells is the amount itself.
    Expr reach = amount * g_.share;
    if (how_.per_cell_volume && site_.cell_volume) {
      const PaperValue phi = b_.book.need({"phi_influx", {}, "volume of fluid over that of cells where kin was found"},
                                          {dimension::one}, by);
      reach = phi.expr * amount / (site_.eps_PL * site_.volume) * g_.volume;
    }
    b_.m.flux(Build::of("influx", name(i, "_cyto")), *fluid >> cytosol_[i], kin.expr * reach);
  }

  Build& b_;
  const Site& site_;
  CellGroup& g_;
  const PayloadChemistry& chemistry_;
  const PayloadPassage& how_;
  std::vector<Species> cytosol_;
  PayloadInCells in_;
  bool told_ = false;
};

}  // namespace

PayloadInCells add_payload_in_cells(Build& b, const Site& site, CellGroup& group, const PayloadChemistry& chemistry,
                                    const PayloadPassage& passage) {
  return Passage(b, site, group, chemistry, passage).add();
}

}  // namespace tansine

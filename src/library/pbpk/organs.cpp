#include "library/pbpk/organs.hpp"

#include <algorithm>

namespace tansine {

namespace {
const std::string by = "a body of organs";
}

bool Organ::gut() const {
  return name == "small_intestine" || name == "large_intestine" || name == "spleen" || name == "pancreas";
}

std::string Organ::words() const {
  std::string text = name;
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

const std::vector<std::string>& organ_names() {
  static const std::vector<std::string> names{
      "lung",   "liver",           "heart",           "muscle",   "skin",   "adipose", "bone", "brain",
      "kidney", "small_intestine", "large_intestine", "pancreas", "thymus", "spleen",  "other"};
  return names;
}

Body make_body(Build& b, bool reflection) {
  const Dimension volume = dimension::volume, clearance = dimension::clearance;
  Body body;
  body.V_plasma = b.book.need({"V_plasma", {}, "plasma outside the organs"}, {volume}, by);
  body.V_lymph_node = b.book.need({"V_lymph_node", {}, "volume of the lymph node"}, {volume}, by);
  body.sigma_lymph = b.book.need_fraction({"sigma_lymph", {}, "reflection coefficient of lymph vessels"}, by);
  const PaperValue f_lymph = b.book.need_fraction({"f_lymph", {}, "lymph flow per plasma flow of an organ"}, by);
  body.plasma = b.m.compartment("plasma", body.V_plasma.expr);
  body.lymph_node = b.m.compartment("lymph_node", body.V_lymph_node.expr);

  PaperValue cardiac{0.0, 0};
  Expr gut_out = 0.0, L_sum = 0.0;
  for (const std::string& name : organ_names()) {
    Organ o;
    o.name = name;
    const std::string in = " of the " + o.words();
    o.V_plasma = b.book.need({"V_plasma", {}, "plasma" + in}, {volume}, by, name, false);
    o.V_interstitium = b.book.need({"V_interstitium", {}, "interstitium" + in}, {volume}, by, name, false);
    if (reflection)
      o.sigma = b.book.need({"sigma", {}, "vascular reflection coefficient" + in}, {dimension::one}, by, name, false);
    o.plasma = b.m.compartment("plasma_" + name, o.V_plasma.expr);
    o.interstitium = b.m.compartment("interstitium_" + name, o.V_interstitium.expr);
    if (!o.lung()) {
      o.Q = b.book.need({"Q", {}, "plasma flow" + in}, {clearance}, by, name, false);
      cardiac = {cardiac.expr + o.Q.expr, cardiac.typical + o.Q.typical};
      if (!o.liver()) {
        o.L = b.m.derived("L_" + name, f_lymph.expr * o.Q.expr, "lymph flow" + in);
        o.out = o.Q.expr - o.L;
      }
      if (o.gut()) gut_out = gut_out + o.out;
    }
    body.organs.push_back(std::move(o));
  }
  for (Organ& o : body.organs) {
    if (o.lung()) {
      o.Q = {b.m.derived("Q_lung", cardiac.expr, "plasma flow of the lung: that of all other organs"), cardiac.typical};
      o.L = b.m.derived("L_lung", f_lymph.expr * o.Q.expr, "lymph flow of the lung");
      o.out = o.Q.expr;  // it takes up Q + L from plasma
    } else if (o.liver()) {
      o.L = b.m.derived("L_liver", f_lymph.expr * (o.Q.expr + gut_out), "lymph flow of the liver");
      o.out = b.m.derived("Q_liver_out", o.Q.expr - o.L + gut_out, "plasma flow out of the liver, the gut's included");
    }
    L_sum = L_sum + o.L;
  }
  if (const auto ratio = b.book.find({"lymph_node_flow", {}, "flow out of the lymph node per plasma flow of the lung"},
                                     {dimension::one}, by))
    body.lymph_node_out = b.m.derived("L_node", ratio->expr * body.organs.front().Q.expr, "flow out of the lymph node");
  else
    body.lymph_node_out = b.m.derived("L_node", L_sum, "flow out of the lymph node: all lymph");
  return body;
}

Exchange by_reflection() {
  return [](const Organ& o, const Expr& plasma, const Expr&) { return (1.0 - o.sigma.expr) * o.L * plasma; };
}

Circulating make_circulating(Build& b, const Body& body, const std::string& name, const Composition& made_of,
                             const std::string& meaning, double C0, bool followed) {
  const auto options = [&](const std::string& where) {
    return species_options(meaning + ", " + where, dimension::concentration, C0);
  };
  Circulating a;
  a.name = name;
  if (followed) {
    a.plasma = b.m.species(name, body.plasma, made_of, options("plasma"));
    a.lymph = b.m.species(name + "_lymph", body.lymph_node, made_of, options("lymph node"));
    a.plasma_concentration = *a.plasma;
  }
  for (const Organ& o : body.organs) {
    a.organ_plasma.push_back(b.m.species(a.in("plasma", o), o.plasma, made_of, options("plasma of the " + o.words())));
    a.organ_interstitium.push_back(
        b.m.species(a.in("interstitium", o), o.interstitium, made_of, options("interstitium of the " + o.words())));
  }
  return a;
}

void add_circulation(Build& b, const Body& body, const Circulating& a, const Exchange& exchange) {
  const Terms plasma = a.plasma ? Terms(*a.plasma) : Terms{}, lymph = a.lymph ? Terms(*a.lymph) : Terms{};
  const auto named = [&](const std::string& process, const Organ& o) {
    return process + " of " + a.name + ", " + o.words();
  };
  const std::size_t lung = 0, liver = 1;
  for (std::size_t i = 0; i < body.organs.size(); ++i) {
    const Organ& o = body.organs[i];
    const Species &v = a.organ_plasma[i], &is = a.organ_interstitium[i];
    if (o.lung())
      b.m.flux(named("inflow", o), plasma >> v, (o.Q.expr + o.L) * a.plasma_concentration);
    else
      b.m.flux(named("inflow", o), a.organ_plasma[lung] >> v, o.Q.expr * Expr(a.organ_plasma[lung]));
    if (!o.lung())
      b.m.flux(named("outflow", o), v >> (o.gut() ? Terms(a.organ_plasma[liver]) : plasma), o.out * Expr(v));
    b.m.flux(named("passage of vessel walls", o), v >> is, exchange(o, v, is));
    b.m.flux(named("lymph", o), is >> lymph, (1.0 - body.sigma_lymph.expr) * o.L * Expr(is));
  }
  if (a.lymph) b.m.flux("lymph node of " + a.name, *a.lymph >> plasma, body.lymph_node_out * Expr(*a.lymph));
}

}  // namespace tansine

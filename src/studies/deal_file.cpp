#include "studies/deal_file.hpp"

#include "base/file.hpp"
#include "base/resources.hpp"
#include "io/declaration.hpp"
#include "io/made_form.hpp"
#include "studies/deal_terms.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <map>

namespace tansine {
namespace {

// ---------------------------------------------------------------- the file's shape

struct TierInput {
  MoneyInput from{Currency::usd, Known{0}};
  Located<Term> rate;
};

struct ClauseInput {
  std::string name, category, on, until, per, territory, payer, payee, why, quote, source;
  int nth = 1;
  std::optional<Located<MoneyInput>> amount, price, assume;
  std::optional<Located<Term>> rate, assume_rate;
  std::vector<TierInput> tiers;
  Place place{};
};
struct GrantInput {
  std::string name, from, to, what, quote, source;
};
struct SumInput {
  std::string name, quote, source;
  Located<MoneyInput> amount;
  std::vector<std::string> clauses;
  Place place{};
};
struct EventInput {
  DateInput date;
  std::string kind, subject, source;
  std::optional<MoneyInput> sales;
  double quantity = 0;
  Place place{};
};
struct StageInput {
  std::string name, source;
  double success = 1, years = 0;
  std::vector<std::string> events;
};
struct LaunchInput {
  std::string event;
  double years = 0;
};
struct SalesInput {
  Located<MoneyInput> peak;
  int ramp = 5, years = 10;
  std::string territory, source;
};
struct PlanInput {
  std::string party, source;
  double rate = 0.1, base_rate = 0;
  std::string base_source;
  std::vector<StageInput> stages;
  std::vector<LaunchInput> launch;
  std::optional<SalesInput> sales;
  Place place{};
};
struct DealInput {
  std::string title, currency = "USD", payer, payee, ends, reading;
  DateInput signed_on;
  std::optional<Located<MoneyInput>> headline;
  std::vector<std::string> path, silent;
  std::vector<ClauseInput> clauses;
  std::vector<GrantInput> grants;
  std::vector<SumInput> sums;
  std::vector<EventInput> events;
  std::optional<PlanInput> plan;
};

auto money() { return parsed<MoneyInput>("USD 1.5 million", parse_money); }
auto rate() { return parsed<Term>("3.5 %", parse_rate); }
auto date() { return parsed<DateInput>("2004-10-01", parse_date); }

template <class T>
void known_from(Declaration<T>& d) {
  d.key("quote", &T::quote, "the filing's own words, short; absent if they were not read");
  d.key("source", &T::source, text().not_empty().example("immunogen2004: item 1.01"),
        "a key of data/sources.csv and where in it, or \"assumed: why\", \"derived: how\"")
      .required();
}

auto tier() {
  using T = TierInput;
  Declaration<T> d("tier", "a part of a year's sales and the rate on it");
  d.key("from", &T::from, money(), "where it begins");
  d.key("rate", &T::rate, rate(), "the fraction that is paid").required();
  return d;
}

auto clause() {
  using T = ClauseInput;
  Declaration<T> d("clause", "what is paid, by whom, when");
  d.key("name", &T::name, text().not_empty().example("ind"), "what it is called").required();
  d.key("category", &T::category, text().not_empty().example("development"),
        "upfront, development, regulatory, royalty, supply, research, ...: totals are given of each")
      .required();
  d.key("amount", &T::amount, money(), "paid once");
  d.key("on", &T::on, text().not_empty().example("ind"), "the event at which it is paid; default: at signing");
  d.key("nth", &T::nth, integer().at_least(1), "at which of these events");
  d.key("per", &T::per, text().not_empty().example("material"),
        "the event whose quantity is paid for, at `price`, or the sales");
  d.key("price", &T::price, money(), "per unit of the quantity of `per`");
  d.key("rate", &T::rate, rate(), "a royalty on all of each year's `per` (default \"sales\")");
  d.key("tiers", &T::tiers, list_of(tier()).at_least(1), "a royalty by marginal tiers of each year's sales");
  d.key("territory", &T::territory, "only events of this subject; default: all");
  d.key("until", &T::until, text().not_empty(), "the event that ends this clause");
  d.key("payer", &T::payer, "who pays; default: the deal's payer");
  d.key("payee", &T::payee, "who is paid; default: the deal's payee");
  d.key("assume", &T::assume, money(), "what is assumed of an undisclosed amount or price");
  d.key("assume_rate", &T::assume_rate, rate(), "what is assumed of an undisclosed rate");
  d.key("why", &T::why, text().not_empty(), "of the assumption");
  known_from(d);
  d.check({"amount", "price", "rate", "tiers", "assume", "assume_rate", "why"},
          [](const T& c, const KeyPlaces& at, Problems& problems) {
            if ((c.amount ? 1 : 0) + (c.price ? 1 : 0) + (c.rate ? 1 : 0) + (c.tiers.empty() ? 0 : 1) != 1)
              problems.error(at.table(), "a clause has one of amount, price, rate and tiers");
            if (c.price && c.per.empty()) problems.error(at.value("price"), "a price needs `per`: what is paid for");
            const bool of_money = c.amount || c.price;
            if (c.assume && !of_money) problems.error(at.key("assume"), "there is no amount or price to assume");
            if (c.assume && of_money && is_disclosed((c.amount ? c.amount : c.price)->value.millions))
              problems.error(at.key("assume"), "nothing is assumed of what is disclosed");
            if (c.assume_rate && of_money) problems.error(at.key("assume_rate"), "there is no rate to assume");
            if (c.assume && !is_disclosed(c.assume->value.millions))
              problems.error(at.value("assume"), "an assumption is an amount or a range");
            if (c.assume_rate && !is_disclosed(c.assume_rate->value))
              problems.error(at.value("assume_rate"), "an assumption is a rate or a range");
            if ((c.assume || c.assume_rate) && c.why.empty())
              problems.error(at.table(), "an assumption needs its reason", "why = \"...\"");
          });
  return made(d, placed<T>);
}

auto grant() {
  using T = GrantInput;
  Declaration<T> d("grant", "what is handed over that is not money: rights, goods");
  d.key("name", &T::name, text().not_empty(), "what it is called").required();
  d.key("from", &T::from, text().not_empty(), "who gives").required();
  d.key("to", &T::to, text().not_empty(), "who gets").required();
  d.key("what", &T::what, text().not_empty(), "in words").required();
  known_from(d);
  return d;
}

auto sum() {
  using T = SumInput;
  Declaration<T> d("sum", "what some clauses come to together, at most");
  d.key("name", &T::name, text().not_empty(), "what it is called").required();
  d.key("amount", &T::amount, money(), "at most").required();
  d.key("clauses", &T::clauses, list_of(text()).at_least(1), "their names").required();
  known_from(d);
  return made(d, placed<T>);
}

auto event() {
  using T = EventInput;
  Declaration<T> d("event", "what has happened");
  d.key("date", &T::date, date(), "the day, the month or the year").required();
  d.key("kind", &T::kind, text().not_empty().example("ind"), "the word that clauses wait for").required();
  d.key("subject", &T::subject, "a territory, an item");
  d.key("quantity", &T::quantity, number().at_least(0), "of material, hours, ...");
  d.key("sales", &T::sales, money(), "of sales: the quantity, in the deal's currency");
  d.key("source", &T::source, text().not_empty(), "where it is known from").required();
  return made(d, placed<T>);
}

auto plan() {
  using T = PlanInput;
  Declaration<StageInput> stage("stage", "a stage of the programme");
  stage.key("name", &StageInput::name, text().not_empty().example("phase 2"), "what it is called").required();
  stage.key("success", &StageInput::success, number().at_least(0).at_most(1), "probability").required();
  stage.key("years", &StageInput::years, number().at_least(0), "its length").required();
  stage.key("events", &StageInput::events, list_of(text()), "what happens at its start");
  stage.key("source", &StageInput::source, text().not_empty(), "of its numbers").required();
  Declaration<LaunchInput> launch("launch", "what follows when all stages have succeeded");
  launch.key("event", &LaunchInput::event, text().not_empty(), "the event").required();
  launch.key("years", &LaunchInput::years, number().at_least(0), "so long after");
  Declaration<SalesInput> sales("sales", "after launch: a linear ramp to the peak, then flat");
  sales.key("peak", &SalesInput::peak, money(), "of a year, in the deal's currency").required();
  sales.key("ramp", &SalesInput::ramp, integer().at_least(1), "years to the peak");
  sales.key("years", &SalesInput::years, integer().at_least(0), "years of sales");
  sales.key("territory", &SalesInput::territory, "where; default: nowhere in particular");
  sales.key("source", &SalesInput::source, text().not_empty(), "of its numbers").required();
  Declaration<T> d("plan", "a scenario to value the deal by");
  d.key("party", &T::party, text().not_empty(), "whose value").required();
  d.key("rate", &T::rate, number().above(-1).at_most(1), "discount per year, a fraction");
  d.key("source", &T::source, text().not_empty(), "of the discount rate").required();
  d.key("base_rate", &T::base_rate, number().above(0).at_most(1), "how often such programmes succeeded").required();
  d.key("base_source", &T::base_source, text().not_empty(), "of the base rate").required();
  d.key("stage", &T::stages, list_of(stage).at_least(1), "in order").required();
  d.key("launch", &T::launch, list_of(launch), "in order");
  d.key("sales", &T::sales, sales, "after launch; default: none");
  return made(d, placed<T>);
}

const Declaration<DealInput>& declaration() {
  static const Declaration<DealInput> declared = [] {
    using T = DealInput;
    Declaration<T> d("deal", "an agreement: clauses, each with the words it rests on");
    d.key("title", &T::title, text().not_empty(), "one line").required();
    d.key("signed", &T::signed_on, date(), "the day of signing").required();
    d.key("currency", &T::currency, text().one_of({"USD", "EUR"}), "of undisclosed amounts, tiers and sales");
    d.key("payer", &T::payer, "who pays where a clause does not say");
    d.key("payee", &T::payee, "who is paid where a clause does not say");
    d.key("headline", &T::headline, money(), "what fixed payments come to at most, as announced");
    d.key("ends", &T::ends, "the event that ends the deal");
    d.key("path", &T::path, list_of(text()), "events of a programme that succeeds, in order");
    d.key("silent", &T::silent, list_of(text()), "what the filing does not say");
    d.key("reading", &T::reading, "how this file reads what the words leave open");
    d.key("grant", &T::grants, list_of(grant()), "rights and goods");
    d.key("clause", &T::clauses, list_of(clause()).at_least(1), "payments").required();
    d.key("sum", &T::sums, list_of(sum()), "sums of clauses");
    d.key("event", &T::events, list_of(event()), "what has happened");
    d.key("plan", &T::plan, plan(), "a scenario to value the deal by");
    return d;
  }();
  return declared;
}

// ---------------------------------------------------------------- from the file's shape to a deal

class DealBuilder {
 public:
  DealBuilder(DealInput input, const std::string& file) : in_(std::move(input)), whole_{.name = file} {
    currency_ = in_.currency == "EUR" ? Currency::eur : Currency::usd;
    Deal& d = out_.deal;
    d.title = in_.title;
    out_.signed_on = in_.signed_on.text;
    d.signed_on = in_.signed_on.date;
    d.ends = in_.ends;
    d.path = in_.path;
    d.silent = in_.silent;
    d.reading = in_.reading;
    if (in_.headline) d.headline = money_term(in_.headline->value);
    for (const GrantInput& g : in_.grants) d.grants.push_back({g.name, g.from, g.to, g.what, {g.quote, g.source}});
    for (const ClauseInput& c : in_.clauses) add(c);
    for (const SumInput& s : in_.sums) {
      places_.emplace(s.name, s.place);
      d.sums.push_back({s.name, money_term(s.amount.value), s.clauses, {s.quote, s.source}});
    }
    for (const EventInput& e : in_.events) add(e);
    check();
    if (in_.plan) add(*in_.plan);
    problems_.throw_if_errors();
  }
  DealFile out() && { return std::move(out_); }

 private:
  [[nodiscard]] MoneyTerm money_term(const MoneyInput& m) const { return {m.currency.value_or(currency_), m.millions}; }

  /// What the room of deals refuses is shown at the clause.
  void at(const Place& place, const std::string& what, const std::function<void()>& act) {
    try {
      act();
    } catch (const InputError& e) {
      for (const Problem& p : e.problems().list()) problems_.error(place, what + p.message, p.hint);
    }
  }

  /// In the deal's currency, as a plain number of millions.
  double number(const MoneyInput& m, const Place& place, const char* what) {
    const auto* known = std::get_if<Known>(&m.millions);
    if (known == nullptr) problems_.error(place, fmt::format("{} must be one amount", what));
    if (m.currency && *m.currency != currency_)
      problems_.error(place, fmt::format("{} in {} and a deal in {} do not add", what, currency_code(*m.currency),
                                         currency_code(currency_)));
    return known == nullptr ? 0 : known->value;
  }

  MoneyTerm with_assumption(const ClauseInput& c, const MoneyInput& m) {
    MoneyTerm term = money_term(m);
    if (!c.assume || is_disclosed(m.millions)) return term;
    term.currency = c.assume->value.currency.value_or(currency_);
    term.millions = Undisclosed{bounds(c.assume->value.millions), c.why};
    return term;
  }
  static Term with_assumption(const ClauseInput& c, const Term& rate) {
    return c.assume_rate && !is_disclosed(rate) ? Term(Undisclosed{bounds(c.assume_rate->value), c.why}) : rate;
  }

  void add(const ClauseInput& c) {
    places_.emplace(c.name, c.place);
    const std::string payer = c.payer.empty() ? in_.payer : c.payer, payee = c.payee.empty() ? in_.payee : c.payee;
    at(c.place, fmt::format("clause \"{}\": ", c.name), [&] {
      Contract contract;
      const std::string of = c.per.empty() ? "sales" : c.per;
      if (c.amount) contract = pay(with_assumption(c, c.amount->value), payer, payee);
      if (c.price) contract = per_unit(of, c.territory, with_assumption(c, c.price->value), payer, payee);
      std::vector<RoyaltyTier> tiers;
      if (c.rate) tiers = {{0, with_assumption(c, c.rate->value)}};
      for (const TierInput& t : c.tiers)
        tiers.push_back({number(t.from, c.place, "a tier"), with_assumption(c, t.rate.value)});
      if (!tiers.empty()) contract = royalty(of, c.territory, tiers, currency_, payer, payee);
      if (!c.on.empty()) contract = when(c.on, contract, c.nth, c.amount ? c.territory : "");
      if (!c.until.empty()) contract = until(c.until, contract);
      out_.deal.clauses.push_back({c.name, c.category, contract, {c.quote, c.source}});
    });
  }

  void add(const EventInput& e) {
    at(e.place, fmt::format("event \"{}\": ", e.kind), [&] {
      const double quantity = e.sales ? number(*e.sales, e.place, "sales") : e.quantity;
      if (e.date.date < out_.deal.signed_on)
        problems_.error(e.place, fmt::format("\"{}\" of {} comes before the signing on {}", e.kind, e.date.text,
                                             in_.signed_on.text));
      out_.deal.history.add({e.date.date, e.kind, e.subject, quantity, e.source});
    });
  }

  void check() {
    for (DealFinding& f : lint(out_.deal)) {
      if (!f.contradiction) {
        out_.remarks.push_back(std::move(f));
        continue;
      }
      const auto place = places_.find(f.clause);
      const std::string what = f.clause.empty() ? "" : fmt::format("\"{}\" ", f.clause);
      problems_.error(place != places_.end() ? place->second
                      : in_.headline         ? in_.headline->place
                                             : whole_,
                      what + f.message);
    }
  }

  void add(const PlanInput& p) {
    DealPlan plan;
    const auto source = [&](const std::string& s) {
      if (std::find(plan.sources.begin(), plan.sources.end(), s) == plan.sources.end()) plan.sources.push_back(s);
    };
    for (const StageInput& s : p.stages) {
      plan.programme.stages.push_back({s.name, s.success, s.years, 0, s.events});
      source(s.source);
    }
    for (const LaunchInput& l : p.launch) plan.programme.launch.push_back({l.event, l.years});
    if (p.sales) {
      plan.programme.sales = {.peak = number(p.sales->peak.value, p.sales->peak.place, "sales"),
                              .ramp = p.sales->ramp,
                              .years = p.sales->years,
                              .subject = p.sales->territory};
      source(p.sales->source);
    }
    source(p.source);
    plan.options = {p.party, p.rate, std::nullopt};
    plan.claim = {plan.programme.success(), p.base_rate, p.base_source};
    at(p.place, "plan: ", [&] { (void)value_deal(out_.deal, plan.programme, plan.claim, plan.options); });
    out_.plan = std::move(plan);
  }

  DealInput in_;
  Place whole_;
  Currency currency_ = Currency::usd;
  DealFile out_;
  Problems problems_;
  std::map<std::string, Place> places_;
};

std::filesystem::path deals_folder() { return data_directory() / "deals"; }

}  // namespace

DealFile parse_deal(const std::string& name, const std::string& toml) {
  return DealBuilder(read_text(name, toml, declaration()), name).out();
}
DealFile read_deal(const std::filesystem::path& path) {
  return DealBuilder(read_file(path, declaration()), path.string()).out();
}

std::vector<std::string> deal_catalogue() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(deals_folder(), error))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  if (error) throw InputError(Place{.name = deals_folder().string()}, "the folder of deals cannot be read");
  std::sort(names.begin(), names.end());
  return names;
}

std::filesystem::path find_deal(const std::string& name) {
  if (name.ends_with(".toml")) return name;
  const std::vector<std::string> known = deal_catalogue();
  if (std::find(known.begin(), known.end(), name) == known.end())
    throw InputError(Place{}, fmt::format("unknown deal \"{}\"{}", name, did_you_mean(name, known)),
                     fmt::format("there is {}; or give a file that ends in .toml", fmt::join(known, ", ")));
  return deals_folder() / (name + ".toml");
}

std::string deal_schema() { return json_schema(declaration(), "tansine-deal"); }
std::string deal_key_reference() { return key_reference(declaration()); }

}  // namespace tansine

#include "programme/deal/contract.hpp"

#include "base/text.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <map>

namespace tansine {
namespace {

void require_parties(const std::string& from, const std::string& to) {
  require(!from.empty() && !to.empty(), "a payment needs a payer and a payee");
  require(from != to, fmt::format("{} cannot pay itself", from));
}

void require_term(const Term& t, const std::string& what) {
  if (const std::optional<KnownRange> b = bounds(t))
    require(b->low >= 0 && b->low <= b->high, fmt::format("{} must not be negative, nor a range upside down: {} to {}",
                                                          what, shortest(b->low), shortest(b->high)));
}

void require_event(const std::string& event) { require(!event.empty(), "an event of a contract needs a name"); }

bool concerns(const DatedEvent& e, const std::string& event, const std::string& subject) {
  return e.kind == event && (subject.empty() || e.subject == subject);
}

/// The time during which a contract is held.
struct Holding {
  CalendarDate start;
  std::optional<CalendarDate> end;  // the last day
  [[nodiscard]] bool holds(const CalendarDate& day) const { return day >= start && (!end || day <= *end); }
};

class Payments {
 public:
  explicit Payments(const History& history) : history_(history) {}

  void walk(const Contract& contract, const Holding& held) {
    std::visit([&](const auto& form) { on(form, held); }, contract.form());
  }
  std::vector<CashFlow> out;

 private:
  void on(const Contract::Pay& p, const Holding& held) {
    if (held.holds(held.start)) out.push_back({held.start, p.from, p.to, p.amount});
  }
  void on(const Contract::Both& b, const Holding& held) {
    for (const Contract& part : b.parts) walk(part, held);
  }
  void on(const Contract::When& w, const Holding& held) {
    const DatedEvent* e = history_.find(w.event, w.nth, w.subject);
    if (e == nullptr || (held.end && e->date > *held.end)) return;
    walk(*w.then, {std::max(held.start, e->date), held.end});
  }
  void on(const Contract::Royalty& r, const Holding& held) {
    std::map<int, double> sold;  // by calendar year, so far
    for (const DatedEvent& e : history_.events()) {
      if (!concerns(e, r.event, r.subject)) continue;
      double& year = sold[e.date.year()];
      const double before = year;
      year += e.quantity;
      if (held.holds(e.date) && e.quantity > 0)
        out.push_back({e.date, r.from, r.to, {r.currency, slice(r.tiers, before, year)}});
    }
  }
  void on(const Contract::PerUnit& p, const Holding& held) {
    for (const DatedEvent& e : history_.events())
      if (concerns(e, p.event, p.subject) && held.holds(e.date) && e.quantity > 0)
        out.push_back({e.date, p.from, p.to, {p.price.currency, e.quantity * p.price.millions}});
  }
  void on(const Contract::Until& u, Holding held) {
    if (const DatedEvent* e = history_.find(u.event); e != nullptr && (!held.end || e->date < *held.end))
      held.end = e->date;
    walk(*u.inner, held);
  }

 public:
  static Term slice(const std::vector<RoyaltyTier>& tiers, double low, double high) {
    Term sum = Known{0};
    for (std::size_t i = 0; i < tiers.size(); ++i) {
      const double from = std::max(low, tiers[i].from);
      const double to = i + 1 < tiers.size() ? std::min(high, tiers[i + 1].from) : high;
      if (to > from) sum = sum + (to - from) * tiers[i].rate;
    }
    return sum;
  }

 private:
  const History& history_;
};

std::string of_subject(const std::string& subject) { return subject.empty() ? "" : " in " + subject; }

struct Sentences {
  std::vector<std::string> operator()(const Contract::Pay& p) const {
    return {fmt::format("{} pays {} {}", p.from, p.to, money_text(p.amount))};
  }
  std::vector<std::string> operator()(const Contract::Both& b) const {
    std::vector<std::string> all;
    for (const Contract& part : b.parts)
      for (std::string& s : english(part)) all.push_back(std::move(s));
    return all;
  }
  std::vector<std::string> operator()(const Contract::When& w) const {
    std::vector<std::string> all = english(*w.then);
    const std::string which = w.nth == 1 ? ""
                                         : fmt::format(" for the {}{} time", w.nth,
                                                       w.nth == 2   ? "nd"
                                                       : w.nth == 3 ? "rd"
                                                                    : "th");
    for (std::string& s : all) s += fmt::format(" when \"{}\"{} happens{}", w.event, of_subject(w.subject), which);
    return all;
  }
  std::vector<std::string> operator()(const Contract::Royalty& r) const {
    std::string s =
        fmt::format("{} pays {} royalties on each year's \"{}\"{}: ", r.from, r.to, r.event, of_subject(r.subject));
    for (std::size_t i = 0; i < r.tiers.size(); ++i) {
      const double from = r.tiers[i].from;
      s += (i == 0 ? "" : ", ") + rate_text(r.tiers[i].rate);
      if (i + 1 < r.tiers.size())
        s += (i == 0 ? " up to " : " from there to ") +
             money_text(r.currency, {r.tiers[i + 1].from, r.tiers[i + 1].from});
      else if (i > 0)
        s += " above " + money_text(r.currency, {from, from});
    }
    return {s};
  }
  std::vector<std::string> operator()(const Contract::PerUnit& p) const {
    return {fmt::format("{} pays {} for \"{}\"{}, per unit: {}", p.from, p.to, p.event, of_subject(p.subject),
                        money_text(p.price))};
  }
  std::vector<std::string> operator()(const Contract::Until& u) const {
    std::vector<std::string> all = english(*u.inner);
    for (std::string& s : all) s += fmt::format(", until \"{}\"", u.event);
    return all;
  }
};

}  // namespace

Contract pay(MoneyTerm amount, std::string from, std::string to) {
  require_parties(from, to);
  require_term(amount.millions, "a payment");
  return {Contract::Pay{std::move(amount), std::move(from), std::move(to)}};
}

Contract both(std::vector<Contract> parts) { return {Contract::Both{std::move(parts)}}; }

Contract when(std::string event, Contract then, int nth, std::string subject) {
  require_event(event);
  require(nth >= 1, fmt::format("events are counted from 1, not {}", nth));
  return {Contract::When{std::move(event), std::move(subject), nth, std::make_shared<const Contract>(std::move(then))}};
}

Contract royalty(std::string event, std::string subject, std::vector<RoyaltyTier> tiers, Currency currency,
                 std::string from, std::string to) {
  require_event(event);
  require_parties(from, to);
  require(!tiers.empty() && tiers.front().from == 0, "royalties need tiers, the first from 0 on");
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    require_term(tiers[i].rate, "a royalty rate");
    if (const std::optional<KnownRange> b = bounds(tiers[i].rate))
      require(b->high <= 1, fmt::format("a royalty rate must not be above 100 %, as {} %", shortest(100 * b->high)));
    require(i == 0 || tiers[i].from > tiers[i - 1].from,
            fmt::format("royalty tiers must rise: one from {} comes after one from {}", shortest(tiers[i].from),
                        shortest(i == 0 ? 0 : tiers[i - 1].from)));
  }
  return {Contract::Royalty{std::move(event), std::move(subject), std::move(tiers), currency, std::move(from),
                            std::move(to)}};
}

Contract per_unit(std::string event, std::string subject, MoneyTerm price, std::string from, std::string to) {
  require_event(event);
  require_parties(from, to);
  require_term(price.millions, "a price");
  return {Contract::PerUnit{std::move(event), std::move(subject), std::move(price), std::move(from), std::move(to)}};
}

Contract until(std::string event, Contract inner) {
  require_event(event);
  return {Contract::Until{std::move(event), std::make_shared<const Contract>(std::move(inner))}};
}

std::vector<CashFlow> flows(const Contract& contract, const History& history, const CalendarDate& start) {
  Payments payments(history);
  payments.walk(contract, {start, std::nullopt});
  std::stable_sort(payments.out.begin(), payments.out.end(),
                   [](const CashFlow& a, const CashFlow& b) { return a.date < b.date; });
  return std::move(payments.out);
}

Term tiered(const std::vector<RoyaltyTier>& tiers, double sales) { return Payments::slice(tiers, 0, sales); }

std::vector<std::string> english(const Contract& contract) { return std::visit(Sentences{}, contract.form()); }

}  // namespace tansine

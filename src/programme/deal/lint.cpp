// The linter of deals. Works on the clauses as data: the words of each finding are those that `tansine deal` prints.

#include "programme/deal/deal.hpp"

#include "base/problem.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <map>
#include <set>

namespace tansine {
namespace {

constexpr double kCent = 1e-8;  // millions: less is rounding of decimals

/// A payment or royalty inside a clause, with the event that it waits for and the one that ends it.
struct Leaf {
  std::string clause, event, subject, ends;
  int nth = 1;
  const Contract::Pay* pay = nullptr;
  const Contract::Royalty* royalty = nullptr;
  const Contract::PerUnit* unit = nullptr;
};

void leaves(const Contract& contract, Leaf at, std::vector<Leaf>& out) {
  struct Walk {
    Leaf at;
    std::vector<Leaf>& out;
    void operator()(const Contract::Pay& p) { at.pay = &p, out.push_back(at); }
    void operator()(const Contract::Royalty& r) { at.royalty = &r, out.push_back(at); }
    void operator()(const Contract::PerUnit& u) { at.unit = &u, out.push_back(at); }
    void operator()(const Contract::Both& b) const {
      for (const Contract& c : b.parts) leaves(c, at, out);
    }
    void operator()(const Contract::When& w) {
      at.event = w.event, at.subject = w.subject, at.nth = w.nth;
      leaves(*w.then, at, out);
    }
    void operator()(const Contract::Until& u) {
      at.ends = u.event;
      leaves(*u.inner, at, out);
    }
  };
  std::visit(Walk{std::move(at), out}, contract.form());
}

class Linter {
 public:
  explicit Linter(const Deal& deal) : deal_(deal) {
    for (const DealClause& c : deal.clauses) leaves(c.contract, Leaf{c.name, {}, {}, {}}, leaves_);
    names();
    reach();
    twice();
    sums();
    headline();
    remarks();
  }
  std::vector<DealFinding> found;

 private:
  void contradiction(const std::string& clause, std::string message) {
    found.push_back({true, clause, std::move(message)});
  }
  void remark(const std::string& clause, std::string message) { found.push_back({false, clause, std::move(message)}); }

  /// How often the path has an event, and the position of its nth (the end of the path if it has not).
  [[nodiscard]] std::size_t position(const std::string& event, int nth) const {
    for (std::size_t i = 0; i < deal_.path.size(); ++i)
      if (deal_.path[i] == event && --nth == 0) return i;
    return deal_.path.size();
  }

  void names() {
    std::set<std::string> seen;
    for (const DealClause& c : deal_.clauses)
      if (!seen.insert(c.name).second) contradiction(c.name, "two clauses have this name");
    for (const DealSum& s : deal_.sums)
      for (const std::string& name : s.clauses)
        if (!seen.contains(name)) {
          const std::vector<std::string> known(seen.begin(), seen.end());
          contradiction(s.name, fmt::format("adds up a clause {} that there is not{}", in_quotes(name),
                                            did_you_mean(name, known)));
        }
  }

  void reach() {
    for (const Leaf& leaf : leaves_) {
      if (leaf.event.empty()) continue;
      const std::size_t at = position(leaf.event, leaf.nth);
      if (position(leaf.event, 1) == deal_.path.size()) {
        contradiction(leaf.clause, fmt::format("waits for {}, which no programme on the path reaches{}",
                                               in_quotes(leaf.event), did_you_mean(leaf.event, deal_.path)));
      } else if (at == deal_.path.size()) {
        contradiction(leaf.clause, fmt::format("waits for {} a {}. time, and the path has it less often",
                                               in_quotes(leaf.event), leaf.nth));
      } else if (!leaf.ends.empty() && position(leaf.ends, 1) < at) {
        contradiction(leaf.clause, fmt::format("can never be paid: it ends with {}, before {}", in_quotes(leaf.ends),
                                               in_quotes(leaf.event)));
      }
      if (!deal_.ends.empty() && leaf.event == deal_.ends)
        remark(leaf.clause, fmt::format("is due when the deal ends ({})", in_quotes(deal_.ends)));
    }
  }

  void twice() {
    std::map<std::string, const Leaf*> paid;
    for (const Leaf& leaf : leaves_) {
      if (leaf.pay != nullptr) {
        const std::string key =
            fmt::format("{}|{}|{}|{}|{}", leaf.event, leaf.subject, leaf.nth, leaf.pay->from, leaf.pay->to);
        const auto [other, is_new] = paid.emplace(key, &leaf);
        if (!is_new)
          contradiction(leaf.clause, fmt::format("pays {} {}, and so does \"{}\": {}", money_text(leaf.pay->amount),
                                                 leaf.event.empty() ? "at signing" : "for \"" + leaf.event + "\"",
                                                 other->second->clause, money_text(other->second->pay->amount)));
      }
      for (const Leaf& other : leaves_) {
        if (&other == &leaf) break;
        if (leaf.royalty == nullptr || other.royalty == nullptr || leaf.royalty->event != other.royalty->event ||
            leaf.royalty->to != other.royalty->to)
          continue;
        const std::string &a = leaf.royalty->subject, &b = other.royalty->subject;
        if (a == b || a.empty() || b.empty())
          contradiction(leaf.clause, fmt::format("takes royalties on sales in {} that \"{}\" takes too",
                                                 a.empty() && b.empty() ? "the world"
                                                 : a.empty()            ? b
                                                                        : a,
                                                 other.clause));
      }
    }
  }

  void sums() {
    for (const DealSum& s : deal_.sums) {
      MoneyTotal parts;
      for (const Leaf& leaf : leaves_)
        if (leaf.pay != nullptr && std::find(s.clauses.begin(), s.clauses.end(), leaf.clause) != s.clauses.end()) {
          if (leaf.pay->amount.currency != s.amount.currency)
            contradiction(s.name,
                          fmt::format("is in {}, and \"{}\" in {}: they do not add", currency_code(s.amount.currency),
                                      leaf.clause, currency_code(leaf.pay->amount.currency)));
          else
            parts.add(leaf.pay->amount.millions, leaf.clause);
        }
      const std::optional<KnownRange> whole = bounds(s.amount.millions);
      if (!whole) continue;
      const auto text = [&](const KnownRange& r) { return money_text(s.amount.currency, r); };
      if (parts.disclosed.low > whole->high + kCent)
        contradiction(s.name, fmt::format("is {}, and its parts come to {}", text(*whole), text(parts.disclosed)));
      else if (parts.unknown.empty() &&
               (parts.all().low > whole->high + kCent || parts.all().high < whole->low - kCent))
        contradiction(s.name,
                      fmt::format("is {}, and its parts, as assumed, come to {}", text(*whole), text(parts.all())));
      else if (parts.assumed.high > 0)
        remark(s.name, fmt::format("is {}; its split is undisclosed but for {}, the rest is assumed", text(*whole),
                                   text(parts.disclosed)));
    }
  }

  void headline() {
    if (!deal_.headline) return;
    const Purse face = face_value(deal_);
    for (const Currency c : {Currency::usd, Currency::eur}) {
      const MoneyTotal& t = face.of(c);
      if (c != deal_.headline->currency) {
        if (!t.empty())
          remark("", fmt::format("the headline is in {}, and {} of fixed payments are not in it",
                                 currency_code(deal_.headline->currency), money_text(c, t.all())));
        continue;
      }
      const std::optional<KnownRange> announced = bounds(deal_.headline->millions);
      if (!announced) continue;
      if (!t.unknown.empty())
        remark("", fmt::format("whether the clauses come to the headline {} cannot be said: \"{}\" are undisclosed",
                               money_text(*deal_.headline), fmt::join(t.unknown, "\", \"")));
      else if (t.all().high < announced->low - kCent || t.all().low > announced->high + kCent)
        contradiction("", fmt::format("the headline is {}, and the clauses come to {}", money_text(*deal_.headline),
                                      money_text(c, t.all())));
      else
        remark("", fmt::format("the clauses come to the headline, {}", money_text(*deal_.headline)));
    }
  }

  void remarks() {
    for (const DealClause& c : deal_.clauses)
      if (c.known_from.quote.empty()) remark(c.name, fmt::format("quotes no filing ({})", c.known_from.source));
    for (const DatedEvent& e : deal_.history.events())
      if (e.source.starts_with("assumed") || e.source.starts_with("derived"))
        remark("", fmt::format("that \"{}\" happened in {} is {}; what is realized after it rests on that", e.kind,
                               e.date.year(), e.source.starts_with("assumed") ? "assumed" : "inferred"));
    std::set<Currency> currencies;
    for (const Leaf& leaf : leaves_) {
      const auto term = [&](const Term& t, const char* what) {
        if (is_disclosed(t)) return;
        remark(leaf.clause, bounds(t)
                                ? fmt::format("{} is undisclosed; assumed: {}", what, std::get<Undisclosed>(t).why)
                                : fmt::format("{} is undisclosed", what));
      };
      if (leaf.pay != nullptr) {
        term(leaf.pay->amount.millions, "the amount");
        currencies.insert(leaf.pay->amount.currency);
      }
      if (leaf.unit != nullptr) {
        term(leaf.unit->price.millions, "the price");
        currencies.insert(leaf.unit->price.currency);
      }
      if (leaf.royalty != nullptr) {
        for (const RoyaltyTier& tier : leaf.royalty->tiers) term(tier.rate, "the rate");
        currencies.insert(leaf.royalty->currency);
      }
    }
    if (currencies.size() > 1) remark("", "pays in USD and in EUR, which are not added up");
  }

  const Deal& deal_;
  std::vector<Leaf> leaves_;
};

}  // namespace

std::vector<DealFinding> lint(const Deal& deal) { return Linter(deal).found; }

}  // namespace tansine

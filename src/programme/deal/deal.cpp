#include "programme/deal/deal.hpp"

#include <algorithm>
#include <map>

namespace tansine {
namespace {

const DealSum* sum_with(const Deal& deal, const std::string& clause) {
  for (const DealSum& s : deal.sums)
    if (std::find(s.clauses.begin(), s.clauses.end(), clause) != s.clauses.end()) return &s;
  return nullptr;
}

Contract ending(const Deal& deal, const Contract& c) { return deal.ends.empty() ? c : until(deal.ends, c); }

void collect_payees(const Contract& contract, std::vector<std::string>& out) {
  struct Walk {
    std::vector<std::string>& out;
    void add(const std::string& to) const {
      if (std::find(out.begin(), out.end(), to) == out.end()) out.push_back(to);
    }
    void operator()(const Contract::Pay& p) const { add(p.to); }
    void operator()(const Contract::Royalty& r) const { add(r.to); }
    void operator()(const Contract::PerUnit& p) const { add(p.to); }
    void operator()(const Contract::When& w) const { collect_payees(*w.then, out); }
    void operator()(const Contract::Until& u) const { collect_payees(*u.inner, out); }
    void operator()(const Contract::Both& b) const {
      for (const Contract& c : b.parts) collect_payees(c, out);
    }
  };
  std::visit(Walk{out}, contract.form());
}

}  // namespace

Contract Deal::contract() const {
  std::vector<Contract> parts;
  for (const DealClause& c : clauses) parts.push_back(c.contract);
  return ending(*this, both(std::move(parts)));
}

std::vector<CashFlow> deal_flows(const Deal& deal, const History& history) {
  std::vector<CashFlow> all;
  for (const DealClause& c : deal.clauses)
    for (CashFlow& f : flows(ending(deal, c.contract), history, deal.signed_on)) {
      f.clause = c.name;
      f.category = c.category;
      all.push_back(std::move(f));
    }
  std::stable_sort(all.begin(), all.end(), [](const CashFlow& a, const CashFlow& b) { return a.date < b.date; });
  return all;
}

History all_success(const Deal& deal) {
  History h;
  double year = 0;
  for (const std::string& event : deal.path) h.add({deal.signed_on.plus_years(++year), event});
  return h;
}

Purse face_value(const Deal& deal) {
  Purse face;
  for (const CashFlow& f : deal_flows(deal, all_success(deal)))
    if (sum_with(deal, f.clause) == nullptr) face.add(f.amount, f.clause);
  for (const DealSum& s : deal.sums) face.add(s.amount, s.name);
  return face;
}

Purse received(const std::vector<CashFlow>& flows, const std::string& by, std::span<const std::string> categories) {
  Purse purse;
  for (const CashFlow& f : flows)
    if (f.to == by &&
        (categories.empty() || std::find(categories.begin(), categories.end(), f.category) != categories.end()))
      purse.add(f.amount, f.clause);
  return purse;
}

std::vector<std::string> payees(const Deal& deal) {
  std::vector<std::string> out;
  collect_payees(deal.contract(), out);
  return out;
}

std::vector<CashYear> cash_by_year(const std::vector<CashFlow>& flows) {
  std::map<std::pair<int, std::string>, Purse> years;
  for (const CashFlow& f : flows) years[{f.date.year(), f.to}].add(f.amount, f.clause);
  std::vector<CashYear> out;
  for (auto& [key, purse] : years) out.push_back({key.first, key.second, std::move(purse)});
  return out;
}

}  // namespace tansine

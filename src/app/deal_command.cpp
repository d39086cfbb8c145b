#include "app/commands.hpp"

#include "base/text.hpp"
#include "studies/deal_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <ostream>

namespace tansine {
namespace {

void list_deals(Terminal& terminal) {
  terminal.out << "deals (tansine deal NAME):\n";
  for (const std::string& name : deal_catalogue())
    terminal.out << fmt::format("  {:<26}{}\n", name, read_deal(find_deal(name)).deal.title);
}

std::string provenance(const Provenance& p) {
  return (p.quote.empty() ? "    no words quoted" : fmt::format("    \"{}\"", p.quote)) +
         fmt::format(" [{}]\n", p.source);
}

void print_clauses(const DealFile& file, std::ostream& out) {
  const Deal& d = file.deal;
  out << d.title << "\nsigned: " << file.signed_on << "\n";
  if (!d.grants.empty()) out << "\nwhat is given\n";
  for (const DealGrant& g : d.grants)
    out << fmt::format("  {}: {} to {}: {}\n", g.name, g.from, g.to, g.what) << provenance(g.known_from);
  out << "\nwhat is paid\n";
  for (const DealClause& c : d.clauses) {
    // a clause that waits for nothing pays at signing
    const bool now = std::holds_alternative<Contract::Pay>(c.contract.form());
    for (const std::string& s : english(c.contract))
      out << fmt::format("  {}: {}{}\n", c.name, s, now ? ", at signing" : "");
    out << provenance(c.known_from);
  }
  for (const DealSum& s : d.sums)
    out << fmt::format("  {}: together at most {} ({})\n", s.name, money_text(s.amount), fmt::join(s.clauses, ", "))
        << provenance(s.known_from);
  if (!d.ends.empty()) out << fmt::format("  All ends with \"{}\".\n", d.ends);
  if (!d.silent.empty()) out << fmt::format("  Not stated: {}.\n", fmt::join(d.silent, "; "));
  if (!d.reading.empty()) out << "  Read so: " << d.reading << "\n";
}

void print_cash(const Deal& d, std::ostream& out) {
  const std::vector<CashFlow> paid = deal_flows(d, d.history);
  out << "\nface value of the fixed payments, if everything succeeds: " << purse_text(face_value(d)) << "\n";
  for (const std::string& to : payees(d)) {
    out << fmt::format("realized so far, {}: {}\n", to, purse_text(received(paid, to)));
    std::map<std::string, bool> categories;
    for (const CashFlow& f : paid)
      if (f.to == to) categories[f.category] = true;
    if (categories.size() > 1)
      for (const auto& [category, _] : categories)
        out << fmt::format("  of which {}: {}\n", category,
                           purse_text(received(paid, to, std::vector<std::string>{category})));
  }
  out << "\nwhat has happened\n";
  for (const DatedEvent& e : d.history.events())
    out << fmt::format("  {}  {}{} [{}]\n", e.date.year(), e.kind, e.subject.empty() ? "" : ", " + e.subject, e.source);
  out << "\ncash by year\n";
  for (const CashYear& y : cash_by_year(paid))
    out << fmt::format("  {}  to {}: {}\n", y.year, y.to, purse_text(y.paid));
}

std::string percent(double p) { return significant(100 * p, 3) + " %"; }

void print_value(const Deal& d, const DealPlan& plan, std::ostream& out) {
  const DealValue v = value_deal(d, plan.programme, plan.claim, plan.options);
  const char* code = currency_code(v.currency);
  const auto range = [&](double low, double high) {
    const std::string a = significant(low, 3), b = significant(high, 3);
    return a == b ? fmt::format("{} {} million", code, a) : fmt::format("{} {} to {} million", code, a, b);
  };
  out << fmt::format("\nscenario: the present value to {} at {} per year, by how the programme ends\n",
                     plan.options.party, percent(plan.options.rate));
  for (std::size_t i = 0; i < v.low.outcomes.size(); ++i)
    out << fmt::format("  {:<22}{:>7}   {}\n", v.low.outcomes[i].name, percent(v.low.outcomes[i].probability),
                       range(v.low.outcomes[i].value, v.high.outcomes[i].value));
  out << fmt::format("  mean {}, standard deviation {}; between {} and {}\n", range(v.low.mean(), v.high.mean()),
                     range(v.low.sd(), v.high.sd()), range(v.low.lowest(), v.low.lowest()),
                     range(v.high.highest(), v.high.highest()));
  if (!v.assumed.empty()) out << fmt::format("  rests on what is assumed of: {}\n", fmt::join(v.assumed, ", "));
  out << fmt::format(
      "  probability of success: {} in this plan; base rate {} [{}]; the factor between them, for what is "
      "not modeled: {}\n",
      percent(v.claim.model), percent(v.claim.base_rate), v.claim.base_source, significant(v.claim.factor(), 3));
  if (v.claim.factor() < 1) {
    const double p = v.claim.factor();
    out << fmt::format("  with it: mean {}\n",
                       range(with_unmodeled_failure(v.low, p).mean(), with_unmodeled_failure(v.high, p).mean()));
  }
  for (const std::string& s : plan.sources) out << "  from: " << s << "\n";
}

}  // namespace

int deal_command(const std::string& name, Terminal& terminal) {
  if (name.empty()) {
    list_deals(terminal);
    return exit_done;
  }
  const DealFile file = read_deal(find_deal(name));
  std::ostream& out = terminal.out;
  print_clauses(file, out);
  print_cash(file.deal, out);
  if (file.plan) print_value(file.deal, *file.plan, out);
  out << "\nremarks\n";
  for (const DealFinding& f : file.remarks)
    out << "  " << (f.clause.empty() ? "" : fmt::format("\"{}\" ", f.clause)) << f.message << "\n";
  out << "\nscenario, not investment or dosing advice\n";
  return exit_done;
}

}  // namespace tansine

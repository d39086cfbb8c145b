#pragma once
// A deal: clauses with the words of the filing they stand for, what is announced of it, and what has happened.

#include "programme/deal/contract.hpp"

#include <optional>
#include <span>

namespace tansine {

/// Where a clause is known from.
struct Provenance {
  std::string quote;   ///< the filing's own words, short; empty if they were not read
  std::string source;  ///< key of data/sources.csv and where in it, or "assumed: ...", "derived: ..."
};

/// What is handed over that is not money: rights, goods.
struct DealGrant {
  std::string name, from, to, what;
  Provenance known_from;
};
struct DealClause {
  std::string name, category;  ///< "phase 2 milestone"; upfront, development, regulatory, royalty, supply, research
  Contract contract;
  Provenance known_from;
};
/// What some clauses pay at most together.
struct DealSum {
  std::string name;
  MoneyTerm amount;
  std::vector<std::string> clauses;
  Provenance known_from;
};

struct Deal {
  std::string title;
  CalendarDate signed_on;
  std::string ends;  ///< event that ends it; empty: none is known
  std::vector<DealGrant> grants;
  std::vector<DealClause> clauses;
  std::vector<DealSum> sums;
  std::optional<MoneyTerm> headline;  ///< the most that fixed payments come to, as announced
  std::vector<std::string> path;      ///< events of a programme that succeeds, in order
  std::vector<std::string> silent;    ///< what the filing does not say
  History history;                    ///< what has happened
  std::string reading;                ///< how the file reads what the words leave open

  /// The whole as one contract.
  [[nodiscard]] Contract contract() const;
};

/// Payments under a history, each with its clause and category.
std::vector<CashFlow> deal_flows(const Deal& deal, const History& history);
/// The path, one event a year, without sales.
History all_success(const Deal& deal);
/// Fixed payments if everything succeeds: the clauses of a sum count as the sum.
Purse face_value(const Deal& deal);
/// What a party has received (less what it has paid if both ways), of some categories; none given: of all.
Purse received(const std::vector<CashFlow>& flows, const std::string& by, std::span<const std::string> categories = {});
/// Parties that receive money, in the order of the clauses.
std::vector<std::string> payees(const Deal& deal);

struct CashYear {
  int year = 0;
  std::string to;
  Purse paid;
};
std::vector<CashYear> cash_by_year(const std::vector<CashFlow>& flows);

/// What is wrong or odd about a deal.
struct DealFinding {
  bool contradiction = false;  ///< else a remark
  std::string clause;          ///< name of the clause or sum; empty: of the deal
  std::string message;
};
/// Contradictions: two payments for one event, parts above their sum, sums that are not the headline, a milestone that
/// the path cannot reach or that comes when the contract is over, royalties twice on one territory. Remarks: clauses
/// without a quotation, undisclosed terms and what is assumed of them, events that are
/// not known to have happened, several currencies.
std::vector<DealFinding> lint(const Deal& deal);

}  // namespace tansine

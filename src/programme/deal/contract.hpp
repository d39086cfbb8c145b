#pragma once
// What a contract pays, as a small algebra over a history: pay, both, when, royalty, per unit, until. A contract is
// data that several readers walk: flows() makes payments of it, english() sentences. After Peyton Jones, Eber & Seward
// 2000.

#include "programme/deal/money.hpp"
#include "programme/history.hpp"

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace tansine {

/// A part of the yearly sales from `from` on (to the next tier), and the fraction of it that is paid.
struct RoyaltyTier {
  double from = 0;  ///< millions
  Term rate;
};

class Contract {
 public:
  /// Once, when the contract is acquired.
  struct Pay {
    MoneyTerm amount;
    std::string from, to;
  };
  struct Both {
    std::vector<Contract> parts;
  };
  /// At the `nth` event of a kind, `then` is acquired.
  struct When {
    std::string event, subject;
    int nth = 1;
    std::shared_ptr<const Contract> then;
  };
  /// On the sales of a territory in each calendar year, by marginal tiers; `subject` empty: sales anywhere, added up.
  struct Royalty {
    std::string event, subject;
    std::vector<RoyaltyTier> tiers;
    Currency currency = Currency::usd;
    std::string from, to;
  };
  /// Price times quantity at every event of a kind.
  struct PerUnit {
    std::string event, subject;
    MoneyTerm price;
    std::string from, to;
  };
  /// Nothing after the first event of a kind; what is due on its day is still paid.
  struct Until {
    std::string event;
    std::shared_ptr<const Contract> inner;
  };
  using Form = std::variant<Both, Pay, When, Royalty, PerUnit, Until>;

  Contract() = default;  ///< nothing: Both of no parts
  Contract(Form form) : form_(std::move(form)) {}
  [[nodiscard]] const Form& form() const { return form_; }

 private:
  Form form_;
};

/// Throw InputError where they could not mean anything: a payer who pays himself, a negative amount or rate, tiers that
/// do not start at 0 or do not rise, an event without a name.
Contract pay(MoneyTerm amount, std::string from, std::string to);
Contract both(std::vector<Contract> parts);
Contract when(std::string event, Contract then, int nth = 1, std::string subject = {});
Contract royalty(std::string event, std::string subject, std::vector<RoyaltyTier> tiers, Currency currency,
                 std::string from, std::string to);
Contract per_unit(std::string event, std::string subject, MoneyTerm price, std::string from, std::string to);
Contract until(std::string event, Contract inner);

/// A payment with its day; the amount is as known as the terms it came from.
struct CashFlow {
  CalendarDate date;
  std::string from, to;
  MoneyTerm amount;
  std::string clause{}, category{};  ///< set by the deal
  friend bool operator==(const CashFlow&, const CashFlow&) = default;
};
/// What a history makes a contract pay that is acquired on `start`: in the order of dates.
std::vector<CashFlow> flows(const Contract& contract, const History& history, const CalendarDate& start);

/// Royalties on one year's sales.
Term tiered(const std::vector<RoyaltyTier>& tiers, double sales);

/// "Biogen Idec pays ImmunoGen USD 1 million": one sentence per payment, without full stop.
std::vector<std::string> english(const Contract& contract);

}  // namespace tansine

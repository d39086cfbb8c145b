#include "studies/deal_terms.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <vector>

namespace tansine {
namespace {

/// One word of a text and where it stands.
struct Word {
  std::string_view text;
  std::size_t at = 0;
};

std::vector<Word> words(std::string_view text) {
  std::vector<Word> out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = text.find_first_not_of(" \t", i);
    if (start == std::string_view::npos) break;
    std::size_t end = text.find_first_of(" \t", start);
    if (end == std::string_view::npos) end = text.size();
    out.push_back({text.substr(start, end - start), start});
    i = end;
  }
  return out;
}

std::nullopt_t fail(UnitProblem* problem, std::string message, std::size_t at, std::size_t length,
                    std::string suggestion = {}) {
  if (problem != nullptr) *problem = {std::move(message), std::move(suggestion), at, length};
  return std::nullopt;
}

/// "3" or "3 to 8", from the word `at` on, which is left behind the numbers.
std::optional<Term> parse_amount(const std::vector<Word>& w, std::size_t& at, double scale, UnitProblem* problem) {
  const auto number = [&](const Word& word) -> std::optional<double> {
    const std::optional<double> x = parse_number(word.text);
    if (!x)
      return fail(problem, fmt::format("expected a number, not {}", in_quotes(word.text)), word.at, word.text.size());
    if (*x < 0) return fail(problem, "must not be negative", word.at, word.text.size());
    return *x / scale;
  };
  const std::optional<double> low = number(w[at++]);
  if (!low) return std::nullopt;
  if (at + 1 >= w.size() || w[at].text != "to") return Known{*low};
  const Word second = w[at + 1];
  const std::optional<double> high = number(second);
  if (!high) return std::nullopt;
  if (*high < *low) return fail(problem, "the range ends below its start", second.at, second.text.size());
  at += 2;
  return *low == *high ? Term(Known{*low}) : Term(KnownRange{*low, *high});
}

}  // namespace

std::optional<MoneyInput> parse_money(std::string_view text, UnitProblem* problem) {
  const std::vector<Word> w = words(text);
  const char* expected = "expected an amount like \"USD 1.5 million\", \"USD 3 to 8 million\" or \"undisclosed\"";
  if (w.size() == 1 && w[0].text == "undisclosed") return MoneyInput{std::nullopt, Undisclosed{}};
  if (w.size() < 3) return fail(problem, expected, 0, text.size());
  MoneyInput m;
  if (w[0].text == "USD") m.currency = Currency::usd;
  if (w[0].text == "EUR") m.currency = Currency::eur;
  if (!m.currency)
    return fail(problem, fmt::format("unknown currency {}: there are USD and EUR", in_quotes(w[0].text)), w[0].at,
                w[0].text.size());
  std::size_t at = 1;
  std::optional<Term> amount = parse_amount(w, at, 1, problem);
  if (!amount) return std::nullopt;
  if (at + 1 != w.size() || w[at].text != "million") {
    const Word last = at < w.size() ? w[at] : w.back();
    return fail(problem, "amounts are in millions", last.at, text.size() - last.at, at < w.size() ? "million" : "");
  }
  m.millions = std::move(*amount);
  return m;
}

std::optional<Term> parse_rate(std::string_view text, UnitProblem* problem) {
  const std::vector<Word> w = words(text);
  if (w.size() == 1 && w[0].text == "undisclosed") return Undisclosed{};
  if (w.size() < 2 || w.back().text != "%")
    return fail(problem, "expected a rate like \"3.5 %\", \"3 to 5 %\" or \"undisclosed\"", 0, text.size());
  std::size_t at = 0;
  std::optional<Term> rate = parse_amount(w, at, 100, problem);
  if (!rate) return std::nullopt;
  if (at + 1 != w.size()) return fail(problem, "expected \"%\" here", w[at].at, w[at].text.size());
  return rate;
}

std::optional<DateInput> parse_date(std::string_view text, UnitProblem* problem) {
  std::string day(text);
  if (text.size() == 4) day += "-07-01";
  if (text.size() == 7) day += "-15";
  if (const std::optional<CalendarDate> date = CalendarDate::parse(day)) return DateInput{*date, std::string(text)};
  return fail(problem, "expected a day like \"2004-10-01\" (or \"2004-10\" or \"2004\", if no more is known)", 0,
              text.size());
}

}  // namespace tansine

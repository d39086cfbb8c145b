#pragma once
// What happens around a compound, as one stream of dated events: patients enrolled, doses given, readouts, filings,
// approvals, sales, deliveries. Designs and simulated trials write it; material, deals and value read it.

#include <compare>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// A moment of the calendar (proleptic Gregorian): a day for what is signed, paid and filed; with a fraction for what a
/// plan puts so many years later.
class CalendarDate {
 public:
  constexpr CalendarDate() = default;
  /// Throws InputError if there is no such day.
  CalendarDate(int year, int month, int day);
  /// "2004-10-01"; none for anything else.
  static std::optional<CalendarDate> parse(std::string_view text);

  [[nodiscard]] int year() const;
  [[nodiscard]] std::string text() const;            ///< "2004-10-01"
  [[nodiscard]] double day() const { return day_; }  ///< days since 1970-01-01
  [[nodiscard]] CalendarDate plus_days(double days) const;
  /// A year is 365.25 days.
  [[nodiscard]] CalendarDate plus_years(double years) const;
  /// Years of 365.25 days from `earlier` to this day.
  [[nodiscard]] double years_since(const CalendarDate& earlier) const { return (day_ - earlier.day_) / 365.25; }
  friend constexpr auto operator<=>(const CalendarDate&, const CalendarDate&) = default;

 private:
  double day_ = 0;
};

/// One event. `kind` is a word that deals and folds know it by ("ind", "sales", "dose"); `subject` tells events of a
/// kind apart (a territory, an arm, an item); `quantity` is the event's own (mg of a dose, millions of a currency of
/// sales), 0 where it has none.
struct DatedEvent {
  CalendarDate date;
  std::string kind;
  std::string subject{};
  double quantity = 0;
  std::string source{};  ///< where the event is known from; empty if it was simulated
};

/// Events in the order of their dates; those of one day stay in the order in which they were added.
class History {
 public:
  History() = default;
  explicit History(std::vector<DatedEvent> events);
  /// Throws InputError for an event without a kind or with a quantity that is negative or not finite.
  void add(DatedEvent event);
  [[nodiscard]] const std::vector<DatedEvent>& events() const { return events_; }
  /// The `nth` (from 1) event of a kind; `subject` empty: of any subject.
  [[nodiscard]] const DatedEvent* find(std::string_view kind, int nth = 1, std::string_view subject = {}) const;
  /// Sum of the quantities of a kind.
  [[nodiscard]] double total(std::string_view kind, std::string_view subject = {}) const;
  /// Up to and with this day.
  [[nodiscard]] History until(const CalendarDate& last) const;

 private:
  std::vector<DatedEvent> events_;
};

}  // namespace tansine

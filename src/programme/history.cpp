#include "programme/history.hpp"

#include "base/text.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <cmath>

namespace tansine {
namespace {

std::chrono::year_month_day calendar(double day) {
  return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{static_cast<int>(std::floor(day))}}};
}

bool is_of(const DatedEvent& e, std::string_view kind, std::string_view subject) {
  return e.kind == kind && (subject.empty() || e.subject == subject);
}

}  // namespace

CalendarDate::CalendarDate(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  require(year >= 1 && year <= 9999 && month >= 1 && day >= 1 && date.ok(),
          fmt::format("there is no day {}-{:02}-{:02}", year, month, day));
  day_ = static_cast<double>(std::chrono::sys_days{date}.time_since_epoch().count());
}

std::optional<CalendarDate> CalendarDate::parse(std::string_view text) {
  const auto digits = [&](std::size_t from, std::size_t n) {
    int value = 0;
    for (const char c : text.substr(from, n)) {
      if (c < '0' || c > '9') return -1;
      value = 10 * value + (c - '0');
    }
    return value;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 ||
      !std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                   std::chrono::day{static_cast<unsigned>(day)}}
           .ok())
    return std::nullopt;
  return CalendarDate(year, month, day);
}

int CalendarDate::year() const { return static_cast<int>(calendar(day_).year()); }
std::string CalendarDate::text() const {
  const auto d = calendar(day_);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(d.year()), static_cast<unsigned>(d.month()),
                     static_cast<unsigned>(d.day()));
}
CalendarDate CalendarDate::plus_days(double days) const {
  CalendarDate later;
  later.day_ = day_ + days;
  return later;
}
CalendarDate CalendarDate::plus_years(double years) const { return plus_days(years * 365.25); }

History::History(std::vector<DatedEvent> events) {
  for (DatedEvent& e : events) add(std::move(e));
}

void History::add(DatedEvent event) {
  require(!event.kind.empty(), fmt::format("the event of {} has no kind", event.date.text()));
  require(event.quantity >= 0 && std::isfinite(event.quantity),
          fmt::format("the quantity of \"{}\" on {} must not be negative: {}", event.kind, event.date.text(),
                      shortest(event.quantity)));
  const auto later = [](const CalendarDate& date, const DatedEvent& e) { return date < e.date; };
  events_.insert(std::upper_bound(events_.begin(), events_.end(), event.date, later), std::move(event));
}

const DatedEvent* History::find(std::string_view kind, int nth, std::string_view subject) const {
  for (const DatedEvent& e : events_)
    if (is_of(e, kind, subject) && --nth == 0) return &e;
  return nullptr;
}

double History::total(std::string_view kind, std::string_view subject) const {
  double sum = 0;
  for (const DatedEvent& e : events_) sum += is_of(e, kind, subject) ? e.quantity : 0;
  return sum;
}

History History::until(const CalendarDate& last) const {
  History h;
  for (const DatedEvent& e : events_)
    if (e.date <= last) h.events_.push_back(e);
  return h;
}

}  // namespace tansine

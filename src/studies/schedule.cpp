#include "studies/schedule.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>

namespace tansine {
namespace {

constexpr std::size_t kMostTimes = 1'000'000;

/// Reads a schedule word by word; every word keeps its offset for messages.
class ScheduleParser {
 public:
  explicit ScheduleParser(std::string_view text) : text_(text) {}

  std::optional<std::vector<double>> run(UnitProblem& problem) {
    problem_ = &problem;
    skip();
    if (rest().empty()) return fail(0, text_.size(), "an empty schedule");
    do {
      if (!piece()) return std::nullopt;
      take(",");
    } while (take_word("then"));
    skip();
    if (!rest().empty()) return fail(at_, text_.size() - at_, fmt::format("unexpected \"{}\"", rest()), "then");
    std::sort(times_.begin(), times_.end());
    times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
    return std::move(times_);
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(std::string_view token) {
    skip();
    if (!rest().starts_with(token)) return false;
    at_ += token.size();
    return true;
  }
  /// The letters from here on.
  [[nodiscard]] std::string_view word() {
    skip();
    std::size_t end = at_;
    while (end < text_.size() && std::isalpha(static_cast<unsigned char>(text_[end])) != 0) ++end;
    return text_.substr(at_, end - at_);
  }
  bool take_word(std::string_view expected) {
    if (word() != expected) return false;
    at_ += expected.size();
    return true;
  }

  std::nullopt_t fail(std::size_t offset, std::size_t length, std::string message, std::string suggestion = {}) {
    if (problem_->message.empty()) *problem_ = {std::move(message), std::move(suggestion), offset, length};
    return std::nullopt;
  }

  /// "6 h", "0": up to a comma or one of the words that may follow.
  std::optional<double> time(bool count_optional) {
    skip();
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ',') {
      if (text_[at_] == ' ') {
        const std::size_t here = at_;
        const std::string_view next = word();
        if (next == "for" || next == "then") {
          at_ = here;
          break;
        }
        at_ = here + 1;
        continue;
      }
      ++at_;
    }
    std::string_view piece = text_.substr(begin, at_ - begin);
    while (piece.ends_with(' ')) piece.remove_suffix(1);
    if (piece.empty()) return fail(begin, 1, "a time is missing"), std::nullopt;
    if (piece == "0") return 0.0;
    UnitProblem problem;
    std::optional<Quantity> q = parse_quantity(piece, &problem);
    if (!q && count_optional && std::isalpha(static_cast<unsigned char>(piece.front())) != 0) {
      if (const std::optional<Unit> unit = parse_unit(piece, &problem)) q = Quantity(1, *unit);
    }
    if (!q)
      return fail(begin + problem.offset, std::max<std::size_t>(problem.length, 1), problem.message,
                  problem.suggestion);
    if (q->dimension() != dimension::time) return fail(begin, piece.size(), fmt::format("\"{}\" is not a time", piece));
    if (!(q->value() >= 0)) return fail(begin, piece.size(), "a time must not be negative");
    return q->value();
  }

  bool piece() {
    if (take_word("at")) {
      do {
        const std::optional<double> t = time(false);
        if (!t || !add(*t)) return false;
        skip();
      } while (!followed_by_then() && take(","));
      return true;
    }
    const std::size_t begin = at_;
    double step = 0;
    if (take_word("hourly")) {
      step = 1;
    } else if (take_word("daily")) {
      step = 24;
    } else if (take_word("weekly")) {
      step = 168;
    } else if (take_word("every")) {
      const std::optional<double> t = time(true);
      if (!t) return false;
      step = *t;
    } else {
      const std::string_view w = word();
      fail(at_, std::max<std::size_t>(w.size(), 1),
           "a schedule reads \"daily for 3 weeks\", \"every 6 h for 2 days\" or \"at 1 h, 1 d\"");
      return false;
    }
    if (!(step > 0)) return fail(begin, at_ - begin, "the step of a schedule must be positive"), false;
    if (!take_word("for")) {
      skip();
      return fail(at_, 1, "how long? expected \"for\" and a time"), false;
    }
    const std::optional<double> length = time(false);
    if (!length) return false;
    const double count = std::floor(*length / step * (1 + 1e-12));
    if (!(count < static_cast<double>(kMostTimes)))
      return fail(begin, at_ - begin, fmt::format("more than {} times", kMostTimes)), false;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(count); ++i)
      if (!add(start_ + static_cast<double>(i) * step)) return false;
    start_ += *length;
    return add(start_);
  }

  bool followed_by_then() {
    const std::size_t here = at_;
    const bool then = take(",") && word() == "then";
    at_ = here;
    return then;
  }

  bool add(double t) {
    if (times_.size() >= kMostTimes) return fail(0, text_.size(), fmt::format("more than {} times", kMostTimes)), false;
    times_.push_back(t);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  double start_ = 0;
  std::vector<double> times_;
  UnitProblem* problem_ = nullptr;
};

}  // namespace

std::optional<Schedule> parse_schedule(std::string_view text, UnitProblem* problem) {
  UnitProblem local;
  std::optional<std::vector<double>> times = ScheduleParser(text).run(local);
  if (!times) {
    if (problem != nullptr) *problem = std::move(local);
    return std::nullopt;
  }
  return Schedule{std::string(text), *std::move(times)};
}

std::vector<double> merge_times(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

}  // namespace tansine

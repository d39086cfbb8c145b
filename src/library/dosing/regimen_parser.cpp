#include "library/dosing/regimen.hpp"

#include <fmt/format.h>
#include <array>
#include <cctype>
#include <cmath>

namespace tansine {
namespace {

constexpr std::uint32_t kMostDoses = 100'000;

/// Reads a regimen from left to right; every token keeps its offset for messages.
class RegimenParser {
 public:
  explicit RegimenParser(std::string_view text) : text_(text) {}

  std::optional<Regimen> run(UnitProblem& problem) {
    problem_ = &problem;
    Regimen regimen{.text = std::string(text_), .phases = {}};
    std::optional<double> infusion;
    while (true) {
      DosePhase phase;
      std::optional<double> own_infusion;
      if (!read_phase(phase, own_infusion)) return std::nullopt;
      if (own_infusion) infusion = own_infusion;
      phase.infusion = infusion.value_or(0);
      regimen.phases.push_back(phase);
      take(",");
      if (!take_word("then")) break;
    }
    skip();
    if (at_ != text_.size()) return fail(at_, text_.size() - at_, fmt::format("unexpected \"{}\"", text_.substr(at_)));
    // a single dose before other doses takes their interval: "8 mg/kg, then 6 mg/kg q3w x 5"
    for (std::size_t i = regimen.phases.size(); i-- > 1;)
      if (regimen.phases[i - 1].interval == 0) {
        if (regimen.phases[i].interval == 0)
          return fail(0, text_.size(), "two doses after each other need an interval, like \"q3w\"");
        regimen.phases[i - 1].interval = regimen.phases[i].interval;
      }
    return regimen;
  }

 private:
  // ---- tokens
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  [[nodiscard]] char lower_at(std::size_t i) const {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(text_[i])));
  }
  [[nodiscard]] bool letter_at(std::size_t i) const {
    return i < text_.size() && std::isalpha(static_cast<unsigned char>(text_[i])) != 0;
  }
  bool take(std::string_view token) {
    skip();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  /// A whole word, in any case.
  bool take_word(std::string_view expected) {
    skip();
    if (at_ + expected.size() > text_.size() || letter_at(at_ + expected.size())) return false;
    for (std::size_t i = 0; i < expected.size(); ++i)
      if (lower_at(at_ + i) != expected[i]) return false;
    at_ += expected.size();
    return true;
  }
  bool take_words(std::initializer_list<std::string_view> words) {
    const std::size_t here = at_;
    for (const std::string_view w : words)
      if (!take_word(w)) {
        at_ = here;
        return false;
      }
    return true;
  }
  std::nullopt_t fail(std::size_t offset, std::size_t length, std::string message, std::string suggestion = {}) {
    if (problem_->message.empty())
      *problem_ = {std::move(message), std::move(suggestion), offset, std::max<std::size_t>(length, 1)};
    return std::nullopt;
  }

  /// The text of a quantity: a number, then unit characters up to a comma, a parenthesis or a word of the grammar.
  struct Piece {
    std::string_view text;
    std::size_t offset;
  };
  Piece quantity_text() {
    skip();
    const std::size_t begin = at_;
    while (at_ < text_.size() && number_character(at_, begin)) ++at_;
    skip();
    std::size_t unit_end = at_;
    while (unit_end < text_.size() && text_[unit_end] != ' ' && text_[unit_end] != ',' && text_[unit_end] != '(' &&
           text_[unit_end] != ')')
      ++unit_end;
    at_ = unit_end;
    return {text_.substr(begin, unit_end - begin), begin};
  }
  [[nodiscard]] bool number_character(std::size_t i, std::size_t begin) const {
    const char c = text_[i];
    if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') return true;
    if ((c == '+' || c == '-') && (i == begin || lower_at(i - 1) == 'e')) return true;
    // "e" of an exponent: a digit before, a digit or a sign after
    return lower_at(i) == 'e' && i > begin && i + 1 < text_.size() &&
           (std::isdigit(static_cast<unsigned char>(text_[i + 1])) != 0 || text_[i + 1] == '-' || text_[i + 1] == '+');
  }

  std::optional<Quantity> quantity(std::string_view what, std::string_view example) {
    const Piece piece = quantity_text();
    if (piece.text.empty())
      return fail(piece.offset, 1, fmt::format("{} is missing, like \"{}\"", what, example)), std::nullopt;
    UnitProblem problem;
    std::optional<Quantity> q = parse_quantity(piece.text, &problem);
    if (!q)
      return fail(piece.offset + problem.offset, problem.length, problem.message, problem.suggestion), std::nullopt;
    last_ = piece;
    return q;
  }

  std::optional<double> time(std::string_view what, std::string_view example, bool count_optional = false) {
    if (count_optional) {  // "every week": one week
      skip();
      const std::size_t here = at_;
      if (letter_at(at_)) {
        const Piece piece = quantity_text();
        if (const std::optional<Unit> u = parse_unit(piece.text); u && u->dimension == dimension::time)
          return u->to_canonical(1);
        at_ = here;
      }
    }
    const std::optional<Quantity> q = quantity(what, example);
    if (!q) return std::nullopt;
    if (q->dimension() != dimension::time)
      return fail(last_.offset, last_.text.size(), fmt::format("\"{}\" is not a time", last_.text)), std::nullopt;
    if (!(q->value() > 0))
      return fail(last_.offset, last_.text.size(), fmt::format("{} must be positive", what)), std::nullopt;
    return q->value();
  }

  // ---- grammar
  bool read_phase(DosePhase& phase, std::optional<double>& infusion) {
    take_word("loading");
    take_word("dose");
    if (!read_dose(phase) || !read_schedule(phase)) return false;
    while (true) {
      const std::size_t here = at_;
      take(",");
      if (!read_infusion(infusion)) return false;
      if (!found_infusion_) {
        at_ = here;
        return true;
      }
    }
  }

  bool read_dose(DosePhase& phase) {
    const std::optional<Quantity> q = quantity("a dose", "3.6 mg/kg");
    if (!q) return false;
    if (!set_dose(phase, *q)) return false;
    if (take_word("aibw")) {
      if (phase.basis != DoseBasis::body_weight)
        return fail(last_.offset, last_.text.size(), "AIBW needs a dose per kg"), false;
      phase.basis = DoseBasis::adjusted_body_weight;
    }
    return read_caps(phase);
  }

  bool set_dose(DosePhase& phase, const Quantity& q) {
    const Piece piece = last_;
    const auto refuse = [&](std::string message) {
      return fail(piece.offset, piece.text.size(), std::move(message)), false;
    };
    if (!(q.value() >= 0)) return refuse("a dose must not be negative");
    // mass per mass has no dimension, so that the factors as written decide what "mg/kg" is
    const std::vector<UnitFactor>& factors = q.unit().factors;
    const Unit* unit = &q.unit();
    const auto is = [](const UnitFactor& f, std::string_view u, int power) {
      return f.symbol == u && f.power == power;
    };
    if (factors.size() == 2 && (is(factors[1], "kg", -1) || is(factors[1], "m", -2))) {
      const Unit numerator = tansine::unit(factors[0].symbol);
      const bool mass = numerator.dimension == dimension::mass, molar = numerator.dimension == dimension::amount;
      if (factors[0].power == 1 && (mass || molar)) {
        phase.basis = factors[1].symbol == "kg" ? DoseBasis::body_weight : DoseBasis::body_surface;
        phase.molar = molar;
        // per kg and per m2, as written: the number times the canonical size of its numerator
        phase.amount = numerator.to_canonical(q.as_written());
        return true;
      }
    }
    if (unit->dimension == dimension::mass || unit->dimension == dimension::amount) {
      phase.basis = DoseBasis::flat;
      phase.molar = unit->dimension == dimension::amount;
      phase.amount = q.value();
      return true;
    }
    return refuse(
        fmt::format("\"{}\" is not a dose; expected one like \"3.6 mg/kg\", \"100 mg/m2\" or \"500 mg\"", piece.text));
  }

  bool read_caps(DosePhase& phase) {
    const bool parenthesis = take("(");
    if (take_words({"capped", "at"}) || take_word("max")) {
      const std::optional<Quantity> q = quantity("a cap", "100 kg");
      if (!q) return false;
      const Piece piece = last_;
      if (!(q->value() > 0)) return fail(piece.offset, piece.text.size(), "a cap must be positive"), false;
      const bool kilograms = q->dimension() == dimension::mass && piece.text.ends_with("kg");
      if (kilograms && phase.basis == DoseBasis::body_weight) {
        phase.weight_cap = q->in("kg");
      } else if (q->dimension() == (phase.molar ? dimension::amount : dimension::mass) && !kilograms) {
        phase.dose_cap = q->value();
      } else {
        return fail(piece.offset, piece.text.size(),
                    fmt::format("\"{}\" does not cap this dose; expected a weight in kg or an amount like the dose's",
                                piece.text)),
               false;
      }
    } else if (parenthesis) {
      return fail(at_, 1, "expected \"max\" and an amount"), false;
    }
    if (parenthesis && !take(")")) return fail(at_, 1, "a parenthesis is not closed"), false;
    return true;
  }

  bool read_schedule(DosePhase& phase) {
    if (take_words({"single", "dose"}) || take_word("once") || take_word("single")) return true;
    const std::optional<double> interval = read_interval();
    if (!interval) return problem_->message.empty();
    phase.interval = *interval;
    if (take_word("x") || take("×")) {
      if (!read_count(phase.count)) return false;
      take_word("doses") || take_word("cycles");
    } else if (take_word("for")) {
      const std::optional<double> length = time("a length", "18 weeks");
      if (!length) return false;
      const double n = std::ceil(*length / phase.interval * (1 - 1e-12));
      if (!(n <= kMostDoses))
        return fail(last_.offset, last_.text.size(), fmt::format("more than {} doses", kMostDoses)), false;
      phase.count = static_cast<std::uint32_t>(std::max(n, 1.0));
    }
    return true;
  }

  /// An interval [h]; nothing without a problem if there is none here.
  std::optional<double> read_interval() {
    if (take_word("daily")) return 24;
    if (take_word("weekly")) return 168;
    if (take_word("every")) return time("an interval", "3 weeks", true);
    skip();
    if (at_ >= text_.size() || lower_at(at_) != 'q') return std::nullopt;
    const std::size_t begin = at_++;
    const std::size_t digits = at_;
    while (at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.'))
      ++at_;
    const std::string_view number = text_.substr(digits, at_ - digits);
    const std::size_t unit_at = at_;
    while (letter_at(at_)) ++at_;
    std::string unit_text;
    for (std::size_t i = unit_at; i < at_; ++i) unit_text += lower_at(i);
    constexpr std::array<std::pair<std::string_view, double>, 6> units{
        {{"h", 1}, {"d", 24}, {"w", 168}, {"wk", 168}, {"hr", 1}, {"weeks", 168}}};
    for (const auto& [name, hours] : units)
      if (unit_text == name) {
        const std::optional<Quantity> n = number.empty() ? parse_quantity("1") : parse_quantity(number);
        if (!n || !(n->value() > 0)) break;
        return n->value() * hours;
      }
    fail(
        begin, at_ - begin,
        fmt::format("unknown interval \"{}\"; expected one like q3w, qw, q21d, q12h", text_.substr(begin, at_ - begin)),
        "q3w");
    return std::nullopt;
  }

  bool read_count(std::uint32_t& count) {
    skip();
    const std::size_t begin = at_;
    std::uint64_t n = 0;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0) {
      n = std::min<std::uint64_t>(n * 10 + static_cast<std::uint64_t>(text_[at_] - '0'), kMostDoses + 1ULL);
      ++at_;
    }
    if (at_ == begin) return fail(begin, 1, "how many doses? expected a whole number after \"x\""), false;
    if (n == 0) return fail(begin, at_ - begin, "a regimen needs at least one dose"), false;
    if (n > kMostDoses) return fail(begin, at_ - begin, fmt::format("more than {} doses", kMostDoses)), false;
    count = static_cast<std::uint32_t>(n);
    return true;
  }

  bool read_infusion(std::optional<double>& infusion) {
    found_infusion_ = true;
    if (take_word("bolus")) {
      infusion = 0;
      return true;
    }
    if (take_words({"infused", "over"}) || take_words({"infusion", "over"}) || take_words({"infusion", "of"}) ||
        take_word("over") || take_word("infusion")) {
      infusion = time("the length of the infusion", "90 min");
      return infusion.has_value();
    }
    found_infusion_ = false;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Piece last_{};
  bool found_infusion_ = false;
  UnitProblem* problem_ = nullptr;
};

}  // namespace

std::optional<Regimen> parse_regimen(std::string_view text, UnitProblem* problem) {
  UnitProblem local;
  std::optional<Regimen> regimen = RegimenParser(text).run(local);
  if (!regimen && problem != nullptr) *problem = std::move(local);
  return regimen;
}

}  // namespace tansine

// The Program as text and back. One item a line; numbers in shortest form that reads back to the same bits.

#include "base/problem.hpp"
#include "base/read_double.hpp"
#include "model/program.hpp"

#include <fmt/format.h>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace tansine {
namespace {

std::string quoted(std::string_view s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "\"";
}

std::string slot_text(Slot s) { return s == no_slot ? "-" : fmt::format("{}", s); }

std::string slots_text(std::string_view key, const std::vector<Slot>& slots) {
  std::string line = fmt::format("{} {}", key, slots.size());
  for (const Slot s : slots) line += " " + slot_text(s);
  return line + "\n";
}

std::string entries_text(const std::vector<DoseEntry>& entries) {
  std::string text = fmt::format(" {}", entries.size());
  for (const DoseEntry& e : entries) text += fmt::format(" {} {}", e.state, slot_text(e.coefficient));
  return text;
}

/// Reads the items of one line after another; the first problem ends the reading.
class Reader {
 public:
  Reader(std::string_view text, std::string_view name) : rest_(text) {
    auto source = std::make_shared<SourceText>();
    source->name = name;
    source->text = text;
    source_ = std::move(source);
  }

  [[noreturn]] void fail(std::string message) const {
    raise(InputError(Place{.name = source_->name, .line = line_, .column = 1, .source = source_}, std::move(message)));
  }

  /// The next line; fails at the end of the text.
  void next_line() {
    ++line_;
    if (rest_.empty()) fail("the program ends too early");
    const std::size_t end = rest_.find('\n');
    line_rest_ = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
  }
  void expect_line(std::string_view key) {
    next_line();
    if (word() != key) fail(fmt::format("expected \"{}\"", key));
  }
  void end_of_line() {
    if (!line_rest_.empty()) fail("unexpected text at the end of the line");
  }
  void end_of_text() {
    ++line_;
    if (!rest_.empty()) fail("unexpected text after the end of the program");
  }

  std::string_view word() {
    skip();
    const std::size_t end = line_rest_.find(' ');
    const std::string_view w = line_rest_.substr(0, end);
    line_rest_ = end == std::string_view::npos ? std::string_view{} : line_rest_.substr(end);
    if (w.empty()) fail("something is missing in this line");
    return w;
  }
  std::string string() {
    skip();
    if (line_rest_.empty() || line_rest_.front() != '"') fail("expected a quoted text");
    std::string out;
    std::size_t i = 1;
    for (; i < line_rest_.size() && line_rest_[i] != '"'; ++i) {
      if (line_rest_[i] != '\\') {
        out += line_rest_[i];
        continue;
      }
      if (++i == line_rest_.size()) break;
      out += line_rest_[i] == 'n' ? '\n' : line_rest_[i];
    }
    if (i >= line_rest_.size()) fail("a quoted text does not end");
    line_rest_ = line_rest_.substr(i + 1);
    return out;
  }
  double number() {
    const std::string_view w = word();
    const std::optional<double> value = read_double(w);
    if (!value) fail("expected a finite number");
    return *value;
  }
  std::uint32_t whole() {
    const std::string_view w = word();
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(w.data(), w.data() + w.size(), value);
    if (error != std::errc{} || end != w.data() + w.size()) fail("expected a whole number");
    return value;
  }
  /// A count of items that follow in the text: more of them than characters cannot be.
  std::size_t count() {
    const std::uint32_t n = whole();
    if (n > rest_.size() + line_rest_.size()) fail("a count is larger than the rest of the program");
    return n;
  }
  bool flag() {
    const std::uint32_t v = whole();
    if (v > 1) fail("expected 0 or 1");
    return v == 1;
  }
  Slot slot() {
    skip();
    if (!line_rest_.empty() && line_rest_.front() == '-') {
      word();
      return no_slot;
    }
    return whole();
  }
  std::vector<Slot> slots(std::string_view key) {
    expect_line(key);
    std::vector<Slot> list(count());
    for (Slot& s : list) s = slot();
    end_of_line();
    return list;
  }
  std::vector<DoseEntry> entries() {
    std::vector<DoseEntry> list(count());
    for (DoseEntry& e : list) {
      e.state = whole();
      e.coefficient = slot();
    }
    return list;
  }
  /// "key n", then n lines, each read by `item` and ended.
  template <class T, class Item>
  void lines(std::string_view key, std::vector<T>& list, Item item) {
    expect_line(key);
    list.resize(count());
    end_of_line();
    for (T& x : list) {
      next_line();
      item(x);
      end_of_line();
    }
  }

 private:
  void skip() {
    while (!line_rest_.empty() && line_rest_.front() == ' ') line_rest_.remove_prefix(1);
  }

  std::shared_ptr<const SourceText> source_;
  std::string_view rest_;
  std::string_view line_rest_;
  int line_ = 0;
};

}  // namespace

std::string write_program(const Program& p) {
  std::string out = fmt::format("tansine-program {}\nname {}\n", Program::current_version, quoted(p.name));
  out += fmt::format("states {}\n", p.states.size());
  for (const StateInfo& s : p.states)
    out += fmt::format("{} {} {} {} {} {}\n", quoted(s.name), quoted(s.unit), quoted(s.meaning), s.nominal,
                       s.accumulator ? 1 : 0, slot_text(s.volume));
  out += fmt::format("parameters {}\n", p.parameters.size());
  for (const ParameterInfo& q : p.parameters)
    out += fmt::format("{} {} {} {} {} {} {} {}\n", quoted(q.name), quoted(q.unit), quoted(q.meaning), quoted(q.source),
                       q.value, q.covariate ? 1 : 0, static_cast<int>(q.distribution), q.omega2);
  out += fmt::format("covariances {}\n", p.covariances.size());
  for (const Covariance& c : p.covariances) out += fmt::format("{} {} {}\n", c.first, c.second, c.value);
  out += fmt::format("observables {}\n", p.observables.size());
  for (const ObservableInfo& o : p.observables)
    out +=
        fmt::format("{} {} {} {} {}\n", quoted(o.name), quoted(o.unit), quoted(o.meaning), slot_text(o.slot), o.scale);
  out += fmt::format("doses {}\n", p.dose_targets.size());
  for (const DoseTarget& t : p.dose_targets)
    out += fmt::format("{} {} {} {} {} {}{}{}\n", quoted(t.name), quoted(t.unit), slot_text(t.F), slot_text(t.lag),
                       slot_text(t.duration), slot_text(t.rate), entries_text(t.entries), entries_text(t.resets));
  out += fmt::format("balances {}\n", p.balances.size());
  for (const Balance& b : p.balances) {
    out += fmt::format("{} {} {}", quoted(b.moiety), slot_text(b.total), b.per_dose.size());
    for (const Slot s : b.per_dose) out += " " + slot_text(s);
    out += "\n";
  }
  out += fmt::format("constants {}\n", p.constants.size());
  for (const double c : p.constants) out += fmt::format("{}\n", c);
  out += fmt::format("code {}\n", p.code.size());
  for (const Instruction& i : p.code) out += fmt::format("{} {} {} {}\n", op_name(i.op), i.a, i.b, i.c);
  out += fmt::format("sections {} {} {} {}\n", p.prologue.end, p.derivative.end, p.jacobian.end, p.observation.end);
  out += slots_text("initial", p.initial);
  out += slots_text("derivatives", p.derivatives);
  out += slots_text("time_derivatives", p.time_derivatives);
  out += slots_text("jacobian_row_begin", p.jacobian_row_begin);
  out += slots_text("jacobian_column", p.jacobian_column);
  out += slots_text("jacobian_slot", p.jacobian_slot);
  out += fmt::format("linear {}\nautonomous {}\nend\n", p.linear ? 1 : 0, p.autonomous ? 1 : 0);
  return out;
}

Program read_program(std::string_view text, std::string_view name_for_messages) {
  Reader in(text, name_for_messages);
  Program p;
  in.expect_line("tansine-program");
  if (const std::uint32_t version = in.whole(); version != Program::current_version)
    in.fail(fmt::format("this is version {} of the program format; this build reads version {}", version,
                        Program::current_version));
  in.end_of_line();
  in.expect_line("name");
  p.name = in.string();
  in.end_of_line();
  in.lines("states", p.states, [&](StateInfo& s) {
    s.name = in.string();
    s.unit = in.string();
    s.meaning = in.string();
    s.nominal = in.number();
    s.accumulator = in.flag();
    s.volume = in.slot();
  });
  in.lines("parameters", p.parameters, [&](ParameterInfo& q) {
    q.name = in.string();
    q.unit = in.string();
    q.meaning = in.string();
    q.source = in.string();
    q.value = in.number();
    q.covariate = in.flag();
    const std::uint32_t distribution = in.whole();
    if (distribution > static_cast<std::uint32_t>(Distribution::additive)) in.fail("unknown distribution");
    q.distribution = static_cast<Distribution>(distribution);
    q.omega2 = in.number();
  });
  in.lines("covariances", p.covariances, [&](Covariance& c) {
    c.first = in.whole();
    c.second = in.whole();
    c.value = in.number();
  });
  in.lines("observables", p.observables, [&](ObservableInfo& o) {
    o.name = in.string();
    o.unit = in.string();
    o.meaning = in.string();
    o.slot = in.slot();
    o.scale = in.number();
  });
  in.lines("doses", p.dose_targets, [&](DoseTarget& t) {
    t.name = in.string();
    t.unit = in.string();
    for (Slot* s : {&t.F, &t.lag, &t.duration, &t.rate}) *s = in.slot();
    t.entries = in.entries();
    t.resets = in.entries();
  });
  in.lines("balances", p.balances, [&](Balance& b) {
    b.moiety = in.string();
    b.total = in.slot();
    b.per_dose.resize(in.count());
    for (Slot& s : b.per_dose) s = in.slot();
  });
  in.lines("constants", p.constants, [&](double& c) { c = in.number(); });
  in.lines("code", p.code, [&](Instruction& i) {
    const std::string_view name = in.word();
    std::optional<Op> op;
    for (int k = 0; k <= static_cast<int>(last_op); ++k)
      if (op_name(static_cast<Op>(k)) == name) op = static_cast<Op>(k);
    if (!op) in.fail(fmt::format("unknown operation \"{}\"", name));
    i = {*op, in.whole(), in.whole(), in.whole()};
  });
  in.expect_line("sections");
  std::uint32_t begin = 0;
  for (Section* s : {&p.prologue, &p.derivative, &p.jacobian, &p.observation}) {
    *s = {begin, in.whole()};
    begin = s->end;
  }
  in.end_of_line();
  p.initial = in.slots("initial");
  p.derivatives = in.slots("derivatives");
  p.time_derivatives = in.slots("time_derivatives");
  p.jacobian_row_begin = in.slots("jacobian_row_begin");
  p.jacobian_column = in.slots("jacobian_column");
  p.jacobian_slot = in.slots("jacobian_slot");
  for (auto [key, value] : {std::pair{"linear", &p.linear}, std::pair{"autonomous", &p.autonomous}}) {
    in.expect_line(key);
    *value = in.flag();
    in.end_of_line();
  }
  in.expect_line("end");
  in.end_of_line();
  in.end_of_text();
  validate(p);
  return p;
}

}  // namespace tansine

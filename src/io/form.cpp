#include "io/form.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace tansine {
namespace {

constexpr double kLargestWhole = 9007199254740992.0;  // 2^53: above it doubles skip integers

// "patients must be at least 1, got 0"
void out_of_bounds(const Node& node, Reading& reading, std::string_view relation, std::string_view bound,
                   const std::string& got) {
  reading.problems.error(node.place, fmt::format("{} must be {} {}, got {}", reading.key.empty() ? "this" : reading.key,
                                                 relation, bound, got));
}

bool within(double value, const std::optional<Bound>& low, const std::optional<Bound>& high, const Node& node,
            Reading& reading, const std::string& got) {
  if (low && (low->strict ? !(value > low->value) : !(value >= low->value))) {
    out_of_bounds(node, reading, low->strict ? "above" : "at least", low->text, got);
    return false;
  }
  if (high && (high->strict ? !(value < high->value) : !(value <= high->value))) {
    out_of_bounds(node, reading, high->strict ? "below" : "at most", high->text, got);
    return false;
  }
  return true;
}

bool finite_number(const Node& node, Reading& reading, double& out) {
  out = node.kind == Node::Kind::integer ? static_cast<double>(node.integer) : node.number;
  if (std::isfinite(out)) return true;
  reading.problems.error(node.place, fmt::format("{} must be a finite number, got {}",
                                                 reading.key.empty() ? "this" : reading.key, shortest(out)));
  return false;
}

void set_bounds(JsonValue& schema, const std::optional<Bound>& low, const std::optional<Bound>& high) {
  if (low) schema.set(low->strict ? "exclusiveMinimum" : "minimum", low->value);
  if (high) schema.set(high->strict ? "exclusiveMaximum" : "maximum", high->value);
}

std::string bounds_in_words(const std::optional<Bound>& low, const std::optional<Bound>& high) {
  std::string out;
  if (low) out += fmt::format("{}{}", low->strict ? " above " : " at least ", low->text);
  if (high) out += fmt::format("{}{}{}", low ? " and" : "", high->strict ? " below " : " at most ", high->text);
  return out;
}

// What a unit measures, above and below the line apart: "mg/kg" and "%" are both dimensionless, yet not the same kind.
struct Shape {
  Dimension above, below;
  friend bool operator==(const Shape&, const Shape&) = default;
};
Shape shape(const Unit& u) {
  Shape out;
  for (const UnitFactor& factor : u.factors) {
    const std::optional<Unit> symbol = parse_unit(factor.symbol);
    if (!symbol) continue;
    Dimension& side = factor.power > 0 ? out.above : out.below;
    side = side * power(symbol->dimension, std::abs(factor.power));
  }
  return out;
}
bool same_kind(const Unit& a, const Unit& b) {
  return a.dimension == b.dimension && (!a.dimension.is_one() || shape(a) == shape(b));
}

}  // namespace

namespace forms {

void wrong_kind(const Node& node, Reading& reading, const std::string& expected) {
  reading.problems.error(node.place, fmt::format("expected {}, got {}", expected, kind_name(node.kind)));
}

void wrong_text(const Node& node, Reading& reading, const UnitProblem& problem) {
  const Place place =
      problem.length > 0 ? place_inside(node.place, node.text, problem.offset, problem.length) : node.place;
  const std::string in = reading.key.empty() ? std::string{} : " in " + reading.key;
  reading.problems.error(
      place, problem.message + in,
      problem.suggestion.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", problem.suggestion));
}

JsonValue schema_of_list(JsonValue item, bool or_single, std::size_t at_least) {
  JsonValue list = JsonValue::object().set("type", "array").set("items", item);
  if (at_least > 0) list.set("minItems", at_least);
  if (!or_single) return list;
  return JsonValue::object().set("anyOf", JsonValue::array().push(std::move(item)).push(std::move(list)));
}

JsonValue schema_of_table(JsonValue value) {
  return JsonValue::object().set("type", "object").set("additionalProperties", std::move(value));
}

JsonValue schema_of_text(const std::string& example) {
  JsonValue out = JsonValue::object().set("type", "string");
  if (!example.empty()) out.set("examples", JsonValue::array().push(example));
  return out;
}

bool enough_items(const Node& node, Reading& reading, std::size_t at_least) {
  if (node.items.size() >= at_least) return true;
  reading.problems.error(
      node.place, fmt::format("{} needs at least {} value{}, got {}", reading.key.empty() ? "this list" : reading.key,
                              at_least, at_least == 1 ? "" : "s", node.items.size()));
  return false;
}

std::string path_of(const Reading& reading) {
  if (reading.table.empty() || reading.key.empty()) return reading.table + reading.key;
  return reading.table + "." + reading.key;
}

}  // namespace forms

TextForm text() { return {}; }
TextForm& TextForm::example(std::string text) { return example_ = std::move(text), *this; }
TextForm& TextForm::one_of(std::vector<std::string> words) { return words_ = std::move(words), *this; }
TextForm& TextForm::not_empty() { return not_empty_ = true, *this; }

bool TextForm::read(const Node& node, Reading& reading, std::string& out) const {
  if (!accepts(node)) return forms::wrong_kind(node, reading, expected()), false;
  if (!words_.empty() && std::find(words_.begin(), words_.end(), node.text) == words_.end()) {
    const std::string near = nearest_name(node.text, words_);
    reading.problems.error(node.place,
                           fmt::format("unknown {} {}; expected {}", reading.key.empty() ? "word" : reading.key,
                                       in_quotes(node.text), expected()),
                           near.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", near));
    return false;
  }
  if (not_empty_ && trimmed(node.text).empty()) {
    reading.problems.error(node.place,
                           fmt::format("{} must not be empty", reading.key.empty() ? "this text" : reading.key));
    return false;
  }
  out = node.text;
  return true;
}

std::string TextForm::expected() const {
  if (!words_.empty()) {
    std::string out;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (i > 0) out += i + 1 == words_.size() ? " or " : ", ";
      out += '"' + words_[i] + '"';
    }
    return out;
  }
  return example_.empty() ? "a text" : "a text like \"" + example_ + "\"";
}

JsonValue TextForm::schema() const {
  JsonValue out = forms::schema_of_text(example_);
  if (!words_.empty()) out.set("enum", words_);
  if (not_empty_) out.set("minLength", 1);
  return out;
}

FlagForm flag() { return {}; }
bool FlagForm::read(const Node& node, Reading& reading, bool& out) const {
  if (!accepts(node)) return forms::wrong_kind(node, reading, expected()), false;
  out = node.boolean;
  return true;
}
std::string FlagForm::expected() const { return "true or false"; }
JsonValue FlagForm::schema() const { return JsonValue::object().set("type", "boolean"); }

IntegerForm integer() { return {}; }
IntegerForm& IntegerForm::at_least(std::int64_t bound) { return lowest_ = std::max(lowest_, bound), *this; }
IntegerForm& IntegerForm::at_most(std::int64_t bound) { return highest_ = std::min(highest_, bound), *this; }
void IntegerForm::fit(std::int64_t lowest, std::int64_t highest) { at_least(lowest).at_most(highest); }

bool IntegerForm::read(const Node& node, Reading& reading, std::int64_t& out) const {
  if (!accepts(node)) return forms::wrong_kind(node, reading, expected()), false;
  out = node.integer;
  if (node.kind == Node::Kind::number) {
    const double x = node.number;
    if (!(std::abs(x) <= kLargestWhole) || x != std::floor(x)) {
      reading.problems.error(node.place, fmt::format("expected {}, got {}", expected(), shortest(x)));
      return false;
    }
    out = static_cast<std::int64_t>(x);
  }
  if (out < lowest_)
    return out_of_bounds(node, reading, "at least", std::to_string(lowest_), std::to_string(out)), false;
  if (out > highest_)
    return out_of_bounds(node, reading, "at most", std::to_string(highest_), std::to_string(out)), false;
  return true;
}

namespace {
// Bounds that only say how wide the target is are not for people.
bool worth_saying(std::int64_t bound) { return bound > std::numeric_limits<std::int32_t>::min() && bound < INT32_MAX; }
}  // namespace

std::string IntegerForm::expected() const {
  std::string out = "a whole number";
  if (worth_saying(lowest_)) out += fmt::format(", at least {}", lowest_);
  if (worth_saying(highest_)) out += fmt::format("{} at most {}", worth_saying(lowest_) ? " and" : ",", highest_);
  return out;
}

JsonValue IntegerForm::schema() const {
  JsonValue out = JsonValue::object().set("type", "integer");
  if (worth_saying(lowest_)) out.set("minimum", lowest_);
  if (worth_saying(highest_)) out.set("maximum", highest_);
  return out;
}

NumberForm number() { return {}; }
NumberForm& NumberForm::at_least(double b) { return low_ = Bound{b, shortest(b), false}, *this; }
NumberForm& NumberForm::at_most(double b) { return high_ = Bound{b, shortest(b), false}, *this; }
NumberForm& NumberForm::above(double b) { return low_ = Bound{b, shortest(b), true}, *this; }
NumberForm& NumberForm::below(double b) { return high_ = Bound{b, shortest(b), true}, *this; }

bool NumberForm::read(const Node& node, Reading& reading, double& out) const {
  if (!accepts(node)) return forms::wrong_kind(node, reading, expected()), false;
  return finite_number(node, reading, out) && within(out, low_, high_, node, reading, shortest(out));
}

std::string NumberForm::expected() const {
  const std::string bounds = bounds_in_words(low_, high_);
  return bounds.empty() ? "a number" : "a number," + bounds;
}

JsonValue NumberForm::schema() const {
  JsonValue out = JsonValue::object().set("type", "number");
  set_bounds(out, low_, high_);
  return out;
}

QuantityForm::QuantityForm(std::string_view u) : kind_(tansine::unit(u)) {
  example_ = kind_->dimension.is_one() && kind_->factors.empty() ? "1" : fmt::format("1 {}", u);
}
QuantityForm quantity(std::string_view unit_of_this_kind) { return QuantityForm(unit_of_this_kind); }
QuantityForm any_quantity() { return {}; }
QuantityForm& QuantityForm::example(std::string quantity) { return example_ = std::move(quantity), *this; }

namespace {
// A bound in our own code: a mistake in it is our bug.
Bound bound_of(std::string_view text, const std::optional<Unit>& kind) {
  const std::optional<Quantity> q = parse_quantity(text);
  TANSINE_ASSERT(q.has_value(), fmt::format("\"{}\" is no quantity", text));
  TANSINE_ASSERT(!kind || same_kind(q->unit(), *kind), fmt::format("\"{}\" bounds another kind of quantity", text));
  return {q->value(), std::string(text), false};
}
}  // namespace

QuantityForm& QuantityForm::at_least(std::string_view q) { return low_ = bound_of(q, kind_), *this; }
QuantityForm& QuantityForm::at_most(std::string_view q) { return high_ = bound_of(q, kind_), *this; }
QuantityForm& QuantityForm::positive() { return low_ = Bound{0, "0", true}, *this; }
QuantityForm& QuantityForm::not_negative() { return low_ = Bound{0, "0", false}, *this; }

bool QuantityForm::bare() const { return !kind_ || (kind_->dimension.is_one() && shape(*kind_) == Shape{}); }

bool QuantityForm::accepts(const Node& node) const {
  return node.kind == Node::Kind::text || (bare() && IntegerForm::accepts(node));
}

bool QuantityForm::read(const Node& node, Reading& reading, Quantity& out) const {
  if (IntegerForm::accepts(node) && !bare()) {
    reading.problems.error(node.place,
                           fmt::format("expected a text like \"{}\", got {}", example_, kind_name(node.kind)),
                           "write the number and its unit in quotes");
    return false;
  }
  if (!accepts(node)) return forms::wrong_kind(node, reading, expected()), false;
  if (node.kind != Node::Kind::text) {
    double value = 0;
    if (!finite_number(node, reading, value)) return false;
    out = Quantity(value, Unit{});
    return within(value, low_, high_, node, reading, shortest(value));
  }
  UnitProblem problem;
  const std::optional<Quantity> parsed = parse_quantity(node.text, &problem);
  if (!parsed) return forms::wrong_text(node, reading, problem), false;
  if (kind_ && !same_kind(parsed->unit(), *kind_)) {
    reading.problems.error(
        place_inside(node.place, node.text, 0, node.text.size()),
        fmt::format("wrong unit in {}: expected something like \"{}\", got {}",
                    reading.key.empty() ? "this quantity" : reading.key, example_, in_quotes(node.text)));
    return false;
  }
  out = *parsed;
  return within(out.value(), low_, high_, node, reading, in_quotes(node.text));
}

std::string QuantityForm::expected() const {
  const std::string in_words = bounds_in_words(low_, high_);
  const std::string bounds = in_words.empty() ? std::string{} : "," + in_words;
  if (!kind_) return "a number or a text like \"3.6 mg\"" + bounds;
  if (bare()) return "a number" + (example_ == "1" ? "" : " or a text like \"" + example_ + "\"") + bounds;
  return "a text like \"" + example_ + "\"" + bounds;
}

JsonValue QuantityForm::schema() const {
  const bool no_minus = low_ && low_->value >= 0;
  // a unit does not start with a digit, unless it is a reciprocal: "0.3 1/h"
  const std::string u = R"(([^0-9\s].*|1\s*/.*))";
  const std::string pattern = fmt::format(R"(^\s*{}[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\s*{}$)",
                                          no_minus ? "\\+?" : "[+-]?", bare() ? u + "?" : u);
  JsonValue words = forms::schema_of_text(example_).set("pattern", pattern);
  if (!bare()) return words;
  JsonValue plain = JsonValue::object().set("type", "number");
  set_bounds(plain, low_, high_);
  return JsonValue::object().set("anyOf", JsonValue::array().push(std::move(plain)).push(std::move(words)));
}

}  // namespace tansine

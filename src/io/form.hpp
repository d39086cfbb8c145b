#pragma once
// Forms: what a single value of a file may be. One form knows how to read a value, how to say what it expected, and
// what JSON Schema to give. Declarations (declaration.hpp) put them under keys:
//   text()  flag()  integer().at_least(1)  number()  quantity("mg/kg").positive()  any_quantity()  any_value()
//   parsed<T>("3.6 mg/kg q3w", parse)  list_of(form)  table_of(form)  either(form, form)
// A form F has: F::value_type; accepts(node): is it of the right kind; read(node, reading, out): false and problems if
// wrong; expected(): "a text like "x""; schema(); nested(): the declaration below it, if any.

#include "base/quantity.hpp"
#include "io/document.hpp"
#include "io/json.hpp"
#include "io/located.hpp"

#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tansine {

class DeclarationCore;

/// What reading a value needs to know of its surroundings.
struct Reading {
  Problems& problems;
  std::string key{};                                ///< "patients": the key being read, for messages
  std::string table{};                              ///< "observe": the table it is in; empty for the root
  std::vector<const DeclarationCore*> enclosing{};  ///< outermost first
};

/// What the value of a key holds in turn, for the reference: nothing, a table, a list of tables, tables by name.
struct Nested {
  const DeclarationCore* declaration = nullptr;
  std::string suffix{};  ///< after the key in a header: "", "[]", ".<name>"
};

/// Any text, or one of some words.
class TextForm {
 public:
  using value_type = std::string;
  TextForm& example(std::string text);
  /// Only these; anything else is refused with the nearest of them.
  TextForm& one_of(std::vector<std::string> words);
  TextForm& not_empty();

  [[nodiscard]] static bool accepts(const Node& node) { return node.kind == Node::Kind::text; }
  bool read(const Node& node, Reading& reading, std::string& out) const;
  [[nodiscard]] std::string expected() const;
  [[nodiscard]] JsonValue schema() const;
  [[nodiscard]] static Nested nested() { return {}; }

 private:
  std::string example_;
  std::vector<std::string> words_;
  bool not_empty_ = false;
};
TextForm text();

/// true or false.
class FlagForm {
 public:
  using value_type = bool;
  [[nodiscard]] static bool accepts(const Node& node) { return node.kind == Node::Kind::boolean; }
  bool read(const Node& node, Reading& reading, bool& out) const;
  [[nodiscard]] std::string expected() const;
  [[nodiscard]] JsonValue schema() const;
  [[nodiscard]] static Nested nested() { return {}; }
};
FlagForm flag();

/// A whole number. A number with a point is taken if it is whole and exact (1e3, 1000.0).
class IntegerForm {
 public:
  using value_type = std::int64_t;
  IntegerForm& at_least(std::int64_t bound);
  IntegerForm& at_most(std::int64_t bound);

  [[nodiscard]] static bool accepts(const Node& node) {
    return node.kind == Node::Kind::integer || node.kind == Node::Kind::number;
  }
  bool read(const Node& node, Reading& reading, std::int64_t& out) const;
  [[nodiscard]] std::string expected() const;
  [[nodiscard]] JsonValue schema() const;
  [[nodiscard]] static Nested nested() { return {}; }
  /// Narrows the bounds to what the target can hold.
  void fit(std::int64_t lowest, std::int64_t highest);

 private:
  std::int64_t lowest_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t highest_ = std::numeric_limits<std::int64_t>::max();
};
IntegerForm integer();

/// Bounds of a real number, with the way a file spells them.
struct Bound {
  double value = 0;    ///< canonical
  std::string text{};  ///< "0", "200 kg"
  bool strict = false;
};

/// A finite bare number, for what has no dimension and is never written with a unit.
class NumberForm {
 public:
  using value_type = double;
  NumberForm& at_least(double bound);
  NumberForm& at_most(double bound);
  NumberForm& above(double bound);
  NumberForm& below(double bound);

  [[nodiscard]] static bool accepts(const Node& node) { return IntegerForm::accepts(node); }
  bool read(const Node& node, Reading& reading, double& out) const;
  [[nodiscard]] std::string expected() const;
  [[nodiscard]] JsonValue schema() const;
  [[nodiscard]] static Nested nested() { return {}; }

 private:
  std::optional<Bound> low_, high_;
};
NumberForm number();

/// A number with a unit of one kind: a text "3.6 mg/kg". Where the kind is dimensionless ("1", "%") a bare number will
/// do. "mg/kg" and its like have no dimension either, but must be written as a mass per mass: "3.6" is refused there,
/// and "3 mg/kg" is refused as a fraction.
class QuantityForm {
 public:
  using value_type = Quantity;
  QuantityForm() = default;                   ///< of any kind
  explicit QuantityForm(std::string_view u);  ///< of the kind of unit `u`
  /// What messages and the reference show: "3.6 mg/kg".
  QuantityForm& example(std::string quantity);
  QuantityForm& at_least(std::string_view quantity);
  QuantityForm& at_most(std::string_view quantity);
  QuantityForm& positive();      ///< above zero
  QuantityForm& not_negative();  ///< zero or more

  [[nodiscard]] bool accepts(const Node& node) const;
  bool read(const Node& node, Reading& reading, Quantity& out) const;
  [[nodiscard]] std::string expected() const;
  [[nodiscard]] JsonValue schema() const;
  [[nodiscard]] static Nested nested() { return {}; }
  [[nodiscard]] const std::optional<Unit>& kind() const { return kind_; }

 private:
  [[nodiscard]] bool bare() const;  // may it be written without a unit?
  std::optional<Unit> kind_;
  std::string example_;
  std::optional<Bound> low_, high_;
};
QuantityForm quantity(std::string_view unit_of_this_kind);
QuantityForm any_quantity();

/// Anything, kept as it is, to be read later.
class AnyForm {
 public:
  using value_type = Node;
  [[nodiscard]] static bool accepts(const Node&) { return true; }
  static bool read(const Node& node, Reading&, Node& out) {
    out = node;
    return true;
  }
  [[nodiscard]] static std::string expected() { return "any value"; }
  [[nodiscard]] static JsonValue schema() { return JsonValue::object(); }
  [[nodiscard]] static Nested nested() { return {}; }
};
inline AnyForm any_value() { return {}; }

/// Problem messages that the templates below share.
namespace forms {
void wrong_kind(const Node& node, Reading& reading, const std::string& expected);
void wrong_text(const Node& node, Reading& reading, const UnitProblem& problem);
JsonValue schema_of_list(JsonValue item, bool or_single, std::size_t at_least);
JsonValue schema_of_table(JsonValue value);
JsonValue schema_of_text(const std::string& example);
bool enough_items(const Node& node, Reading& reading, std::size_t at_least);
std::string path_of(const Reading& reading);  ///< "model.lu2014": of the key being read
}  // namespace forms

/// A text with a grammar of its own, read by `parse(text, problem)` (regimens, schedules). What is wrong is shown at
/// the very characters.
template <class T>
class ParsedForm {
 public:
  using value_type = T;
  using Parser = std::function<std::optional<T>(std::string_view, UnitProblem*)>;
  ParsedForm(std::string example, Parser parser) : example_(std::move(example)), parser_(std::move(parser)) {}

  [[nodiscard]] static bool accepts(const Node& node) { return TextForm::accepts(node); }
  bool read(const Node& node, Reading& reading, T& out) const {
    if (!accepts(node)) return forms::wrong_kind(node, reading, expected()), false;
    UnitProblem problem;
    std::optional<T> value = parser_(node.text, &problem);
    if (!value) return forms::wrong_text(node, reading, problem), false;
    out = *std::move(value);
    return true;
  }
  [[nodiscard]] std::string expected() const { return "a text like \"" + example_ + "\""; }
  [[nodiscard]] JsonValue schema() const { return forms::schema_of_text(example_); }
  [[nodiscard]] static Nested nested() { return {}; }

 private:
  std::string example_;
  Parser parser_;
};
template <class T>
ParsedForm<T> parsed(std::string example, typename ParsedForm<T>::Parser parser) {
  return ParsedForm<T>(std::move(example), std::move(parser));
}

/// A list of values of one form.
template <class F>
class ListForm {
 public:
  using value_type = std::vector<Located<typename F::value_type>>;
  explicit ListForm(F form) : form_(std::move(form)) {}
  ListForm& at_least(std::size_t items) { return at_least_ = items, *this; }
  ListForm& or_single() { return or_single_ = true, *this; }  ///< a value that is not a list is a list of one

  [[nodiscard]] bool accepts(const Node& node) const {
    return node.kind == Node::Kind::list || (or_single_ && form_.accepts(node));
  }
  bool read(const Node& node, Reading& reading, value_type& out) const {
    if (!accepts(node)) return forms::wrong_kind(node, reading, expected()), false;
    out.clear();
    if (node.kind != Node::Kind::list) return read_item(node, reading, out);
    bool good = forms::enough_items(node, reading, at_least_);
    for (const Node& item : node.items) good = read_item(item, reading, out) && good;
    return good;
  }
  [[nodiscard]] std::string expected() const {
    return (or_single_ ? form_.expected() + ", or a list of these" : "a list, each " + form_.expected());
  }
  [[nodiscard]] JsonValue schema() const { return forms::schema_of_list(form_.schema(), or_single_, at_least_); }
  [[nodiscard]] Nested nested() const {
    Nested inner = form_.nested();
    inner.suffix = "[]" + inner.suffix;
    return inner;
  }

 private:
  bool read_item(const Node& node, Reading& reading, value_type& out) const {
    typename F::value_type value{};
    if (!form_.read(node, reading, value)) return false;
    out.push_back({std::move(value), node.place});
    return true;
  }
  F form_;
  std::size_t at_least_ = 0;
  bool or_single_ = false;
};
template <class F>
ListForm<F> list_of(F form) {
  return ListForm<F>(std::move(form));
}

/// A table with names of the user's choice, all values of one form, in the order of the file.
template <class F>
class NamesForm {
 public:
  using value_type = std::vector<Entry<typename F::value_type>>;
  explicit NamesForm(F form) : form_(std::move(form)) {}

  [[nodiscard]] static bool accepts(const Node& node) { return node.kind == Node::Kind::table; }
  bool read(const Node& node, Reading& reading, value_type& out) const {
    if (!accepts(node)) return forms::wrong_kind(node, reading, expected()), false;
    out.clear();
    bool good = true;
    for (const KeyValue& entry : node.entries) {
      Reading inner{reading.problems, entry.key, forms::path_of(reading), reading.enclosing};
      Entry<typename F::value_type> item{entry.key, entry.key_place, {}};
      if (form_.read(entry.value, inner, item.value)) {
        out.push_back(std::move(item));
      } else {
        good = false;
      }
    }
    return good;
  }
  [[nodiscard]] std::string expected() const { return "a table, each value " + form_.expected(); }
  [[nodiscard]] JsonValue schema() const { return forms::schema_of_table(form_.schema()); }
  [[nodiscard]] Nested nested() const {
    Nested inner = form_.nested();
    inner.suffix = ".<name>" + inner.suffix;
    return inner;
  }

 private:
  F form_;
};
template <class F>
NamesForm<F> table_of(F form) {
  return NamesForm<F>(std::move(form));
}

/// One of two forms of different kinds (a text or a table, a number or a text): the first that accepts the kind reads.
template <class A, class B>
class EitherForm {
 public:
  using value_type = std::variant<typename A::value_type, typename B::value_type>;
  EitherForm(A a, B b) : a_(std::move(a)), b_(std::move(b)) {}

  [[nodiscard]] bool accepts(const Node& node) const { return a_.accepts(node) || b_.accepts(node); }
  bool read(const Node& node, Reading& reading, value_type& out) const {
    if (a_.accepts(node)) return a_.read(node, reading, out.template emplace<0>());
    if (b_.accepts(node)) return b_.read(node, reading, out.template emplace<1>());
    return forms::wrong_kind(node, reading, expected()), false;
  }
  [[nodiscard]] std::string expected() const { return a_.expected() + " or " + b_.expected(); }
  [[nodiscard]] JsonValue schema() const {
    return JsonValue::object().set("anyOf", JsonValue::array().push(a_.schema()).push(b_.schema()));
  }
  [[nodiscard]] Nested nested() const { return a_.nested().declaration != nullptr ? a_.nested() : b_.nested(); }

 private:
  A a_;
  B b_;
};
template <class A, class B>
EitherForm<A, B> either(A a, B b) {
  return EitherForm<A, B>(std::move(a), std::move(b));
}

}  // namespace tansine

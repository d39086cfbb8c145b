#pragma once
// The declaration of a file format, written once: from it come the reading into plain structs with all problems
// collected, the JSON Schema, and the reference of the keys.
//
//   struct Study { std::string compound; int patients = 1000; Quantity duration; std::optional<Observe> observe; };
//   Declaration<Study> d("study", "a question and how to answer it");
//   d.key("compound", &Study::compound, text().example("t-dm1"), "what is given").required();
//   d.key("patients", &Study::patients, integer().at_least(1), "virtual patients per arm");   // default: 1000, as
//   above d.key("duration", &Study::duration, quantity("d").positive(), "how long to simulate").required();
//   d.key("observe", &Study::observe, observe_declaration(), "what to keep");                 // [observe]
//   d.key("model", &Study::models, table_of(model_declaration()), "...");                     // [model.lu2014]
//   d.check({"low", "high"}, [](const Study& s, const KeyPlaces& at, Problems& p) { ... });
//   Study study = read_file("study.toml", d);
//
// A key's member may be the form's value, a Located<> of it, an optional<> of these; a double for a quantity
// (canonical); any integer type for integer(); vector<> for list_of; vector<Entry<>> or map<string, ...> for table_of.
// A key that is absent leaves the member as S{} has it: that is the default, shown in schema and reference.

#include "io/form.hpp"
#include "io/form_targets.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tansine {

/// Where the keys of the table being checked stand.
class KeyPlaces {
 public:
  explicit KeyPlaces(const Node& table) : table_(&table) {}
  [[nodiscard]] bool given(std::string_view key) const;
  [[nodiscard]] Place value(std::string_view key) const;  ///< the table if the key is absent
  [[nodiscard]] Place key(std::string_view key) const;    ///< the table if the key is absent
  [[nodiscard]] Place table() const;

 private:
  const Node* table_;
};

/// The part of a declaration that knows no struct: keys, messages, schema, reference. Used through Declaration.
class DeclarationCore {
 public:
  using Read = std::function<bool(const Node&, Reading&, void*)>;
  struct Key {
    std::string name, meaning, expected;
    bool required = false;
    Read read;
    std::function<bool(const Node&)> accepts;
    JsonValue schema{};
    JsonValue default_value{};  ///< null: none worth showing
    Nested nested{};
    std::shared_ptr<const void> keep{};  ///< owns what `nested` points to
  };
  struct Check {
    std::vector<std::string> keys;
    std::function<void(const void*, const KeyPlaces&, Problems&)> run;
  };

  DeclarationCore(std::string name, std::string meaning) : name_(std::move(name)), meaning_(std::move(meaning)) {}
  std::size_t add(Key key);
  Key& key(std::size_t i) { return keys_[i]; }
  using ReadEntry = std::function<bool(const KeyValue&, Reading&, void*)>;
  void set_any_key(Key key, ReadEntry read);
  void set_short_for(std::string key);
  void add_check(Check check) { checks_.push_back(std::move(check)); }

  [[nodiscard]] bool accepts(const Node& node) const;
  bool read(const Node& node, Reading& reading, void* target) const;
  [[nodiscard]] std::string expected() const;
  [[nodiscard]] JsonValue schema() const;
  /// Sections of the reference: this table under header `path` ("" for the root), then what is nested in it.
  void reference(const std::string& path, std::string& out) const;
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& meaning() const { return meaning_; }
  [[nodiscard]] const Key* find(std::string_view name) const;

 private:
  bool read_table(const Node& table, Reading& reading, void* target, const std::string& hint_if_missing) const;
  bool misspelled(const KeyValue& entry) const;
  void unknown_key(const KeyValue& entry, const Reading& reading) const;
  std::string name_, meaning_;
  std::vector<Key> keys_;
  std::optional<Key> any_key_;
  ReadEntry read_any_;
  std::string short_for_;
  std::vector<Check> checks_;
};

/// The keys of a table and the struct they fill. It is itself a form: the value of a key may be a declaration.
/// Copies share one declaration.
template <class S>
class Declaration {
 public:
  using value_type = S;
  /// `name`: what the table is called in messages ("study"); `meaning`: one sentence for schema and reference.
  explicit Declaration(std::string name, std::string meaning = {})
      : core_(std::make_shared<DeclarationCore>(std::move(name), std::move(meaning))) {}

  /// Returned by key(): `.required()`.
  class KeyHandle {
   public:
    KeyHandle(DeclarationCore& core, std::size_t index) : core_(core), index_(index) {}
    /// The file must have this key.
    KeyHandle& required() {
      core_.key(index_).required = true;
      core_.key(index_).default_value = {};
      return *this;
    }

   private:
    DeclarationCore& core_;
    std::size_t index_;
  };

  template <class M, class F>
  requires(!std::convertible_to<F, std::string>) KeyHandle
      key(std::string name, M S::*member, F form, std::string meaning) {
    targets::fit<M>(form);
    auto kept = std::make_shared<const F>(std::move(form));
    DeclarationCore::Key key = describe(kept, std::move(name), std::move(meaning));
    key.read = [member, kept](const Node& node, Reading& reading, void* target) {
      typename F::value_type value{};
      if (!kept->read(node, reading, value)) return false;
      targets::assign(static_cast<S*>(target)->*member, std::move(value), node.place);
      return true;
    };
    key.default_value = targets::shown_default(S{}.*member, *kept);
    return KeyHandle(*core_, core_->add(std::move(key)));
  }
  /// With the plain form of the member's type: text, flag, integer or number.
  template <class M>
  KeyHandle key(std::string name, M S::*member, std::string meaning) {
    return key(std::move(name), member, targets::plain_form<M>(), std::move(meaning));
  }
  /// All keys that are not declared go, by name, into `member` (vector<Entry<>> or map<string, ...>).
  template <class M, class F>
  Declaration& any_key(M S::*member, F form, std::string meaning) {
    auto kept = std::make_shared<const F>(std::move(form));
    auto read = [member, kept](const KeyValue& entry, Reading& reading, void* target) {
      typename F::value_type value{};
      if (!kept->read(entry.value, reading, value)) return false;
      std::vector<Entry<typename F::value_type>> entries;
      entries.push_back({entry.key, entry.key_place, std::move(value)});
      targets::append(static_cast<S*>(target)->*member, std::move(entries));
      return true;
    };
    core_->set_any_key(describe(kept, "<name>", std::move(meaning)), std::move(read));
    return *this;
  }
  /// A value that is no table stands for a table with just this key: CL = "0.68 L/d" for CL = { value = "0.68 L/d" }.
  Declaration& short_for(std::string key) { return core_->set_short_for(std::move(key)), *this; }
  /// Runs when all of `keys` are right (or absent); for what concerns several keys or needs the struct.
  Declaration& check(std::vector<std::string> keys, std::function<void(const S&, const KeyPlaces&, Problems&)> run) {
    core_->add_check({std::move(keys), [run = std::move(run)](const void* s, const KeyPlaces& at, Problems& problems) {
                        run(*static_cast<const S*>(s), at, problems);
                      }});
    return *this;
  }

  [[nodiscard]] bool accepts(const Node& node) const { return core_->accepts(node); }
  bool read(const Node& node, Reading& reading, S& out) const { return core_->read(node, reading, &out); }
  [[nodiscard]] std::string expected() const { return core_->expected(); }
  [[nodiscard]] JsonValue schema() const { return core_->schema(); }
  [[nodiscard]] Nested nested() const { return {core_.get(), ""}; }
  [[nodiscard]] const DeclarationCore& core() const { return *core_; }

 private:
  template <class F>
  static DeclarationCore::Key describe(const std::shared_ptr<const F>& form, std::string name, std::string meaning) {
    DeclarationCore::Key key;
    key.name = std::move(name);
    key.meaning = std::move(meaning);
    key.expected = form->expected();
    key.schema = form->schema();
    key.accepts = [form](const Node& node) { return form->accepts(node); };
    key.nested = form->nested();
    key.keep = form;
    return key;
  }
  std::shared_ptr<DeclarationCore> core_;
};

/// The struct that a document's root describes, problems added to `problems` (nothing thrown); what is wrong is left
/// out.
template <class S>
S read_document(const Node& root, const Declaration<S>& declaration, Problems& problems) {
  S out{};
  Reading reading{problems};
  declaration.read(root, reading, out);
  return out;
}
/// The same from a TOML text or file; throws InputError with all problems if there are errors.
template <class S>
S read_text(std::string name, std::string toml, const Declaration<S>& declaration) {
  Problems problems;
  S out = read_document(parse_toml(std::move(name), std::move(toml)), declaration, problems);
  problems.throw_if_errors();
  return out;
}
template <class S>
S read_file(const std::filesystem::path& path, const Declaration<S>& declaration) {
  Problems problems;
  S out = read_document(read_toml(path), declaration, problems);
  problems.throw_if_errors();
  return out;
}

/// JSON Schema (draft 2020-12) of a file, as text. `id`: its "$id", may be empty.
std::string json_schema(const DeclarationCore& declaration, std::string_view id);
/// Reference of the keys in Markdown.
std::string key_reference(const DeclarationCore& declaration);
template <class S>
std::string json_schema(const Declaration<S>& declaration, std::string_view id = {}) {
  return json_schema(declaration.core(), id);
}
template <class S>
std::string key_reference(const Declaration<S>& declaration) {
  return key_reference(declaration.core());
}

}  // namespace tansine

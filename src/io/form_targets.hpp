#pragma once
// From what a form read to the member that holds it: plain, Located, optional, lists, names, canonical doubles; and
// what is shown as a default. Used by declaration.hpp only.

#include "io/form.hpp"

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace tansine::targets {

template <class T>
struct Inner {
  using type = T;
};
template <class T>
struct Inner<std::optional<T>> : Inner<T> {};
template <class T>
struct Inner<Located<T>> : Inner<T> {};
/// The type below optional and Located.
template <class T>
using inner_t = typename Inner<T>::type;

template <class M, class V>
void assign(M& member, V&& value, const Place& place);
template <class M, class V>
void assign(std::optional<M>& member, V&& value, const Place& place);
template <class M, class V>
void assign(Located<M>& member, V&& value, const Place& place);
template <class M, class V>
void assign(std::vector<M>& member, std::vector<Located<V>>&& value, const Place& place);
template <class M, class V>
void append(std::vector<Entry<M>>& member, std::vector<Entry<V>>&& value);
template <class M, class V>
void append(std::map<std::string, M>& member, std::vector<Entry<V>>&& value);
template <class M, class V>
void assign(std::vector<Entry<M>>& member, std::vector<Entry<V>>&& value, const Place&);
template <class M, class V>
void assign(std::map<std::string, M>& member, std::vector<Entry<V>>&& value, const Place&);

template <class M, class V>
void assign(M& member, V&& value, const Place&) {
  using Value = std::remove_cvref_t<V>;
  if constexpr (std::is_same_v<M, double> && std::is_same_v<Value, Quantity>) {
    member = value.value();
  } else if constexpr (std::is_integral_v<M> && std::is_same_v<Value, std::int64_t>) {
    member = static_cast<M>(value);  // the form was made to fit by fit<M>()
  } else {
    static_assert(std::is_assignable_v<M&, V>, "this member cannot hold what the form reads");
    member = std::forward<V>(value);
  }
}
template <class M, class V>
void assign(std::optional<M>& member, V&& value, const Place& place) {
  assign(member.emplace(), std::forward<V>(value), place);
}
template <class M, class V>
void assign(Located<M>& member, V&& value, const Place& place) {
  member.place = place;
  assign(member.value, std::forward<V>(value), place);
}
template <class M, class V>
void assign(std::vector<M>& member, std::vector<Located<V>>&& value, const Place&) {
  member.clear();
  for (Located<V>& item : value) assign(member.emplace_back(), std::move(item.value), item.place);
}
template <class M, class V>
void append(std::vector<Entry<M>>& member, std::vector<Entry<V>>&& value) {
  for (Entry<V>& item : value) {
    member.push_back({std::move(item.name), item.place, {}});
    assign(member.back().value, std::move(item.value), item.place);
  }
}
template <class M, class V>
void append(std::map<std::string, M>& member, std::vector<Entry<V>>&& value) {
  for (Entry<V>& item : value) assign(member[item.name], std::move(item.value), item.place);
}
template <class M, class V>
void assign(std::vector<Entry<M>>& member, std::vector<Entry<V>>&& value, const Place&) {
  member.clear();
  append(member, std::move(value));
}
template <class M, class V>
void assign(std::map<std::string, M>& member, std::vector<Entry<V>>&& value, const Place&) {
  member.clear();
  append(member, std::move(value));
}

/// Narrows integer() to what M can hold.
template <class M, class F>
void fit(F& form) {
  using Target = inner_t<M>;
  if constexpr (std::is_same_v<F, IntegerForm> && std::is_integral_v<Target>) {
    using Limits = std::numeric_limits<Target>;
    constexpr bool wide = std::is_unsigned_v<Target> && sizeof(Target) >= sizeof(std::int64_t);
    form.fit(std::is_signed_v<Target> ? static_cast<std::int64_t>(Limits::min()) : 0,
             wide ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(Limits::max()));
  }
}

template <class M>
auto plain_form() {
  using Target = inner_t<M>;
  if constexpr (std::is_same_v<Target, std::string>) {
    return text();
  } else if constexpr (std::is_same_v<Target, bool>) {
    return flag();
  } else if constexpr (std::is_integral_v<Target>) {
    return integer();
  } else {
    static_assert(std::is_same_v<Target, double>, "this member needs a form: text(), quantity(\"h\"), list_of(...)");
    return number();
  }
}

/// The default as a file would spell it; null if there is nothing to show.
template <class M, class F>
JsonValue shown_default(const M&, const F&) {
  return {};
}
template <class F>
JsonValue shown_default(const std::string& value, const F&) {
  return value.empty() ? JsonValue{} : JsonValue(value);
}
inline JsonValue shown_default(const bool& value, const FlagForm&) { return value; }
template <std::integral I>
JsonValue shown_default(const I& value, const IntegerForm&) {
  return value;
}
inline JsonValue shown_default(const double& value, const NumberForm&) { return value; }
inline JsonValue shown_default(const Quantity& value, const QuantityForm& form) {
  return form.kind() && value.dimension() == form.kind()->dimension ? JsonValue(value.text()) : JsonValue{};
}
inline JsonValue shown_default(const double& value, const QuantityForm& form) {
  return form.kind() ? JsonValue(Quantity::from_canonical(value, *form.kind()).text()) : JsonValue{};
}
template <class M, class F>
JsonValue shown_default(const std::optional<M>& value, const F& form) {
  return value ? shown_default(*value, form) : JsonValue{};
}
template <class M, class F>
JsonValue shown_default(const Located<M>& value, const F& form) {
  return shown_default(value.value, form);
}

}  // namespace tansine::targets

#pragma once
// A form whose value is made from what another form read: for structs that want a value together with its place, or in
// another shape than the file has.

#include "io/form.hpp"

#include <utility>

namespace tansine {

/// Reads with `F`, hands over make(value, place).
template <class F, class T>
class MadeForm {
 public:
  using value_type = T;
  using Make = T (*)(typename F::value_type&&, const Place&);
  MadeForm(F form, Make make) : form_(std::move(form)), make_(make) {}

  [[nodiscard]] bool accepts(const Node& node) const { return form_.accepts(node); }
  bool read(const Node& node, Reading& reading, T& out) const {
    typename F::value_type value{};
    if (!form_.read(node, reading, value)) return false;
    out = make_(std::move(value), node.place);
    return true;
  }
  [[nodiscard]] std::string expected() const { return form_.expected(); }
  [[nodiscard]] JsonValue schema() const { return form_.schema(); }
  [[nodiscard]] Nested nested() const { return form_.nested(); }

 private:
  F form_;
  Make make_;
};

template <class F, class T>
MadeForm<F, T> made(F form, T (*make)(typename F::value_type&&, const Place&)) {
  return MadeForm<F, T>(std::move(form), make);
}

/// For made(): the value with its member `place` set.
template <class T>
T placed(T&& value, const Place& place) {
  value.place = place;
  return std::move(value);
}

}  // namespace tansine

#pragma once
// A value and where it stood in the file, for whoever finds something wrong with it later.

#include "base/problem.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace tansine {

/// A value with the place it was read from.
template <class T>
struct Located {
  T value{};
  Place place{};

  const T& operator*() const { return value; }
  const T* operator->() const { return &value; }
};

/// A value under a name the user chose ([model.lu2014], conjugate = ...), in the order of the file.
template <class T>
struct Entry {
  std::string name;
  Place place{};  ///< of the name
  T value{};
};

/// The place of `length` bytes at byte `offset` of a text that was read from `place`: the exact characters when they
/// stand in the file as they are (a plain TOML string, a table cell); the whole of `place` when the file spells them
/// otherwise (escapes, several lines).
Place place_inside(const Place& place, std::string_view text, std::size_t offset, std::size_t length);

}  // namespace tansine

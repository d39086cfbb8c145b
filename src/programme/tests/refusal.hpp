#pragma once
// What this room says about input that it cannot work with.

#include "base/problem.hpp"

#include <functional>
#include <string>

namespace tansine {

/// The message of the InputError that `act` throws.
inline std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const InputError& e) {
    return e.what();
  }
  return "not refused";
}

}  // namespace tansine

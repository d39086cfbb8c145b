#pragma once
// Problems of a table, of which there may be as many as cells: the first are listed, the rest are counted. Internal to
// the room.

#include "base/problem.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace tansine {

class CountedProblems {
 public:
  /// `where`: "this dataset".
  CountedProblems(std::size_t most, std::string where) : most_(most), where_(std::move(where)) {}

  /// `place()` is called only for what is listed: places cost.
  template <class MakePlace>
  void error(MakePlace place, std::string message, std::string hint = {}) {
    if (++found_ <= most_) listed_.error(place(), std::move(message), std::move(hint));
  }
  /// Throws InputError if there are any.
  void throw_if_errors(const std::string& file) {
    if (found_ > most_) {
      const std::size_t more = found_ - most_;
      listed_.error(Place{.name = file},
                    "and " + std::to_string(more) + " more problem" + (more == 1 ? "" : "s") + " in " + where_);
    }
    listed_.throw_if_errors();
  }
  [[nodiscard]] bool any() const { return found_ > 0; }

 private:
  std::size_t most_;
  std::string where_;
  std::size_t found_ = 0;
  Problems listed_;
};

}  // namespace tansine

#pragma once
// Where drugs go when they leave the antibody or are catabolized with it: into the free payload if the model follows
// it, else into sinks, so that the payload balances.

#include "library/build.hpp"

#include <optional>

namespace tansine {

class PayloadOutlets {
 public:
  /// `free`: the free payload's species, if there is one that collects products.
  /// `peripheral`: where it appears from antibody in the periphery, if not in the same.
  PayloadOutlets(Build& build, std::optional<Species> free, std::optional<Expr> phi_dec, std::optional<Expr> phi_cat,
                 std::optional<Species> peripheral = std::nullopt)
      : build_(build),
        free_(free),
        peripheral_(peripheral),
        phi_dec_(std::move(phi_dec)),
        phi_cat_(std::move(phi_cat)) {}

  /// The outlets of a compartment of the antibody: 0 central.
  [[nodiscard]] PayloadOutlets in(std::size_t space) const {
    return {build_, space > 0 && peripheral_ ? peripheral_ : free_, phi_dec_, phi_cat_, peripheral_};
  }

  /// n drugs lost by deconjugation.
  Terms deconjugated(const Expr& n);
  /// n drugs on an antibody that is catabolized.
  Terms catabolized(const Expr& n);
  /// `n` times payload that leaves the free pool.
  Terms eliminated(const Expr& n);

 private:
  Terms split(const Expr& n, const std::optional<Expr>& phi, bool all_free, const char* sink, const char* meaning);

  Build& build_;
  std::optional<Species> free_, peripheral_;
  std::optional<Expr> phi_dec_, phi_cat_;
};

}  // namespace tansine

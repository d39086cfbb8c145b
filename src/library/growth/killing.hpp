#pragma once
// How fast a concentration kills tumor cells, and at which concentration killing and growth balance. Internal to the
// room.

#include "library/build.hpp"

#include <string>
#include <vector>

namespace tansine {

/// "none", "linear": kpot C; "emax": kmax C^hill/(KC^hill + C^hill).
const std::vector<std::string>& killing_laws();

struct Killing {
  std::string law;
  Expr driver = 0.0;   ///< [nM]
  Expr rate = 0.0;     ///< [1/h]
  double typical = 1;  ///< magnitude of the rate
  Expr kpot = 0.0, kmax = 0.0, KC = 1.0, hill = 1.0;
  bool steep = false;  ///< hill is given

  /// The driver [nM] at which the kill rate is `growth` [1/h]: tumor static concentration. Infinite if there is none.
  [[nodiscard]] Expr balances(const Expr& growth) const;
};

/// Reads `kpot` (per nM, or per mass concentration), or `kmax`, `KC` and, if given, `hill` and `phi` (a factor of KC,
/// for clones that resist), preferring names that end in "_<clone>". `driver` is one of build.surroundings.drivers, or
/// "constant": then `C_constant`.
Killing read_killing(Build& build, const std::string& law, const std::string& driver, const Place& place,
                     const std::string& where, const std::string& clone);

/// kmax C^hill/(KC^hill + C^hill); `hill` may be a plain 1.
Expr emax(const Expr& kmax, const Expr& KC, const Expr& hill, const Expr& C);

}  // namespace tansine

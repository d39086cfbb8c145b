#include "library/drivers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tansine {

Expr driver_named(Build& b, const std::string& name, const Place& place, const std::string& where) {
  if (name == "constant") {
    const PaperValue C = b.book.need({"C_constant", {}, "concentration that does not change"},
                                     {dimension::concentration, dimension::mass_concentration}, "driver \"constant\"");
    return C.expr.dimension() == dimension::mass_concentration ? C.expr / b.MW.expr : C.expr;
  }
  const auto& drivers = b.surroundings.drivers;
  if (const auto it = drivers.find(name); it != drivers.end()) return it->second;
  std::vector<std::string> known{"constant"};
  for (const auto& [n, e] : drivers) known.push_back(n);
  b.problems.error(place, name.empty() ? fmt::format("{} names no driver; there is {}", where, fmt::join(known, ", "))
                                       : fmt::format("{} driver is \"{}\", expected {}{}", where, name,
                                                     fmt::join(known, ", "), did_you_mean(name, known)));
  return Quantity(1, unit("nM"));
}

Expr per_concentration(const Build& b, const Expr& k, const Expr& driver, Dimension of_product) {
  const bool by_mass = k.dimension() * dimension::mass_concentration == of_product;
  return by_mass ? k * (driver * b.MW.expr) : k * driver;
}

}  // namespace tansine

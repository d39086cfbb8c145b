#include "library/payload/outlets.hpp"

namespace tansine {

Terms PayloadOutlets::sink(std::optional<Species>& sink, const Expr& n, const char* name, const char* meaning) {
  if (!build_.balances || !build_.payload) return {};
  if (!sink) sink = build_.m.amount(name, *build_.payload, species_options(meaning, dimension::amount, build_.dose));
  return n * *sink;
}

Terms PayloadOutlets::split(const Expr& n, const std::optional<Expr>& phi, bool all_free,
                            std::optional<Species>& to_sink, const char* name, const char* meaning) {
  const bool none = n.model() == nullptr && n.constant() == 0;
  if (none || !build_.drugs_resolved) return {};
  if (!free_ || (!phi && !all_free)) return sink(to_sink, n, name, meaning);
  if (!phi) return n * *free_;
  return (n * *phi) * *free_ + sink(to_sink, n * (1.0 - *phi), name, meaning);
}

Terms PayloadOutlets::deconjugated(const Expr& n) {
  return split(n, phi_dec_, true, released_, "payload_lost", "payload lost from the antibody and not followed");
}
Terms PayloadOutlets::catabolized(const Expr& n) {
  return split(n, phi_cat_, false, catabolized_, "payload_catabolized", "payload on eliminated antibody");
}
Terms PayloadOutlets::eliminated(const Expr& n) {
  return sink(eliminated_, n, "payload_eliminated", "free payload eliminated so far");
}

}  // namespace tansine

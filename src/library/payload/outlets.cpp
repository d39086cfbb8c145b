#include "library/payload/outlets.hpp"

namespace tansine {

Terms PayloadOutlets::split(const Expr& n, const std::optional<Expr>& phi, bool all_free, const char* sink,
                            const char* meaning) {
  const bool none = n.model() == nullptr && n.constant() == 0;
  if (none || !build_.drugs_resolved) return {};
  if (!free_ || (!phi && !all_free)) return build_.payload_into(sink, meaning, n);
  if (!phi) return n * *free_;
  return (n * *phi) * *free_ + build_.payload_into(sink, meaning, n * (1.0 - *phi));
}

Terms PayloadOutlets::deconjugated(const Expr& n) {
  return split(n, phi_dec_, true, "payload_lost", "payload lost from the antibody and not followed");
}
Terms PayloadOutlets::catabolized(const Expr& n) {
  return split(n, phi_cat_, false, "payload_catabolized", "payload on eliminated antibody");
}
Terms PayloadOutlets::eliminated(const Expr& n) {
  return build_.payload_into("payload_eliminated", "free payload eliminated so far", n);
}

}  // namespace tansine

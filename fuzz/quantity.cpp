// Does any text crash the reader of quantities, or break what it promises? What is accepted must print and read back as
// the same bits; what is refused must mark characters of the text, and its suggestion must mend it.

#include "base/quantity.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_problem(std::string_view text, const tansine::UnitProblem& p, bool is_quantity) {
  require(!p.message.empty());
  require(p.offset <= text.size() && p.length <= text.size() - p.offset);
  if (p.suggestion.empty()) return;
  std::string mended(text);
  mended.replace(p.offset, p.length, p.suggestion);
  require(is_quantity ? tansine::parse_quantity(mended).has_value() : tansine::parse_unit(mended).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tansine;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  UnitProblem problem;
  if (const auto q = parse_quantity(text, &problem)) {
    const auto back = parse_quantity(q->text());
    // The printed number may be longer than the written one (0.1 m, 17 digits): only then a limit may be passed.
    require(back.has_value() || q->text().size() > 200);
    if (back) {
      require(std::bit_cast<std::uint64_t>(back->value()) == std::bit_cast<std::uint64_t>(q->value()));
      require(back->dimension() == q->dimension() && back->unit().factors == q->unit().factors);
      require(back->text() == q->text());
    }
  } else {
    check_problem(text, problem, true);
  }
  if (const auto u = parse_unit(text, &problem)) {
    require(parse_unit(u->text)->factors == u->factors);
    const auto canonical = parse_unit(canonical_unit(u->dimension));
    require(canonical && canonical->dimension == u->dimension);
  } else {
    check_problem(text, problem, false);
  }
  return 0;
}

// What somebody meant who wrote a unit that is not one.

#include "base/problem.hpp"
#include "base/unit_grammar.hpp"
#include "base/unit_table.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace tansine {
namespace {

constexpr int kMostCorrections = 6;

const std::vector<std::string>& spellings() {
  static const std::vector<std::string> list = [] {
    std::vector<std::string> out;
    for (const KnownUnit& u : known_units()) out.push_back(u.spelling);
    return out;
  }();
  return list;
}

std::string nearest_symbol(std::string_view word) {
  const std::string plain = with_plain_micro(word);
  if (const std::string_view usual = usual_spelling(plain); !usual.empty()) return std::string(usual);
  return nearest_name(plain, spellings());
}

// "mg per kg" -> "mg/kg"
bool replace_per(std::string& text) {
  for (std::size_t at = text.find(" per "); at != std::string::npos; at = text.find(" per ")) {
    text.replace(at, 5, "/");
    return true;
  }
  return false;
}

// "1/nM h" -> "1/(nM h)", given the range from the slash to the next slash or the end
void add_parentheses(std::string& text, const UnitFault& fault) {
  std::size_t end = fault.offset + fault.length;
  while (end > 0 && text[end - 1] == ' ') --end;
  std::size_t begin = fault.offset + 1;
  while (blank_at(text, begin) != 0) begin += blank_at(text, begin);
  text.insert(end, ")");
  text.insert(begin, "(");
}

}  // namespace

std::string suggest_unit(std::string_view text) {
  std::string candidate(text);
  for (int i = 0; i < kMostCorrections; ++i) {
    UnitFault fault;
    if (read_unit(candidate, fault)) return candidate;
    if (replace_per(candidate)) continue;
    if (fault.kind == UnitFault::Kind::ambiguous_slash) {
      add_parentheses(candidate, fault);
    } else if (fault.kind == UnitFault::Kind::unknown_symbol) {
      const std::string symbol = nearest_symbol(std::string_view(candidate).substr(fault.offset, fault.length));
      if (symbol.empty()) return {};
      candidate.replace(fault.offset, fault.length, symbol);
    } else {
      return {};
    }
  }
  return {};
}

}  // namespace tansine

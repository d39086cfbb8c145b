// Which known name a mistyped word was meant to be.

#include "base/problem.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

#include <fmt/format.h>

namespace tansine {
namespace {

constexpr std::size_t kLongest = 100;  // longer words are not slips of the finger, and the work grows with the square

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Damerau-Levenshtein distance with each pair of letters swapped at most once ("optimal string alignment").
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(now);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view word, std::span<const std::string> known) {
  if (word.empty() || word.size() > kLongest) return {};
  const std::string lower_word = lower(word);
  const std::string* best = nullptr;
  std::pair<std::size_t, std::size_t> best_distance;  // without case, then with case
  for (const std::string& name : known) {
    if (name.size() > 2 * kLongest) continue;
    const std::pair d{distance(lower_word, lower(name)), distance(word, name)};
    if (d.first <= word.size() / 3 && (best == nullptr || d < best_distance)) {
      best = &name;
      best_distance = d;
    }
  }
  return best == nullptr ? std::string{} : *best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
  const std::string name = nearest_name(word, known);
  return name.empty() ? std::string{} : fmt::format("; did you mean \"{}\"?", name);
}

}  // namespace tansine

// Does any text crash the readers of regimens and schedules, or break what they promise? What is refused marks
// characters of the text; what is accepted gives finite, ordered times and amounts.

#include "library/dosing/regimen.hpp"
#include "studies/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_problem(std::string_view text, const tansine::UnitProblem& p) {
  require(!p.message.empty());
  require(p.offset <= text.size() && p.length <= text.size() - p.offset + 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  tansine::UnitProblem problem;
  if (const auto regimen = tansine::parse_regimen(text, &problem)) {
    require(!regimen->phases.empty());
    for (const tansine::DosePhase& p : regimen->phases) {
      require(std::isfinite(p.amount) && p.amount >= 0 && p.count >= 1 && p.interval >= 0 && p.infusion >= 0);
      require(p.count == 1 || p.interval > 0);
    }
    if (regimen->phases.size() < 10) {
      const auto doses = tansine::planned_doses(*regimen);
      require(std::is_sorted(doses.begin(), doses.end(), [](const auto& a, const auto& b) { return a.time < b.time; }));
    }
  } else {
    check_problem(text, problem);
  }
  tansine::UnitProblem other;
  if (size > 200) return 0;  // a schedule of a million times is right, but slow to make
  if (const auto schedule = tansine::parse_schedule(text, &other)) {
    require(!schedule->times.empty());
    require(std::is_sorted(schedule->times.begin(), schedule->times.end()));
  } else {
    check_problem(text, other);
  }
  return 0;
}

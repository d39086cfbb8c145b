// A stand-in until the batched engine is here: patients one after the other through the timeline. They are given back
// late and in a scrambled order, as lanes would give them back.

#include "engine/simd/lane_engine.hpp"

#include <algorithm>
#include <map>

namespace tansine {

struct LaneEngine::Impl {
  static constexpr std::size_t kHeld = 16;
  const Program* program;
  SolverOptions options;
  std::map<double, Timeline> timelines;  // by share of rtol

  Timeline& timeline(double share) {
    const auto it = timelines.find(share);
    if (it != timelines.end()) return it->second;
    SolverOptions tighter = options;
    tighter.rtol *= share;
    return timelines.emplace(share, Timeline(*program, tighter)).first->second;
  }
};

LaneEngine::LaneEngine(const Program& program, const SolverOptions& options)
    : impl_(std::make_unique<Impl>(Impl{&program, options, {}})) {}
LaneEngine::~LaneEngine() = default;
LaneEngine::LaneEngine(LaneEngine&&) noexcept = default;
LaneEngine& LaneEngine::operator=(LaneEngine&&) noexcept = default;

void LaneEngine::run(std::span<const double> times, LaneSource& source) {
  std::vector<LaneJob*> held;
  std::size_t turn = 0;
  const auto give_back_one = [&] {
    const std::size_t which = (turn = turn * 7 + 3) % held.size();
    LaneJob* const job = held[which];
    held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
    source.done(*job);
  };
  while (LaneJob* const job = source.next()) {
    job->outcome = impl_->timeline(job->rtol_share).run(*job->course, times, *job->out);
    held.push_back(job);
    if (held.size() == Impl::kHeld) give_back_one();
  }
  while (!held.empty()) give_back_one();
}

}  // namespace tansine

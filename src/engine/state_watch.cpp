#include "engine/state_watch.hpp"

namespace tansine {

namespace {

bool heeds(const StateEvent& event, bool rising) {
  return event.direction == StateEvent::Direction::both || (event.direction == StateEvent::Direction::rising) == rising;
}

}  // namespace

void StateWatch::begin(std::span<const StateEvent> events, Evaluator& evaluator, double t, std::span<const double> y,
                       std::vector<Crossing>& log) {
  events_ = events;
  log_ = &log;
  watches_.clear();
  due_.clear();
  if (events.empty()) return;
  for (const StateEvent& event : events) {
    const bool acts = event.action != StateEvent::Action::record;
    watches_.push_back({.observable = event.observable,
                        .threshold = event.threshold,
                        .stops_rising = acts && heeds(event, true),
                        .stops_falling = acts && heeds(event, false)});
  }
  distances_.resize(watches_.size());
  distances(evaluator, t, y, distances_);
  for (std::size_t k = 0; k < watches_.size(); ++k) watches_[k].above = distances_[k] >= 0;
}

void StateWatch::distances(Evaluator& evaluator, double t, std::span<const double> y,
                           std::span<double> distances) const {
  evaluator.observe(t, y);
  for (std::size_t k = 0; k < watches_.size(); ++k) {
    const ObservableInfo& observable = evaluator.program().observables[watches_[k].observable];
    distances[k] = evaluator.value(observable.slot) * observable.scale - watches_[k].threshold;
  }
}

void StateWatch::crossed(std::size_t k, double t) {
  Watch& watch = watches_[k];
  watch.above = !watch.above;
  if (!heeds(events_[k], watch.above)) return;
  log_->push_back({.time = t, .event = static_cast<std::uint32_t>(k), .rising = watch.above});
  if (events_[k].action != StateEvent::Action::record) due_.push_back(k);
}

void StateWatch::jump(Evaluator& evaluator, double t, std::span<const double> y) {
  if (watches_.empty()) return;
  distances(evaluator, t, y, distances_);
  for (std::size_t k = 0; k < watches_.size(); ++k) {
    if (watches_[k].crossed_at(distances_[k])) crossed(k, t);
  }
}

const StateEvent* StateWatch::take_due() {
  if (due_.empty()) return nullptr;
  const StateEvent& event = events_[due_.front()];
  due_.erase(due_.begin());
  return &event;
}

}  // namespace tansine

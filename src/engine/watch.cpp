#include "engine/watch.hpp"

#include <algorithm>
#include <cmath>

namespace tansine {

namespace {
constexpr double relative_width = 1e-10;
}

RootSearch::RootSearch(double before, double distance_before, double after, double distance_after, bool rising)
    : before_(before),
      after_(after),
      distance_before_(distance_before),
      distance_after_(distance_after),
      least_(4 * std::numeric_limits<double>::epsilon() *
             std::max({std::abs(before), std::abs(after), after - before})),
      rising_(rising) {}

// At a time of 0 there is nothing to be relative to but the step.
double RootSearch::width_wanted() const { return std::max(relative_width * std::abs(after_), least_); }

double RootSearch::propose() const {
  const double middle = before_ + (after_ - before_) / 2;
  if (slow_ >= 3) return middle;
  const double t = after_ - distance_after_ * ((after_ - before_) / (distance_after_ - distance_before_));
  if (!(t >= before_ && t <= after_)) return middle;
  // A little inside the bracket: then an end that is at the root lets the other end come close.
  const double margin = std::min(width_wanted() / 2, (after_ - before_) / 4);
  return std::clamp(t, before_ + margin, after_ - margin);
}

void RootSearch::take(double t, double distance) {
  const double width = after_ - before_;
  if (rising_ ? distance >= 0 : distance < 0) {
    after_ = t;
    distance_after_ = distance;
    if (side_ > 0) distance_before_ /= 2;
    side_ = 1;
  } else {
    before_ = t;
    distance_before_ = distance;
    if (side_ < 0) distance_after_ /= 2;
    side_ = -1;
  }
  slow_ = after_ - before_ > width / 2 && slow_ < 3 ? slow_ + 1 : 0;
}

bool WatchScan::look(double t, std::span<const double> y) {
  roots_.clear();
  if (!watching()) return false;
  const std::span<const Watch> watches = watcher_->watches();
  last_.resize(watches.size());
  watcher_->distances(t, y, last_);
  for (std::size_t k = 0; k < watches.size(); ++k) {
    if (watches[k].crossed_at(last_[k])) roots_.push_back({.watch = k, .time = t});
  }
  return !roots_.empty();
}

void WatchScan::start(double t0, std::span<const double> y0) {
  first_.resize(last_.size());
  watcher_->distances(t0, y0, first_);
}

RootSearch WatchScan::search_of(std::size_t watch, double t0, double t1) const {
  return {t0, first_[watch], t1, last_[watch], !watcher_->watches()[watch].above};
}

double WatchScan::distance(std::size_t watch, double t, std::span<const double> y) {
  inside_.resize(last_.size());
  watcher_->distances(t, y, inside_);
  return inside_[watch];
}

void WatchScan::sort() {
  std::ranges::sort(
      roots_, [](const Root& a, const Root& b) { return a.time < b.time || (a.time == b.time && a.watch < b.watch); });
}

const WatchScan::Root* WatchScan::stop() const {
  const auto found =
      std::ranges::find_if(roots_, [this](const Root& root) { return watcher_->watches()[root.watch].stops(); });
  return found == roots_.end() ? nullptr : &*found;
}

void WatchScan::cut(double t, std::span<const double> y) {
  watcher_->distances(t, y, last_);
  std::erase_if(roots_,
                [this](const Root& root) { return !watcher_->watches()[root.watch].crossed_at(last_[root.watch]); });
  for (Root& root : roots_) root.time = watcher_->watches()[root.watch].stops() ? t : std::min(root.time, t);
  sort();
}

void WatchScan::tell() {
  for (const Root& root : roots_) watcher_->crossed(root.watch, root.time);
  roots_.clear();
}

}  // namespace tansine

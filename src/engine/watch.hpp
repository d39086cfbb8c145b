#pragma once
// Conditions that are watched while an integrator steps: observables against thresholds. An integrator compares sides
// at the ends of its accepted steps, and narrows a change of side down to its time.

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace tansine {

/// Its distance is the observable as shown minus the threshold.
struct Watch {
  std::uint32_t observable = 0;
  double threshold = 0;
  bool above = false;         ///< the side it is on: distance >= 0
  bool stops_rising = false;  ///< the integrator must stop where it comes to be above
  bool stops_falling = false;

  [[nodiscard]] bool stops() const { return above ? stops_falling : stops_rising; }
  /// A distance on the other side; nan is on none.
  [[nodiscard]] bool crossed_at(double distance) const { return above ? distance < 0 : distance >= 0; }
};

/// Who wants to know.
class Watcher {
 public:
  virtual ~Watcher() = default;
  [[nodiscard]] virtual std::span<const Watch> watches() const = 0;
  /// One per watch, at (t, y). Does not disturb the integrator's own evaluator.
  virtual void distances(double t, std::span<const double> y, std::span<double> distances) = 0;
  /// Watch number `k` changes its side at t. Told in order of time, of steps that are accepted.
  virtual void crossed(std::size_t k, double t) = 0;
};

/// Narrows down where a distance changes its side between two times: the Illinois method (Dowell & Jarratt 1971,
/// doi:10.1007/BF01934364), with bisection where it is slow. Use: while (!done()) take(t = propose(), distance at t);
/// root() is the first time known to be on the new side.
class RootSearch {
 public:
  RootSearch(double before, double distance_before, double after, double distance_after, bool rising);
  /// The bracket is narrower than 1e-10 of the time, or than rounding.
  [[nodiscard]] bool done() const { return after_ - before_ <= width_wanted(); }
  [[nodiscard]] double propose() const;
  void take(double t, double distance);
  [[nodiscard]] double root() const { return after_; }

 private:
  [[nodiscard]] double width_wanted() const;

  double before_, after_, distance_before_, distance_after_;
  double least_;  // [h] width that rounding allows
  bool rising_;
  int side_ = 0;  // which end the last take() moved: -1 before, 1 after
  int slow_ = 0;  // takes in a row that did not halve the bracket
};

/// The watching of one integrator, step by step. Allocates only when there are more watches than ever.
class WatchScan {
 public:
  void watch(Watcher* watcher) { watcher_ = watcher; }
  [[nodiscard]] bool watching() const { return watcher_ != nullptr && !watcher_->watches().empty(); }
  /// Looks at the end (t, y) of a step that could be accepted. True if a watch has changed its side.
  bool look(double t, std::span<const double> y);
  /// After look(): finds the times in (t0, t1]. `y0` is the state at t0; `state(t, y)` writes the continuous solution
  /// inside the step into the scratch vector y.
  template <class State>
  void locate(double t0, std::span<const double> y0, double t1, std::span<double> y, State state) {
    start(t0, y0);
    for (Root& root : roots_) {
      RootSearch search = search_of(root.watch, t0, t1);
      while (!search.done()) {
        const double t = search.propose();
        state(t, y);
        search.take(t, distance(root.watch, t, y));
      }
      root.time = search.root();
    }
    sort();
  }
  struct Root {
    std::size_t watch = 0;
    double time = 0;
  };
  /// The first root found that the integrator must stop at, or nullptr.
  [[nodiscard]] const Root* stop() const;
  /// A search for the root of one watch between the ends that look() and locate() saw, by other means.
  [[nodiscard]] RootSearch search_of(std::size_t watch, double t0, double t1) const;
  double distance(std::size_t watch, double t, std::span<const double> y);
  /// The step was cut short to (t, y): what has changed side by then stays; at t exactly if it stops, else at t at the
  /// latest.
  void cut(double t, std::span<const double> y);
  /// The step is accepted: tells the watcher.
  void tell();

 private:
  void start(double t0, std::span<const double> y0);
  void sort();

  Watcher* watcher_ = nullptr;
  std::vector<double> first_, last_, inside_;  // distances at the step's ends, and within
  std::vector<Root> roots_;
};

}  // namespace tansine

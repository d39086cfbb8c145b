#pragma once
// What is still to come for one patient: doses that wait (additional, lagged) and infusions that run. Pure bookkeeping
// of times and amounts, without states or parameters. The rules are the rows of docs/events.md, cited as (E-..).

#include "base/event_record.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace tansine {

/// A dose as its record fixes it: lag, modelled rate and duration are those of the record (E-16, E-19), F is not in it:
/// it is taken when the dose enters (E-17).
struct DosePlan {
  enum class Form : std::uint8_t { bolus, given_rate, given_duration };
  std::uint32_t target = 0;
  Form form = Form::bolus;
  double amount = 0;    ///< AMT, before F [unit]
  double rate = 0;      ///< given_rate: RATE or the modelled rate [unit/h]
  double duration = 0;  ///< given_duration: the modelled duration [h]
};

/// What enters the body once F is known: `bolus` at once, or `rate` for `duration`.
struct DoseInput {
  double bolus = 0;     ///< [unit]
  double rate = 0;      ///< [unit/h]
  double duration = 0;  ///< [h]
};
DoseInput dose_input(const DosePlan& plan, double F);

/// Two times that rounding alone tells apart are the same moment (E-31): |a - b| <= 16 spacings of doubles.
bool same_time(double a, double b);
/// a < b and not the same moment.
bool before(double a, double b);

/// How an infusion of `duration` repeated every `interval` overlaps itself: `whole` infusions always run, one more runs
/// for `rest` after each start. duration = whole * interval + rest.
struct Overlap {
  double whole = 0;
  double rest = 0;  ///< [h] 0 <= rest < interval
};
Overlap overlap(double duration, double interval);

/// Where a steady-state record stands in its dosing cycle (E-25): `phase` hours after the last dose that has entered;
/// `pending` implied earlier doses are still underway (lag >= interval).
struct Cycle {
  double phase = 0;  ///< [h] 0 <= phase < interval if lag > 0; equal to `interval` without lag: just before the dose
  std::uint64_t pending = 0;
};
Cycle cycle(double lag, double interval);

/// The waiting doses and the running infusions of one patient, in time order. Reusable: clear() keeps the memory.
class Agenda {
 public:
  /// `count` doses, the first entering at `first`, then every `interval`.
  void add_doses(const DosePlan& plan, double first, double interval, std::uint64_t count);
  void add_infusion(std::uint32_t target, double rate, double end);
  void clear();
  /// The next time [h] at which a dose enters or an infusion ends; infinity if nothing is to come.
  [[nodiscard]] double next_time() const;
  /// Removes the infusions that end by `t`; true if there were any.
  bool end_infusions(double t);
  /// Takes the next dose that enters by `t`, in order of entry, then of addition.
  std::optional<DosePlan> take_dose(double t);
  /// The target of the dose that take_dose(t) would take.
  [[nodiscard]] std::optional<std::uint32_t> next_target(double t) const;

  /// Moves all waiting doses into `target` by `hours`.
  void delay_doses(std::uint32_t target, double hours);
  void drop_doses(std::uint32_t target);
  /// Removes the running infusions into `target`; true if there were any.
  bool drop_infusions(std::uint32_t target);

  struct Infusion {
    std::uint32_t target = 0;
    double rate = 0;  ///< [unit/h]
    double end = 0;   ///< [h]
  };
  [[nodiscard]] std::span<const Infusion> infusions() const { return infusions_; }

 private:
  struct Series {
    DosePlan plan;
    double first = 0, interval = 0;
    std::uint64_t done = 0, count = 0;
    [[nodiscard]] double next() const { return first + static_cast<double>(done) * interval; }
  };
  [[nodiscard]] std::size_t earliest(double t) const;  // index in series_; its size if none enters by t

  std::vector<Series> series_;
  std::vector<Infusion> infusions_;
};

}  // namespace tansine

#include "studies/validate/profiles.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace tansine {
namespace {

std::string key_of(const ConcentrationRow& r) {
  std::string key;
  for (const std::string* part :
       {&r.study, &r.compound, &r.species, &r.dose, &r.dose_unit, &r.regimen, &r.analyte, &r.value_unit, &r.stat})
    key += *part + "\n";
  if (plain_words(r.stat).starts_with("indiv")) key += r.note;
  return key;
}

constexpr double kJust = 1e-6;  // [h] before or after a dose

/// Where the data show that a planned dose was given. Digitized figures are off by hours, visits by days, and a trough
/// is often drawn beside the next dose: the largest rise between two neighbors around the planned time is taken for
/// the dose. Points before the rise are read before the dose, points after it after the dose.
struct Rise {
  std::size_t after = 0;  // index of the first point behind the dose, in the order of the file
  double time = 0;        // [h] of the dose
};

std::optional<Rise> rise_near(const std::vector<ProfilePoint>& points, double planned, double interval) {
  const double window = 0.12 * interval;
  std::optional<Rise> best;
  double largest = 1.5;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const ProfilePoint &a = points[i], &b = points[i + 1];
    const double ratio = b.value / a.value;
    if (ratio <= largest || b.time < planned - window || a.time > planned + window) continue;
    if (b.time > planned + 2 * window && a.time < planned - 2 * window) continue;  // too wide a gap to say anything
    largest = ratio;
    double t = planned;
    if (b.time <= a.time)  // the file goes back: the trough was drawn after the peak
      t = b.time;
    else if (planned <= a.time)
      t = b.time - std::min(0.5 * (b.time - a.time), 1.0);
    else if (planned > b.time)
      t = std::max(a.time, b.time - 1.0);
    best = Rise{i + 1, t};
  }
  return best;
}

void find_doses(DataProfile& p) {
  const ConcentrationRow& row = p.first;
  const RegimenWords words = regimen_of(row.regimen);
  double last = 0;
  for (const ProfilePoint& x : p.points) last = std::max(last, x.time);
  p.doses = dose_times(words, last);
  p.infusion = words.infusion.value_or(0);
  p.subcutaneous = words.subcutaneous;
  for (ProfilePoint& x : p.points) x.at = x.time;
  // a concentration at the start of an infusion is one at its end, where clocks of figures often begin
  double highest = 0;
  for (const ProfilePoint& x : p.points) highest = std::max(highest, x.value);
  for (const ProfilePoint& x : p.points)
    if (x.time == 0 && x.value > 0.8 * highest) p.infusion = 0;
  for (std::size_t k = 0; k < p.doses.size(); ++k) {
    if (p.doses[k] <= 0) continue;
    const double planned = p.doses[k];
    const double interval = k > 0 ? planned - p.doses[k - 1] : planned;
    if (const std::optional<Rise> rise = rise_near(p.points, planned, interval)) {
      p.doses[k] = rise->time;
      for (std::size_t i = 0; i < p.points.size(); ++i)
        if (i < rise->after)
          p.points[i].at = std::min(p.points[i].at, rise->time - kJust);
        else
          p.points[i].at = std::max(p.points[i].at, rise->time);
    } else {
      for (ProfilePoint& x : p.points)  // a trough
        if (x.time == planned) x.at = planned - kJust;
    }
  }
  std::sort(p.doses.begin(), p.doses.end());
  std::stable_sort(p.points.begin(), p.points.end(),
                   [](const ProfilePoint& a, const ProfilePoint& b) { return a.at < b.at; });
}

}  // namespace

std::vector<DataProfile> group_profiles(const std::vector<ConcentrationRow>& rows) {
  std::vector<DataProfile> profiles;
  std::map<std::string, std::size_t> index;
  for (const ConcentrationRow& r : rows) {
    const auto [it, is_new] = index.try_emplace(key_of(r), profiles.size());
    if (is_new) profiles.push_back({.first = r, .points = {}, .doses = {}, .infusion = 0, .subcutaneous = false});
    profiles[it->second].points.push_back({r.time, r.time, r.value});
  }
  for (DataProfile& p : profiles) find_doses(p);
  return profiles;
}

}  // namespace tansine

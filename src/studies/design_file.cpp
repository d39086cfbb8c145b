#include "studies/design_file.hpp"

#include "base/file.hpp"
#include "base/resources.hpp"
#include "base/text.hpp"
#include "io/declaration.hpp"
#include "programme/designs/boin.hpp"
#include "programme/designs/crm.hpp"
#include "programme/designs/event_count.hpp"
#include "programme/designs/group_sequential.hpp"
#include "programme/designs/simon.hpp"
#include "programme/designs/three_plus_three.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace tansine {
namespace {

struct DesignInput {
  Located<std::string> design;
  std::string title;
  // dose finding
  std::vector<double> toxicity, skeleton;
  int trials = 10'000, cohorts = 10, cohort_size = 3, start = 1, enough = 9;
  std::uint64_t seed = 1;
  double target = 0.3, variance = 1.34;
  // two stages
  double p0 = 0.1, p1 = 0.3, beta = 0.2;
  int most_patients = 100;
  // looks
  std::vector<double> information;
  std::string bounds = "obrien-fleming";
  double delta = 0.25, gamma = -4, power = 0.9, hazard_ratio = 0.75;
  std::optional<double> alpha;  // 0.05 for two stages, 0.025 for looks
};

/// The keys that each design takes, beside design and title.
const std::map<std::string, std::vector<std::string>>& keys_of_designs() {
  static const std::map<std::string, std::vector<std::string>> keys = {
      {"3+3", {"toxicity", "trials", "seed"}},
      {"boin", {"toxicity", "trials", "seed", "target", "cohorts", "cohort_size", "start", "enough"}},
      {"crm", {"toxicity", "trials", "seed", "target", "cohorts", "cohort_size", "start", "skeleton", "variance"}},
      {"simon", {"p0", "p1", "alpha", "beta", "most_patients"}},
      {"group-sequential", {"information", "bounds", "delta", "gamma", "alpha", "power", "hazard_ratio"}}};
  return keys;
}

const Declaration<DesignInput>& declaration() {
  static const Declaration<DesignInput> declared = [] {
    using T = DesignInput;
    std::vector<std::string> designs;
    for (const auto& [name, keys] : keys_of_designs()) designs.push_back(name);
    Declaration<T> d("design", "a trial design and the truths under which it is looked at");
    d.key("design", &T::design, text().one_of(designs), "which design").required();
    d.key("title", &T::title, "one line");
    d.key("toxicity", &T::toxicity, list_of(number().at_least(0).at_most(1)).at_least(1),
          "dose finding: the true DLT probability at each dose level");
    d.key("trials", &T::trials, integer().at_least(1).at_most(1'000'000), "simulated");
    d.key("seed", &T::seed, integer().at_least(0), "of the random numbers");
    d.key("target", &T::target, number().above(0).below(1), "boin, crm: the DLT probability aimed at");
    d.key("cohorts", &T::cohorts, integer().at_least(1).at_most(1000), "boin, crm: at most");
    d.key("cohort_size", &T::cohort_size, integer().at_least(1).at_most(100), "boin, crm: patients");
    d.key("start", &T::start, integer().at_least(1), "boin, crm: the first dose level, from 1");
    d.key("enough", &T::enough, integer().at_least(0),
          "boin: the trial ends when it would stay at a dose with so many patients; 0: it does not");
    d.key("skeleton", &T::skeleton, list_of(number()), "crm: prior guesses of the DLT probabilities");
    d.key("variance", &T::variance, number().above(0), "crm: of the prior");
    d.key("p0", &T::p0, number().above(0).below(1), "simon: the response probability that is not of interest");
    d.key("p1", &T::p1, number().above(0).below(1), "simon: the one that is");
    d.key("alpha", &T::alpha, number().above(0).below(1),
          "type I error, one-sided; default: 0.05 (simon), 0.025 (group-sequential)");
    d.key("beta", &T::beta, number().above(0).below(1), "simon: type II error");
    d.key("most_patients", &T::most_patients, integer().at_least(2).at_most(300), "simon: the search ends there");
    d.key("information", &T::information, list_of(number().above(0).at_most(1)),
          "group-sequential: fractions at the looks");
    d.key("bounds", &T::bounds,
          text().one_of({"obrien-fleming", "pocock", "wang-tsiatis", "hwang-shih-decani", "lan-demets"}),
          "group-sequential: which");
    d.key("delta", &T::delta, number(), "wang-tsiatis: 0 is O'Brien-Fleming, 0.5 Pocock");
    d.key("gamma", &T::gamma, number(), "hwang-shih-decani: -4 is near O'Brien-Fleming, 1 near Pocock");
    d.key("power", &T::power, number().above(0).below(1), "group-sequential: at the hazard ratio");
    d.key("hazard_ratio", &T::hazard_ratio, number().above(0).below(1), "group-sequential: drug over control");
    d.check({"design"}, [](const T& in, const KeyPlaces& at, Problems& problems) {
      const std::vector<std::string>& mine = keys_of_designs().at(*in.design);
      for (const auto& [design, keys] : keys_of_designs())
        for (const std::string& key : keys)
          if (at.given(key) && std::find(mine.begin(), mine.end(), key) == mine.end() &&
              std::none_of(problems.list().begin(), problems.list().end(), [&](const Problem& p) {
                return p.message.find("\"" + key + "\" is not") != std::string::npos;
              }))
            problems.error(at.key(key), fmt::format("\"{}\" is not of the design {}", key, *in.design),
                           fmt::format("it takes {}", fmt::join(mine, ", ")));
      for (const char* needed : {"toxicity", "skeleton", "information"})
        if (std::find(mine.begin(), mine.end(), needed) != mine.end() && !at.given(needed))
          problems.error(at.table(), fmt::format("a {} design needs {}", *in.design, needed));
    });
    return d;
  }();
  return declared;
}

std::string percent(double p) { return significant(100 * p, 3) + " %"; }
std::string number_text(double x) { return significant(x, 4); }

// ---------------------------------------------------------------- dose finding

void dose_finding(const DesignInput& in, const OperatingCharacteristics& oc, DesignAnswer& a) {
  DesignAnswer::Grid g{"by dose level", {{"level", "DLT probability", "chosen", "patients"}}};
  double patients = 0;
  for (std::size_t i = 0; i < in.toxicity.size(); ++i) {
    patients += oc.treated[i];
    g.rows.push_back(
        {fmt::format("{}", i + 1), percent(in.toxicity[i]), percent(oc.selected[i]), number_text(oc.treated[i])});
  }
  g.rows.push_back({"none", "", percent(oc.none), ""});
  a.sentences.push_back(fmt::format("A trial treats {} patients on average, and {} of them have a DLT.",
                                    number_text(patients), number_text(oc.toxicities)));
  a.sentences.push_back(
      fmt::format("Simulated: {} trials, seed {}; a probability is good to {} (one standard error) or better.",
                  in.trials, in.seed, percent(0.5 / std::sqrt(in.trials))));
  a.grids.push_back(std::move(g));
}

void three_plus_three(const DesignInput& in, DesignAnswer& a) {
  OperatingCharacteristics oc = operating_characteristics(run_three_plus_three, in.toxicity, in.trials, in.seed);
  const std::vector<double> exact = three_plus_three_selection(in.toxicity);  // better than simulated
  oc.none = exact[0];
  oc.selected.assign(exact.begin() + 1, exact.end());
  dose_finding(in, oc, a);
  a.sentences.emplace_back("The probabilities of the dose chosen are exact.");
}

void boin(const DesignInput& in, DesignAnswer& a) {
  const BoinOptions o{.target = in.target,
                      .cohorts = in.cohorts,
                      .cohort_size = in.cohort_size,
                      .enough = in.enough,
                      .start = in.start - 1};
  const BoinBoundaries b = boin_boundaries(o);
  a.sentences.push_back(fmt::format("Escalate at an observed DLT rate of {} or less, de-escalate at {} or more.",
                                    number_text(b.escalate), number_text(b.deescalate)));
  dose_finding(in,
               operating_characteristics([&](int levels, const TreatCohort& t) { return run_boin(o, levels, t); },
                                         in.toxicity, in.trials, in.seed),
               a);
  DesignAnswer::Grid g{"what DLTs decide",
                       {{"patients at the dose", "escalate at most", "de-escalate from", "close from"}}};
  for (int n = in.cohort_size; n <= std::min(in.cohorts * in.cohort_size, 30); n += in.cohort_size) {
    const BoinRule r = boin_rule(o, n);
    g.rows.push_back({fmt::format("{}", n), fmt::format("{}", r.escalate), fmt::format("{}", r.deescalate),
                      r.eliminate ? fmt::format("{}", *r.eliminate) : "-"});
  }
  a.grids.push_back(std::move(g));
}

void crm(const DesignInput& in, const Place& place, DesignAnswer& a) {
  if (in.skeleton.size() != in.toxicity.size())
    throw InputError(place, fmt::format("a skeleton of {} dose levels and {} DLT probabilities do not fit",
                                        in.skeleton.size(), in.toxicity.size()));
  const CrmOptions o{.skeleton = in.skeleton,
                     .target = in.target,
                     .variance = in.variance,
                     .cohorts = in.cohorts,
                     .cohort_size = in.cohort_size,
                     .start = in.start - 1};
  dose_finding(in,
               operating_characteristics([&](int, const TreatCohort& t) { return run_crm(o, t); }, in.toxicity,
                                         in.trials, in.seed),
               a);
}

// ---------------------------------------------------------------- phases 2 and 3

void simon(const DesignInput& in, DesignAnswer& a) {
  const SimonSearch s = simon_search({in.p0, in.p1, in.alpha.value_or(0.05), in.beta, in.most_patients});
  DesignAnswer::Grid g{"",
                       {{"design", "stop at r1/n1", "promising above r/n", "patients under p0", "stops early",
                         "type I error", "power"}}};
  for (const auto& [name, d] : {std::pair{"optimal", s.optimal}, {"minimax", s.minimax}}) {
    const SimonCharacteristics low = simon_characteristics(d, in.p0), high = simon_characteristics(d, in.p1);
    g.rows.push_back({name, fmt::format("{}/{}", d.r1, d.n1), fmt::format("{}/{}", d.r, d.n), number_text(low.patients),
                      percent(low.stops_early), percent(low.promising), percent(high.promising)});
  }
  a.sentences.push_back(fmt::format("A response probability of {} against {}; the search went to {} patients.",
                                    percent(in.p1), percent(in.p0), in.most_patients));
  a.grids.push_back(std::move(g));
}

void group_sequential(const DesignInput& in, DesignAnswer& a) {
  const double alpha = in.alpha.value_or(0.025);
  const GroupSequential looks(in.information);
  std::vector<double> spent;
  for (const double t : in.information)
    spent.push_back(in.bounds == "lan-demets" ? lan_demets_obrien_fleming(alpha, t)
                                              : hwang_shih_decani(alpha, in.gamma, t));
  const double delta = in.bounds == "obrien-fleming" ? 0 : in.bounds == "pocock" ? 0.5 : in.delta;
  const bool spends = in.bounds == "lan-demets" || in.bounds == "hwang-shih-decani";
  const std::vector<double> upper = spends ? looks.spending(spent) : looks.wang_tsiatis(alpha, delta);
  const double inflation = looks.inflation(upper, alpha, in.power), theta = looks.drift(upper, in.power);
  const BoundCrossing under_null = looks.crossing(upper), under_effect = looks.crossing(upper, theta);
  const double fixed = schoenfeld_events({.hazard_ratio = in.hazard_ratio, .alpha = alpha, .power = in.power});
  DesignAnswer::Grid g{
      "", {{"information", "events", "z at least", "spent so far", "crossed without effect", "crossed with it"}}};
  double total = 0, expected = 0, on = 1;
  for (std::size_t k = 0; k < upper.size(); ++k) {
    const double events = inflation * fixed * in.information[k];
    total += under_null.upper[k];
    expected += events * (k + 1 < upper.size() ? under_effect.upper[k] : on);
    on -= under_effect.upper[k];
    g.rows.push_back({number_text(in.information[k]), number_text(events), significant(upper[k], 5), percent(total),
                      percent(under_null.upper[k]), percent(under_effect.upper[k])});
  }
  a.sentences.push_back(
      fmt::format("{} events at most for a hazard ratio of {} with a power of {} (1:1, Schoenfeld): {} times the {} of "
                  "a trial with one look.",
                  number_text(inflation * fixed), shortest(in.hazard_ratio), percent(in.power), number_text(inflation),
                  number_text(fixed)));
  a.sentences.push_back(fmt::format("{} events on average if that is the effect.", number_text(expected)));
  a.grids.push_back(std::move(g));
}

DesignAnswer answer(DesignInput in) {
  DesignAnswer a;
  a.title = in.title.empty() ? *in.design : in.title;
  try {
    if (*in.design == "3+3") three_plus_three(in, a);
    if (*in.design == "boin") boin(in, a);
    if (*in.design == "crm") crm(in, in.design.place, a);
    if (*in.design == "simon") simon(in, a);
    if (*in.design == "group-sequential") group_sequential(in, a);
  } catch (const InputError& e) {
    Problems placed;
    for (const Problem& p : e.problems().list())
      placed.error(p.place.line > 0 ? p.place : in.design.place, p.message, p.hint);
    throw InputError(std::move(placed));
  }
  return a;
}

std::filesystem::path designs_folder() { return examples_directory() / "designs"; }

}  // namespace

DesignAnswer design_answer(const std::string& name, const std::string& toml) {
  return answer(read_text(name, toml, declaration()));
}
DesignAnswer design_answer(const std::filesystem::path& path) { return answer(read_file(path, declaration())); }

std::vector<std::string> design_catalogue() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(designs_folder(), error))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  if (error) throw InputError(Place{.name = designs_folder().string()}, "the folder of designs cannot be read");
  std::sort(names.begin(), names.end());
  return names;
}

std::filesystem::path find_design(const std::string& name) {
  if (name.ends_with(".toml")) return name;
  const std::vector<std::string> known = design_catalogue();
  if (std::find(known.begin(), known.end(), name) == known.end())
    throw InputError(Place{}, fmt::format("unknown design \"{}\"{}", name, did_you_mean(name, known)),
                     fmt::format("there is {}; or give a file that ends in .toml", fmt::join(known, ", ")));
  return designs_folder() / (name + ".toml");
}

std::string design_schema() { return json_schema(declaration(), "tansine-design"); }

}  // namespace tansine

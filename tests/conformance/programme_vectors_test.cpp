// Every row of programme_vectors.csv: published numbers of packages, papers and filings, and recomputed ones ([R]: by
// an independent implementation in Python), each met with its printed accuracy.

#include "base/file.hpp"
#include "base/random.hpp"
#include "base/table.hpp"
#include "base/text.hpp"
#include "programme/designs/assurance.hpp"
#include "programme/designs/boin.hpp"
#include "programme/designs/crm.hpp"
#include "programme/designs/event_count.hpp"
#include "programme/designs/group_sequential.hpp"
#include "programme/designs/simon.hpp"
#include "programme/designs/single_arm.hpp"
#include "programme/designs/three_plus_three.hpp"
#include "programme/value/information.hpp"
#include "studies/deal_file.hpp"

#include <gtest/gtest.h>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <numeric>
#include <sstream>

namespace tansine {
namespace {

using Numbers = std::vector<double>;

/// "p0=0.1; t=0.5 1": numbers by name.
class Inputs {
 public:
  explicit Inputs(const std::string& text) {
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ';');) {
      const std::size_t equals = part.find('=');
      std::istringstream numbers(part.substr(equals + 1));
      Numbers& list = values_[std::string(trimmed(part.substr(0, equals)))];
      for (double x = 0; numbers >> x;) list.push_back(x);
    }
  }
  [[nodiscard]] const Numbers& list(const std::string& name) const { return values_.at(name); }
  [[nodiscard]] double one(const std::string& name) const { return list(name).at(0); }
  [[nodiscard]] double one(const std::string& name, double absent) const {
    return values_.contains(name) ? one(name) : absent;
  }
  [[nodiscard]] int whole(const std::string& name, std::size_t i = 0) const {
    return static_cast<int>(list(name).at(i));
  }

 private:
  std::map<std::string, Numbers> values_;
};

// ---------------------------------------------------------------- what each method computes

Numbers boin_rows(const Inputs& in, const std::function<int(const BoinRule&)>& column) {
  Numbers out;
  for (const double n : in.list("n"))
    out.push_back(column(boin_rule({.target = in.one("target")}, static_cast<int>(n))));
  return out;
}

CrmEstimate crm(const Inputs& in) {
  std::vector<int> treated(in.list("skeleton").size()), toxic = treated;
  for (std::size_t i = 0; i < in.list("level").size(); ++i) {
    const auto level = static_cast<std::size_t>(in.list("level")[i]) - 1;
    ++treated[level];
    toxic[level] += in.whole("dlt", i);
  }
  return crm_estimate({.skeleton = in.list("skeleton"), .target = in.one("target"), .variance = in.one("variance")},
                      treated, toxic);
}

Numbers simon(const Inputs& in, SimonDesign SimonSearch::*which) {
  const SimonDesign d =
      simon_search({.p0 = in.one("p0"), .p1 = in.one("p1"), .alpha = in.one("alpha"), .beta = in.one("beta")}).*which;
  const SimonCharacteristics low = simon_characteristics(d, in.one("p0"));
  return {1.0 * d.r1,   1.0 * d.n1,      1.0 * d.r,     1.0 * d.n,
          low.patients, low.stops_early, low.promising, simon_characteristics(d, in.one("p1")).promising};
}

GroupSequential looks(const Inputs& in) {
  Numbers t = in.list("t");
  t.back() = 1;
  return GroupSequential(t);
}
Numbers wang_tsiatis(const Inputs& in) { return looks(in).wang_tsiatis(in.one("alpha"), in.one("delta")); }
Numbers hsd(const Inputs& in) {
  Numbers cumulative;
  for (const double t : in.list("t")) cumulative.push_back(hwang_shih_decani(in.one("alpha"), in.one("gamma"), t));
  return looks(in).spending(cumulative);
}
Numbers lan_demets(const Inputs& in) {
  const GroupSequential g = looks(in);
  Numbers cumulative;
  for (const double t : g.information()) cumulative.push_back(lan_demets_obrien_fleming(in.one("alpha"), t));
  return g.spending(cumulative);
}

SurvivalComparison comparison(const Inputs& in) {
  return {.hazard_ratio = in.one("hr"), .power = in.one("power", 0.9), .ratio = in.one("ratio", 1)};
}
AccrualPlan plan(const Inputs& in) {
  return {std::numbers::ln2 / in.one("median"), in.one("accrual", 1), in.one("followup"), in.one("dropout", 0)};
}
/// What ImmunoGen has received by a deal of the catalogue, of one category or of all.
double realized(const DealFile& file, const std::string& category = "") {
  const std::vector<CashFlow> paid = deal_flows(file.deal, file.deal.history);
  const std::vector<std::string> one{category};
  return received(paid, "ImmunoGen", category.empty() ? std::span<const std::string>() : one).usd.disclosed.high;
}

double events_expected(const Inputs& in) {
  return expected_events(comparison(in), plan(in), in.one("rate") * in.one("accrual"));
}

const std::map<std::string, std::function<Numbers(const Inputs&)>>& methods() {
  static const std::map<std::string, std::function<Numbers(const Inputs&)>> known = {
      {"3+3 escalates", [](const Inputs& in) -> Numbers { return {three_plus_three_escalates(in.one("p"))}; }},
      {"3+3 patients", [](const Inputs& in) -> Numbers { return {three_plus_three_patients(in.one("p"))}; }},
      {"3+3 path",
       [](const Inputs& in) {
         const EscalationPath path = three_plus_three_path(in.list("p"));
         Numbers out = path.stops;
         out.insert(out.end(), {path.passes, path.patients});
         return out;
       }},
      {"boin escalation boundary",
       [](const Inputs& in) -> Numbers { return {boin_boundaries({.target = in.one("target")}).escalate}; }},
      {"boin de-escalation boundary",
       [](const Inputs& in) -> Numbers { return {boin_boundaries({.target = in.one("target")}).deescalate}; }},
      {"boin escalate", [](const Inputs& in) { return boin_rows(in, [](const BoinRule& r) { return r.escalate; }); }},
      {"boin deescalate",
       [](const Inputs& in) { return boin_rows(in, [](const BoinRule& r) { return r.deescalate; }); }},
      {"boin eliminate",
       [](const Inputs& in) { return boin_rows(in, [](const BoinRule& r) { return r.eliminate.value_or(-1); }); }},
      {"crm b", [](const Inputs& in) -> Numbers { return {crm(in).b}; }},
      {"crm p", [](const Inputs& in) { return crm(in).p; }},
      {"simon optimal", [](const Inputs& in) { return simon(in, &SimonSearch::optimal); }},
      {"simon minimax", [](const Inputs& in) { return simon(in, &SimonSearch::minimax); }},
      {"predictive probability",
       [](const Inputs& in) -> Numbers {
         return {predictive_probability({in.one("a"), in.one("b")}, in.whole("responders"), in.whole("observed"),
                                        in.whole("n"), in.one("p0"), in.one("confidence"))};
       }},
      {"binomial boundaries",
       [](const Inputs& in) -> Numbers {
         std::vector<BinomialLook> at;
         for (std::size_t i = 0; i < in.list("n").size(); ++i)
           at.push_back({in.whole("n", i), in.whole("lower", i), in.whole("upper", i)});
         const BinomialBoundaries b = binomial_boundaries(at, in.one("p"));
         return {b.low[0], b.low[1], b.high[0], b.high[1], b.patients};
       }},
      {"wang-tsiatis z", wang_tsiatis},
      {"wang-tsiatis last z", [](const Inputs& in) -> Numbers { return {wang_tsiatis(in).back()}; }},
      {"wang-tsiatis spent",
       [](const Inputs& in) {
         Numbers spent = looks(in).crossing(wang_tsiatis(in)).upper;
         std::partial_sum(spent.begin(), spent.end(), spent.begin());
         return spent;
       }},
      {"wang-tsiatis level",
       [](const Inputs& in) {
         Numbers z = wang_tsiatis(in);
         for (double& x : z) x = normal_cdf(-x);
         return z;
       }},
      {"hsd z", hsd},
      {"hsd increments", [](const Inputs& in) { return looks(in).crossing(hsd(in)).upper; }},
      {"hsd inflation and crossing",
       [](const Inputs& in) {
         const Numbers upper = hsd(in);
         const GroupSequential g = looks(in);
         Numbers out = {g.inflation(upper, in.one("alpha"), in.one("power"))};
         const Numbers crossing = g.crossing(upper, g.drift(upper, in.one("power"))).upper;
         out.insert(out.end(), crossing.begin(), crossing.end());
         return out;
       }},
      {"lan-demets z", lan_demets},
      {"fisher", [](const Inputs& in) { return fisher_combination(in.whole("looks"), in.one("alpha")); }},
      {"schoenfeld", [](const Inputs& in) -> Numbers { return {schoenfeld_events(comparison(in))}; }},
      {"schoenfeld and freedman",
       [](const Inputs& in) -> Numbers {
         return {schoenfeld_events(comparison(in)), freedman_events(comparison(in))};
       }},
      {"survival patients",
       [](const Inputs& in) -> Numbers { return {survival_size(comparison(in), plan(in)).patients}; }},
      {"survival patients at rate",
       [](const Inputs& in) -> Numbers {
         return {in.one("rate") * accrual_needed(comparison(in), plan(in), in.one("rate"))};
       }},
      {"survival size",
       [](const Inputs& in) -> Numbers {
         const SurvivalSize s = survival_size(comparison(in), plan(in));
         return {s.events, s.patients, s.event_probability};
       }},
      {"expected events", [](const Inputs& in) -> Numbers { return {events_expected(in)}; }},
      {"power", [](const Inputs& in) -> Numbers { return {survival_power(comparison(in), events_expected(in))}; }},
      {"assurance",
       [](const Inputs& in) -> Numbers {
         return {assurance(superiority_trial(in.one("events")), {-std::log(in.one("hr")), in.one("sd")})};
       }},
      {"group-sequential assurance",
       [](const Inputs& in) -> Numbers {
         // the effect is in units of the fixed trial's: theta is the drift of that trial
         const GroupSequential g = looks(in);
         const Numbers upper = hsd(in);
         const double larger = std::sqrt(g.inflation(upper, in.one("alpha"), in.one("power")));
         double sum = 0;
         for (std::size_t i = 0; i < in.list("theta").size(); ++i)
           sum += in.list("weight")[i] * g.crossing(upper, in.list("theta")[i] * larger).above();
         return {sum};
       }},
      {"evpi", [](const Inputs& in) -> Numbers { return {perfect_information(in.one("mean"), in.one("sd"))}; }},
      {"evsi",
       [](const Inputs& in) -> Numbers { return {sample_information(in.one("mean"), in.one("sd"), in.one("se"))}; }},
      {"royalty",
       [](const Inputs& in) -> Numbers {
         std::vector<RoyaltyTier> tiers;
         for (std::size_t i = 0; i < in.list("from").size(); ++i)
           tiers.push_back({in.list("from")[i], Known{in.list("rate")[i]}});
         return {std::get<Known>(tiered(tiers, in.one("sales"))).value};
       }},
      {"deal genentech",
       [](const Inputs&) -> Numbers {
         const DealFile file = read_deal(find_deal("genentech-2000"));
         return {realized(file, "development"), realized(file, "regulatory")};
       }},
      {"deal biogen",
       [](const Inputs&) -> Numbers {
         const DealFile file = read_deal(find_deal("biogen-idec-2004"));
         return {realized(file), face_value(file.deal).usd.all().high};
       }},
  };
  return known;
}

// ---------------------------------------------------------------- the table

/// Half a unit of the last digit printed.
double half_unit(const std::string& printed) {
  const std::size_t point = printed.find('.');
  return point == std::string::npos ? 0 : 0.5 * std::pow(10, -static_cast<double>(printed.size() - point - 1));
}

class ProgrammeVectors : public testing::TestWithParam<std::size_t> {};

const Table& vectors() {
  static const Table table = read_table(read_source(TANSINE_SOURCE_DIR "/tests/conformance/programme_vectors.csv"));
  return table;
}
std::string cell(std::size_t row, const char* column) {
  return std::string(vectors().cell(row, vectors().column(column).value()));
}

TEST_P(ProgrammeVectors, IsMet) {
  const std::size_t row = GetParam();
  const auto method = methods().find(cell(row, "method"));
  ASSERT_NE(method, methods().end()) << "nothing computes \"" << cell(row, "method") << "\"";
  EXPECT_FALSE(cell(row, "source").empty());
  const Numbers got = method->second(Inputs(cell(row, "inputs")));
  std::istringstream printed(cell(row, "expected"));
  const double tolerance = parse_number(cell(row, "tolerance")).value();
  std::size_t i = 0;
  for (std::string word; printed >> word; ++i) {
    ASSERT_LT(i, got.size());
    // A whole number (patients, looks) is exact; a real one is right to the tolerance and half its last digit.
    const double slack = word.find('.') == std::string::npos ? 0 : tolerance + half_unit(word);
    EXPECT_NEAR(got[i], parse_number(word).value(), slack) << cell(row, "id") << ", number " << i + 1;
  }
  EXPECT_EQ(i, got.size());
}
INSTANTIATE_TEST_SUITE_P(Rows, ProgrammeVectors, testing::Range(std::size_t{0}, vectors().rows()), [](const auto& row) {
  std::string name = cell(row.param, "id");
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
});

}  // namespace
}  // namespace tansine

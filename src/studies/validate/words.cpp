#include "studies/validate/words.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <regex>
#include <utility>

namespace tansine {
namespace {

using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;

std::string with_replaced(std::string text, const Pairs& pairs) {
  for (const auto& [from, to] : pairs)
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  return text;
}

bool has(const std::string& text, const char* pattern) { return std::regex_search(text, std::regex(pattern)); }

std::optional<std::smatch> find(const std::string& text, const char* pattern) {
  std::smatch m;
  if (std::regex_search(text, m, std::regex(pattern))) return m;
  return std::nullopt;
}

double in_days(double n, const std::string& unit) {
  if (unit.starts_with("mo")) return 28 * n;
  if (unit.starts_with("w")) return 7 * n;
  if (unit.starts_with("h")) return n / 24;
  if (unit.starts_with("mi")) return n / 1440;
  return n;
}

double small_number(const std::string& word) {
  static constexpr std::array<const char*, 7> kWords{"zero", "one", "two", "three", "four", "five", "six"};
  for (std::size_t i = 0; i < kWords.size(); ++i)
    if (word == kWords[i]) return static_cast<double>(i);
  if (word == "other") return 2;
  if (word == "third") return 3;
  if (word == "fourth") return 4;
  return word.empty() ? 1 : std::stod(word);
}

}  // namespace

std::string plain_words(std::string_view text) {
  std::string s = with_replaced(std::string(text), {{"\u00b5", "u"},
                                                    {"\u03bc", "u"},
                                                    {"\u2010", "-"},
                                                    {"\u2011", "-"},
                                                    {"\u2012", "-"},
                                                    {"\u2013", "-"},
                                                    {"\u2014", "-"},
                                                    {"\u2212", "-"},
                                                    {"\u00b2", "2"},
                                                    {"\u00b7", "*"},
                                                    {"\u22c5", "*"},
                                                    {"\u00d7", "x"},
                                                    {"\u03b1", "alpha"},
                                                    {"\u00a0", " "},
                                                    {"\t", " "}});
  std::string out;
  for (const char c : s) {
    const char l = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (l == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += l;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string name_key(std::string_view text) {
  std::string out;
  for (const char c : plain_words(text))
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) > 127) out += c;
  return out;
}

std::string species_of(std::string_view text) {
  const std::string s = plain_words(text);
  if (s.empty()) return "human";
  if (has(s, "in vitro|ex vivo|cell line")) return "";
  if (has(s, "\\bhuman|patient|volunteer|subject|\\bman\\b|adult|homo")) return "human";
  if (has(s, "cyno|monkey|macaque|macaca|primate|\\bnhp")) return "cynomolgus";
  if (has(s, "\\brats?\\b|sprague|wistar|rattus")) return "rat";
  if (has(s, "\\bmice\\b|\\bmouse\\b|murine|\\bscid\\b|balb|\\bnude\\b|\\bmus\\b")) return "mouse";
  return "";
}

std::optional<Unit> time_unit_of(std::string_view text) {
  std::string s = plain_words(text);
  for (const auto& [word, symbol] : Pairs{{"seconds", "s"},
                                          {"second", "s"},
                                          {"sec", "s"},
                                          {"minutes", "min"},
                                          {"minute", "min"},
                                          {"mins", "min"},
                                          {"hours", "h"},
                                          {"hour", "h"},
                                          {"hrs", "h"},
                                          {"hr", "h"},
                                          {"days", "d"},
                                          {"day", "d"},
                                          {"weeks", "week"},
                                          {"wk", "week"},
                                          {"wks", "week"},
                                          {"w", "week"}})
    if (s == word) s = symbol;
  std::optional<Unit> u = parse_unit(s);
  if (!u || u->dimension != dimension::time) return std::nullopt;
  return u;
}

std::optional<Unit> value_unit_of(std::string_view text) {
  if (std::optional<Unit> u = parse_unit(trimmed(text))) return u;  // upper and lower case as written: M, m
  std::string s = plain_words(text);
  s = std::regex_replace(s, std::regex("\\b(mcg|microg|micrograms?)\\b"), "ug");
  s = std::regex_replace(s, std::regex("\\b(ng|ug|mg|pg) ?eq\\b"), "$1");
  s = std::regex_replace(s, std::regex("\\b(days?)\\b"), "d");
  s = std::regex_replace(s, std::regex("\\b(hours?|hrs?|hr)\\b"), "h");
  s = std::regex_replace(s, std::regex("\\b(minutes?|mins?)\\b"), "min");
  s = std::regex_replace(s, std::regex("\\bl\\b"), "L");
  s = std::regex_replace(s, std::regex("\\b(m|d|u|n|p)l\\b"), "$1L");
  s = std::regex_replace(s, std::regex("\\b(p|n|u|m)m\\b(?! ?2)"), "$1M");
  s = std::regex_replace(s, std::regex("m\\^2|sqm|sq m"), "m2");
  s = std::regex_replace(s, std::regex("([a-zL2]) ?[.x-] ?([a-zL])"), "$1*$2");
  return parse_unit(s);
}

std::optional<double> number_of(std::string_view text, bool* is_range) {
  const std::string s = plain_words(text);
  if (is_range != nullptr) *is_range = false;
  if (const std::optional<double> x = parse_number(s)) return x;
  // a list of dose levels is not one number, and neither is "0.15 then 0.075": the first counts
  static const std::string number = "(\\d+(?:\\.\\d+)?(?:e-?\\d+)?)";
  std::smatch m;
  if (std::regex_match(s, m, std::regex("[<>=~]* ?" + number + " ?(?:-|to) ?" + number))) {
    const double a = std::stod(m[1]), b = std::stod(m[2]);
    if (!(a > 0) || !(b > 0)) return std::nullopt;
    if (is_range != nullptr) *is_range = true;
    return std::sqrt(a * b);
  }
  if (std::regex_match(s, m, std::regex("(?:~|about|approx\\.?|ca\\.?|=)? ?" + number + "(?: then.*)?")))
    return std::stod(m[1]);
  return std::nullopt;
}

std::optional<DoseWords> dose_of(std::string_view dose, std::string_view unit_text, std::string_view regimen) {
  DoseWords d;
  const std::optional<double> amount = number_of(dose, &d.range);
  if (!amount || !(*amount > 0)) return std::nullopt;
  std::string u = plain_words(unit_text);
  const std::string r = plain_words(regimen);
  const bool adjusted = has(u, "aibw|aib|adjusted|\\bibw\\b") || has(r, "aibw|adjusted ideal");
  u = std::regex_replace(u, std::regex("\\(?(aibw|adjusted.*|ibw|bw|body weight|bsa)\\)?"), "");
  u = std::regex_replace(u, std::regex("mcg|microg(ram)?s?"), "ug");
  u = std::regex_replace(u, std::regex("m\\^2|sqm|sq\\.? ?m|m\\*\\*2"), "m2");
  u = std::regex_replace(u, std::regex("/ ?(day|d|dose|week|wk|weekly|cycle|infusion)\\b"), "");
  u = std::regex_replace(u, std::regex(" per "), "/");
  u = std::regex_replace(u, std::regex(" "), "");
  if (u.ends_with("/kg")) {
    d.basis = adjusted ? DoseWords::Basis::adjusted_weight : DoseWords::Basis::weight;
    u.resize(u.size() - 3);
  } else if (u.ends_with("/m2")) {
    d.basis = DoseWords::Basis::surface;
    u.resize(u.size() - 3);
  }
  const std::optional<Unit> mass = parse_unit(u);
  if (!mass) return std::nullopt;
  if (mass->dimension != dimension::mass && mass->dimension != dimension::amount) return std::nullopt;
  d.molar = mass->dimension == dimension::amount;
  d.amount = mass->to_canonical(*amount);
  return d;
}

namespace {

/// "d1,8,15", "days 0 and 21", "doses ~ day 0, 22, 44": [d] from the first.
std::vector<double> listed_days(const std::string& s) {
  std::smatch m;
  static const std::regex pattern(
      "\\b(?:days?|d)(?:ay)? ?~? ?(\\d+(?:\\.\\d+)?(?: ?(?:,|and|&|;|/|, and) ?(?:days?|d)? ?\\d+(?:\\.\\d+)?)+)");
  if (!std::regex_search(s, m, pattern)) return {};
  std::vector<double> days;
  const std::string list = m[1];
  static const std::regex number("\\d+(\\.\\d+)?");
  for (std::sregex_iterator i(list.begin(), list.end(), number); i != std::sregex_iterator(); ++i)
    days.push_back(std::stod(i->str()));
  std::sort(days.begin(), days.end());
  const double first = days.front();  // day 1 is the first day of a course, day 0 the zero of a clock
  for (double& d : days) d -= first;
  return days;
}

std::optional<double> interval_in(const std::string& s) {
  if (auto m = find(s, "\\bq ?(\\d+(?:\\.\\d+)?) ?-?(weeks?|wks?|w|days?|d|hours?|hrs?|h|months?|mo)\\b"))
    return in_days(std::stod((*m)[1]), (*m)[2]);
  if (auto m = find(s,
                    "every ?(\\d+(?:\\.\\d+)?|other|two|three|four|six|third|fourth)? "
                    "?-?(weeks?|wks?|days?|d|w|hours?|h|months?)\\b"))
    return in_days(small_number((*m)[1]), (*m)[2]);
  if (auto m = find(s, "once in (\\d+|two|three|four) (weeks?|days?)")) return in_days(small_number((*m)[1]), (*m)[2]);
  if (has(s, "bi-?weekly|fortnight")) return 14.0;
  if (auto m = find(s, "(\\d|two|three|four|tri)-?weekly")) return (*m)[1] == "tri" ? 21 : 7 * small_number((*m)[1]);
  if (has(s, "\\bq ?w(k|eek)?\\b|\\bq1w\\b|weekly|per week|/ ?(wk|week)\\b")) return 7.0;
  if (has(s, "\\bqd\\b|\\bdaily\\b|\\bq24h\\b|once a day|per day")) return 1.0;
  if (has(s, "monthly|\\bqm\\b")) return 28.0;
  return std::nullopt;
}

}  // namespace

RegimenWords regimen_of(std::string_view text) {
  RegimenWords r;
  const std::string s = plain_words(text);
  if (auto m = find(s, "(\\d+(?:\\.\\d+)?) ?-? ?(min|minutes?|mins?|h|hours?|hrs?|hr)\\b(?: ?-?(?:iv)? ?infusion)?"))
    if (has(s, "infus|over|\\biv\\b|i\\.v\\.") &&
        !has(s, "q ?\\d+ ?(h|hours?)\\b|every \\d+ ?(h|hours?)\\b|\\d ?(h|hours?) (window|post|after)"))
      r.infusion = 24 * in_days(std::stod((*m)[1]), (*m)[2]);
  if (has(s, "bolus")) r.infusion = 0;
  r.subcutaneous = has(s, "subcut|\\bsc\\b|\\bs\\.c\\.");
  r.steady_state = has(s, "steady[- ]?state|\\bat ss\\b|\\bss\\b");

  r.interval = interval_in(s).value_or(0);
  if (std::vector<double> days = listed_days(s); !days.empty()) {
    r.days = std::move(days);
    if (r.interval <= r.days.back()) {  // "q3w x2 (doses at day 0 and 21)": all doses are in the list
      r.interval = 0;
      r.nominal = has(s, "~|about|approx");
    }
  } else if (auto few = find(s, "(?:/ ?d(?:ay)?|daily|qd|days?|/d)? ?x ?(\\d+) ?(?:d|days)?,? (?:every|q)");
             few && r.interval > 1 && has(s, "/ ?d(ay)?\\b|daily|qd|consecutive|x ?\\d+ ?(d|days)?,? q")) {
    r.days.clear();  // "60 mg/m2/d x3 q21d"
    for (int i = 0; i < std::stoi((*few)[1]); ++i) r.days.push_back(i);
    // "daily" was found first, the course comes back by the longer word
    if (auto m = find(s, "\\bq ?(\\d+) ?-?(weeks?|wks?|w|days?|d)\\b"))
      r.interval = in_days(std::stod((*m)[1]), (*m)[2]);
  } else if (has(s, "(three times|thrice|3 ?x|x ?3|3 times)[a -/]*(per |a |every )?(weekly|week|wk)")) {
    r.days = {0, 2, 4};
    r.interval = 7;
  } else if (has(s, "(twice|two times|2 ?x|x ?2)[a -/]*(per |a |every )?(weekly|week|wk)")) {
    r.days = {0, 3};
    r.interval = 7;
  } else if (auto m = find(s, "(?:qd|daily|/ ?d(?:ay)?) ?x ?(\\d+)")) {
    r.interval = 1;
    r.cycles = std::stoi((*m)[1]);
  } else if (auto n = find(s, "x ?(\\d+)\\b(?! ?/)")) {
    r.cycles = std::stoi((*n)[1]);
  }
  if (auto m = find(s, "cycles? ?(\\d+) ?(?:-|to|and|through) ?(\\d+)")) {
    r.first_cycle = std::stoi((*m)[1]);
    r.cycles = std::stoi((*m)[2]);
  } else if (auto one = find(s, "(?:cycle|c|course|dose) ?#?(\\d+)\\b")) {
    if (!r.cycles) {
      r.first_cycle = std::max(1, std::stoi((*one)[1]));
      r.cycles = r.first_cycle;
    }
  } else if (has(s, "first (cycle|dose|course|infusion)")) {
    r.cycles = 1;
  }
  // "loading dose cycle 1 then q2w": one cycle is named, but the plan goes on only beyond the window
  if (has(s, "\\bsingle\\b|\\bonce\\b(?! (every|in|a|weekly|per|daily))|one dose|\\bsad\\b") && r.days.size() == 1) {
    r.interval = 0;
    r.cycles = 1;
    r.first_cycle = 1;
  }
  return r;
}

std::vector<double> dose_times(const RegimenWords& r, double last) {
  std::vector<double> times;
  if (r.interval <= 0) {
    for (const double d : r.days) times.push_back(24 * d);
    return times;
  }
  int first = r.first_cycle;
  if (r.steady_state && first == 1) first = 1 + static_cast<int>(std::ceil(140 / r.interval));
  int cycles = first;
  if (r.cycles && !r.steady_state)
    cycles = std::max(*r.cycles, first);
  else
    // a dose is given where observations go on well after it: one at the end of an interval is a trough
    while (cycles < first + 1000 && 24 * r.interval * (cycles - first + 1.05) < last) ++cycles;
  for (int c = 1; c <= cycles; ++c)
    for (const double d : r.days) times.push_back(24 * (r.interval * (c - first) + d));
  return times;
}

std::optional<double> weight_in_note(const std::string& note) {
  const std::string s = plain_words(note);
  const std::size_t at = s.find("mean weight ");
  if (at == std::string::npos) return std::nullopt;
  const std::size_t from = at + 12, to = s.find(" kg", from);
  if (to == std::string::npos) return std::nullopt;
  const std::optional<double> kg = parse_number(s.substr(from, to - from));
  return kg && *kg > 0 ? kg : std::nullopt;
}

// ---------------------------------------------------------------- analytes

std::optional<AnalyteKind> analyte_of(std::string_view text, const AnalyteWords& c) {
  const std::string s = plain_words(text);
  const std::string key = name_key(text);
  if (s.empty()) return std::nullopt;
  using K = AnalyteKind;
  const auto names_it = [&](const std::string& name) {
    return name_key(name).size() >= 3 && key.find(name_key(name)) != std::string::npos;
  };
  const bool total = has(s, "\\btotal\\b|\\btab\\b|\\bttab\\b|\\bt-?ab\\b");
  const bool antibody = has(s, "antibod|\\bmab\\b|\\bab\\b|\\bigg|\\btab\\b|mab\\b|anti-[a-z0-9]") ||
                        (!c.antibody.empty() && names_it(c.antibody));
  // "SN-38" and "SN38" are one drug
  std::string drug;
  for (const char letter : name_key(c.payload)) drug += (drug.empty() ? "" : "[- ]?") + std::string(1, letter);
  const bool drug_named = !drug.empty() && has(s, ("(^|[^a-z0-9-])" + drug + "($|[^a-z0-9])").c_str());
  const bool drug_word = drug_named || has(s, "payload|\\bdrug\\b|toxin|warhead|maytansinoid|small molecule");
  if (has(s, "\\bdar\\b|drug-to-antibody") && !has(s, "dar ?0|antibod(?!y rat)")) return K::dar;
  if (has(s, "methyl|\\bs-?me-?dm|\\bme-?dm\\d|medm\\d") && !has(s, "ether ratio")) return K::metabolite;
  // catabolites with the linker or an amino acid left on are no free drug
  if (has(s, "lys(ine)?-|mcc-dm1|cys-mc|lys-spdb|catabolite|adduct|radioactiv|dimer|sulfox")) return std::nullopt;
  if (c.antibody_only) {
    if (antibody || has(s, "serum|plasma|conc|drug")) return K::total_antibody;
    for (const std::string& n : c.names)
      if (names_it(n)) return K::total_antibody;
    return std::nullopt;
  }
  if (has(s, "naked|\\bdar ?0\\b|unconjugated (anti|m?ab|trast)|drug-free antibod")) return K::naked_antibody;
  if (total && !drug_named && !has(s, "total (adc|conjugate|drug)"))
    return antibody ? std::optional(K::total_antibody) : std::nullopt;
  if (has(s, "unconj|\\bfree\\b|releas|unbound|deconjugated|\\bcirculating (drug|payload)") && drug_word)
    return K::payload;
  if (has(s,
          "\\bac[- ]?(mmae|mmaf|dm1|dm4|dxd|drug|sn-?38|payload|pbd|may)|\\bacd\\b|(antibody|ab|adc)[- "
          "](conjugated|bound|linked)[- ](drug|mmae|mmaf|dm1|dm4|dxd|sn-?38|payload|pbd)|"
          "(^|[^n])conjugated (drug|mmae|mmaf|dm1|dm4|dxd|payload|sn-?38)") ||
      has(s, "\\bbound (drug|mmae|dm1|dm4|dxd)"))
    return K::conjugated_drug;
  for (const std::string& n : c.names)
    if (names_it(n) && !has(s, "unconj|releas")) return K::conjugate;
  if (has(s, "\\badc\\b|conjugate|\\bintact\\b|immunoconj|conjugated (anti|m?ab|igg|trast)|dar ?(>|>=|\\W?1|1-8)"))
    return K::conjugate;
  if (drug_named || has(s, "payload|toxin|warhead|small molecule")) return K::payload;
  if (antibody) return total ? K::total_antibody : K::conjugate;
  return std::nullopt;
}

std::string_view analyte_name(AnalyteKind kind) {
  switch (kind) {
    case AnalyteKind::conjugate:
      return "conjugate";
    case AnalyteKind::total_antibody:
      return "TAb";
    case AnalyteKind::naked_antibody:
      return "naked";
    case AnalyteKind::conjugated_drug:
      return "acDrug";
    case AnalyteKind::payload:
      return "payload";
    case AnalyteKind::metabolite:
      return "metabolite";
    case AnalyteKind::dar:
      return "DAR_all";
  }
  return "";
}

// ---------------------------------------------------------------- outcomes

std::optional<MetricWords> metric_of(std::string_view endpoint) {
  const std::string s = plain_words(endpoint);
  MetricWords m;
  if (has(s, "ratio|model used|nonlinear|predict|correlat|fold|surviv|progress|respon|driver|tmax|trough|cmin"))
    return std::nullopt;
  if (has(s, "\\bc_?max\\b|peak|maxim(um|al) (serum|plasma)? ?conc|\\bc ?max"))
    m.kind = MetricKind::Cmax;
  else if (has(s, "\\bauc ?_?(0-?)?(inf|oo|\u221e)|auc0-inf|aucinf|auc\\(?0-inf"))
    m.kind = MetricKind::AUCinf;
  else if (has(s, "\\bauc"))
    m.kind = has(s, "last|tau|0-|0 to|\\bt\\b") ? MetricKind::AUClast : MetricKind::AUCinf;
  else if (has(s, "half-?li|t1/2|t ?1/2|t_?half|t\u00bd"))
    m.kind = MetricKind::half_life;
  else if (has(s, "\\bclearance|\\bcl\\b|\\bcl/f\\b") && !has(s, "renal|creatinine|intercomp|distrib"))
    m.kind = MetricKind::CL;
  else
    return std::nullopt;
  if (auto d = find(s, "auc ?\\(?0-(\\d+(?:\\.\\d+)?) ?(d|days?|h|hr|hours?|w|weeks?)?\\b")) {
    const std::string u = (*d)[2];
    m.until = 24 * in_days(std::stod((*d)[1]), u.empty() ? "h" : u);
  }
  if (auto c = find(s, "cycle ?(\\d+)")) m.cycle = std::stoi((*c)[1]);
  m.steady_state = has(s, "steady|\\bss\\b|,ss|_ss");
  return m;
}

std::string_view metric_name(MetricKind kind) {
  switch (kind) {
    case MetricKind::Cmax:
      return "Cmax";
    case MetricKind::AUCinf:
      return "AUCinf";
    case MetricKind::AUClast:
      return "AUClast";
    case MetricKind::CL:
      return "CL";
    case MetricKind::half_life:
      return "half_life";
  }
  return "";
}

}  // namespace tansine

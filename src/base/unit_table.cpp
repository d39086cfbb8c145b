#include "base/unit_table.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace tansine {
namespace {

struct Row {
  std::string_view spellings;  // the first is the normal one
  std::string_view prefixes;   // those that are customary: each one more spelling, each one less typo found
  Dimension dimension;
  UnitScale scale;  // in nmol, mg, um (and um3), h, cell
};

constexpr int kLitre = 15;  // 1 L = 1e15 um3

// clang-format off
constexpr std::array kRows = {
    Row{"mol",              "afpnum", dimension::amount,                     {1, 1, 9}},
    Row{"M",                "afpnum", dimension::concentration,              {1, 1, 9 - kLitre}},  // molar: mol/L
    Row{"g",                "fpnumk", dimension::mass,                       {1, 1, 3}},
    Row{"L",                "fpnumcd", dimension::volume,                    {1, 1, kLitre}},
    Row{"m",                "pnumcdk", dimension::length,                    {1, 1, 6}},
    Row{"s",                "pnum",   dimension::time,                       {1, 36, -2}},
    Row{"min",              "",       dimension::time,                       {1, 6, -1}},
    Row{"h",                "",       dimension::time,                       {1, 1, 0}},
    Row{"d day days",       "",       dimension::time,                       {24, 1, 0}},
    Row{"week weeks wk",    "",       dimension::time,                       {168, 1, 0}},
    Row{"cell cells",       "",       dimension::cells,                      {1, 1, 0}},
    // As chemists use it, a dalton is a molar mass: 148 kDa is 148 kg/mol.
    Row{"Da",               "kM",     dimension::molar_mass,                 {1, 1, -6}},
    // The enzyme unit, 1 umol/min.
    Row{"U",                "numk",   dimension::amount / dimension::time,   {6, 1, 4}},
    Row{"% percent",        "",       dimension::one,                        {1, 1, -2}},
};

constexpr std::array<std::pair<char, int>, 10> kPrefixes = {{
    {'a', -18}, {'f', -15}, {'p', -12}, {'n', -9}, {'u', -6}, {'m', -3}, {'c', -2}, {'d', -1}, {'k', 3}, {'M', 6},
}};

// Other words for units we know. Not accepted, so that a file has one spelling; suggested.
constexpr std::array<std::pair<std::string_view, std::string_view>, 66> kUsual = {{
    {"l", "L"}, {"ltr", "L"}, {"liter", "L"}, {"liters", "L"}, {"litre", "L"}, {"litres", "L"},
    {"ml", "mL"}, {"milliliter", "mL"}, {"millilitre", "mL"}, {"milliliters", "mL"}, {"cc", "mL"}, {"ccm", "mL"},
    {"ul", "uL"}, {"microliter", "uL"}, {"mcl", "uL"},
    {"hr", "h"}, {"hrs", "h"}, {"hour", "h"}, {"hours", "h"}, {"mins", "min"}, {"minute", "min"}, {"minutes", "min"},
    {"sec", "s"}, {"secs", "s"}, {"second", "s"}, {"seconds", "s"}, {"dy", "d"}, {"w", "week"}, {"wks", "weeks"},
    {"gm", "g"}, {"gr", "g"}, {"gram", "g"}, {"grams", "g"}, {"mcg", "ug"}, {"microgram", "ug"}, {"micrograms", "ug"},
    {"milligram", "mg"}, {"milligrams", "mg"}, {"nanogram", "ng"}, {"kilo", "kg"}, {"kgs", "kg"}, {"kilogram", "kg"},
    {"mole", "mol"}, {"moles", "mol"}, {"mols", "mol"}, {"nanomole", "nmol"}, {"nanomoles", "nmol"},
    {"micromole", "umol"}, {"micromoles", "umol"}, {"millimole", "mmol"}, {"picomole", "pmol"},
    {"molar", "M"}, {"millimolar", "mM"}, {"micromolar", "uM"}, {"nanomolar", "nM"}, {"picomolar", "pM"},
    {"dalton", "Da"}, {"daltons", "Da"}, {"kd", "kDa"}, {"meter", "m"}, {"metre", "m"}, {"micron", "um"},
    {"microns", "um"}, {"cel", "cell"}, {"pct", "%"}, {"unit", "U"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kRefused = {{
    {"month", "a month has 28 to 31 days: write days or weeks"},
    {"months", "a month has 28 to 31 days: write days or weeks"},
    {"mo", "a month has 28 to 31 days: write days or weeks"},
    {"year", "a year has 365 or 366 days: write days or weeks"},
    {"years", "a year has 365 or 366 days: write days or weeks"},
    {"yr", "a year has 365 or 366 days: write days or weeks"},
    {"y", "a year has 365 or 366 days: write days or weeks"},
    {"iu", "international units have no common size: write mass or amount"},
    {"copies", "counts of molecules have no unit: write 1/cell"},
    {"copy", "counts of molecules have no unit: write 1/cell"},
    {"molecules", "counts of molecules have no unit: write 1/cell"},
    {"receptors", "counts of molecules have no unit: write 1/cell"},
    {"sites", "counts of molecules have no unit: write 1/cell"},
    {"n", "newtons are not read here"},
    {"oz", "only metric units are read: write g or mg"},
    {"lb", "only metric units are read: write kg"},
    {"lbs", "only metric units are read: write kg"},
    {"ppm", "parts per million of what is not said: write mg/kg or mg/L"},
    {"f", "a fraction has no unit: write the number alone"},
    {"fraction", "a fraction has no unit: write the number alone"},
}};
// clang-format on

std::vector<KnownUnit> build() {
  std::vector<KnownUnit> out;
  for (const Row& row : kRows) {
    std::string_view rest = row.spellings;
    const std::string normal(rest.substr(0, rest.find(' ')));
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      out.push_back({std::string(rest.substr(0, end)), normal, row.dimension, row.scale});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    for (const auto& [letter, exponent] : kPrefixes) {
      if (row.prefixes.find(letter) == std::string_view::npos) continue;
      const std::string name = letter + normal;
      out.push_back({name, name, row.dimension, *multiply(row.scale, {1, 1, exponent})});
    }
  }
  return out;
}

template <std::size_t n>
std::string_view look_up(const std::array<std::pair<std::string_view, std::string_view>, n>& table,
                         std::string_view word) {
  std::string lower(word);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto& [key, value] : table) {
    if (key == lower) return value;
  }
  return {};
}

}  // namespace

std::span<const KnownUnit> known_units() {
  static const std::vector<KnownUnit> units = build();
  return units;
}

std::string with_plain_micro(std::string_view spelling) {
  for (const std::string_view micro : {"\u00b5", "\u03bc"}) {
    if (spelling.starts_with(micro)) return 'u' + std::string(spelling.substr(micro.size()));
  }
  return std::string(spelling);
}

const KnownUnit* find_unit(std::string_view spelling) {
  const std::string plain = with_plain_micro(spelling);
  const auto units = known_units();
  const auto found = std::find_if(units.begin(), units.end(), [&](const KnownUnit& u) { return u.spelling == plain; });
  return found == units.end() ? nullptr : &*found;
}

std::string_view usual_spelling(std::string_view word) { return look_up(kUsual, with_plain_micro(word)); }
std::string_view refusal(std::string_view word) { return look_up(kRefused, word); }

std::string unit_text(const std::vector<UnitFactor>& factors) {
  std::string above;
  std::string below;
  int n_below = 0;
  for (const UnitFactor& f : factors) {
    std::string& side = f.power > 0 ? above : below;
    for (int rest = std::abs(f.power); rest > 0; rest -= kLargestPower) {
      if (f.power < 0) ++n_below;
      if (!side.empty()) side += '*';
      side += f.symbol;
      if (rest > 1) side += std::to_string(std::min(rest, kLargestPower));
    }
  }
  if (above.empty()) above = "1";
  if (n_below == 0) return above;
  return above + (n_below == 1 ? "/" + below : "/(" + below + ")");
}

}  // namespace tansine

// The table of unit texts: what each is worth in canonical units, or why it is refused and what is suggested instead.
// Factors are worked out by hand from the definitions (1 M = 1 mol/L, 1 Da = 1 g/mol, 1 U = 1 umol/min), not by the
// code.

#include "base/quantity.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace tansine {
namespace {

struct Accepted {
  std::string_view text;
  double factor;  // of one such unit, in the canonical unit
  std::string_view canonical;
};

// clang-format off
constexpr Accepted kAccepted[] = {
    // amounts
    {"mol", 1e9, "nmol"}, {"mmol", 1e6, "nmol"}, {"umol", 1e3, "nmol"}, {"\u00b5mol", 1e3, "nmol"}, {"\u03bcmol", 1e3, "nmol"},
    {"nmol", 1, "nmol"}, {"pmol", 1e-3, "nmol"}, {"fmol", 1e-6, "nmol"}, {"amol", 1e-9, "nmol"},
    // concentrations
    {"M", 1e9, "nmol/L"}, {"mM", 1e6, "nmol/L"}, {"uM", 1e3, "nmol/L"}, {"\u00b5M", 1e3, "nmol/L"}, {"nM", 1, "nmol/L"},
    {"pM", 1e-3, "nmol/L"}, {"fM", 1e-6, "nmol/L"}, {"aM", 1e-9, "nmol/L"}, {"mol/L", 1e9, "nmol/L"}, {"nmol/L", 1, "nmol/L"},
    {"nmol/mL", 1e3, "nmol/L"}, {"pmol/mL", 1, "nmol/L"}, {"pmol/uL", 1e3, "nmol/L"}, {"mol/m3", 1e6, "nmol/L"},
    {"fmol/pL", 1e6, "nmol/L"}, {"nM^2", 1, "nmol2/L2"}, {"nM-1", 1, "L/nmol"}, {"1/nM", 1, "L/nmol"}, {"1/M", 1e-9, "L/nmol"},
    {"M-1", 1e-9, "L/nmol"}, {"M\u207b\u00b9", 1e-9, "L/nmol"},
    // masses
    {"g", 1e3, "mg"}, {"kg", 1e6, "mg"}, {"mg", 1, "mg"}, {"ug", 1e-3, "mg"}, {"\u00b5g", 1e-3, "mg"}, {"\u03bcg", 1e-3, "mg"},
    {"ng", 1e-6, "mg"}, {"pg", 1e-9, "mg"}, {"fg", 1e-12, "mg"},
    // mass concentrations
    {"g/L", 1e3, "mg/L"}, {"mg/L", 1, "mg/L"}, {"mg/mL", 1e3, "mg/L"}, {"ug/mL", 1, "mg/L"}, {"\u00b5g/mL", 1, "mg/L"},
    {"ng/mL", 1e-3, "mg/L"}, {"pg/mL", 1e-6, "mg/L"}, {"ug/L", 1e-3, "mg/L"}, {"g/dL", 1e4, "mg/L"}, {"mg/dL", 10, "mg/L"},
    {"kg/m3", 1e3, "mg/L"}, {"g/cm3", 1e6, "mg/L"}, {"g cm-3", 1e6, "mg/L"},
    // volumes
    {"L", 1, "L"}, {"dL", 0.1, "L"}, {"cL", 0.01, "L"}, {"mL", 1e-3, "L"}, {"uL", 1e-6, "L"}, {"\u00b5L", 1e-6, "L"},
    {"nL", 1e-9, "L"}, {"pL", 1e-12, "L"}, {"fL", 1e-15, "L"}, {"m3", 1e3, "L"}, {"m^3", 1e3, "L"}, {"m\u00b3", 1e3, "L"},
    {"dm3", 1, "L"}, {"cm3", 1e-3, "L"}, {"cm\u00b3", 1e-3, "L"}, {"mm3", 1e-6, "L"}, {"mm^3", 1e-6, "L"}, {"um3", 1e-15, "L"},
    {"\u00b5m\u00b3", 1e-15, "L"}, {"nm3", 1e-24, "L"}, {"L2", 1, "L2"}, {"1/L", 1, "1/L"}, {"1/mL", 1e3, "1/L"},
    {"mL-1", 1e3, "1/L"}, {"um2 um", 1e-15, "L"}, {"cm2*cm", 1e-3, "L"}, {"m6", 1e6, "L2"},
    // lengths and areas
    {"m", 1e6, "um"}, {"km", 1e9, "um"}, {"dm", 1e5, "um"}, {"cm", 1e4, "um"}, {"mm", 1e3, "um"}, {"um", 1, "um"},
    {"\u00b5m", 1, "um"}, {"\u03bcm", 1, "um"}, {"nm", 1e-3, "um"}, {"pm", 1e-6, "um"}, {"m2", 1e12, "um2"}, {"m^2", 1e12, "um2"},
    {"m\u00b2", 1e12, "um2"}, {"cm2", 1e8, "um2"}, {"mm2", 1e6, "um2"}, {"um2", 1, "um2"}, {"nm2", 1e-6, "um2"}, {"1/m", 1e-6, "1/um"},
    {"1/cm", 1e-4, "1/um"}, {"1/m2", 1e-12, "1/um2"}, {"m4", 1e24, "um4"}, {"L/m", 1e9, "um2"}, {"mL/cm2", 1e4, "um"},
    {"L/m2", 1e3, "um"},  // 1e15 um3 / 1e12 um2
    {"um2/mL", 1e-12, "1/um"},
    // permeability, diffusion, speed
    {"um/s", 3600, "um/h"}, {"cm/s", 3.6e7, "um/h"}, {"cm2/s", 3.6e11, "um2/h"}, {"um2/s", 3600, "um2/h"}, {"cm/d", 1e4 / 24, "um/h"},
    {"m/day", 1e6 / 24, "um/h"}, {"nm/min", 0.06, "um/h"}, {"cm\u00b2\u00b7s\u207b\u00b9", 3.6e11, "um2/h"}, {"m s-2", 1e6 * 12960000.0, "um/h2"},
    // times
    {"s", 1.0 / 3600, "h"}, {"ms", 1 / 3.6e6, "h"}, {"us", 1.0 / 3600000000.0, "h"}, {"ns", 1.0 / 3600000000000.0, "h"}, {"min", 1.0 / 60, "h"},
    {"h", 1, "h"}, {"d", 24, "h"}, {"day", 24, "h"}, {"days", 24, "h"}, {"week", 168, "h"}, {"weeks", 168, "h"}, {"wk", 168, "h"},
    {"h2", 1, "h2"}, {"d2", 576, "h2"}, {"s^2", 1.0 / 12960000, "h2"},
    // rates
    {"1/s", 3600, "1/h"}, {"1/min", 60, "1/h"}, {"1/h", 1, "1/h"}, {"1/d", 1.0 / 24, "1/h"}, {"1/day", 1.0 / 24, "1/h"},
    {"1/week", 1.0 / 168, "1/h"}, {"1/wk", 1.0 / 168, "1/h"}, {"h-1", 1, "1/h"}, {"h^-1", 1, "1/h"}, {"h\u207b\u00b9", 1, "1/h"},
    {"h\u22121", 1, "1/h"}, {"s-1", 3600, "1/h"}, {"s\u207b\u00b9", 3600, "1/h"}, {"min-1", 60, "1/h"}, {"day-1", 1.0 / 24, "1/h"},
    {"d^-1", 1.0 / 24, "1/h"}, {"/h", 1, "1/h"}, {"/ h", 1, "1/h"}, {"1 / h", 1, "1/h"}, {"1/h2", 1, "1/h2"}, {"1/(h)", 1, "1/h"},
    {"%/h", 0.01, "1/h"}, {"%/d", 1 / 2400.0, "1/h"}, {"1/ms", 3.6e6, "1/h"},
    // fractions
    {"1", 1, "1"}, {"%", 0.01, "1"}, {"percent", 0.01, "1"}, {"mg/mg", 1, "1"}, {"mg/g", 1e-3, "1"}, {"ug/g", 1e-6, "1"},
    {"mg/kg", 1e-6, "1"}, {"g/kg", 1e-3, "1"}, {"ug/kg", 1e-9, "1"}, {"mol/mol", 1, "1"}, {"mL/L", 1e-3, "1"}, {"mL/g", 1e-6, "L/mg"},
    {"L/kg", 1e-6, "L/mg"}, {"mL/kg", 1e-9, "L/mg"}, {"mg kg-1", 1e-6, "1"}, {"mg kg\u207b\u00b9", 1e-6, "1"}, {"mg\u00b7kg-1", 1e-6, "1"},
    {"min/h", 1.0 / 60, "1"}, {"nM/uM", 1e-3, "1"}, {"mmol/mol", 1e-3, "1"}, {"cell/cell", 1, "1"}, {"1/%", 100, "1"},
    // doses, rates of dosing, exposure
    {"mg/m2", 1e-12, "mg/um2"}, {"mg/m\u00b2", 1e-12, "mg/um2"}, {"ug/m2", 1e-15, "mg/um2"}, {"mg/h", 1, "mg/h"}, {"mg/min", 60, "mg/h"},
    {"mg/kg/h", 1e-6, "1/h"}, {"mg/kg/week", 1 / 168e6, "1/h"}, {"mg/kg/d", 1 / 24e6, "1/h"}, {"ug*h/mL", 1, "mg*h/L"},
    {"ug h/mL", 1, "mg*h/L"}, {"ug\u00b7h/mL", 1, "mg*h/L"}, {"h*ug/mL", 1, "mg*h/L"}, {"ug*d/mL", 24, "mg*h/L"},
    {"d*ug/mL", 24, "mg*h/L"}, {"ng\u22c5h/mL", 1e-3, "mg*h/L"}, {"nM h", 1, "nmol*h/L"}, {"nM*d", 24, "nmol*h/L"}, {"uM min", 1000.0 / 60, "nmol*h/L"},
    {"day*ug/mL", 24, "mg*h/L"},
    // clearance and flow
    {"L/h", 1, "L/h"}, {"L/d", 1.0 / 24, "L/h"}, {"L/day", 1.0 / 24, "L/h"}, {"mL/h", 1e-3, "L/h"}, {"mL/min", 0.06, "L/h"},
    {"mL/d", 1 / 24e3, "L/h"}, {"uL/min", 6e-5, "L/h"}, {"mL/d/kg", 1 / 24e9, "L/(mg*h)"}, {"mL/day/kg", 1 / 24e9, "L/(mg*h)"},
    {"mL/h/kg", 1e-9, "L/(mg*h)"}, {"L/h/kg", 1e-6, "L/(mg*h)"}, {"mL/(d kg)", 1 / 24e9, "L/(mg*h)"}, {"mL/(min*kg)", 6e-8, "L/(mg*h)"},
    {"mL/min/m2", 60, "um/h"},  // 0.06 L/h = 6e13 um3/h, over 1e12 um2
    {"L/h/m2", 1e3, "um/h"}, {"mL d-1 kg-1", 1 / 24e9, "L/(mg*h)"}, {"(mL/d)/kg", 1 / 24e9, "L/(mg*h)"},
    // association, synthesis, turnover
    {"1/(nM h)", 1, "L/(nmol*h)"}, {"1/(nM*h)", 1, "L/(nmol*h)"}, {"1/(nM\u00b7h)", 1, "L/(nmol*h)"}, {"1/(M s)", 3.6e-6, "L/(nmol*h)"},
    {"1/(M*s)", 3.6e-6, "L/(nmol*h)"}, {"1/M/s", 3.6e-6, "L/(nmol*h)"}, {"M-1 s-1", 3.6e-6, "L/(nmol*h)"}, {"M^-1 s^-1", 3.6e-6, "L/(nmol*h)"},
    {"M\u207b\u00b9 s\u207b\u00b9", 3.6e-6, "L/(nmol*h)"}, {"M\u207b\u00b9\u00b7s\u207b\u00b9", 3.6e-6, "L/(nmol*h)"}, {"1/nM/h", 1, "L/(nmol*h)"},
    {"L/nmol/h", 1, "L/(nmol*h)"}, {"L/(nmol h)", 1, "L/(nmol*h)"}, {"nM-1 h-1", 1, "L/(nmol*h)"}, {"(nM h)-1", 1, "L/(nmol*h)"},
    {"(nM h)^-1", 1, "L/(nmol*h)"}, {"/(nM h)", 1, "L/(nmol*h)"}, {"1/( nM h )", 1, "L/(nmol*h)"}, {"1/(nM d)", 1.0 / 24, "L/(nmol*h)"},
    {"nM/h", 1, "nmol/(L*h)"}, {"nM/d", 1.0 / 24, "nmol/(L*h)"}, {"nmol/h", 1, "nmol/h"}, {"nmol/L/h", 1, "nmol/(L*h)"},
    {"pmol/min", 0.06, "nmol/h"}, {"(nmol/L)/h", 1, "nmol/(L*h)"},
    // cells
    {"cell", 1, "cell"}, {"cells", 1, "cell"}, {"1/cell", 1, "1/cell"}, {"cells/mL", 1e3, "cell/L"}, {"cell/uL", 1e6, "cell/L"},
    {"cells/L", 1, "cell/L"}, {"1/cell/h", 1, "1/(h*cell)"}, {"1/(cell h)", 1, "1/(h*cell)"}, {"pL/cell", 1e-12, "L/cell"},
    {"fL/cell", 1e-15, "L/cell"}, {"um3/cell", 1e-15, "L/cell"}, {"nmol/cell", 1, "nmol/cell"}, {"amol/cell", 1e-9, "nmol/cell"},
    {"pg/cell", 1e-9, "mg/cell"}, {"cells/mm3", 1e6, "cell/L"}, {"cells/g", 1e-3, "cell/mg"}, {"cells/cm2", 1e-8, "cell/um2"},
    {"cells/kg", 1e-6, "cell/mg"}, {"cell-1 h-1", 1, "1/(h*cell)"},
    // molar mass, enzyme activity
    {"Da", 1e-6, "mg/nmol"}, {"kDa", 1e-3, "mg/nmol"}, {"MDa", 1, "mg/nmol"}, {"g/mol", 1e-6, "mg/nmol"}, {"kg/mol", 1e-3, "mg/nmol"},
    {"mg/nmol", 1, "mg/nmol"}, {"mg/umol", 1e-3, "mg/nmol"}, {"U", 60000, "nmol/h"}, {"mU", 60, "nmol/h"}, {"kU", 6e7, "nmol/h"},
    {"uU", 0.06, "nmol/h"}, {"nU", 6e-5, "nmol/h"}, {"U/L", 60000, "nmol/(L*h)"}, {"U/mL", 6e7, "nmol/(L*h)"}, {"U/mg", 60000, "nmol/(mg*h)"},
    {"mU/mL", 60000, "nmol/(L*h)"},
    // blanks of all kinds
    {" mg/kg ", 1e-6, "1"}, {"mg / kg", 1e-6, "1"}, {"nM\u00a0h", 1, "nmol*h/L"}, {"nM\u202fh", 1, "nmol*h/L"}, {"nM\u2009h", 1, "nmol*h/L"},
    {"nM  *  h", 1, "nmol*h/L"}, {"mg\t/ kg", 1e-6, "1"},
};

struct Refused {
  std::string_view text;
  std::string_view message;     // a part of it
  std::string_view suggestion;  // of the marked characters; empty: none
  std::size_t offset;
  std::size_t length;
};

constexpr Refused kRefused[] = {
    // slips: the whole unit is marked, the suggestion replaces it
    {"mg/kgg", "unknown unit \"mg/kgg\"", "mg/kg", 0, 6}, {"hr", "unknown unit \"hr\"", "h", 0, 2}, {"hrs", "unknown", "h", 0, 3},
    {"hour", "unknown", "h", 0, 4}, {"hours", "unknown", "h", 0, 5}, {"1/hr", "unknown", "1/h", 0, 4}, {"uMol", "unknown", "umol", 0, 4},
    {"ug/ml", "unknown unit \"ug/ml\"", "ug/mL", 0, 5}, {"ug/ml/hr", "unknown", "ug/mL/h", 0, 8}, {"l", "unknown", "L", 0, 1},
    {"ml", "unknown", "mL", 0, 2}, {"\u00b5l", "unknown", "uL", 0, 3}, {"cc", "unknown", "mL", 0, 2}, {"mcg", "unknown", "ug", 0, 3},
    {"mcg/mL", "unknown", "ug/mL", 0, 6}, {"gm", "unknown", "g", 0, 2}, {"Mg", "unknown", "mg", 0, 2}, {"KG", "unknown", "kg", 0, 2},
    {"Kg", "unknown", "kg", 0, 2}, {"MG/KG", "unknown", "mg/kg", 0, 5}, {"NM", "unknown", "nM", 0, 2}, {"Nm", "unknown", "nm", 0, 2},
    {"sec", "unknown", "s", 0, 3}, {"mins", "unknown", "min", 0, 4}, {"minutes", "unknown", "min", 0, 7}, {"H", "unknown", "h", 0, 1},
    {"D", "unknown", "d", 0, 1}, {"Days", "unknown", "days", 0, 4}, {"dayz", "unknown", "day", 0, 4}, {"wek", "unknown", "week", 0, 3},
    {"weks", "unknown", "weeks", 0, 4}, {"molar", "unknown", "M", 0, 5}, {"nanomolar", "unknown", "nM", 0, 9}, {"mole", "unknown", "mol", 0, 4},
    {"litre", "unknown", "L", 0, 5}, {"kDA", "unknown", "kDa", 0, 3}, {"kD", "unknown", "kDa", 0, 2}, {"kda", "unknown", "kDa", 0, 3},
    {"daltons", "unknown", "Da", 0, 7}, {"Cells", "unknown", "cells", 0, 5}, {"celll", "unknown", "cell", 0, 5}, {"cel", "unknown", "cell", 0, 3},
    {"precent", "unknown", "percent", 0, 7}, {"mg per kg", "unknown", "mg/kg", 0, 9}, {"mL/mn", "unknown", "", 0, 5},
    {" mg/kgg ", "unknown", "mg/kg", 1, 6}, {"units", "unknown", "", 0, 5}, {"nmoll/L", "unknown", "nmol/L", 0, 7},
    {"pmo", "unknown", "pmol", 0, 3}, {"Gg", "unknown", "", 0, 2}, {"kmin", "unknown", "min", 0, 4}, {"mh", "unknown", "", 0, 2},
    {"ud", "unknown", "", 0, 2}, {"kL", "unknown", "", 0, 2}, {"foo", "unknown unit \"foo\"", "", 0, 3}, {"xyz/h", "unknown", "", 0, 5},
    // words refused with a reason
    {"month", "28 to 31 days", "", 0, 5}, {"months", "28 to 31 days", "", 0, 6}, {"1/month", "28 to 31 days", "", 0, 7}, {"mo", "28 to 31 days", "", 0, 2},
    {"year", "365 or 366 days", "", 0, 4}, {"years", "365 or 366", "", 0, 5}, {"yr", "365 or 366", "", 0, 2}, {"y", "365 or 366", "", 0, 1},
    {"IU", "no common size", "", 0, 2}, {"IU/mL", "no common size", "", 0, 5}, {"copies/cell", "write 1/cell", "", 0, 11},
    {"receptors/cell", "write 1/cell", "", 0, 14}, {"lb", "write kg", "", 0, 2}, {"ppm", "write mg/kg or mg/L", "", 0, 3},
    // what a slash divides by
    {"1/nM h", "is ambiguous", "1/(nM h)", 0, 6}, {"1/nM*h", "is ambiguous", "1/(nM*h)", 0, 6}, {"1/nM\u00b7h", "is ambiguous", "1/(nM\u00b7h)", 0, 7},
    {"mg/kg d", "is ambiguous", "mg/(kg d)", 0, 7}, {"mL/kg*d", "is ambiguous", "mL/(kg*d)", 0, 7}, {"L/nmol h/cell", "is ambiguous", "L/(nmol h)/cell", 0, 13},
    {"1/nM hr", "is ambiguous", "1/(nM h)", 0, 7}, {"/nM h", "is ambiguous", "/(nM h)", 0, 5}, {"1/(nM h) L", "is ambiguous", "", 0, 10},
    // other grammar
    {"", "empty", "", 0, 0}, {"  ", "empty", "", 2, 0}, {"mg/", "nothing follows the slash", "", 2, 1}, {"mg//kg", "unexpected \"/\"", "", 3, 1},
    {"mg*", "nothing follows the product sign", "", 2, 1}, {"mg**kg", "unexpected \"*\"", "", 3, 1}, {"*mg", "unexpected \"*\"", "", 0, 1},
    {"mg*/kg", "nothing follows the product sign", "", 2, 1}, {"()", "empty", "", 0, 2}, {"1/()", "empty", "", 2, 2}, {"1/(nM h", "not closed", "", 2, 1},
    {"nM h)", "closing parenthesis", "", 4, 1}, {"1/((nM h))", "inside parentheses", "", 3, 1}, {"((nM))", "inside parentheses", "", 1, 1},
    {"mg/(kg/d)", "slash below a slash", "", 6, 1}, {"m0", "powers of units go from 1 to 9", "", 1, 1}, {"m10", "powers", "", 1, 2},
    {"m-0", "powers", "", 1, 2}, {"m99999999999999999999", "powers", "", 1, 20}, {"m^", "whole number must follow", "", 1, 1},
    {"m^-", "whole number must follow", "", 1, 2}, {"m^x", "whole number must follow", "", 1, 1}, {"h-", "whole number must follow", "", 1, 1},
    {"m^2.5", "unexpected \".\"", "", 3, 1}, {"mg5kg", "unexpected \"k\"", "", 3, 1}, {"m2kg", "unexpected \"k\"", "", 2, 1}, {"mg 5", "a number inside", "", 3, 1},
    {"10/h", "a number inside", "", 0, 1}, {"2", "a number inside", "", 0, 1}, {"1 h", "after 1 comes a slash", "", 2, 1}, {"1*h", "after 1 comes a slash", "", 1, 2},
    {"mg/1", "a number inside", "", 3, 1}, {"11", "a number inside", "", 0, 1}, {"mg,kg", "unexpected \",\"", "", 2, 1}, {"mg\nkg", "unexpected", "", 2, 1}, {"mg+kg", "unexpected \"+\"", "", 2, 1},
    {"mg\u20ac", "unexpected", "", 2, 3}, {"\u00b0C", "unexpected", "", 0, 2}, {"week9*week9", "too high", "", 0, 11}, {"um9*um9*um9*um9*um9*um9*um9*um9*um9*um9", "too high", "", 0, 39}, {"m9*m9*m9*m9*m9*m9*m9*m9*m9*m9*m9*m9*m9*m9*m9", "too high", "", 0, 44},
};
// clang-format on

TEST(UnitStrings, TheTableHasMoreThan200DifferentTexts) {
  std::set<std::string_view> texts;
  for (const Accepted& a : kAccepted) texts.insert(a.text);
  EXPECT_GE(texts.size(), 200u);
  for (const Refused& r : kRefused) texts.insert(r.text);
  EXPECT_GE(texts.size(), 300u);
}

TEST(UnitStrings, AcceptedOnesHaveTheirSizeExactlyAndTheirDimension) {
  for (const Accepted& a : kAccepted) {
    UnitProblem problem;
    const std::optional<Unit> u = parse_unit(a.text, &problem);
    ASSERT_TRUE(u) << a.text << ": " << problem.message;
    EXPECT_EQ(canonical_unit(u->dimension), a.canonical) << a.text;
    EXPECT_EQ(u->to_canonical(1), a.factor) << a.text;
    const std::optional<Quantity> q = parse_quantity("1 " + std::string(a.text));
    ASSERT_TRUE(q) << a.text;
    EXPECT_EQ(q->value(), a.factor) << a.text;
  }
}

TEST(UnitStrings, RefusedOnesSayWhyAndWhereAndWhatInstead) {
  for (const Refused& r : kRefused) {
    UnitProblem problem;
    const std::optional<Unit> u = parse_unit(r.text, &problem);
    ASSERT_FALSE(u) << r.text;
    EXPECT_NE(problem.message.find(r.message), std::string::npos) << r.text << ": " << problem.message;
    EXPECT_EQ(problem.suggestion, r.suggestion) << r.text;
    EXPECT_EQ(problem.offset, r.offset) << r.text;
    EXPECT_EQ(problem.length, r.length) << r.text;
    if (problem.suggestion.empty()) continue;
    std::string mended(r.text);
    mended.replace(problem.offset, problem.length, problem.suggestion);
    EXPECT_TRUE(parse_unit(mended)) << r.text << " -> " << mended;
  }
}

TEST(UnitStrings, CanonicalUnitsReadBackAsThemselves) {
  for (const Accepted& a : kAccepted) {
    const Unit u = unit(a.canonical);
    EXPECT_EQ(u.to_canonical(1), 1) << a.canonical;
    EXPECT_EQ(u.dimension, unit(a.text).dimension) << a.canonical;
  }
}

}  // namespace
}  // namespace tansine

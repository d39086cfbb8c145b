#include "library/conjugation/lot.hpp"

#include "compounds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using ::testing::HasSubstr;

LotDescription lot(const std::string& generator, QuantityTable quantities, std::vector<double> fractions = {}) {
  LotDescription l;
  l.name = "a";
  l.generator.text = generator;
  l.quantities = std::move(quantities);
  l.fractions = std::move(fractions);
  if (!l.fractions.empty()) l.source = "assumed: for a test";
  return l;
}

std::string messages(const LotDescription& l) {
  Problems problems;
  const Lot made = make_lot(l, problems);
  std::string all;
  for (const Problem& p : problems.list()) all += p.message + "\n";
  EXPECT_EQ(made.fractions.empty(), problems.has_errors());
  return all;
}

TEST(Lot, EveryGeneratorWorks) {
  for (const LotDescription& l :
       {lot("table", {}, {0.1, 0.5, 0.4}), lot("poisson", {{"mean", assumed("3.5")}}),
        lot("binomial", {{"sites", assumed("12")}, {"mean", assumed("3")}}),
        lot("binomial", {{"sites", assumed("12")}, {"occupancy", assumed("25 %")}}),
        lot("poisson-binomial", {}, {0.1, 0.9}), lot("interchain-cysteine", {{"reduced", assumed("0.5")}}),
        lot("interchain-cysteine", {{"reduced_fab", assumed("0.5")}, {"reduced_hinge", assumed("0.2")}}),
        lot("site-specific", {{"sites", assumed("2")}, {"coupling_yield", assumed("0.95")}}),
        lot("kinetic", {{"sites", assumed("40")},
                        {"k1", assumed("1e-5 1/(nM h)")},
                        {"linker", assumed("2 uM")},
                        {"kh", assumed("0.2 1/h")},
                        {"time", assumed("3 h")}}),
        lot("kinetic", {{"sites", assumed("40")},
                        {"k1", assumed("1e-5 1/(nM h)")},
                        {"linker", assumed("2 uM")},
                        {"kh", assumed("0.2 1/h")},
                        {"time", assumed("3 h")},
                        {"antibody", assumed("50 uM")}}),
        lot("two-step",
            {{"sites", assumed("40")}, {"modification_yield", assumed("0.12")}, {"coupling_yield", assumed("0.8")}})})
    EXPECT_EQ(messages(l), "") << l.generator.text;
}

TEST(Lot, TableIsMadeOne) {
  Problems problems;
  const Lot l = make_lot(lot("table", {}, {0.5, 0.498}), problems);
  EXPECT_NEAR(l.fractions[0], 0.5 / 0.998, 1e-15);
}

TEST(Lot, SaysWhatIsWrong) {
  EXPECT_THAT(messages(lot("binomal", {})), HasSubstr("unknown generator \"binomal\"; did you mean \"binomial\"?"));
  EXPECT_THAT(messages(lot("table", {}, {0.5, 0.4})), HasSubstr("fractions sum to 0.9, expected 1"));
  EXPECT_THAT(messages(lot("table", {}, {1.5, -0.5})), HasSubstr("fraction -0.5 is not between 0 and 1"));
  EXPECT_THAT(messages(lot("poisson", {})), HasSubstr("generator 'poisson' needs 'mean'"));
  EXPECT_THAT(messages(lot("site-specific", {{"sites", assumed("2.5")}, {"coupling_yield", assumed("0.9")}})),
              HasSubstr("'sites' is 2.5, expected a whole number"));
  EXPECT_THAT(messages(lot("site-specific", {{"sites", assumed("2")}, {"coupling_yield", assumed("1.2")}})),
              HasSubstr("'coupling_yield' is 1.2, expected a fraction between 0 and 1"));
  EXPECT_THAT(messages(lot("poisson", {{"mean", assumed("3")}, {"site", assumed("2")}})),
              HasSubstr("generator 'poisson' does not use 'site'"));
  EXPECT_THAT(messages(lot("binomial", {{"sites", assumed("12")}, {"mean", assumed("3 nM")}})),
              HasSubstr("'mean' has unit nmol/L, expected 1"));
  LotDescription unsourced = lot("table", {}, {0.5, 0.5});
  unsourced.source.clear();
  EXPECT_THAT(messages(unsourced), HasSubstr("has no source"));
  // all at once
  const std::string several = messages(lot("binomial", {{"sites", assumed("0")}, {"occupancy", assumed("2")}}));
  EXPECT_THAT(several, HasSubstr("'sites' is 0"));
  EXPECT_THAT(several, HasSubstr("'occupancy' is 2"));
}

}  // namespace
}  // namespace tansine

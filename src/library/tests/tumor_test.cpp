#include "library/assembly.hpp"

#include "compounds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// An antibody in a tumor told so.
CompoundDescription in_tumor(std::vector<Setting> told) {
  CompoundDescription c = test_compound();
  model_of(c).mechanisms.push_back({"tumor", std::move(told), {}});
  for (const auto& [name, value] :
       {std::pair{"V_tumor", "1 mL"}, std::pair{"eps", "0.24"}, std::pair{"Rcap", "8 um"}, std::pair{"RKrogh", "75 um"},
        std::pair{"P", "200 um/d"}, std::pair{"D", "1e6 um2/d"}})
    model_of(c).parameters.push_back({name, assumed(value)});
  return c;
}

TEST(Tumor, SharesOfTheTissueAddUp) {
  for (const char* geometry : {"krogh", "layers"}) {
    const Program p = compile(assemble(in_tumor({{"geometry", {geometry}, {}}, {"nodes", {"7"}, {}}}), "test"));
    // the same everywhere: the mean is that, nothing diffuses, and the wall sees eps Cp against it
    std::vector<double> y(p.n_states(), 0.0);
    for (std::size_t i = 0; i < y.size(); ++i)
      if (p.states[i].name.starts_with("A_t")) y[i] = 24;
    y[p.state_index("Ab")] = 100;
    const Slots s(p, 0, y);
    EXPECT_NEAR(s.observable("tumor_TAb"), 24, 1e-12);
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (!p.states[i].name.starts_with("A_t")) continue;
      EXPECT_NEAR(s.derivative(p.states[i].name), 0, 1e-9) << p.states[i].name;
    }
  }
}

TEST(Tumor, SettingsOfAnotherGeometryAreRefused) {
  EXPECT_THAT(problems_of(in_tumor({{"geometry", {"krogh"}, {}}})), IsEmpty());
  EXPECT_THAT(problems_of(in_tumor({{"nodes", {"7"}, {}}})),
              HasSubstr("nodes are of geometry \"krogh\" or \"layers\""));
  EXPECT_THAT(problems_of(in_tumor({{"geometry", {"krogh"}, {}}, {"form", {"shah"}, {}}})),
              HasSubstr("form is of geometry \"well-mixed\""));
  EXPECT_THAT(problems_of(in_tumor({{"geometry", {"krogh"}, {}}, {"nodes", {"0"}, {}}})),
              HasSubstr("expected a whole number from 1 to 400"));
  EXPECT_THAT(problems_of(in_tumor({{"geometry", {"krog"}, {}}})), HasSubstr("did you mean \"krogh\""));
  EXPECT_THAT(problems_of(in_tumor({{"plasm", {"driven"}, {}}})), HasSubstr("did you mean \"plasma\""));
}

TEST(Tumor, NeedsBlood) {
  CompoundDescription c = in_tumor({});
  model_of(c).resolution.text = "separate";
  for (const char* name : {"CL_conjugate", "CL_TAb"}) model_of(c).parameters.push_back({name, assumed("0.3 L/d")});
  EXPECT_THAT(problems_of(c), HasSubstr("tumor hangs on the blood of resolution"));
}

TEST(Tumor, AFractionIsBetween0And1) {
  CompoundDescription c = in_tumor({});
  for (NamedQuantity& q : model_of(c).parameters)
    if (q.name == "eps") q.quantity = assumed("24");
  EXPECT_THAT(problems_of(c), HasSubstr("'eps' is 24, expected a fraction between 0 and 1"));
}

}  // namespace
}  // namespace tansine

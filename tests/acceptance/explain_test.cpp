// `tansine explain`: every model of every compound of the catalogue can be read.

#include "program.hpp"

#include "studies/catalogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Explain, EveryModelOfTheCatalogue) {
  const Desk desk;
  const Ran list = desk.run({"explain"});
  EXPECT_EQ(list.code, 0);
  std::size_t models = 0;
  for (const std::string& file : catalogue()) {
    EXPECT_THAT(list.out, HasSubstr("  " + file));
    const CompoundDescription compound = load_compound(file);
    for (const ModelDescription& m : compound.models) {
      SCOPED_TRACE(file + ", " + m.name);
      const Ran ran = desk.run({"explain", file, "--model", m.name});
      EXPECT_EQ(ran.code, 0) << ran.err;
      EXPECT_EQ(ran.err, "");
      EXPECT_THAT(ran.out, AllOf(StartsWith(compound.name), HasSubstr("\nmodels\n"), HasSubstr("  * " + m.name),
                                 HasSubstr("\nprocesses\n"), HasSubstr("\nequations ("), HasSubstr("/dt = "),
                                 HasSubstr("\nparameters\n")));
      // every parameter is shown, with where its number comes from
      const std::string parameters = ran.out.substr(ran.out.find("\nparameters\n"));
      for (const NamedQuantity& p : m.parameters) {
        EXPECT_THAT(parameters, HasSubstr("\n" + p.name));
        EXPECT_THAT(parameters, HasSubstr(p.quantity.source.substr(0, 20))) << p.name;
      }
      ++models;
    }
    // by any of its names
    for (const std::string& alias : compound.aliases) EXPECT_EQ(desk.run({"explain", alias}).code, 0) << alias;
  }
  EXPECT_GE(models, 15u);
}

TEST(Explain, DrawsTheMoleculeAndItsProcesses) {
  const Desk desk;
  const Ran ran = desk.run({"explain", "tusamitamab-ravtansine", "--svg", "molecule.svg"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("*---|  |---*"), HasSubstr("3.30 drugs per antibody"), HasSubstr("CEACAM5")));
  const std::string svg = desk.get("molecule.svg");
  EXPECT_THAT(svg, AllOf(StartsWith("<svg"), HasSubstr(">SPDB<"), HasSubstr("A0 \u2026 A8"), HasSubstr(">MeDM4<"),
                         HasSubstr("loss of drugs")));
  EXPECT_EQ(desk.run({"explain", "t-dm1", "--svg", "no/such/folder/x.svg"}).code, 1);
}

TEST(Explain, NearestNames) {
  const Desk desk;
  const Ran compound = desk.run({"explain", "trastuzumab-deruxtekan"});
  EXPECT_EQ(compound.code, 2);
  EXPECT_THAT(compound.err, HasSubstr("unknown compound \"trastuzumab-deruxtekan\"; did you mean "
                                      "\"trastuzumab-deruxtecan\"?"));
  const Ran model = desk.run({"explain", "t-dm1", "--model", "lu2041"});
  EXPECT_EQ(model.code, 2);
  EXPECT_THAT(model.err, HasSubstr("has no model 'lu2041'; did you mean \"lu2014\"?"));
  EXPECT_EQ(desk.run({"explain", "mine.toml"}).code, 2);
}

}  // namespace
}  // namespace tansine

#include "studies/catalogue.hpp"

#include "io/tests/temporary_folder.hpp"
#include "library/assembly.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>

namespace tansine {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kGood = R"([compound]
name = "an antibody"
default_model = "simple"
molar_mass = { value = "150 kDa", source = "assumed: an IgG" }

[antibody]
name = "mab"

[model.simple]
title = "one compartment"
resolution = "antibody"
reference_dose = { value = "100 mg", source = "assumed: typical" }

[model.simple.disposition]
compartments = 1

[model.simple.parameters]
CL = { value = "0.2 L/d", source = "assumed: typical", cv = 0.3 }
V1 = { value = "3 L", source = "assumed: plasma" }
)";

std::string without(std::string text, const std::string& part, const std::string& instead = "") {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), instead);
}

class CompoundFile : public testing::Test {
 protected:
  CompoundDescription read(const std::string& text) {
    std::ofstream(folder_.path() / "c.toml") << text;
    return load_compound("c.toml", folder_.path());
  }
  /// What is wrong, from reading to the assembled model.
  std::string said(const std::string& text) {
    try {
      (void)assemble(read(text), "");
    } catch (const InputError& e) {
      return render(e.problems());
    }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(CompoundFile, IsRead) {
  const CompoundDescription c = read(kGood);
  EXPECT_EQ(c.name, "an antibody");
  ASSERT_EQ(c.models.size(), 1u);
  EXPECT_EQ(c.models.front().name, "simple");
  const SourcedQuantity* CL = find(c.models.front().parameters, "CL");
  ASSERT_NE(CL, nullptr);
  EXPECT_DOUBLE_EQ(CL->value.value(), 0.2 / 24);
  EXPECT_EQ(CL->source, "assumed: typical");
  EXPECT_EQ(said(kGood), "");
}

TEST_F(CompoundFile, UnknownKey) {
  EXPECT_THAT(
      said(without(kGood, "resolution =", "resolutoin =")),
      AllOf(HasSubstr("c.toml:11:1: error: unknown key \"resolutoin\""), HasSubstr("did you mean \"resolution\"?")));
  EXPECT_THAT(said(without(kGood, "cv = 0.3", "vc = 0.3")), HasSubstr("c.toml:18:56: error: unknown key \"vc\""));
}

TEST_F(CompoundFile, MissingSource) {
  EXPECT_THAT(said(without(kGood, ", source = \"assumed: plasma\"")),
              AllOf(HasSubstr("c.toml:19:6: error: "), HasSubstr("source")));
}

TEST_F(CompoundFile, MissingParts) {
  EXPECT_THAT(said(without(kGood, "default_model = \"simple\"\n")),
              AllOf(HasSubstr("c.toml:1:1: error: "), HasSubstr("default_model")));
  EXPECT_THAT(said(without(kGood, "V1 = { value = \"3 L\", source = \"assumed: plasma\" }\n")),
              AllOf(HasSubstr("c.toml:9:1: error: "), HasSubstr("'V1'")));
  EXPECT_THAT(said(without(kGood, "\"simple\"", "\"simpel\"")),
              AllOf(HasSubstr("c.toml"), HasSubstr("did you mean \"simple\"?")));
}

TEST_F(CompoundFile, EverythingAtOnce) {
  std::string text = without(kGood, "3 L\"", "3 LL\"");
  text = without(text, "150 kDa", "150 h");
  text = without(text, "cv = 0.3", "cv = -0.3, extra = 1");
  EXPECT_THAT(said(text),
              AllOf(HasSubstr("c.toml:19:"), HasSubstr("unknown unit \"LL\""), HasSubstr("unknown key \"extra\"")));
}

TEST(Catalogue, NamesAndAliases) {
  EXPECT_THAT(catalogue(), Contains("t-dm1"));
  const std::filesystem::path file = find_compound("t-dm1");
  for (const char* name : {"T-DM1", "Kadcyla", "trastuzumab emtansine", "ado-trastuzumab emtansine"})
    EXPECT_EQ(find_compound(name), file) << name;
}

TEST(Catalogue, NoTwoCompoundsShareAName) {
  for (const std::string& name : catalogue()) {
    const CompoundDescription c = load_compound(name);
    EXPECT_EQ(find_compound(c.name).stem(), name);
    for (const std::string& alias : c.aliases) EXPECT_EQ(find_compound(alias).stem(), name) << alias;
  }
}

TEST(Catalogue, UnknownNameAtItsPlace) {
  try {
    (void)load_compound("Kadcila", {}, Place{.name = "study.toml", .line = 2, .column = 12});
    FAIL();
  } catch (const InputError& e) {
    ASSERT_EQ(e.problems().error_count(), 1u);
    const Problem& p = e.problems().list().front();
    EXPECT_EQ(p.message, "unknown compound \"Kadcila\"; did you mean \"Kadcyla\"?");
    EXPECT_EQ(p.place.line, 2);
    EXPECT_EQ(p.place.column, 12);
  }
}

}  // namespace
}  // namespace tansine

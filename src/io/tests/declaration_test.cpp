// Declarations: reading into structs, and every message word for word.

#include "io/tests/study_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace tansine::example {
namespace {

const std::string kTop = "compound = \"t-dm1\"\nregimen = \"3.6 mg/kg q3w\"\n";

Study read(const std::string& more) { return read_text("study.toml", kTop + more, study_declaration()); }

TEST(Declaration, FillsTheStruct) {
  const Study s = read(R"(
patients = 1e3
duration = "18 week"
weight = "70 kg"
fraction = 0.25
method = "cvode"
doses = ["0.3 mg/kg", "3.6 mg/kg"]
columns = ["WT", "AGE"]
solver = { rtol = 1e-8 }
[model.lu2014]
CL = "0.676 L/d"
V1 = { value = "3.127 L", source = "table 1" }
[model."other one"]
CL = "1 L/d"
V1 = "2 L"
[observe]
platelets = "weekly"
conjugate = "daily"
[[stage]]
rtol = 0.001
[[stage]]
dense = false
[override]
"target.copies_per_cell" = { value = "2e6 1/cell", source = "assumed: IHC 3+" }
)");
  EXPECT_EQ(s.compound, "t-dm1");
  EXPECT_EQ(s.regimen->text, "3.6 mg/kg q3w");
  EXPECT_EQ(s.regimen.place.line, 2);
  EXPECT_EQ(s.regimen.place.column, 11);
  EXPECT_EQ(s.patients, 1000);
  EXPECT_EQ(s.seed, 1u);
  EXPECT_EQ(s.duration, 18 * 7 * 24);
  EXPECT_EQ(s.weight, 70e6);  // canonical: mg
  EXPECT_EQ(s.fraction, 0.25);
  EXPECT_EQ(s.method, "cvode");
  EXPECT_EQ(s.doses, (std::vector<double>{0.3e-6, 3.6e-6}));
  EXPECT_EQ(s.columns, (std::vector<std::string>{"WT", "AGE"}));
  EXPECT_EQ(std::get<Solver>(s.solver).rtol, 1e-8);
  ASSERT_EQ(s.models.size(), 2u);
  EXPECT_EQ(s.models.at("lu2014").CL->text(), "0.676 L/d");
  EXPECT_EQ(s.models.at("lu2014").V1->source, "table 1");
  EXPECT_EQ(s.models.at("other one").V1->value.in("L"), 2);  // the short form
  ASSERT_EQ(s.observe.size(), 2u);
  EXPECT_EQ(s.observe[0].name, "platelets");  // the file's order
  EXPECT_EQ(s.observe[1].value, "daily");
  ASSERT_EQ(s.stages.size(), 2u);
  EXPECT_EQ(s.stages[0].rtol, 0.001);
  EXPECT_TRUE(s.stages[0].dense);
  EXPECT_FALSE(s.stages[1].dense);
  EXPECT_EQ(s.override_values.at(0).name, "target.copies_per_cell");
  EXPECT_EQ(s.override_values.at(0).value.find("value")->value.text, "2e6 1/cell");
}

TEST(Declaration, AbsentKeysKeepTheStructsDefaults) {
  const Study s = read("");
  EXPECT_EQ(s.patients, 100);
  EXPECT_EQ(s.duration, 24);
  EXPECT_FALSE(s.weight.has_value());
  EXPECT_TRUE(s.models.empty());
}

TEST(Declaration, OneDoseIsAListOfOne) { EXPECT_EQ(read("doses = \"1 mg/kg\"").doses, std::vector<double>{1e-6}); }

TEST(Declaration, SaysEverythingAtOnceAsTheProductPromises) {
  EXPECT_EQ(said("\n"
                 "compound  = \"t-dm1\"\n"
                 "regimen   = \"3.6 mg/kgg q3w x 6\"\n"
                 "\n"
                 "\n"
                 "patient   = 10\n"),
            "study.toml:3:18: error: unknown unit \"mg/kgg\" in regimen\n"
            "  3 | regimen   = \"3.6 mg/kgg q3w x 6\"\n"
            "    |                  ^^^^^^ did you mean \"mg/kg\"?\n"
            "study.toml:6:1: error: unknown key \"patient\"; did you mean \"patients\"?\n"
            "  6 | patient   = 10\n"
            "    | ^^^^^^^\n");
}

// Each case: what stands in line 3, and what is said.
struct Case {
  const char* name;
  const char* line;
  const char* said;
};
class DeclarationMessage : public testing::TestWithParam<Case> {};
TEST_P(DeclarationMessage, IsWordForWord) { EXPECT_EQ(said(kTop + GetParam().line), GetParam().said); }
INSTANTIATE_TEST_SUITE_P(
    Messages, DeclarationMessage,
    testing::Values(
        Case{"IntegerTooSmall", "patients = 0",
             "study.toml:3:12: error: patients must be at least 1, got 0\n"
             "  3 | patients = 0\n"
             "    |            ^\n"},
        Case{"IntegerTooLargeForItsType", "patients = 3000000000",
             "study.toml:3:12: error: patients must be at most 2147483647, got 3000000000\n"
             "  3 | patients = 3000000000\n"
             "    |            ^^^^^^^^^^\n"},
        Case{"NotWhole", "patients = 2.5",
             "study.toml:3:12: error: expected a whole number, at least 1, got 2.5\n"
             "  3 | patients = 2.5\n"
             "    |            ^^^\n"},
        Case{"NegativeSeed", "seed = -1",
             "study.toml:3:8: error: seed must be at least 0, got -1\n"
             "  3 | seed = -1\n"
             "    |        ^^\n"},
        Case{"TextForInteger", "patients = \"ten\"",
             "study.toml:3:12: error: expected a whole number, at least 1, got a text\n"
             "  3 | patients = \"ten\"\n"
             "    |            ^^^^^\n"},
        Case{"NumberWithoutUnit", "duration = 24",
             "study.toml:3:12: error: expected a text like \"126 d\", got an integer\n"
             "  3 | duration = 24\n"
             "    |            ^^ write the number and its unit in quotes\n"},
        Case{"TextWithoutUnit", "duration = \"24\"",
             "study.toml:3:13: error: wrong unit in duration: expected something like \"126 d\", got \"24\"\n"
             "  3 | duration = \"24\"\n"
             "    |             ^^\n"},
        Case{"WrongUnit", "duration = \"3 mg\"",
             "study.toml:3:13: error: wrong unit in duration: expected something like \"126 d\", got \"3 mg\"\n"
             "  3 | duration = \"3 mg\"\n"
             "    |             ^^^^\n"},
        Case{"UnknownUnit", "duration = \"3 µdd\"",
             "study.toml:3:15: error: unknown unit \"µdd\" in duration\n"
             "  3 | duration = \"3 µdd\"\n"
             "    |               ^^^\n"},
        Case{"NegativeWeight", "weight = \"-70 kg\"",
             "study.toml:3:10: error: weight must be above 0, got \"-70 kg\"\n"
             "  3 | weight = \"-70 kg\"\n"
             "    |          ^^^^^^^^\n"},
        Case{"TooHeavy", "weight = \"501 kg\"",
             "study.toml:3:10: error: weight must be at most 500 kg, got \"501 kg\"\n"
             "  3 | weight = \"501 kg\"\n"
             "    |          ^^^^^^^^\n"},
        Case{"FractionTooLarge", "fraction = 1.5",
             "study.toml:3:12: error: fraction must be at most 100 %, got 1.5\n"
             "  3 | fraction = 1.5\n"
             "    |            ^^^\n"},
        Case{"FractionNotANumber", "fraction = nan",
             "study.toml:3:12: error: fraction must be a finite number, got nan\n"
             "  3 | fraction = nan\n"
             "    |            ^^^\n"},
        Case{"FractionAsMassPerMass", "fraction = \"3 mg/kg\"",
             "study.toml:3:13: error: wrong unit in fraction: expected something like \"50 %\", got \"3 mg/kg\"\n"
             "  3 | fraction = \"3 mg/kg\"\n"
             "    |             ^^^^^^^\n"},
        Case{"DoseAsFraction", "doses = [\"3 %\"]",
             "study.toml:3:11: error: wrong unit in doses: expected something like \"3.6 mg/kg\", got \"3 %\"\n"
             "  3 | doses = [\"3 %\"]\n"
             "    |           ^^^\n"},
        Case{"UnknownWord", "method = \"cvod\"",
             "study.toml:3:10: error: unknown method \"cvod\"; expected \"reference\" or \"cvode\"\n"
             "  3 | method = \"cvod\"\n"
             "    |          ^^^^^^ did you mean \"cvode\"?\n"},
        Case{"EmptyList", "columns = []",
             "study.toml:3:11: error: columns needs at least 1 value, got 0\n"
             "  3 | columns = []\n"
             "    |           ^^\n"},
        Case{"NeitherTextNorTable", "solver = 3",
             "study.toml:3:10: error: expected a text like \"fast\" or a table (solver), got an integer\n"
             "  3 | solver = 3\n"
             "    |          ^\n"},
        Case{"InfiniteTolerance", "solver = { rtol = inf }",
             "study.toml:3:19: error: rtol must be a finite number, got inf\n"
             "  3 | solver = { rtol = inf }\n"
             "    |                   ^^^\n"},
        Case{"UnknownKeyInATable", "[solver]\nrtoll = 1",
             "study.toml:4:1: error: unknown key \"rtoll\" in [solver]; did you mean \"rtol\"?\n"
             "  4 | rtoll = 1\n"
             "    | ^^^^^\n"},
        Case{"KeyThatStandsTooLow", "[solver]\npatients = 3",
             "study.toml:4:1: error: unknown key \"patients\" in [solver]; it belongs at the top of the file, before "
             "the "
             "first [table]\n"
             "  4 | patients = 3\n"
             "    | ^^^^^^^^\n"},
        Case{"MissingInATable", "[model.lu]\nV1 = \"3 L\"",
             "study.toml:3:1: error: missing key \"CL\" in [model.lu]: expected a text like \"0.68 L/d\", above 0\n"
             "  3 | [model.lu]\n"
             "    | ^^^^^^^^^^ clearance\n"},
        Case{"ShortFormNamesItsKey", "[model.lu]\nCL = \"1 L/d\"\nV1 = \"3 L/h\"",
             "study.toml:5:7: error: wrong unit in V1: expected something like \"3.1 L\", got \"3 L/h\"\n"
             "  5 | V1 = \"3 L/h\"\n"
             "    |       ^^^^^\n"},
        Case{"CrossCheck", "low = \"2 nM\"\nhigh = \"1 nM\"",
             "study.toml:4:8: error: high is below low\n"
             "  4 | high = \"1 nM\"\n"
             "    |        ^^^^^^\n"},
        Case{"NoCrossCheckOnWhatIsWrong", "low = \"2 nM\"\nhigh = \"1 h\"",
             "study.toml:4:9: error: wrong unit in high: expected something like \"1 nM\", got \"1 h\"\n"
             "  4 | high = \"1 h\"\n"
             "    |         ^^^\n"},
        Case{"EscapesFallBackToTheWholeText", "duration = \"\\u0033 dd\"",
             "study.toml:3:12: error: unknown unit \"dd\" in duration\n"
             "  3 | duration = \"\\u0033 dd\"\n"
             "    |            ^^^^^^^^^^^\n"}),
    [](const testing::TestParamInfo<Case>& one) { return one.param.name; });

TEST(Declaration, MissingKeysOfTheRootAreSaidOfTheFile) {
  EXPECT_EQ(
      said(""),
      "study.toml: error: missing key \"compound\": expected a text like \"t-dm1\"; what is given\n"
      "study.toml: error: missing key \"regimen\": expected a text like \"3.6 mg/kg q3w x 6\"; how it is given\n");
}

TEST(Declaration, AShortFormThatLacksARequiredKeySaysHowToWriteIt) {
  Problems problems;
  read_document(parse_toml("c.toml", "CL = \"1 L/d\"\nV1 = \"3 L\""), model_declaration(true), problems);
  EXPECT_EQ(render(problems),
            "c.toml:2:6: error: missing key \"source\" in [V1]: expected a text\n"
            "  2 | V1 = \"3 L\"\n"
            "    |      ^^^^^ write { value = ..., source = ... }\n");
}

TEST(Declaration, AnyKeyTakesWhatIsNotDeclared) {
  struct Doses {
    std::string unit_name;
    std::vector<Entry<Located<double>>> rest;
  };
  Declaration<Doses> d("doses");
  d.key("unit", &Doses::unit_name, "the unit");
  d.any_key(&Doses::rest, quantity("mg").positive(), "doses by name");
  const auto doses = read_text("d.toml", "b = \"2 mg\"\nunit = \"x\"\na = \"1 g\"", d);
  ASSERT_EQ(doses.rest.size(), 2u);
  EXPECT_EQ(doses.rest[0].name, "b");
  EXPECT_EQ(doses.rest[1].value.value, 1000);
  EXPECT_EQ(doses.rest[1].value.place.line, 3);
  EXPECT_THROW(read_text("d.toml", "b = \"2 h\"", d), InputError);
}

TEST(Declaration, ReadsJsonTooWithPlaces) {
  Problems problems;
  const Study s =
      read_document(parse_json("m.json", "{\n  \"compound\": \"x\",\n  \"regimen\": \"y\",\n  \"patients\": 0\n}"),
                    study_declaration(), problems);
  EXPECT_EQ(s.compound, "x");
  EXPECT_EQ(render(problems),
            "m.json:4:15: error: patients must be at least 1, got 0\n"
            "  4 |   \"patients\": 0\n"
            "    |               ^\n");
}

TEST(Declaration, TheSameKeyTwiceIsOurBug) {
  Declaration<Solver> d("solver");
  d.key("rtol", &Solver::rtol, "x");
  EXPECT_THROW(d.key("rtol", &Solver::rtol, "x"), InternalError);
}

// Property: however a right file is cut or one of its bytes changed, reading ends in a value or an InputError, and
// every error is placed inside the file.
TEST(Declaration, NoCutOrChangedFileBreaksIt) {
  const std::string good =
      kTop +
      "patients = 3\nduration = \"2 d\"\ndoses = [\"1 mg/kg\"]\n[model.a]\nCL = \"1 L/d\"\nV1 = { value = "
      "\"3 L\", source = \"x\" }\n[[stage]]\nrtol = 1e-3\n";
  const auto lines = std::count(good.begin(), good.end(), '\n') + 1;
  auto check = [&](const std::string& text) {
    try {
      read_text("study.toml", text, study_declaration());
    } catch (const InputError& error) {
      ASSERT_FALSE(error.problems().list().empty());
      for (const Problem& p : error.problems().list()) {
        EXPECT_GE(p.place.line, 0);
        EXPECT_LE(p.place.line, lines + 1);
        EXPECT_GE(p.place.length, 1);
        EXPECT_FALSE(p.message.empty());
      }
    }
  };
  for (std::size_t i = 0; i <= good.size(); ++i) check(good.substr(0, i));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char c : {'"', '[', '=', '\n', '9', '\0', '\xFF', '.'}) {
      std::string changed = good;
      changed[i] = c;
      check(changed);
    }
  }
}

// Property: what a quantity prints, the form reads as the same value.
TEST(Declaration, ReadsBackWhatQuantitiesPrint) {
  struct One {
    Quantity q;
  };
  Declaration<One> d("one");
  d.key("q", &One::q, any_quantity(), "any").required();
  for (const char* u : {"mg/kg", "mL/d/kg", "1/(nM h)", "%", "um2/s", "1/cell", "nM"}) {
    for (int e = -12; e <= 12; e += 3) {
      const Quantity q(1.2345678901234567 * std::pow(10.0, e), unit(u));
      EXPECT_EQ(read_text("t", "q = \"" + q.text() + "\"", d).q.value(), q.value()) << q.text();
    }
  }
}

}  // namespace
}  // namespace tansine::example

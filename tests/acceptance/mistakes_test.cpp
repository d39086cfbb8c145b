// Every kind of mistake in a study: located, with the right exit code, and nothing left behind.

#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>
#include <csignal>

namespace tansine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kNothing = "1 error; nothing was run\n";

/// Runs a wrong study: exit code 2, nothing on stdout, and the folder as it was. Returns what was said.
std::string refused(const Desk& desk, const std::string& study) {
  desk.put("study.toml", study);
  const std::vector<std::string> before = desk.all();
  const Ran check = desk.run({"check", "study.toml"});
  const Ran run = desk.run({"run", "study.toml"});
  EXPECT_EQ(run.code, 2) << run.err;
  EXPECT_EQ(check.code, 2) << check.err;
  EXPECT_EQ(check.err, run.err);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(desk.all(), before);
  return run.err;
}

std::string with_events(const std::string& more = "") {
  return "study = \"simulate\"\ncompound = \"t-dm1\"\nmodel = \"lu2014\"\n[events]\ndataset = \"doses.csv\"\n" + more;
}

std::string refused_dataset(const std::string& csv) {
  const Desk desk;
  desk.put("doses.csv", csv);
  return refused(desk, with_events());
}

const std::string kCompare = "[compare]\ndataset = \"seen.csv\"\nobservable = \"conjugate\"\n";
const std::string kSeen =
    "study,compound,species,dose,dose_unit,analyte,time,time_unit,value,value_unit\n"
    "ours,T-DM1,human,3.6,mg/kg,conjugate,1,d,50,ug/mL\n";

TEST(Mistakes, UnknownKey) {
  const Desk desk;
  const std::string said = refused(desk, replaced(good_study(), "population =", "populaton ="));
  EXPECT_EQ(said,
            "study.toml:6:1: error: unknown key \"populaton\"; did you mean \"population\"?\n"
            "  6 | populaton = \"her2-breast-cancer\"\n"
            "    | ^^^^^^^^^\n" +
                kNothing);
}

TEST(Mistakes, WrongUnit) {
  const Desk desk;
  const std::string said = refused(desk, replaced(good_study(), "3.6 mg/kg ", "3.6 mg/kgg "));
  EXPECT_EQ(said,
            "study.toml:4:17: error: unknown unit \"mg/kgg\" in regimen\n"
            "  4 | regimen  = \"3.6 mg/kgg q3w x 2, infused over 90 min\"\n"
            "    |                 ^^^^^^ did you mean \"mg/kg\"?\n" +
                kNothing);
}

TEST(Mistakes, UnitOfAnotherKindInADose) {
  const Desk desk;
  EXPECT_THAT(refused(desk, replaced(good_study(), "3.6 mg/kg ", "3.6 h ")),
              AllOf(StartsWith("study.toml:4:"), HasSubstr("regimen"), EndsWith(kNothing)));
}

TEST(Mistakes, UnitOfAnotherKindInAnOverrideIsSaidOnce) {
  const Desk desk;
  const std::string said =
      refused(desk, good_study() + "[override]\nCL = { value = \"0.9 L\", source = \"assumed: faster\" }\n");
  EXPECT_THAT(said, AllOf(StartsWith("study.toml:11:6: error: model 'lu2014': 'CL' has unit L, expected L/h"),
                          EndsWith(kNothing)));
}

TEST(Mistakes, NegativeClearance) {
  const Desk desk;
  EXPECT_THAT(refused(desk, good_study() + "[override]\nCL = { value = \"-1 L/d\", source = \"assumed: none\" }\n"),
              AllOf(StartsWith("study.toml:11:6: error: "), HasSubstr("'CL' is -1 L/d, expected 0 or more"),
                    EndsWith(kNothing)));
}

TEST(Mistakes, MissingFile) {
  const Desk desk;
  const Ran ran = desk.run({"run", "nowhere.toml"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, StartsWith("nowhere.toml: error: cannot read \"nowhere.toml\": there is no such file"));
  EXPECT_THAT(desk.all(), ElementsAre());
}

TEST(Mistakes, MissingFilesThatTheStudyNames) {
  const Desk desk;
  desk.put("doses2.csv", "");
  EXPECT_THAT(refused(desk, with_events()),
              AllOf(StartsWith("study.toml:5:11: error: cannot read \"doses.csv\": there is no such file"),
                    HasSubstr("did you mean \"doses2.csv\"?"), EndsWith(kNothing)));
  EXPECT_THAT(refused(desk, good_study() + kCompare),
              StartsWith("study.toml:11:11: error: cannot read \"seen.csv\": there is no such file"));
  EXPECT_THAT(refused(desk, replaced(good_study(), "\"t-dm1\"", "\"mine.toml\"")),
              AllOf(StartsWith("study.toml:2:12: error: "), HasSubstr("\"mine.toml\"")));
  EXPECT_THAT(refused(desk, replaced(good_study(), "\"her2-breast-cancer\"", "\"mine.toml\"")),
              StartsWith("study.toml:6:14: error: cannot read \"mine.toml\": there is no such file"));
}

TEST(Mistakes, UnknownNames) {
  const Desk desk;
  EXPECT_THAT(refused(desk, replaced(good_study(), "\"t-dm1\"", "\"t-dm2\"")),
              StartsWith("study.toml:2:12: error: unknown compound \"t-dm2\"; did you mean \"t-dm1\"?"));
  EXPECT_THAT(refused(desk, replaced(good_study(), "lu2014", "lu2015")),
              StartsWith("study.toml:3:12: error: trastuzumab emtansine has no model \"lu2015\"; "
                         "did you mean \"lu2014\"?"));
  EXPECT_THAT(refused(desk, replaced(good_study(), "her2-", "her3-")),
              StartsWith("study.toml:6:14: error: there is no population \"her3-breast-cancer\"; "
                         "did you mean \"her2-breast-cancer\"?"));
  EXPECT_THAT(refused(desk, replaced(good_study(), "conjugate =", "conjugat =")),
              StartsWith("study.toml:9:1: error: nothing observable is called \"conjugat\"; "
                         "did you mean \"conjugate\"?"));
  EXPECT_THAT(refused(desk, good_study() + "[override]\nCLL = { value = \"1 L/d\", source = \"assumed\" }\n"),
              AllOf(StartsWith("study.toml:11:7: error: "), HasSubstr("'CLL'"), HasSubstr("did you mean \"CL\"?")));
  EXPECT_THAT(refused(desk, good_study() + "[covariates.ALBU]\ndistribution = \"fixed\"\nvalue = \"40 g/L\"\n"
                                           "source = \"assumed\"\n"),
              StartsWith("study.toml:10:13: error: unknown covariate \"ALBU\"; did you mean \"ALB\"?"));
}

TEST(Mistakes, NegativeWeight) {
  const Desk desk;
  const std::string said = refused(
      desk, good_study() + "[covariates.WT]\ndistribution = \"fixed\"\nvalue = \"-70 kg\"\nsource = \"assumed\"\n");
  EXPECT_EQ(said,
            "study.toml:12:9: error: covariate 'WT' must be positive, got -70 kg\n"
            "  12 | value = \"-70 kg\"\n"
            "     |         ^^^^^^^^\n" +
                kNothing);
}

TEST(Mistakes, NegativeWeightInADataset) {
  EXPECT_THAT(refused_dataset("ID,TIME,AMT,WT\n1,0,250,-70\n"),
              AllOf(StartsWith("doses.csv:2:9: error: WT must be above 0, got \"-70\""), EndsWith(kNothing)));
}

TEST(Mistakes, DoseToAnUnknownCompartment) {
  EXPECT_THAT(refused_dataset("ID,TIME,AMT,CMT\n1,0,250,1\n2,0,250,9\n"),
              AllOf(StartsWith("doses.csv:3:1: error: dose to an unknown compartment: CMT 9"), EndsWith(kNothing)));
}

TEST(Mistakes, EmptyDataset) {
  EXPECT_THAT(refused_dataset(""), AllOf(StartsWith("doses.csv: error: the dataset is empty"), EndsWith(kNothing)));
  EXPECT_THAT(
      refused_dataset("ID,TIME,AMT\n"),
      AllOf(StartsWith("doses.csv: error: the dataset is empty: it has a header but no rows"), EndsWith(kNothing)));
  const Desk desk;
  desk.put("seen.csv", "");
  EXPECT_THAT(refused(desk, good_study() + kCompare), StartsWith("seen.csv: error: the table is empty"));
}

TEST(Mistakes, EmptyStudy) {
  const Desk desk;
  EXPECT_THAT(refused(desk, ""), AllOf(HasSubstr("study.toml"), HasSubstr("\"study\""), HasSubstr("\"compound\"")));
}

TEST(Mistakes, UnsortedTimes) {
  EXPECT_THAT(
      refused_dataset("ID,TIME,AMT\n1,24,250\n1,0,250\n"),
      AllOf(StartsWith("doses.csv:3:3: error: TIME goes back within ID \"1\": 0 after 24"), EndsWith(kNothing)));
}

TEST(Mistakes, NotANumber) {
  const Desk desk;
  EXPECT_THAT(
      refused(desk, replaced(good_study(), "patients = 20", "patients = nan")),
      AllOf(StartsWith("study.toml:5:12: error: expected a whole number"), HasSubstr("got nan"), EndsWith(kNothing)));
  EXPECT_THAT(refused(desk, good_study() + "[solver]\nrtol = nan\n"),
              AllOf(StartsWith("study.toml:11:8: error: rtol must be a finite number, got nan"), EndsWith(kNothing)));
  EXPECT_THAT(refused(desk, good_study() + "[covariates.WT]\ndistribution = \"fixed\"\nvalue = nan\n"
                                           "source = \"assumed\"\n"),
              AllOf(StartsWith("study.toml:12:9: error: value must be a finite number, got nan"), EndsWith(kNothing)));
  EXPECT_THAT(refused(desk, good_study() + "[override]\nCL = { value = \"nan L/d\", source = \"assumed\" }\n"),
              AllOf(StartsWith("study.toml:11:17: error: "), EndsWith(kNothing)));
  EXPECT_THAT(refused_dataset("ID,TIME,AMT\n1,nan,250\n"),
              AllOf(StartsWith("doses.csv:2:3: error: TIME must be a finite number, got \"nan\""), EndsWith(kNothing)));
  desk.put("seen.csv", replaced(kSeen, ",50,", ",NaN,"));
  EXPECT_THAT(
      refused(desk, good_study() + kCompare),
      AllOf(StartsWith("seen.csv:2:42: error: value must be a finite number, got \"NaN\""), EndsWith(kNothing)));
}

TEST(Mistakes, LineOfTenMegabytes) {
  const std::string much(10'000'000, 'x');
  const Desk desk;
  const auto said_briefly = [&](const std::string& where) {
    const Ran ran = desk.run({"run", "study.toml"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_FALSE(desk.has("runs"));
    EXPECT_THAT(ran.err, AllOf(StartsWith(where), HasSubstr("nothing was run")));
    EXPECT_LT(ran.err.size(), 2000u);
  };
  for (const std::string& study : {replaced(good_study(), "q3w x 2", "q3w " + much),
                                   replaced(good_study(), "compound = \"t-dm1\"", "compound = \"" + much + "\""),
                                   good_study() + much + " = 1\n", good_study() + much}) {
    desk.put("study.toml", study);
    said_briefly("study.toml:");
  }
  for (const std::string& csv : {"ID,TIME,AMT\n1,0," + much + "\n", much}) {
    desk.put("study.toml", with_events());
    desk.put("doses.csv", csv);
    said_briefly("doses.csv:");
  }
}

TEST(Mistakes, DirectoryInsteadOfAFile) {
  const Desk desk;
  desk.put("folder/inside", "");
  const Ran ran = desk.run({"run", "folder"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.err, "folder: error: cannot read \"folder\": it is a directory\n" + kNothing);
  desk.put("doses.csv/inside", "");
  EXPECT_THAT(
      refused(desk, with_events()),
      AllOf(StartsWith("study.toml:5:11: error: cannot read \"doses.csv\": it is a directory"), EndsWith(kNothing)));
}

TEST(Mistakes, WrongToml) {
  const Desk desk;
  EXPECT_THAT(refused(desk, replaced(good_study(), "patients = 20", "patients 20")),
              AllOf(StartsWith("study.toml:5:10: error: "), EndsWith(kNothing)));
  EXPECT_THAT(refused(desk, replaced(good_study(), "t-dm1", "t-dm\xff")),
              AllOf(StartsWith("study.toml:2:"), HasSubstr("UTF-8"), EndsWith(kNothing)));
  EXPECT_THAT(
      refused(desk, replaced(good_study(), "\"daily for 6 weeks\"", "\"daily for 6 wekes\"")),
      AllOf(StartsWith("study.toml:9:26: error: unknown unit \"wekes\""), HasSubstr("did you mean \"weeks\"?")));
}

TEST(Mistakes, WhatDoesNotFitTogether) {
  const Desk desk;
  EXPECT_THAT(refused(desk, good_study() + "[events]\ndataset = \"doses.csv\"\n"),
              AllOf(HasSubstr("study.toml:4:1: error: a study has a regimen or [events], not both"),
                    HasSubstr("study.toml:5:1: error: with [events] the patients are those of the dataset")));
  EXPECT_THAT(refused(desk, replaced(good_study(), "patients = 20\n", "")), HasSubstr("patients"));
  desk.put("seen.csv", replaced(kSeen, ",3.6,", ",3.7,"));
  EXPECT_THAT(refused(desk, good_study() + kCompare),
              StartsWith("study.toml:11:11: error: none of the 1 profiles in this dataset belongs to an arm"));
  desk.put("seen.csv", replaced(kSeen, "50,ug/mL", "50,nmol"));
  EXPECT_THAT(refused(desk, good_study() + kCompare), HasSubstr("seen.csv:2:1: error: observed values are in nmol"));
}

TEST(Mistakes, AllAtOnce) {
  const Desk desk;
  std::string study = replaced(good_study(), "patients = 20", "patients = -3");
  study = replaced(study, "population =", "populaton =");
  study = replaced(study, "daily for 6 weeks", "dayly for 6 weeks");
  EXPECT_THAT(refused(desk, study),
              AllOf(HasSubstr("study.toml:5:12: error: "), HasSubstr("study.toml:6:1: error: "),
                    HasSubstr("study.toml:9:14: error: "), EndsWith("3 errors; nothing was run\n")));
  // mistakes of what the file names, in several files
  study = replaced(good_study(), "lu2014", "lu2015");
  study = replaced(study, "3.6 mg/kg ", "3.6 mg/kgg ");
  study = replaced(study, "her2-breast-cancer", "her3-breast-cancer");
  desk.put("seen.csv", replaced(kSeen, ",1,d,", ",-1,d,"));
  const std::string said = refused(desk, study + kCompare);
  EXPECT_THAT(said, EndsWith("4 errors; nothing was run\n"));
  std::size_t at = 0;  // from top to bottom, file by file
  for (const char* place :
       {"study.toml:3:12: error: ", "study.toml:4:17: error: ", "study.toml:6:14: error: ", "seen.csv:2:38: error: "}) {
    const std::size_t here = said.find(place, at);
    EXPECT_NE(here, std::string::npos) << place << " in\n" << said;
    if (here != std::string::npos) at = here;
  }
  // a dataset's
  EXPECT_THAT(refused_dataset("ID,TIME,AMT,WT\n1,24,250,70\n1,0,250,70\n2,nan,-1,-70\n"),
              AllOf(HasSubstr("doses.csv:3:3: error: "), HasSubstr("doses.csv:4:3: error: "),
                    HasSubstr("doses.csv:4:7: error: "), HasSubstr("doses.csv:4:10: error: "),
                    EndsWith("4 errors; nothing was run\n")));
}

TEST(Mistakes, SeveralStudiesAreCheckedTogether) {
  const Desk desk;
  desk.put("one.toml", replaced(good_study(), "population =", "populaton ="));
  desk.put("two.toml", replaced(good_study(), "lu2014", "lu2015"));
  desk.put("three.toml", good_study());
  const Ran ran = desk.run({"check", "one.toml", "two.toml", "three.toml"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("one.toml:6:1: "), HasSubstr("two.toml:3:12: "), Not(HasSubstr("three.toml"))));
  EXPECT_EQ(ran.out, "three.toml: ok; 1 model x 1 arm x 20 patients, 45 outputs each\n");
}

TEST(Mistakes, OfTheCommand) {
  const Desk desk;
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"fly"},
                                             {"run"},
                                             {"run", "a.toml", "--wings"},
                                             {"check"},
                                             {"run", "a.toml", "--threads", "-1"},
                                             {"schema", "tomato"},
                                             {"rerun"}}) {
    const Ran ran = desk.run(words);
    EXPECT_EQ(ran.code, 2) << testing::PrintToString(words);
    EXPECT_NE(ran.err, "") << testing::PrintToString(words);
  }
  EXPECT_EQ(desk.run({"--help"}).code, 0);
  EXPECT_THAT(desk.run({"--version"}).out, StartsWith("tansine "));
}

// ---- what the system refuses

/// In a child: nobody, who may not do everything as root may.
void become_nobody() {
  if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(97);
}

TEST(Mistakes, NoPermissionToRead) {
  const Desk desk;
  namespace fs = std::filesystem;
  desk.put("study.toml", good_study());
  fs::permissions(desk.path("study.toml"), fs::perms::none);
  const Ran ran =
      desk.start({"run", "study.toml", "--results", "/nowhere"}, {.prepare = become_nobody, .installed = true});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.err, "study.toml: error: cannot read \"study.toml\": no permission\n" + kNothing);

  desk.put("events.toml", with_events());
  fs::permissions(desk.path("events.toml"), fs::perms::all);
  desk.put("doses.csv", "ID,TIME,AMT\n1,0,250\n");
  fs::permissions(desk.path("doses.csv"), fs::perms::none);
  const Ran events = desk.start({"run", "events.toml"}, {.prepare = become_nobody, .installed = true});
  EXPECT_EQ(events.code, 2);
  EXPECT_THAT(events.err, AllOf(StartsWith("events.toml:5:11: error: cannot read \"doses.csv\": no permission"),
                                EndsWith(kNothing)));
  EXPECT_THAT(desk.all(), ElementsAre("doses.csv", "events.toml", "study.toml"));
}

TEST(Mistakes, NoPermissionToWrite) {
  const Desk desk;
  namespace fs = std::filesystem;
  desk.put("study.toml", good_study());
  fs::create_directory(desk.path("runs"));
  fs::permissions(desk.path(),
                  fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read | fs::perms::others_exec);
  fs::permissions(desk.path("runs"),
                  fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read | fs::perms::others_exec);
  for (const std::string results : {"runs", "other"}) {
    const Ran ran =
        desk.start({"run", "study.toml", "--results", results}, {.prepare = become_nobody, .installed = true});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.err, AllOf(HasSubstr(results), HasSubstr("no permission"), HasSubstr("no results were left")));
    EXPECT_EQ(ran.out, "");
  }
  EXPECT_THAT(desk.all(), ElementsAre("runs", "study.toml"));
  fs::permissions(desk.path(), fs::perms::owner_all);
}

/// In a child: no file may grow beyond 20 kB, and the program hears of it as it hears of a full disk.
void limit_files() {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{20'000, 20'000};
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(97);
}

TEST(Mistakes, FileThatCannotGrow) {
  const Desk desk;
  desk.put("study.toml", good_study());  // its report takes more
  desk.put("long.toml", good_study() + "[output]\ntrajectories = true\n");
  for (const std::string study : {"study.toml", "long.toml"}) {
    const Ran ran = desk.start({"run", study}, {.prepare = limit_files});
    EXPECT_EQ(ran.code, 1) << ran.err;
    EXPECT_THAT(ran.err, AllOf(HasSubstr("error: cannot write "), HasSubstr("the results could not be written")));
    EXPECT_EQ(ran.out, "");
  }
  EXPECT_THAT(desk.all(), ElementsAre("long.toml", "runs", "study.toml"));
}

TEST(Mistakes, StdoutThatIsFull) {
  const Desk desk;
  desk.put("study.toml", good_study());
  const Ran ran = desk.start({"run", "study.toml"}, {.out_to = "/dev/full"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("the answer could not be written"));
  EXPECT_EQ(desk.start({"schema"}, {.out_to = "/dev/full"}).code, 1);
}

}  // namespace
}  // namespace tansine

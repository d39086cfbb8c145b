// Running a study: exit codes, what a run leaves, the same bits again.

#include "program.hpp"

#include "base/hash.hpp"
#include "io/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>
#include <algorithm>
#include <fstream>
#include <sstream>

namespace tansine {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

/// A covariate that may become negative, under a power: those patients have no finite parameters.
std::string ecd(const std::string& rest) {
  return "[covariates.ECD]\n" + rest + "\nsource = \"assumed: wrong on purpose\"\n";
}
const std::string kSome = ecd("distribution = \"normal\"\nmean = \"20 ng/mL\"\nsd = \"20 ng/mL\"");
const std::string kAll = ecd("distribution = \"fixed\"\nvalue = \"-5 ng/mL\"");

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Run, LeavesItsFiles) {
  const Desk desk;
  desk.put("study.toml", good_study());
  const Ran ran = desk.run({"run", "study.toml"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(
      ran.out,
      AllOf(
          StartsWith("In the first dosing interval of 3.6 mg/kg q3w x 2, infused over 90 min the conjugate's Cmax is "),
          HasSubstr("\n\nreport: runs/study/report.html\n")));
  EXPECT_THAT(desk.all(), ElementsAre("runs", "runs/study", "runs/study/manifest.json", "runs/study/nca.csv",
                                      "runs/study/report.html", "runs/study/summary.csv", "study.toml"));
  EXPECT_THAT(desk.get("runs/study/report.html"), AllOf(HasSubstr("<svg"), HasSubstr("</html>")));
}

TEST(Run, AgainIsAnotherFolderWithTheSameBytes) {
  const Desk desk;
  desk.put("study.toml", good_study());
  ASSERT_EQ(desk.run({"run", "study.toml"}).code, 0);
  const Ran again = desk.run({"run", "study.toml"});
  ASSERT_EQ(again.code, 0);
  EXPECT_THAT(again.out, HasSubstr("report: runs/study-2/report.html\n"));
  for (const char* file : {"report.html", "summary.csv", "nca.csv", "manifest.json"})
    EXPECT_EQ(desk.get(std::string("runs/study/") + file), desk.get(std::string("runs/study-2/") + file)) << file;
}

TEST(Run, TheManifestHashesWhatWasWritten) {
  const Desk desk;
  desk.put("study.toml", good_study() + "[output]\ntrajectories = true\n");
  ASSERT_EQ(desk.run({"run", "study.toml"}).code, 0);
  const Node manifest = read_json(desk.path("runs/study/manifest.json"));
  std::vector<std::string> files;
  for (const Node& output : manifest.find("outputs")->value.items) {
    files.push_back(output.find("file")->value.text);
    EXPECT_EQ(output.find("sha256")->value.text, sha256(desk.get("runs/study/" + files.back()))) << files.back();
  }
  EXPECT_THAT(files, UnorderedElementsAre("summary.csv", "nca.csv", "trajectories.csv", "patients.csv", "report.html"));
  EXPECT_EQ(manifest.find("inputs")->value.items.front().find("sha256")->value.text, sha256(desk.get("study.toml")));
}

TEST(Run, ThreadsDoNotMatter) {
  const Desk desk;
  // three models, so that easy and stiff patients mix; failing ones among them
  desk.put("study.toml", replaced(good_study(), "\"lu2014\"", "[\"lu2014\", \"tmdd\", \"dar-human\"]") + kSome +
                             "[output]\ntrajectories = true\n");
  for (const char* threads : {"1", "2", "3"})
    ASSERT_EQ(desk.run({"run", "study.toml", "--threads", threads, "--results", threads}).code, 3);
  for (const char* file :
       {"report.html", "summary.csv", "nca.csv", "trajectories.csv", "patients.csv", "manifest.json"})
    for (const char* threads : {"2", "3"})
      EXPECT_TRUE(desk.get(std::string("1/study/") + file) == desk.get(std::string(threads) + "/study/" + file))
          << file << " with " << threads << " threads";
}

TEST(Run, OnePatientAloneIsThePatientAmongAll) {
  const Desk desk;
  desk.put("study.toml", replaced(good_study(), "\"lu2014\"", "[\"lu2014\", \"tmdd\"]") +
                             "TAb = \"weekly for 6 weeks\"\n[output]\ntrajectories = true\n");
  ASSERT_EQ(desk.run({"run", "study.toml"}).code, 0);
  const std::vector<std::string> all = lines_of(desk.get("runs/study/trajectories.csv"));
  std::string expected = all.front() + "\n";
  std::size_t rows = 0;
  for (const std::string& line : all)
    if (line.find(",17,ok,") != std::string::npos) expected += line + "\n", ++rows;
  EXPECT_GT(rows, 2u * 43u);  // two models, daily for six weeks
  const std::vector<std::string> before = desk.all();
  const Ran ran = desk.run({"run", "study.toml", "--patient", "17"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, expected);
  EXPECT_EQ(desk.all(), before);

  const Ran none = desk.run({"run", "study.toml", "--patient", "20"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("there is no patient 20: this study has patients 0 to 19"));
}

TEST(Run, SomePatientsFail) {
  const Desk desk;
  desk.put("study.toml", good_study() + kSome);
  const Ran ran = desk.run({"run", "study.toml"});
  EXPECT_EQ(ran.code, 3);
  // which ones: those whose ECD is drawn below zero, by the seed
  EXPECT_THAT(ran.err, AllOf(HasSubstr(" of 20 patients failed (not_finite "), HasSubstr("the first is patient 6 of "),
                             HasSubstr("replay it with\n  tansine run study.toml --patient 6\n")));
  EXPECT_TRUE(desk.has("runs/study/report.html"));
  EXPECT_THAT(desk.get("runs/study/report.html"), HasSubstr("patients failed"));
  EXPECT_THAT(desk.get("runs/study/manifest.json"), HasSubstr("\"patient\": 6"));
  // as the message says
  const Ran replay = desk.run({"run", "study.toml", "--patient", "6"});
  EXPECT_EQ(replay.code, 3);
  EXPECT_THAT(replay.err, AllOf(StartsWith("patient 6 of "), HasSubstr("not_finite at "), HasSubstr("  ECD = -")));
  EXPECT_EQ(desk.run({"run", "study.toml", "--patient", "5"}).code, 0);
}

TEST(Run, AllPatientsFail) {
  const Desk desk;
  desk.put("study.toml", good_study() + kAll);
  const Ran ran = desk.run({"run", "study.toml"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("20 of 20 patients failed (not_finite 20)"));
}

// ---- a disk that is full

/// In a child: a disk of our own, with 16 kB. Leaves with 77 where the system does not let us have one.
void mount_small_disk(const fs::path& at) {
  // the mounts of this child only; who is not root becomes root of a world with one user
  const auto uid = ::geteuid();
  const auto gid = ::getegid();
  if (::unshare(CLONE_NEWNS) != 0) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) ::_exit(77);
    std::ofstream map("/proc/self/uid_map");
    map << "0 " << uid << " 1" << std::flush;
    std::ofstream groups("/proc/self/setgroups");
    groups << "deny" << std::flush;
    std::ofstream group_map("/proc/self/gid_map");
    group_map << "0 " << gid << " 1" << std::flush;
    if (!map || !group_map) ::_exit(77);
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) ::_exit(77);
  if (::mount("tmpfs", at.c_str(), "tmpfs", 0, "size=16k,mode=777") != 0) ::_exit(77);
}

TEST(Run, FullDisk) {
  const Desk desk;
  desk.put("study.toml", good_study());
  desk.put("long.toml", replaced(good_study(), "patients = 20", "patients = 2000") + "[output]\ntrajectories = true\n");
  fs::create_directory(desk.path("disk"));
  for (const std::string study : {"study.toml", "long.toml"}) {
    // `ls` sees the disk as the program left it: this process does not
    const Ran ran = desk.start_shell("\"$TANSINE\" run " + study + " --results disk; echo \"code $?\"; find disk",
                                     [&] { mount_small_disk(desk.path("disk")); });
    if (ran.code == 77) GTEST_SKIP() << "this system lets us mount nothing";
    EXPECT_EQ(ran.out, "code 1\ndisk\n");
    EXPECT_THAT(ran.err, AllOf(HasSubstr("the disk is full"), HasSubstr("the results could not be written")));
  }
}

// ---- from the first command to the last

TEST(RoundTrip, InitCheckRunRerun) {
  const Desk desk;
  const Ran init = desk.run({"init", "t-dm1"});
  EXPECT_EQ(init.code, 0) << init.err;
  EXPECT_THAT(desk.all(), ElementsAre("t-dm1.toml", "tansine.schema.json"));
  EXPECT_THAT(init.out, HasSubstr("next: tansine check "));
  EXPECT_EQ(desk.run({"init", "t-dm1"}).code, 2) << "would overwrite the user's changes";
  desk.put("t-dm1.toml", replaced(desk.get("t-dm1.toml"), "= 1000", "= 10"));
  EXPECT_EQ(desk.run({"check", "t-dm1.toml"}).out, "t-dm1.toml: ok; 1 model x 1 arm x 10 patients, 511 outputs each\n");
  ASSERT_EQ(desk.run({"run", "t-dm1.toml"}).code, 0);

  const Ran same = desk.run({"rerun", "runs/t-dm1/manifest.json", "--results", "again"});
  EXPECT_EQ(same.code, 0);
  EXPECT_THAT(same.out, EndsWith("same bits: all 3 files are equal to those of the manifest\n"));
  EXPECT_THAT(same.err, Not(HasSubstr("changed"))) << "the study and its compound have files of one name";

  // another seed in the manifest's study
  desk.put("other.json", replaced(desk.get("runs/t-dm1/manifest.json"), "seed     = 1 ", "seed     = 2 "));
  const Ran other = desk.run({"rerun", "other.json", "--results", "again"});
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, HasSubstr("the study file has changed since: t-dm1.toml\n"));
  EXPECT_THAT(other.out,
              AllOf(HasSubstr("differs: summary.csv\n"), HasSubstr("differs: nca.csv\n"),
                    HasSubstr("differs: report.html\n"), EndsWith("3 of 3 files differ from those of the manifest\n")));
}

TEST(RoundTrip, AChangedInputIsNamed) {
  const Desk desk;
  ASSERT_EQ(desk.run({"init", "t-dm1-dataset"}).code, 0);
  EXPECT_THAT(desk.all(), ElementsAre("t-dm1-dataset.toml", "t-dm1-doses.csv", "tansine.schema.json"));
  ASSERT_EQ(desk.run({"run", "t-dm1-dataset.toml"}).code, 0);
  // from another folder
  ASSERT_EQ(desk.run({"rerun", "runs/t-dm1-dataset/manifest.json", "--results", "deeper/again"}).code, 0);
  desk.put("t-dm1-doses.csv", replaced(desk.get("t-dm1-doses.csv"), "65,29", "64,29"));
  const Ran ran = desk.run({"rerun", "runs/t-dm1-dataset/manifest.json", "--results", "again"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("the events file has changed since: "));
  EXPECT_THAT(ran.err, HasSubstr("t-dm1-doses.csv\n"));
  EXPECT_THAT(ran.out, HasSubstr("differs: trajectories.csv\n"));
}

TEST(RoundTrip, WhatIsNoManifest) {
  const Desk desk;
  ASSERT_EQ((desk.put("study.toml", good_study()), desk.run({"run", "study.toml"}).code), 0);
  const std::string manifest = desk.get("runs/study/manifest.json");
  const auto refused = [&](const std::string& text) {
    desk.put("m.json", text);
    const Ran ran = desk.run({"rerun", "m.json", "--results", "again"});
    EXPECT_EQ(ran.code, 2) << text.substr(0, 200);
    EXPECT_FALSE(desk.has("again"));
    return ran.err;
  };
  EXPECT_THAT(refused("{}"), StartsWith("m.json: error: this is not a manifest of tansine: \"format\" is missing"));
  EXPECT_THAT(refused(replaced(manifest, "manifest 1", "manifest 9")),
              AllOf(StartsWith("m.json:2:13: error: "), HasSubstr("manifest 9")));
  EXPECT_THAT(refused(manifest.substr(0, manifest.size() / 2)), StartsWith("m.json:"));
  EXPECT_THAT(refused("[1, 2"), StartsWith("m.json:1:"));
  EXPECT_THAT(refused(replaced(manifest, "patients = 20", "patients = twenty")), HasSubstr("study.toml:5:12: error: "));
}

TEST(Init, UnknownExampleAndFolder) {
  const Desk desk;
  const Ran ran = desk.run({"init", "t-dm2"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("there is no example \"t-dm2\"; did you mean \"t-dm1\"?"));
  const Ran nowhere = desk.run({"init", "t-dm1", "--to", "nowhere"});
  EXPECT_EQ(nowhere.code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("nowhere"));
  EXPECT_THAT(desk.all(), ElementsAre());
}

}  // namespace
}  // namespace tansine

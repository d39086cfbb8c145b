#include "studies/arms.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <set>

namespace tansine {
namespace {

/// A regimen whose first `split` characters stand at `dose_place` and the rest at `regimen_place`. False if the rest is
/// wrong: then it is so for every dose, and said once.
bool read_arm(const std::string& name, const std::string& text, std::size_t split, const Place& dose_place,
              const Place& regimen_place, std::vector<StudyArm>& arms, Problems& problems) {
  UnitProblem problem;
  std::optional<Regimen> regimen = parse_regimen(text, &problem);
  if (regimen) {
    arms.push_back({name, std::move(regimen), dose_place});
    return true;
  }
  const bool in_dose = split > 0 && problem.offset < split;
  const std::string part = in_dose ? text.substr(0, split - 1) : text.substr(split);
  const std::size_t offset = std::min(in_dose ? problem.offset : problem.offset - split, part.size());
  problems.error(place_inside(in_dose ? dose_place : regimen_place, part, offset, problem.length),
                 problem.message + (in_dose ? " in doses" : " in regimen"),
                 problem.suggestion.empty() ? "" : fmt::format("did you mean \"{}\"?", problem.suggestion));
  return in_dose;
}

/// A word of the file and the dose targets that it stands for.
struct Given {
  const char* word;
  std::vector<std::string> parts;
};
const std::vector<Given>& all_given() {
  static const std::vector<Given> all{{"conjugate", {}},
                                      {"naked antibody", {"naked"}},
                                      {"free payload", {"payload"}},
                                      {"naked antibody + free payload", {"naked", "payload"}}};
  return all;
}

/// Each arm for everything that is given; the name says what, if it is not just the conjugate.
std::vector<StudyArm> with_given(const StudyFile& file, const std::vector<StudyArm>& arms) {
  if (file.give.empty()) return arms;
  std::vector<StudyArm> all;
  for (const Located<std::string>& word : file.give)
    for (const Given& g : all_given()) {
      if (word.value != g.word) continue;
      for (StudyArm a : arms) {
        a.name = arms.size() == 1 ? word.value : word.value + ", " + a.name;
        a.parts = g.parts;
        a.given_place = word.place;
        all.push_back(std::move(a));
      }
    }
  return all;
}

}  // namespace

std::vector<std::string> given_words() {
  std::vector<std::string> words;
  for (const Given& g : all_given()) words.emplace_back(g.word);
  return words;
}

std::vector<StudyArm> study_arms(const StudyFile& file, Problems& problems) {
  std::vector<StudyArm> arms;
  if (file.events) return {{"dataset", std::nullopt, file.events->dataset.place}};
  for (const Located<std::string>& regimen : file.regimens) {
    if (file.doses.empty()) read_arm(regimen.value, regimen.value, 0, regimen.place, regimen.place, arms, problems);
    for (const Located<std::string>& dose : file.doses) {
      const std::string text = dose.value + " " + regimen.value;
      if (!read_arm(file.regimens.size() == 1 ? dose.value : text, text, dose.value.size() + 1, dose.place,
                    regimen.place, arms, problems))
        break;
    }
  }
  arms = with_given(file, arms);
  std::set<std::string> names;
  for (const StudyArm& a : arms)
    if (!names.insert(a.name).second) problems.error(a.place, fmt::format("the arm \"{}\" stands twice", a.name));
  return arms;
}

}  // namespace tansine

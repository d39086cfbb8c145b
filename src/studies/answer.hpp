#pragma once
// The answer of a simulate study in words and as a small table for the terminal.

#include "studies/compare.hpp"

#include <string>

namespace tansine {

struct StudyAnswer {
  std::string answer;       ///< one sentence
  std::string uncertainty;  ///< how sure, and what it does not cover
};
StudyAnswer answer(const ResolvedStudy& study, const StudyResult& result, const std::vector<ComparedProfile>& compared);

/// With observations: absolute average fold error by arm and model. Without: exposure by arm and model. Lines of
/// aligned columns.
std::string answer_table(const ResolvedStudy& study, const StudyResult& result,
                         const std::vector<ComparedProfile>& compared);

/// The failures in a sentence, with the command that replays the first; empty if there are none.
std::string failure_summary(const ResolvedStudy& study, const StudyResult& result);

}  // namespace tansine

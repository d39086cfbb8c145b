#pragma once
// The report of a simulate study: what was asked, the answer, the figures, and what a reader needs to trust them.

#include "report/page.hpp"
#include "studies/compare.hpp"

namespace tansine {

/// The same study and result give the same page. `manifest`: shown as the last section.
Page simulate_page(const ResolvedStudy& study, const StudyResult& result, const std::vector<ComparedProfile>& compared);

}  // namespace tansine

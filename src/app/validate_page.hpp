#pragma once
// The report of `tansine validate`. Internal to the room.

#include "report/page.hpp"
#include "studies/validate/validate.hpp"

namespace tansine {

Page validation_page(const Validation& v, const std::string& data);

/// One line on all profiles, one on all of each compound.
std::vector<std::string> validation_summary(const Validation& v);

}  // namespace tansine

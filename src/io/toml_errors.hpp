#pragma once
// The TOML parser's errors in the words of a person who writes a study, not of a grammar. Internal to the room.

#include "base/problem.hpp"

#include <string>

namespace tansine {

/// `description`: as toml++ 3.3 words it ("Error while parsing string: encountered end-of-file"); what is not known
/// here is passed on, shortened.
InputError toml_error(const std::string& description, Place place);

}  // namespace tansine

#pragma once
// As much of JSON Schema (2020-12) as our schemas use, to see that files which are right are valid. A keyword that is
// not known here is a problem: then this check would be less than it seems.

#include "io/document.hpp"

#include <string>
#include <vector>

namespace tansine {

/// "observe.conjugate: expected string"; empty if the instance is valid.
std::vector<std::string> schema_problems(const Node& schema, const Node& instance, const std::string& path = "");

/// Every key that the schema allows, with its path ("solver.rtol", "covariates.*.mean"), sorted.
std::vector<std::string> schema_keys(const Node& schema, const std::string& path = "");

}  // namespace tansine

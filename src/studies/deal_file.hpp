#pragma once
// Deal files (docs/programme.md) and those that come with Tansine.

#include "programme/deal/deal.hpp"
#include "programme/value/deal_value.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tansine {

/// [plan]: a scenario to value the deal by; all of it is the file's, nothing is Tansine's.
struct DealPlan {
  ProgrammePlan programme;
  SuccessClaim claim;
  DealValueOptions options;
  std::vector<std::string> sources;  ///< of its numbers, each once
};

struct DealFile {
  Deal deal;
  std::string signed_on;  ///< as written: "2000-05" if the day is not known
  std::optional<DealPlan> plan;
  std::vector<DealFinding> remarks;  ///< of the linter; its contradictions are errors of the file
};

/// Throws InputError with all problems, contradictory clauses included, each at its clause.
DealFile read_deal(const std::filesystem::path& path);
DealFile parse_deal(const std::string& name, const std::string& toml);

/// A file of data/deals by its name, or a path that ends in ".toml". Throws InputError with the nearest name.
std::filesystem::path find_deal(const std::string& name);
/// Names of those files, sorted.
std::vector<std::string> deal_catalogue();

std::string deal_schema();
std::string deal_key_reference();

}  // namespace tansine

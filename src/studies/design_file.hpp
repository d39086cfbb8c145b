#pragma once
// Design files: what a trial design does, from its rules alone (docs/programme.md).

#include <filesystem>
#include <string>
#include <vector>

namespace tansine {

/// What there is to say of a design: sentences, then tables of text.
struct DesignAnswer {
  struct Grid {
    std::string title;
    std::vector<std::vector<std::string>> rows;  ///< the first holds the heads
  };
  std::string title;
  std::vector<std::string> sentences;
  std::vector<Grid> grids;
};

/// Reads a design file and computes. Throws InputError with all problems of the file, or what the design refuses, at
/// the key `design`.
DesignAnswer design_answer(const std::filesystem::path& path);
DesignAnswer design_answer(const std::string& name, const std::string& toml);

/// An example by its name, or a path that ends in ".toml". Throws InputError with the nearest name.
std::filesystem::path find_design(const std::string& name);
std::vector<std::string> design_catalogue();

std::string design_schema();

}  // namespace tansine

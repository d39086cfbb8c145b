#pragma once
// The compounds and part files that come with Tansine, found by name.

#include "base/problem.hpp"
#include "library/compound.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tansine {

/// A file of the catalogue (data/compounds) by its name, or by the name or an alias of its compound, case-insensitive;
/// or a path, if `name` ends in ".toml" (relative to `folder`). `asked_at`: where the name stands, for messages.
/// Throws InputError: unknown (with the nearest name), or the file's own problems.
CompoundDescription load_compound(const std::string& name, const std::filesystem::path& folder = {},
                                  const Place& asked_at = {});
/// The file that load_compound would read.
std::filesystem::path find_compound(const std::string& name, const std::filesystem::path& folder = {},
                                    const Place& asked_at = {});

/// File names (without ".toml") of the catalogue, sorted.
std::vector<std::string> catalogue();

/// "cells/n87": every part file, sorted.
std::vector<std::string> part_names();

}  // namespace tansine

#pragma once
// Compound files (docs/compound-file.md) and the catalogue of those that come with Tansine.

#include "base/problem.hpp"
#include "library/compound.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tansine {

/// JSON Schema of a compound file, from the declaration that parses it.
std::string compound_schema();
/// Reference of its keys in Markdown, likewise.
std::string compound_key_reference();

/// Throws InputError with all problems of the file.
CompoundDescription read_compound(const std::filesystem::path& path);

/// A file of the catalogue (data/compounds) by its name, or by the name or an alias of its compound, case-insensitive;
/// or a path, if `name` ends in ".toml" (relative to `folder`). `asked_at`: where the name stands, for messages.
/// Throws InputError: unknown (with the nearest name), or the file's own problems.
CompoundDescription load_compound(const std::string& name, const std::filesystem::path& folder = {},
                                  const Place& asked_at = {});
/// The file that load_compound would read.
std::filesystem::path find_compound(const std::string& name, const std::filesystem::path& folder = {},
                                    const Place& asked_at = {});

/// A part file of data/ ("species/mouse"), or a path that ends in ".toml". Throws InputError.
ModelDescription read_part(const std::string& name, const std::filesystem::path& folder = {},
                           const Place& asked_at = {});
/// Reads the parts that the compound's models name and that are not read yet.
void read_parts(CompoundDescription& compound, const std::filesystem::path& folder);

/// File names (without ".toml") of the catalogue, sorted.
std::vector<std::string> catalogue();

}  // namespace tansine

#pragma once
// Compound files and part files (docs/compound-file.md): their form, and reading them. Found by name: catalogue.hpp.

#include "base/problem.hpp"
#include "library/compound.hpp"

#include <filesystem>
#include <string>

namespace tansine {

/// JSON Schema of a compound file, from the declaration that parses it.
std::string compound_schema();
/// Reference of its keys in Markdown, likewise.
std::string compound_key_reference();

/// Throws InputError with all problems of the file.
CompoundDescription read_compound(const std::filesystem::path& path);

/// A part file of data/ ("species/mouse"), or a path that ends in ".toml". Throws InputError.
ModelDescription read_part(const std::string& name, const std::filesystem::path& folder = {},
                           const Place& asked_at = {});
/// Reads the parts that the compound's models name and that are not read yet.
void read_parts(CompoundDescription& compound, const std::filesystem::path& folder);

}  // namespace tansine

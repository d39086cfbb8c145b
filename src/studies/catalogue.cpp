#include "studies/catalogue.hpp"

#include "base/resources.hpp"
#include "io/document.hpp"
#include "studies/compound_file.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>

namespace tansine {
namespace {

std::string lower(std::string s) {
  std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return s;
}

std::filesystem::path catalogue_folder() { return data_directory() / "compounds"; }

/// The names that a file of the catalogue answers to: its own, its compound's, the aliases.
std::vector<std::string> names_of(const std::string& file) {
  std::vector<std::string> names{file};
  const Node root = read_toml(catalogue_folder() / (file + ".toml"));
  const KeyValue* compound = root.find("compound");
  if (compound == nullptr) return names;
  if (const KeyValue* name = compound->value.find("name")) names.push_back(name->value.text);
  if (const KeyValue* aliases = compound->value.find("aliases"))
    for (const Node& alias : aliases->value.items) names.push_back(alias.text);
  return names;
}

}  // namespace

std::vector<std::string> part_names() {
  std::vector<std::string> names;
  std::error_code error;
  for (const char* kind : {"species", "tumors", "cells", "payloads", "linkers", "pbpk"})
    for (const auto& entry : std::filesystem::directory_iterator(data_directory() / kind, error))
      if (entry.path().extension() == ".toml")
        names.push_back(fmt::format("{}/{}", kind, entry.path().stem().string()));
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> catalogue() {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(catalogue_folder(), error))
    if (entry.path().extension() == ".toml") files.push_back(entry.path().stem().string());
  if (error) throw InputError(Place{.name = catalogue_folder().string()}, "the folder of compounds cannot be read");
  std::sort(files.begin(), files.end());
  return files;
}

std::filesystem::path find_compound(const std::string& name, const std::filesystem::path& folder,
                                    const Place& asked_at) {
  if (name.ends_with(".toml")) {
    const std::filesystem::path path = folder / name;
    if (std::error_code error; !std::filesystem::exists(path, error))
      throw InputError(asked_at, fmt::format("there is no compound file \"{}\"", path.string()));
    return path;
  }
  std::vector<std::string> known;
  for (const std::string& file : catalogue())
    for (const std::string& candidate : names_of(file)) {
      if (lower(candidate) == lower(name)) return catalogue_folder() / (file + ".toml");
      known.push_back(candidate);
    }
  throw InputError(asked_at, fmt::format("unknown compound \"{}\"{}", name, did_you_mean(name, known)));
}

CompoundDescription load_compound(const std::string& name, const std::filesystem::path& folder, const Place& asked_at) {
  return read_compound(find_compound(name, folder, asked_at));
}

}  // namespace tansine

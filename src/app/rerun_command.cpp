#include "app/study_run.hpp"

#include "base/version.hpp"
#include "io/json.hpp"

#include <fmt/format.h>
#include <map>
#include <ostream>

namespace tansine {
namespace {

/// A text of the manifest; a located error if it is not there.
std::string text_of(const Node& table, const std::string& key) {
  const KeyValue* entry = table.find(key);
  if (entry == nullptr || entry->value.kind != Node::Kind::text)
    throw InputError(entry != nullptr ? entry->value.place : table.place,
                     fmt::format("this is not a manifest of tansine: \"{}\" is missing", key));
  return entry->value.text;
}

/// file -> sha256 of the list under `key`; a study and its compound may have files of one name, so inputs are told
/// apart by what they are ("study t-dm1.toml").
std::map<std::string, std::string> hashes_of(const Node& manifest, const std::string& key) {
  std::map<std::string, std::string> hashes;
  const KeyValue* list = manifest.find(key);
  if (list == nullptr || list->value.kind != Node::Kind::list)
    throw InputError(manifest.place, fmt::format("this is not a manifest of tansine: \"{}\" is missing", key));
  for (const Node& item : list->value.items) {
    const std::string role = key == "inputs" ? text_of(item, "role") + " " : "";
    hashes[role + text_of(item, "file")] = text_of(item, "sha256");
  }
  return hashes;
}

}  // namespace

int rerun_command(const std::filesystem::path& path, const RunOptions& options, Terminal& terminal,
                  const std::atomic<bool>& interrupted) {
  const Node manifest = read_json(path);
  if (const std::string format = text_of(manifest, "format"); format != "tansine-manifest 1")
    throw InputError(manifest.find("format")->value.place,
                     fmt::format("\"{}\" is not a manifest that this tansine reads (tansine-manifest 1)", format));
  const std::map<std::string, std::string> inputs = hashes_of(manifest, "inputs"),
                                           outputs = hashes_of(manifest, "outputs");
  const std::string name = text_of(manifest, "study_name");
  const ResolvedStudy study =
      resolve(parse_study(name + ".toml", text_of(manifest, "study_text"), text_of(manifest, "study_folder")));

  for (const StudyInput& i : study.inputs) {
    const auto it = inputs.find(i.role + " " + i.path.filename().string());
    if (it != inputs.end() && it->second != i.sha256)
      terminal.err << fmt::format("the {} file has changed since: {}\n", i.role, i.path.string());
  }
  if (const KeyValue* build = manifest.find("tansine"); build != nullptr && build->value.kind == Node::Kind::table) {
    const BuildInfo now = build_info();
    for (const auto& [key, value] : {std::pair<std::string, std::string>{"version", now.version},
                                     {"commit", now.commit},
                                     {"compiler", now.compiler},
                                     {"build_type", now.build_type}})
      if (const std::string before = text_of(build->value, key); before != value)
        terminal.err << fmt::format("made with another {}: {}, now {}\n", key, before, value);
  }

  const StudyRun run = run_study(study, options, terminal, interrupted);
  if (run.folder.empty()) return run.exit_code;
  std::size_t different = 0;
  for (const OutputFile& o : run.outputs) {
    const auto it = outputs.find(o.name);
    if (it != outputs.end() && it->second == o.sha256) continue;
    ++different;
    terminal.out << fmt::format("differs: {}\n", o.name);
  }
  if (different > 0) {
    terminal.out << fmt::format("{} of {} files differ from those of the manifest\n", different, run.outputs.size());
    return exit_failed;
  }
  terminal.out << fmt::format("same bits: all {} files are equal to those of the manifest\n", run.outputs.size());
  return run.exit_code;
}

}  // namespace tansine

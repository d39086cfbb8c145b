// The file: a line with its format, the rest, the SHA-256 of all before it in hex digits.
// The rest: identity, files, populations, in the words of base/bytes.hpp.

#include "studies/checkpoint.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

namespace tansine {
namespace {

constexpr std::string_view kFormat = "tansine-checkpoint 1\n";
constexpr std::size_t kHash = 64;                        // hex digits
constexpr std::size_t kLargest = std::size_t{64} << 30;  // a damaged size asks for no more

using Identity = std::vector<std::pair<std::string, std::string>>;  // what it is, and its hash or text

/// Everything that a result's bits depend on. Threads, lanes and instruction sets are not among it.
Identity identity_of(const ResolvedStudy& study) {
  const BuildInfo build = build_info();
  Identity parts{{"program", fmt::format("tansine {}, commit {}, {}, {}", build.version, build.commit, build.compiler,
                                         build.build_type)},
                 {"study file", sha256(study.file.text)}};
  for (const StudyInput& i : study.inputs) parts.emplace_back(i.role + " file", i.sha256);
  ByteWriter numbers;  // what options and rounding could change while the files are the same
  numbers.number(study.file.seed);
  numbers.number(static_cast<std::uint64_t>(study.solver.method));
  numbers.real(study.solver.rtol);
  numbers.real(study.solver.atol_scale);
  numbers.number(study.solver.max_steps);
  numbers.real(study.solver.max_step);
  numbers.real(study.file.solver.audit);
  numbers.number(study.patients());
  for (const double t : study.times) numbers.real(t);
  parts.emplace_back("numerical settings", sha256(numbers.bytes()));
  for (const StudyModel& m : study.models) parts.emplace_back("model " + m.name, sha256(write_program(m.program)));
  for (const StudyArm& a : study.arms) parts.emplace_back("arm", a.name);
  return parts;
}

/// The names of what is not the same, each once; empty if all is.
std::vector<std::string> differences(const Identity& now, const Identity& then) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::max(now.size(), then.size()); ++i) {
    if (i < now.size() && i < then.size() && now[i] == then[i]) continue;
    const std::string& name = i < now.size() ? now[i].first : then[i].first;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

}  // namespace

std::uint64_t StudyCheckpoint::patients() const {
  std::uint64_t n = 0;
  for (const PopulationResult& p : populations) n += p.patients;
  return n;
}

std::string checkpoint_bytes(const ResolvedStudy& study, const std::vector<const PopulationResult*>& populations,
                             const std::vector<StudyCheckpoint::File>& files) {
  ByteWriter rest;
  const Identity identity = identity_of(study);
  rest.number(identity.size());
  for (const auto& [name, value] : identity) rest.text(name), rest.text(value);
  rest.number(files.size());
  for (const StudyCheckpoint::File& f : files) {
    rest.text(f.name);
    rest.number(f.state.bytes);
    rest.text(f.state.sha256);
  }
  rest.number(populations.size());
  for (const PopulationResult* p : populations) write_result(rest, *p);

  std::string bytes(kFormat);
  bytes += rest.bytes();
  return bytes + sha256(bytes);
}

StudyCheckpoint read_checkpoint(const std::filesystem::path& path, const ResolvedStudy& study) {
  const Place place{.name = path.string()};
  const std::shared_ptr<const SourceText> source = read_source(path, {.limit = kLargest});
  const std::string_view all = source->text;
  if (!all.starts_with(kFormat)) {
    if (all.starts_with("tansine-checkpoint "))
      throw InputError(place, "this checkpoint is of another version of tansine; the run cannot go on with it");
    throw InputError(place, "this is not a checkpoint of tansine, or it is damaged");
  }
  if (all.size() < kFormat.size() + kHash ||
      sha256(all.substr(0, all.size() - kHash)) != all.substr(all.size() - kHash))
    throw InputError(place, "this checkpoint is damaged; the run cannot go on with it");

  ByteReader rest(all.substr(kFormat.size(), all.size() - kFormat.size() - kHash), place);
  Identity then(rest.count(2));
  for (auto& [name, value] : then) name = rest.text(), value = rest.text();
  if (const std::vector<std::string> different = differences(identity_of(study), then); !different.empty())
    throw InputError(place,
                     fmt::format("the interrupted run is not of this study as it is now: what differs is the {}",
                                 fmt::join(different, ", the ")),
                     "without --resume it is run from the start");
  StudyCheckpoint checkpoint;
  for (std::size_t n = rest.count(3); n > 0; --n) {
    StudyCheckpoint::File& f = checkpoint.files.emplace_back();
    f.name = rest.text();
    f.state.bytes = rest.number();
    f.state.sha256 = rest.text();
  }
  for (std::size_t n = rest.count(1); n > 0; --n) checkpoint.populations.push_back(read_result(rest));
  rest.end();
  return checkpoint;
}

}  // namespace tansine

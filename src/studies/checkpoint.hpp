#pragma once
// An interrupted study as one file: the populations so far, what streamed files had grown to, and the identity of the
// study and the program, without which nothing is taken up again.

#include "base/growing_file.hpp"
#include "studies/simulate.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tansine {

struct StudyCheckpoint {
  std::vector<PopulationResult> populations;  ///< for SimulateOptions::resume
  struct File {
    std::string name;
    GrowingFile::State state;
  };
  std::vector<File> files;
  [[nodiscard]] std::uint64_t patients() const;
};

/// The bytes of a checkpoint.
std::string checkpoint_bytes(const ResolvedStudy& study, const std::vector<const PopulationResult*>& populations,
                             const std::vector<StudyCheckpoint::File>& files);

/// Throws InputError if the file is damaged, or not of this study by this program: it says what differs.
StudyCheckpoint read_checkpoint(const std::filesystem::path& path, const ResolvedStudy& study);

}  // namespace tansine

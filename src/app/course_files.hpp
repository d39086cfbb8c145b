#pragma once
// trajectories.csv and patients.csv, written while the study runs, in the order of patients. Internal to the room.

#include "base/growing_file.hpp"
#include "studies/checkpoint.hpp"
#include "studies/result_writer.hpp"

#include <memory>

namespace tansine {

class CourseFiles {
 public:
  /// New files with their headers in `folder`. Throws IoError.
  CourseFiles(const ResolvedStudy& study, const std::filesystem::path& folder);
  /// Goes on with those of a checkpoint. Throws InputError if they are not what the checkpoint says.
  CourseFiles(const ResolvedStudy& study, const std::filesystem::path& folder,
              const std::vector<StudyCheckpoint::File>& files);

  void add(std::size_t model, std::size_t arm, std::uint64_t patient, const Outcome& outcome,
           const Trajectory& trajectory);
  /// All to the disk, and how far they go. Throws IoError.
  std::vector<StudyCheckpoint::File> sync();

 private:
  const ResolvedStudy& study_;
  std::unique_ptr<GrowingFile> trajectories_, patients_;
};

}  // namespace tansine

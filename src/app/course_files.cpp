#include "app/course_files.hpp"

#include <algorithm>

namespace tansine {
namespace {

constexpr const char* kTrajectories = "trajectories.csv";
constexpr const char* kPatients = "patients.csv";

std::unique_ptr<GrowingFile> go_on(const std::filesystem::path& folder, const char* name,
                                   const std::vector<StudyCheckpoint::File>& files) {
  const auto file = std::ranges::find(files, name, &StudyCheckpoint::File::name);
  if (file == files.end())
    throw InputError(Place{.name = (folder / name).string()}, "the checkpoint does not have this file");
  return std::make_unique<GrowingFile>(folder / name, file->state);
}

}  // namespace

CourseFiles::CourseFiles(const ResolvedStudy& study, const std::filesystem::path& folder)
    : study_(study),
      trajectories_(std::make_unique<GrowingFile>(folder / kTrajectories)),
      patients_(std::make_unique<GrowingFile>(folder / kPatients)) {
  trajectories_->write(trajectory_header(study));
  patients_->write(patient_header());
}

CourseFiles::CourseFiles(const ResolvedStudy& study, const std::filesystem::path& folder,
                         const std::vector<StudyCheckpoint::File>& files)
    : study_(study), trajectories_(go_on(folder, kTrajectories, files)), patients_(go_on(folder, kPatients, files)) {}

void CourseFiles::add(std::size_t model, std::size_t arm, std::uint64_t patient, const Outcome& outcome,
                      const Trajectory& trajectory) {
  trajectories_->write(trajectory_rows(study_, model, arm, patient, outcome, trajectory));
  patients_->write(patient_row(study_, model, arm, patient, outcome));
}

std::vector<StudyCheckpoint::File> CourseFiles::sync() {
  return {{kTrajectories, trajectories_->sync()}, {kPatients, patients_->sync()}};
}

}  // namespace tansine

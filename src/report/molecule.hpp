#pragma once
// A conjugate as a picture: the antibody as its Y, the drugs on their linkers, what it binds, and how the drugs are
// spread over the antibodies of a lot. In characters for a terminal and as SVG. It knows words and numbers only.

#include <string>
#include <vector>

namespace tansine {

/// One part with its words; an empty name is left out of the picture.
struct MoleculePart {
  std::string name = {};
  std::string kind = {};  ///< in free words; may be empty
};

struct MoleculePicture {
  std::string title = {};
  MoleculePart antibody = {}, target = {}, linker = {}, payload = {};
  std::string lot = {};                ///< name of the lot; may be empty
  std::vector<double> fractions = {};  ///< f0, f1, ...: share of antibodies with so many drugs; empty: unknown

  /// Mean number of drugs per antibody, naked ones included; 0 if unknown.
  [[nodiscard]] double mean_drugs() const;
};

/// About ten lines of at most 100 characters (longer words are elided).
std::string draw_molecule_text(const MoleculePicture& molecule);

/// A drawing `width` x `height` px, without the surrounding <svg>.
struct DrawnPart {
  std::string svg;
  double width = 0, height = 0;
};
DrawnPart draw_molecule_svg(const MoleculePicture& molecule);

}  // namespace tansine

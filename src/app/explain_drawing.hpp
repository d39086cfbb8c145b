#pragma once
// A compound and one of its models as pictures. Internal to the room.

#include "library/compound.hpp"
#include "model/notation.hpp"
#include "report/molecule.hpp"

#include <string>

namespace tansine {

/// The molecule, with the compound's lot (else the one that `model` names).
MoleculePicture molecule_picture(const CompoundDescription& compound, const ModelDescription& model);

/// An SVG file: the molecule, and below it what turns into what in the model.
std::string explain_svg(const CompoundDescription& compound, const ModelDescription& model, const Network& network);

}  // namespace tansine

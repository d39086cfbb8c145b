#pragma once
// `tansine run` of a study of kind "calibrate". Internal to the room.

#include "app/commands.hpp"

namespace tansine {

int calibrate_command(const RunOptions& options, Terminal& terminal);

}  // namespace tansine

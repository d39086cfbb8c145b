// A house with mistakes, so that the test of the arrows is seen to fail; never compiled.
#pragma once
#include <boost/math/constants/constants.hpp>

#include "attic/box.hpp"
#include "engine/solver.hpp"

#pragma once
#include "base/knows_too_much.hpp"

#pragma once
// Counts what the whole test program allocates with operator new, for tests that nothing is.

#include <cstddef>

namespace tansine {

/// Calls of operator new so far, by all threads.
std::size_t allocations();

}  // namespace tansine

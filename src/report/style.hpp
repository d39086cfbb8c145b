#pragma once
// The style sheet of a page: layout, type, dark mode, phone, paper.

#include <string>

namespace tansine {

/// The whole CSS, with palette and figures.
std::string page_css();

}  // namespace tansine

#pragma once
// A small judge of markup for the tests: every tag closed in order, attributes quoted, no stray '<' or '&', ids unique.

#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// What is wrong with the markup (an HTML page written as XML, or an SVG), with the text around it; empty if nothing.
std::vector<std::string> markup_faults(std::string_view markup);

/// How often `part` occurs.
int occurrences(std::string_view text, std::string_view part);

}  // namespace tansine

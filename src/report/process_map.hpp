#pragma once
// A map of what turns into what: boxes in columns, arrows from left to right where that is possible. The layout is
// layered (longest path, then barycenters); a map is made for tens of boxes, not hundreds.

#include <string>
#include <vector>

#include "report/molecule.hpp"

namespace tansine {

struct MapBox {
  std::string name = {};
  std::string note = {};            ///< small, below the name
  bool made = false, lost = false;  ///< comes from nothing, goes to nothing: a short arrow
};

struct MapArrow {
  std::size_t from = 0, to = 0;  ///< boxes
  std::string name = {};
  bool both_ways = false;
};

struct ProcessMap {
  std::vector<MapBox> boxes = {};
  std::vector<MapArrow> arrows = {};
};

/// The column of each box: arrows lead to a later column, except those that close a circle.
std::vector<std::size_t> map_columns(const ProcessMap& map);

DrawnPart draw_process_map(const ProcessMap& map);

/// A complete SVG file with title and subtitle, the drawings below each other, and the colors inside.
std::string standalone_drawing(const std::string& title, const std::string& subtitle,
                               const std::vector<DrawnPart>& parts);

}  // namespace tansine

#pragma once
// Which payload species a linker and a payload make inside cells, and how they turn into each other: a lysine adduct,
// the thiol, its methylated form. docs/mechanisms/cells.md

#include "library/build.hpp"
#include "library/mechanism.hpp"

#include <string>
#include <vector>

namespace tansine {

struct PayloadChemistry {
  struct Conversion {
    std::size_t from = 0, to = 0;
    std::string process, rate;  ///< "reduction", "kred"
  };
  std::vector<std::string> species;
  std::size_t catabolite = 0;  ///< what the lysosome makes of a drug on the antibody
  std::size_t released = 0;    ///< what leaves the antibody outside cells
  std::vector<Conversion> conversions;
};

/// The settings of it: chemistry, species.
std::vector<SettingInfo> chemistry_settings();

/// By `chemistry` and `species`; a wrong number of species is reported.
PayloadChemistry payload_chemistry(Build& build, const Settings& settings);

/// The payload species that the model's cells make, for whoever makes the fluid around them; empty if the model has no
/// cells. Problems with the settings are reported when the cells are added.
std::vector<std::string> payloads_of_cells(Build& build);
/// Which of them leaves the antibody outside cells.
std::size_t released_payload(Build& build);

}  // namespace tansine

#include "library/cells/chemistry.hpp"

#include "library/cells/cells.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tansine {

std::vector<SettingInfo> chemistry_settings() {
  return {{"chemistry",
           {"direct", "lysine-adduct", "disulfide", "protease"},
           "direct",
           "what the lysosome makes of a drug on the antibody"},
          {"species",
           {},
           "",
           "names of the payload species: one, or adduct and payload, or (adduct,) thiol and methylated thiol"}};
}

PayloadChemistry payload_chemistry(Build& b, const Settings& settings) {
  PayloadChemistry c;
  const std::string kind = settings.word("chemistry");
  std::string payload = b.compound.payload.name;
  if (b.description.payload && b.description.payload->species.given()) payload = b.description.payload->species.text;
  if (payload.empty()) payload = "payload";
  c.species = settings.words("species");
  const bool adduct = kind == "lysine-adduct", disulfide = kind == "disulfide";
  if (c.species.empty()) {
    // a lysine stays on what the lysosome cuts out of a lysine conjugate
    if (adduct || disulfide) c.species.push_back("Lys_" + payload);
    c.species.push_back(payload);
    if (disulfide) c.species.push_back("Me" + payload);
  }
  const std::size_t n = c.species.size();
  const bool right = adduct ? n == 1 || n == 2 : disulfide ? n == 2 || n == 3 : n == 1;
  if (!right) {
    const char* const expected = adduct      ? "the adduct, or the adduct and the payload"
                                 : disulfide ? "thiol and methylated thiol, or adduct, thiol and methylated thiol"
                                             : "one";
    b.problems.error(settings.place("species"),
                     fmt::format("{} species are {}, expected {} for chemistry \"{}\"", settings.where(),
                                 fmt::join(c.species, ", "), expected, kind));
    c.species.resize(1);
    return c;
  }
  if (adduct) c.released = n - 1;
  if (disulfide) {
    c.released = n - 2;
    if (n == 3) c.conversions.push_back({0, 1, "reduction", "kred"});
    c.conversions.push_back({n - 2, n - 1, "methylation", "kme"});
  }
  return c;
}

namespace {

/// Problems are left to the cells, which report them.
PayloadChemistry quiet_chemistry(Build& b) {
  for (const MechanismDescription& t : b.description.mechanisms) {
    if (t.name != cells_mechanism().name) continue;
    Problems later;
    Build quiet{.m = b.m, .book = b.book, .compound = b.compound, .description = b.description, .problems = later};
    return payload_chemistry(quiet, Settings(t, cells_mechanism().settings, "", later));
  }
  return {};
}

}  // namespace

std::vector<std::string> payloads_of_cells(Build& b) { return quiet_chemistry(b).species; }
std::size_t released_payload(Build& b) { return quiet_chemistry(b).released; }

}  // namespace tansine

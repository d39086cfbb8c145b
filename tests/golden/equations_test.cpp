// The printed equations and processes of the main models, reviewed beside their papers. A changed print is a failure:
// set TANSINE_UPDATE_GOLDEN=1 to rewrite, and say in the commit why.

#include "library/assembly.hpp"
#include "studies/catalogue.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace tansine {
namespace {

std::filesystem::path golden_folder() { return std::filesystem::path(TANSINE_SOURCE_DIR) / "tests/golden/equations"; }

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class Equations : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Equations, AreAsReviewed) {
  const auto [compound, model] = GetParam();
  const Network network = assemble(load_compound(compound), model);
  const std::string text = std::string(compound) + ", " + model + "\n\nProcesses\n" + print_reactions(network) +
                           "\nEquations\n" + print_equations(network);
  const std::filesystem::path file = golden_folder() / (std::string(compound) + "." + model + ".txt");
  const char* const update = std::getenv("TANSINE_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    std::filesystem::create_directories(golden_folder());
    std::ofstream(file, std::ios::binary) << text;
  }
  EXPECT_EQ(read(file), text) << file;
}

INSTANTIATE_TEST_SUITE_P(
    Main, Equations,
    ::testing::Values(std::pair{"t-dm1", "lu2014"}, std::pair{"t-dm1", "bender2014-cynomolgus"},
                      std::pair{"t-dm1", "bender2014-reduced-cynomolgus"}, std::pair{"t-dm1", "tmdd"},
                      std::pair{"t-dm1", "krogh-three-nodes"}, std::pair{"t-dm1", "dar-human"},
                      std::pair{"tusamitamab-ravtansine", "pouzin2022"}, std::pair{"trastuzumab-deruxtecan", "yin2021"},
                      std::pair{"cantuzumab-mertansine", "tolcher2003"}, std::pair{"brentuximab-vedotin", "suri2018"},
                      std::pair{"trastuzumab", "quartino2019"}, std::pair{"belantamab-mafodotin", "papathanasiou2025"},
                      std::pair{"sacituzumab-govitecan", "sathe2024"}, std::pair{"generic-mab", "davda2014"},
                      std::pair{"generic-mab", "cao-gevokizumab"}, std::pair{"t-dm1", "lu2014-platelets"},
                      std::pair{"paclitaxel", "simeoni2004"},
                      std::pair{"brentuximab-vedotin", "shah2012-l540cy-printed"}, std::pair{"t-dm1", "singh2017"}));

}  // namespace
}  // namespace tansine

// The arrows of the house: reads every #include in src/, compares with what each room may know, and draws MAP.md.
//   arrows ROOT [--update] "room: what it knows" ...     exit 1: a wrong arrow, or MAP.md is out of date
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace fs = std::filesystem;
using Rooms = std::map<std::string, std::set<std::string>>;

static std::string read(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

int main(int argc, char** argv) {
  const fs::path root = argv[1];
  bool update = false;
  Rooms may_know, knows;
  std::vector<std::string> order;  // rooms as declared, lowest first
  for (int i = 2; i < argc; ++i) {
    if (std::string(argv[i]) == "--update") {
      update = true;
      continue;
    }
    std::istringstream words(argv[i]);
    std::string room, word;
    std::getline(words, room, ':');
    order.push_back(room);
    while (words >> word) may_know[room].insert(word);
  }

  std::set<std::string> wrong;
  const std::regex include(R"(^[ \t]*#[ \t]*include[ \t]*(["<])([^/">]+)/[^">]*[">])", std::regex::multiline);
  const std::regex heavy("toml\\+\\+|nlohmann|CLI|boost|Eigen|cvode|nvector|sun.*");
  for (const auto& entry : fs::recursive_directory_iterator(root / "src")) {
    const fs::path file = fs::relative(entry.path(), root / "src");
    if (file.extension() != ".cpp" && file.extension() != ".hpp") continue;
    const std::string room = file.begin()->string(), text = read(entry.path());
    for (std::sregex_iterator hit(text.begin(), text.end(), include), end; hit != end; ++hit) {
      const std::string other = (*hit)[2];
      const bool is_room = std::ranges::find(order, other) != order.end();
      if (file.extension() == ".hpp" && std::regex_match(other, heavy))
        wrong.insert(fmt::format("src/{}: a header includes <{}/...>; keep it in a .cpp", file.string(), other));
      if (!is_room && (*hit)[1] == "\"") wrong.insert(fmt::format("src/{}: no room '{}'", file.string(), other));
      if (!is_room || other == room) continue;
      knows[room].insert(other);
      if (!may_know[room].contains(other))
        wrong.insert(fmt::format("src/{}: {} may not know {}", file.string(), room, other));
    }
  }

  std::string picture = "```mermaid\nflowchart TD\n";
  for (const auto& room : order)
    for (const auto& other : knows[room]) picture += fmt::format("  {} --> {}\n", room, other);
  const std::string map = read(root / "MAP.md"), begin = "<!-- arrows: drawn by tests/architecture -->\n";
  const auto from = map.find(begin), to = map.find("<!-- end of arrows -->");
  if (from == std::string::npos || to == std::string::npos) return std::cerr << "MAP.md: no block for the arrows\n", 1;
  const std::string drawn = map.substr(0, from) + begin + picture + "```\n" + map.substr(to);
  if (update) std::ofstream(root / "MAP.md") << drawn;
  if (!update && drawn != map) wrong.insert("MAP.md is out of date: cmake --build build/release --target update_map");
  for (const auto& line : wrong) std::cerr << line << '\n';
  return wrong.empty() ? 0 : 1;
}

// Does any text crash the readers of TOML and JSON documents and of declared files? What is refused must say why, at a
// place inside the text; what is accepted must have every key and value placed inside it.

#include "io/json.hpp"
#include "io/tests/study_example.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace tansine;

void require(bool condition) {
  if (!condition) std::abort();
}

struct Text {
  int lines;
  explicit Text(const std::string& text) : lines(1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'))) {}

  void check(const Place& place) const {
    require(place.line >= 0 && place.line <= lines);
    require(place.length >= 1);
    require(place.line == 0 || place.column >= 1);
  }
  void check(const Problems& problems) const {
    for (const Problem& p : problems.list()) {
      check(p.place);
      require(!p.message.empty());
      require(p.message.find('\n') == std::string::npos);
    }
    require(render(problems).size() < 1000 * (1 + problems.list().size()));
  }
  void check(const Node& node) const {
    check(node.place);
    for (const Node& item : node.items) check(item);
    for (const KeyValue& entry : node.entries) {
      check(entry.key_place);
      check(entry.value);
      const Place inside = place_inside(entry.value.place, entry.value.text, 0, entry.value.text.size());
      check(inside);
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const Text text(bytes);
  try {
    const Node root = parse_toml("study.toml", bytes);
    text.check(root);
    Problems problems;
    read_document(root, example::study_declaration(), problems);
    text.check(problems);
  } catch (const InputError& error) {
    text.check(error.problems());
    require(error.problems().has_errors());
  }
  try {
    const Node root = parse_json("m.json", bytes);
    text.check(root);
    Problems problems;
    read_document(root, example::study_declaration(), problems);
    text.check(problems);
  } catch (const InputError& error) {
    text.check(error.problems());
  }
  return 0;
}

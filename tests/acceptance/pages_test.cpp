// Pages of docs/ that a reader follows with a keyboard: their files are written as they stand, their commands run, and
// every line of output that a page shows is really there.

#include "program.hpp"

#include "base/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace tansine {
namespace {

using testing::HasSubstr;

struct Fence {
  std::string kind;  ///< what follows ```
  std::vector<std::string> lines;
};

std::vector<Fence> fences_of(const std::string& page) {
  std::vector<Fence> all;
  std::istringstream text(read_source(source_folder() / page)->text);
  bool inside = false;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) all.push_back({line.substr(3), {}});
    } else if (inside) {
      all.back().lines.push_back(line);
    }
  }
  return all;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// The words of a command line without quotes in words.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  for (const char c : line + " ") {
    if (c == '"')
      quoted = !quoted;
    else if (c != ' ' || quoted)
      word += c;
    else if (!word.empty())
      words.push_back(std::exchange(word, ""));
  }
  return words;
}

std::string squeezed(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  return out;
}

class Pages : public testing::TestWithParam<std::string> {};

TEST_P(Pages, CanBeFollowed) {
  const Desk desk;
  std::size_t files = 0, commands = 0, excerpts = 0;
  for (const Fence& fence : fences_of(GetParam())) {
    if (fence.kind == "toml") {
      // its first line names the file: "# my-adc.toml"; a file named again grows
      ASSERT_TRUE(!fence.lines.empty() && fence.lines[0].starts_with("# "));
      const std::string name = fence.lines[0].substr(2);
      desk.put(name, (desk.has(name) ? desk.get(name) + "\n" : "") + joined(fence.lines));
      ++files;
    } else if (fence.kind == "sh") {
      Ran ran;
      for (const std::string& line : fence.lines) {
        if (line.starts_with("$ tansine ")) {
          ran = desk.run(words_of(line.substr(10)));
          EXPECT_EQ(ran.code, 0) << line << "\n" << ran.err;
          ++commands;
        } else if (line != "..." && !line.empty()) {
          EXPECT_THAT(squeezed(ran.out + ran.err), HasSubstr(squeezed(line)));
        }
      }
    } else if (fence.kind.starts_with("cpp ")) {
      // "cpp src/library/cells/chemistry.cpp": each line stands in that file
      const std::string source = squeezed(read_source(source_folder() / fence.kind.substr(4))->text);
      for (const std::string& line : fence.lines) {
        if (line != "...") EXPECT_THAT(source, HasSubstr(squeezed(line))) << fence.kind;
      }
      ++excerpts;
    }
  }
  EXPECT_GT(files, 0u);
  EXPECT_GT(commands, 0u);
  EXPECT_GT(excerpts, 0u);
}

INSTANTIATE_TEST_SUITE_P(All, Pages, testing::Values("docs/your-own-molecule.md"),
                         [](const auto&) { return std::string("YourOwnMolecule"); });

}  // namespace
}  // namespace tansine

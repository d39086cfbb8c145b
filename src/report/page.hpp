#pragma once
// A report: one HTML file that opens from disk, loads nothing, runs no script, reads well on a screen, on a phone, in
// dark mode, on paper and aloud. Fill a Page, call page_html. Same page, same bytes.
//
//   Page page{.title = "...", .question = "...", .answer = "...", .uncertainty = "..."};
//   page.lead.push_back(FigureGrid{...});                       // the key figure, on the first screen
//   page.sections.push_back({"Inputs", {ReportTable{...}, Prose{"..."}}});
//   write(page_html(page));

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "report/figure.hpp"
#include "report/table.hpp"

namespace tansine {

/// Paragraphs, separated by empty lines. Links (https://..., doi:10....) become links; `text` between backticks is
/// code.
struct Prose {
  std::string text = {};
};

/// Text kept as it is, in a typewriter face: equations, commands. Scrolls inside its own box.
struct Listing {
  std::string text = {};
  std::string caption = {};
};

/// A few numbers large enough to be read from afar: {"mean fold error, target-mediated", "1.21", "was 2.68"}.
struct KeyNumber {
  std::string name = {};
  std::string value = {};
  std::string note = {};
};
struct KeyNumbers {
  std::vector<KeyNumber> items = {};
};

struct Warnings {
  std::vector<std::string> items = {};  ///< none at all is said too
  std::string none = "No warnings.";
};

/// What was checked, and how it came out.
struct CheckResult {
  enum class Status { passed, failed, noted };
  std::string name = {};  ///< "payload balance"
  Status status = Status::noted;
  std::string result = {};     ///< "largest defect 3e-13 of the dose"
  std::string criterion = {};  ///< "below 1e-9"
};
struct CheckList {
  std::vector<CheckResult> items = {};
};

struct SourceEntry {
  std::string key = {};   ///< "Girish 2012"; empty for none
  std::string text = {};  ///< the reference; links in it become links
};
struct SourceList {
  std::vector<SourceEntry> items = {};
};

/// Name and value, in a typewriter face: the manifest.
struct Facts {
  std::vector<std::pair<std::string, std::string>> items = {};
};

struct Block;

/// Blocks behind a line to click on. On paper the fold stays as it is.
struct Folded {
  std::string summary = {};
  std::vector<Block> blocks;  // no initializer here: Block is not complete yet
};

using BlockContent = std::variant<Prose, Listing, KeyNumbers, Figure, FigureGrid, ReportTable, Warnings, CheckList,
                                  SourceList, Facts, Folded>;

/// Anything that can stand on a page.
struct Block {
  BlockContent content;
  Block(BlockContent value) : content(std::move(value)) {}  // NOLINT: a block is what it holds
  template <class T>
  requires(!std::same_as<T, Block> && !std::same_as<T, BlockContent> && !std::is_reference_v<T>) Block(T value)
      : content(std::move(value)) {}  // NOLINT
};

struct PageSection {
  std::string title = {};
  std::vector<Block> blocks = {};
};

struct Page {
  std::string title = {};
  std::string question = {};
  std::string answer = {};       ///< one sentence
  std::string uncertainty = {};  ///< how sure, and what it does not cover
  std::string kicker = {};       ///< small line above the title: "Tansine · simulate · t-dm1-phase1"
  std::vector<Block> lead = {};  ///< the key figure
  std::vector<PageSection> sections = {};
  std::string footer = {};
};

/// The whole file. Figures and tables are numbered in reading order. Throws InternalError for figures and tables that
/// contradict themselves (columns of different length), never for odd text or numbers.
std::string page_html(const Page& page);

}  // namespace tansine

#include "report/page.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstddef>
#include <iterator>
#include <set>

#include "report/figure_html.hpp"
#include "report/style.hpp"
#include "report/text.hpp"

namespace tansine {
namespace {

template <class... Args>
void put(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

// Letters, digits and single dashes: what an anchor can hold without surprises. Empty if nothing is left.
std::string slug(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 0x80 && std::isalnum(u) != 0)
      out += static_cast<char>(std::tolower(u));
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

// Escaped, with links, and `code` between backticks; a backtick without a partner stays one.
std::string inline_html(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t open = text.find('`');
    const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
    if (close == std::string_view::npos) return out + escape_and_link(text);
    out += escape_and_link(text.substr(0, open));
    put(out, "<code>{}</code>", escape_html(text.substr(open + 1, close - open - 1)));
    text.remove_prefix(close + 1);
  }
}

std::string paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find("\n\n");
    const std::string_view one = text.substr(0, end);
    if (one.find_first_not_of(" \n\t\r") != std::string_view::npos)
      put(out, "<p class=\"prose\">{}</p>\n", inline_html(one));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  }
  return out;
}

/// Writes blocks in reading order, counting figures and tables as it goes.
class PageWriter {
 public:
  std::string blocks(const std::vector<Block>& list) {
    std::string out;
    for (const Block& b : list) {
      out += std::visit([this](const auto& content) { return html(content); }, b.content);
    }
    return out;
  }

  // An id not given before: the wanted one, else numbered.
  std::string unique_id(const std::string& wanted, const std::string& fallback) {
    const std::string base = slug(wanted).empty() ? fallback : slug(wanted);
    std::string id = base;
    for (int n = 2; !ids_.insert(id).second; ++n) id = fmt::format("{}-{}", base, n);
    return id;
  }

 private:
  std::string html(const Prose& p) { return paragraphs(p.text); }

  std::string html(const Listing& l) {
    std::string out;
    if (!l.caption.empty()) put(out, "<p class=\"listing-caption\">{}</p>\n", inline_html(l.caption));
    // A line end right after <pre> is dropped by HTML; one of ours keeps the first of the text.
    put(out, "<pre tabindex=\"0\">\n{}</pre>\n", escape_html(l.text));
    return out;
  }

  std::string html(const KeyNumbers& numbers) {
    if (numbers.items.empty()) return {};
    std::string out = "<dl class=\"numbers\">\n";
    for (const KeyNumber& n : numbers.items) {
      put(out, "<div><dt>{}</dt><dd class=\"value\">{}</dd>", escape_html(n.name), escape_html(n.value));
      if (!n.note.empty()) put(out, "<dd class=\"note\">{}</dd>", escape_html(n.note));
      out += "</div>\n";
    }
    return out + "</dl>\n";
  }

  std::string html(const Figure& f) {
    const std::string label = fmt::format("Figure {}", ++figures_);
    return figure_html(f, unique_id(f.id, slug(label)), label);
  }

  std::string html(const FigureGrid& g) {
    const std::string label = fmt::format("Figure {}", ++figures_);
    return figure_grid_html(g, unique_id(g.id, slug(label)), label);
  }

  std::string html(const ReportTable& t) {
    const std::string label = fmt::format("Table {}", ++tables_);
    return table_html(t, unique_id(t.id, slug(label)), label);
  }

  std::string html(const Warnings& w) {
    if (w.items.empty()) return paragraphs(w.none);
    std::string out = "<ul class=\"notices\">\n";
    for (const std::string& s : w.items) put(out, "<li>{}</li>\n", inline_html(s));
    return out + "</ul>\n";
  }

  std::string html(const CheckList& checks) {
    ReportTable t;
    t.caption = "Checks of this run";
    t.columns = {{"Check"}, {"Outcome"}, {"Result"}, {"Criterion"}};
    for (const CheckResult& c : checks.items) {
      TableCell outcome("noted");
      if (c.status == CheckResult::Status::passed) outcome = TableCell("passed", CellMark::good);
      if (c.status == CheckResult::Status::failed) outcome = TableCell("failed", CellMark::bad);
      t.rows.push_back({c.name, outcome, c.result, c.criterion});
    }
    return html(t);
  }

  std::string html(const SourceList& sources) {
    std::string out = "<ol class=\"sources\">\n";
    for (const SourceEntry& s : sources.items) {
      out += "<li>";
      if (!s.key.empty()) put(out, "<b>{}.</b> ", escape_html(s.key));
      put(out, "{}</li>\n", inline_html(s.text));
    }
    return sources.items.empty() ? std::string() : out + "</ol>\n";
  }

  std::string html(const Facts& facts) {
    if (facts.items.empty()) return {};
    std::string out = "<dl class=\"facts\">\n";
    for (const auto& [name, value] : facts.items)
      put(out, "<dt>{}</dt><dd>{}</dd>\n", escape_html(name), escape_and_link(value));
    return out + "</dl>\n";
  }

  std::string html(const Folded& f) {
    return fmt::format("<details><summary>{}</summary>\n<div class=\"fold-body\">\n{}</div>\n</details>\n",
                       escape_html(f.summary), blocks(f.blocks));
  }

  int figures_ = 0;
  int tables_ = 0;
  std::set<std::string> ids_;
};

void summary_row(std::string& out, std::string_view term, std::string_view text, std::string_view kind) {
  if (text.empty()) return;
  put(out, "<dt class=\"{0}-term\">{1}</dt><dd class=\"{0}\">{2}</dd>\n", kind, term, inline_html(text));
}

std::string head(const Page& page) {
  // The policy makes "loads nothing, runs nothing" a promise that the browser keeps.
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
      "<title>{}</title>\n<style>\n{}</style>\n</head>\n",
      escape_html(page.title), page_css());
}

}  // namespace

std::string page_html(const Page& page) {
  PageWriter writer;
  std::string out = head(page);
  out += "<body>\n<div class=\"page\">\n<header>\n";
  if (!page.kicker.empty()) put(out, "<p class=\"kicker\">{}</p>\n", escape_html(page.kicker));
  put(out, "<h1>{}</h1>\n", escape_html(page.title));
  if (!(page.question + page.answer + page.uncertainty).empty()) {
    out += "<dl class=\"summary\">\n";
    summary_row(out, "Question", page.question, "question");
    summary_row(out, "Answer", page.answer, "answer");
    summary_row(out, "Uncertainty", page.uncertainty, "uncertainty");
    out += "</dl>\n";
  }
  out += "</header>\n<main>\n";
  out += writer.blocks(page.lead);
  std::string contents;
  std::string sections;
  for (const PageSection& s : page.sections) {
    const std::string id = writer.unique_id(s.title, "section");
    put(contents, "<li><a href=\"#{}\">{}</a></li>\n", id, escape_html(s.title));
    put(sections, "<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", id, escape_html(s.title));
    sections += writer.blocks(s.blocks) + "</section>\n";
  }
  if (page.sections.size() > 1) {
    put(out, "<nav class=\"contents\" aria-label=\"Contents\">\n<ul>\n{}</ul>\n</nav>\n", contents);
  }
  out += sections + "</main>\n";
  if (!page.footer.empty()) put(out, "<footer>{}</footer>\n", inline_html(page.footer));
  return out + "</div>\n</body>\n</html>\n";
}

}  // namespace tansine

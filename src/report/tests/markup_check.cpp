#include "report/tests/markup_check.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

namespace tansine {
namespace {

class Checker {
 public:
  explicit Checker(std::string_view s) : s_(s) {}

  std::vector<std::string> run() {
    if (s_.starts_with("<!DOCTYPE html>")) i_ = 15;
    while (i_ < s_.size()) {
      if (s_[i_] == '<') {
        tag();
      } else {
        character();
      }
    }
    for (const std::string& open : open_) faults_.push_back("never closed: <" + open + ">");
    return faults_;
  }

 private:
  void fault(const std::string& what) {
    const std::size_t from = i_ < 30 ? 0 : i_ - 30;
    faults_.push_back(what + " near: " + std::string(s_.substr(from, 60)));
  }

  void character() {
    const auto c = static_cast<unsigned char>(s_[i_]);
    if (c < 0x20 && c != '\n' && c != '\t' && c != '\r') fault("control character");
    if (c == '>' && (open_.empty() || open_.back() != "style")) fault("stray >");
    if (c == '&') entity();
    ++i_;
  }

  void entity() {
    constexpr std::array<std::string_view, 5> known{"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    const auto here = [&](std::string_view e) { return s_.substr(i_).starts_with(e); };
    if (std::none_of(known.begin(), known.end(), here)) fault("stray &");
  }

  std::string name() {
    const std::size_t from = i_;
    while (i_ < s_.size() && (std::isalnum(static_cast<unsigned char>(s_[i_])) != 0 || s_[i_] == '-')) ++i_;
    return std::string(s_.substr(from, i_ - from));
  }

  void tag() {
    ++i_;
    const bool closing = i_ < s_.size() && s_[i_] == '/';
    if (closing) ++i_;
    const std::string tag_name = name();
    if (tag_name.empty()) return fault("stray <");
    if (closing) {
      if (open_.empty() || open_.back() != tag_name)
        fault("</" + tag_name + "> closes <" + (open_.empty() ? "" : open_.back()) + ">");
      if (!open_.empty()) open_.pop_back();
      if (i_ >= s_.size() || s_[i_] != '>') fault("closing tag does not end");
      ++i_;
      return;
    }
    while (i_ < s_.size() && s_[i_] == ' ') attribute();
    if (s_.substr(i_).starts_with("/>")) {
      i_ += 2;
    } else if (i_ < s_.size() && s_[i_] == '>') {
      ++i_;
      open_.push_back(tag_name);
    } else {
      fault("tag <" + tag_name + "> does not end");
    }
  }

  void attribute() {
    ++i_;
    const std::string attribute_name = name();
    if (attribute_name.empty()) return;
    if (!s_.substr(i_).starts_with("=\"")) return fault("attribute " + attribute_name + " without quoted value");
    i_ += 2;
    const std::size_t from = i_;
    while (i_ < s_.size() && s_[i_] != '"') {
      if (s_[i_] == '<') fault("< in an attribute");
      if (s_[i_] == '&') entity();
      ++i_;
    }
    if (attribute_name == "id") unique(std::string(s_.substr(from, i_ - from)));
    ++i_;
  }

  void unique(const std::string& id) {
    if (std::find(ids_.begin(), ids_.end(), id) != ids_.end()) fault("id given twice: " + id);
    ids_.push_back(id);
  }

  std::string_view s_;
  std::size_t i_ = 0;
  std::vector<std::string> open_;
  std::vector<std::string> ids_;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> markup_faults(std::string_view markup) { return Checker(markup).run(); }

int occurrences(std::string_view text, std::string_view part) {
  int n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

}  // namespace tansine

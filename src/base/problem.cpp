#include "base/problem.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

namespace tansine {

std::string_view SourceText::line(int n) const {
  if (n < 1) return {};
  std::string_view rest = text;
  for (int i = 1; i < n; ++i) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

void Problems::error(Place place, std::string message, std::string hint) {
  list_.push_back({Problem::Kind::error, std::move(place), std::move(message), std::move(hint)});
}

void Problems::warning(Place place, std::string message, std::string hint) {
  list_.push_back({Problem::Kind::warning, std::move(place), std::move(message), std::move(hint)});
}

void Problems::add(const Problems& other) {
  const std::vector<Problem> copy = other.list_;  // other may be *this
  list_.insert(list_.end(), copy.begin(), copy.end());
}

std::size_t Problems::error_count() const {
  return static_cast<std::size_t>(
      std::count_if(list_.begin(), list_.end(), [](const Problem& p) { return p.kind == Problem::Kind::error; }));
}

bool Problems::has_errors() const { return error_count() != 0; }

void Problems::throw_if_errors() const {
  if (has_errors()) raise(InputError(*this));
}

#if !defined(__cpp_exceptions)
void raise(const std::exception& error) {
  std::fputs(error.what(), stderr);
  std::fputc('\n', stderr);
  std::abort();
}
#endif

InputError::InputError(Problems problems) : problems_(std::move(problems)), what_(render(problems_)) {}

InputError::InputError(Place place, std::string message, std::string hint) {
  problems_.error(std::move(place), std::move(message), std::move(hint));
  what_ = render(problems_);
}

InternalError::InternalError(std::string message, std::source_location where)
    : what_(fmt::format("internal error: {} ({}:{}, {}); this is a bug in Tansine, not in your files", message,
                        where.file_name(), where.line(), where.function_name())) {}

}  // namespace tansine

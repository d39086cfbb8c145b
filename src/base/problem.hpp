#pragma once
// How Tansine says that something is wrong. Wrong input becomes Problems (all of them at once, each with its place),
// thrown as InputError; a bug of ours becomes InternalError.

#include <cstddef>
#include <exception>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// The text of one input file, shared by all places in it, so that a message can show the line.
struct SourceText {
  std::string name;  ///< as the user typed it
  std::string text;
  /// Line `n` (1-based) without its end; empty if there is none. Long lines are returned whole: cut when printing.
  [[nodiscard]] std::string_view line(int n) const;
};

/// Where something stands. line == 0: the whole file; an empty name: no file (a command-line word or C++ model).
struct Place {
  std::string name;
  int line = 0;
  int column = 0;  ///< 1-based, in characters (UTF-8 code points)
  int length = 1;  ///< characters to underline
  std::shared_ptr<const SourceText> source{};
};

struct Problem {
  enum class Kind { error, warning };
  Kind kind = Kind::error;
  Place place;
  std::string message;  ///< what is wrong and what was expected, lower case, no full stop
  std::string hint;     ///< shown after the underline, e.g. did you mean "mg/kg"?
};

/// A growing list of problems, in the order found.
class Problems {
 public:
  void error(Place place, std::string message, std::string hint = {});
  void warning(Place place, std::string message, std::string hint = {});
  void add(const Problems& other);
  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] std::size_t error_count() const;
  [[nodiscard]] std::span<const Problem> list() const { return list_; }
  /// Throws InputError with everything collected if there is at least one error.
  void throw_if_errors() const;

 private:
  std::vector<Problem> list_;
};

/// Wrong input: all problems found.
class InputError : public std::exception {
 public:
  explicit InputError(Problems problems);
  InputError(Place place, std::string message, std::string hint = {});
  [[nodiscard]] const Problems& problems() const { return problems_; }
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

 private:
  Problems problems_;
  std::string what_;
};

/// A bug of ours.
class InternalError : public std::exception {
 public:
  explicit InternalError(std::string message, std::source_location where = std::source_location::current());
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string what_;
};

#if defined(__cpp_exceptions)
/// Ends what cannot go on. The one way in which what runs in the execution kernel says so, since that is built for
/// WebAssembly too, where Debian's C++ library has no exceptions: there it prints the message and traps.
template <class Error>
[[noreturn]] void raise(Error error) {
  throw error;
}
#else
[[noreturn]] void raise(const std::exception& error);
#endif

/// The problems as a person reads them: file:line:column: error: message, the line, the underline and the hint (see
/// the format in the tests), then nothing. Lines over 160 characters are cut around the place. Tabs become spaces.
std::string render(const Problems& problems);

/// The name in `known` nearest to `word` (Damerau-Levenshtein, case-insensitive first; at most a third of the length
/// off), or empty.
std::string nearest_name(std::string_view word, std::span<const std::string> known);
/// "; did you mean "x"?" or empty: the tail of an "unknown ..." message.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace tansine

#define TANSINE_ASSERT(condition, why)                                 \
  do {                                                                 \
    if (!(condition)) ::tansine::raise(::tansine::InternalError(why)); \
  } while (false)
#ifdef NDEBUG
#define TANSINE_DEBUG_ASSERT(condition, why) \
  do {                                       \
  } while (false)
#else
#define TANSINE_DEBUG_ASSERT(condition, why) TANSINE_ASSERT(condition, why)
#endif

// Does any text crash the reader of tables, or break what it promises? What is accepted must write and read back as the
// same cells, at places inside the text; what is refused must say so with a message that prints.

#include "base/table.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

tansine::Table read(std::string text) {
  return tansine::read_table(
      std::make_shared<const tansine::SourceText>(tansine::SourceText{"t.csv", std::move(text)}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tansine;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const Table table = read(text);
    const std::string written = to_csv(table);
    const Table back = read(written);
    require(back.columns() == table.columns() && back.rows() == table.rows());
    Problems problems;
    for (std::size_t r = 0; r < table.rows(); ++r) {
      for (std::size_t c = 0; c < table.columns().size(); ++c) {
        require(back.cell(r, c) == table.cell(r, c));
        const Place place = table.place(r, c);
        require(place.line >= 2 && place.column >= 1 && place.length >= 1);
        (void)table.number(r, c, problems);
      }
    }
    require(to_csv(back) == written);
    (void)render(problems);
  } catch (const InputError& e) {
    require(e.problems().has_errors() && e.what()[0] != '\0');
    for (const Problem& p : e.problems().list()) require(p.place.line >= 0 && p.place.column >= 0);
  }
  return 0;
}

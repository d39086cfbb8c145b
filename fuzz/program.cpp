// Does any text crash the reader of Programs, or get past its checks? What is accepted is valid, prints and reads back
// as itself, and can be run without reading outside of its slots.

#include "model/program.hpp"
#include "base/problem.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const tansine::Program p = tansine::read_program(text, "fuzz");
    if (!(tansine::read_program(tansine::write_program(p), "again") == p)) std::abort();
    std::vector<double> slot(p.constants);
    for (const tansine::ParameterInfo& q : p.parameters) slot.push_back(q.value);
    slot.resize(p.first_temporary(), 1.0);
    for (const tansine::Instruction& i : p.code)
      slot.push_back(tansine::apply(i.op, slot.at(i.a), slot.at(i.b), slot.at(i.c)));
  } catch (const tansine::InputError&) {
    // refused, with a message
  }
  return 0;
}

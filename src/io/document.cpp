#include "io/document.hpp"

#include "base/problem.hpp"

namespace tansine {

const KeyValue* Node::find(std::string_view key) const {
  for (const KeyValue& entry : entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

std::string_view kind_name(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::table:
      return "a table";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::text:
      return "a text";
    case Node::Kind::integer:
      return "an integer";
    case Node::Kind::number:
      return "a number";
    case Node::Kind::boolean:
      return "true or false";
    case Node::Kind::date:
      return "a date";
    case Node::Kind::null:
      return "nothing";
  }
  throw InternalError("a kind of node without name");
}

}  // namespace tansine

#!/bin/sh
# All rooms share one namespace, so two types of one name would be one type to the linker: undefined behavior that no
# compiler reports. Fails if a struct, class or enum of src/*.hpp is defined twice (unit tests have their own programs).
set -eu
twice=$(find "$1/src" -name '*.hpp' -not -path '*/tests/*' -exec grep -hoE \
  '^(struct|class|enum class) [A-Z][A-Za-z0-9]*( final)?( : [^{;]*)?[ ]*\{' {} + |
  sed -E 's/^(struct|class|enum class) ([A-Za-z0-9]*).*/\2/' | sort | uniq -d)
[ -z "$twice" ] || { echo "defined twice: $twice" >&2; exit 1; }

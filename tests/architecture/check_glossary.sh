#!/bin/sh
# The glossary (below the folder in $1) holds every symbol once, and each row has all five columns.
set -eu
awk -F'|' '
  /^\|/ && !/^\|---/ && !/^\| symbol/ {
    rows++
    if (NF != 7) { print "line " NR ": " NF - 2 " columns, expected 5"; bad = 1 }
    n = split($2, symbols, ",")
    for (i = 1; i <= n; i++) {
      gsub(/^ +| +$/, "", symbols[i])
      if (symbols[i] in seen) { print "line " NR ": " symbols[i] " is already in line " seen[symbols[i]]; bad = 1 }
      seen[symbols[i]] = NR
    }
  }
  END { if (rows == 0) { print "no rows"; bad = 1 } exit bad }
' "$1/docs/glossary.md"

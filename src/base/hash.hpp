#pragma once
// SHA-256, for the manifest: which bytes went in and which came out. Not for secrets.
// Our own seventy lines rather than OpenSSL or libmd: the browser build has neither, and the published vectors leave
// little to get wrong.

#include <string>
#include <string_view>

namespace tansine {

/// SHA-256 of the bytes (FIPS 180-4) as 64 lower-case hex digits.
std::string sha256(std::string_view bytes);

}  // namespace tansine

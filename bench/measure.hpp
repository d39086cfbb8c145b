#pragma once
// How the benchmarks take time, and what they say about the machine.

#include <algorithm>
#include <ctime>
#include <fstream>
#include <string>

namespace tansine {

/// Processor time of the calling thread [s]: what other programs use of the machine is not in it.
inline double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Processor time of all threads [s].
inline double process_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// "AMD EPYC, AVX-512", or what of it is known.
inline std::string machine() {
  std::ifstream info("/proc/cpuinfo");
  std::string line, name = "unknown processor", flags;
  while (std::getline(info, line)) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    if (line.starts_with("model name") && colon + 2 < line.size()) name = line.substr(colon + 2);
    if (line.starts_with("flags")) flags = line;
  }
  const bool avx512 = flags.find(" avx512f") != std::string::npos, avx2 = flags.find(" avx2") != std::string::npos;
  return name + (avx512 ? ", AVX-512" : avx2 ? ", AVX2" : ", neither AVX2 nor AVX-512");
}

/// A field of /proc/self/status, "VmHWM" for the most memory held so far [kB]; 0 if there is none.
inline double memory_kB(const std::string& field) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line))
    if (line.starts_with(field + ":")) return std::stod(line.substr(field.size() + 1));
  return 0;
}

}  // namespace tansine

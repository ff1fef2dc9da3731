// SPDX-License-Identifier: MIT
#include "engine/simd.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace chronus::engine {

const char* to_text(Simd simd) { return simd == Simd::kAvx2 ? "avx2" : "baseline"; }

bool is_usable(Simd simd) {
  if (simd == Simd::kBaseline) return true;
#ifdef __x86_64__
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}

Result<Simd> choose_simd(const char* wanted) {
  const std::string_view name = wanted == nullptr ? "" : wanted;
  if (name.empty()) return is_usable(Simd::kAvx2) ? Simd::kAvx2 : Simd::kBaseline;
  for (const Simd simd : {Simd::kBaseline, Simd::kAvx2}) {
    if (name != to_text(simd)) continue;
    if (is_usable(simd)) return simd;
    return Error{"CHRONUS_SIMD=" + std::string(name) + ": this machine has no such instructions"};
  }
  return Error{"CHRONUS_SIMD=" + std::string(name) + ": use baseline or avx2"};
}

Simd simd_of_environment() {
  const auto simd = choose_simd(std::getenv("CHRONUS_SIMD"));
  if (simd) return *simd;
  std::fprintf(stderr, "chronus: %s\n", simd.reason().c_str());
  std::exit(2);
}

}  // namespace chronus::engine

// SPDX-License-Identifier: MIT
#include "engine/simd_code.hpp"

#include "base/check.hpp"
#include "engine/built_in_code.hpp"
#include "engine/kernels.hpp"

namespace chronus::engine {

std::span<const ModuleCode> built_in_code(Simd simd) {
  CHRONUS_CHECK(is_usable(simd));
#ifdef CHRONUS_HAS_AVX2
  if (simd == Simd::kAvx2) return avx2::compiled_code();
#endif
  return baseline::compiled_code();
}

const Kernels& kernels(Simd simd) {
  CHRONUS_CHECK(is_usable(simd));
#ifdef CHRONUS_HAS_AVX2
  if (simd == Simd::kAvx2) return avx2::compiled_kernels();
#endif
  return baseline::compiled_kernels();
}

}  // namespace chronus::engine

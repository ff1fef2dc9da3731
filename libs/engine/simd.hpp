// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "base/result.hpp"

namespace chronus::engine {

/// The instructions that modules' code was compiled for. All give the same bits.
enum class Simd : std::uint8_t {
  kBaseline,  ///< what every machine of this kind has: SSE2 on x86-64
  kAvx2,
};

/// "baseline", "avx2": as CHRONUS_SIMD and /status say it.
const char* to_text(Simd simd);

/// Whether this build has such code and this machine can run it.
bool is_usable(Simd simd);

/// The one that a machine asks for by `wanted`, the value of CHRONUS_SIMD: null or empty for the
/// fastest. The error says what may stand there.
Result<Simd> choose_simd(const char* wanted);

/// By this process's environment; where that asks for what cannot be, it ends with status 2 and a
/// message. For the beginning of a program.
Simd simd_of_environment();

}  // namespace chronus::engine

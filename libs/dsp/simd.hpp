// SPDX-License-Identifier: MIT
#pragma once

/// What is compiled for several instruction sets lies in a namespace named after its own,
/// `chronus::dsp::avx2::F`, which is inline: it is written as `dsp::F`. Without it the linker,
/// which keeps one of several equal inline functions, might give code for AVX2 to a machine
/// without. The build gives CHRONUS_SIMD_BUILD to the files that it compiles twice (libs/engine).
#ifndef CHRONUS_SIMD_BUILD
#define CHRONUS_SIMD_BUILD baseline
#endif

/// A function that must not be left standing by itself: a register of eight floats is handed over
/// in another way by code with AVX than by code without.
#define CHRONUS_INLINE [[gnu::always_inline]] inline

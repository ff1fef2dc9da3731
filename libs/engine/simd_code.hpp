// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "engine/kernels.hpp"
#include "engine/module.hpp"

/// What built_in_code.cpp, compiled for each set of instructions, gives.
namespace chronus::engine {

inline namespace baseline {
std::span<const ModuleCode> compiled_code();
const Kernels& compiled_kernels();
}  // namespace baseline

inline namespace avx2 {
std::span<const ModuleCode> compiled_code();
const Kernels& compiled_kernels();
}  // namespace avx2

}  // namespace chronus::engine

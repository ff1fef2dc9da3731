// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "engine/kernels.hpp"
#include "engine/module.hpp"

/// What built_in_code.cpp, compiled for each set of instructions, gives.
namespace chronus::engine {

namespace baseline {
std::span<const ModuleCode> built_in_code();
const Kernels& kernels();
}  // namespace baseline

namespace avx2 {
std::span<const ModuleCode> built_in_code();
const Kernels& kernels();
}  // namespace avx2

}  // namespace chronus::engine

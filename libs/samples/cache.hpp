// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "samples/decode.hpp"

/// What took work to make, kept as files that anybody may delete at any time: `HASH-RATE.f32` in
/// one folder. Loaders may write the same one at once.
namespace chronus::samples {

/// Nothing where there is none, or where it is not whole.
std::optional<Decoded> read_cache(const std::string& folder, const std::string& hash, int rate);

/// Makes the folder too. What cannot be kept is made again the next time.
void write_cache(const std::string& folder, const std::string& hash, int rate,
                 const Decoded& decoded);

}  // namespace chronus::samples

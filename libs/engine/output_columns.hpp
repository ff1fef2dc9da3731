// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::engine {

/// Channels that a connection to the output can name (Connection::dst_index). Clients reach those
/// of the stream; the others are for who renders modules apart (offline/stems.hpp). One that an
/// engine does not have is silent.
inline constexpr int kMaxOutputColumns = 255;

}  // namespace chronus::engine

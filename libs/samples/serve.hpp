// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::samples {

/// Answers requests (request.hpp) that come from `socket` until its other end is closed. `cache`:
/// folder for what took work to make; empty: none is kept.
void serve(int socket, const char* cache);

}  // namespace chronus::samples

// SPDX-License-Identifier: MIT
#pragma once

namespace chronus::sequencer {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

}  // namespace chronus::sequencer

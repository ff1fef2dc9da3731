// SPDX-License-Identifier: MIT
#pragma once

namespace chronus {

/// Which bits the engine gives: of one number all builds and all machines give the same for one
/// score. It goes up by one where an existing score would sound otherwise, if only in its last bit.
/// A journal says which one played it.
///
/// 1: modules of one voice, in double precision. 2: modules in lanes, in single precision.
/// 3: oscillators with all of their treble, drums that velocity opens. 4: drums, ladders and the
/// mixer's pan computed eight at a time, plucks without direct current, choices that fade, narrow
/// pulses with less aliasing, high strings in tune. 5: delays of more than two seconds, up to four.
/// 6: sines and filters in fewer operations, samples at other speeds than their own. 7: hits that
/// begin with their own values.
inline constexpr int kEngineNumber = 7;

}  // namespace chronus

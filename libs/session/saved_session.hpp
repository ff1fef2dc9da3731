// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "osc/message.hpp"
#include "osc/subscribers.hpp"
#include "score/score.hpp"
#include "vocabulary/vocabulary.hpp"

/// The session: what a start finds again of the run before. A file of it is a score: a snapshot,
/// which is the scene (conductor/scene_lines.hpp), and behind it the changes since, as a journal
/// has them. Remarks say the rest:
///
///     # Played with --rate 48000 --block 128 --channels 2 --engine 3 --from 96000f --session 1
///     # Clock 96000f 1767225600000000000
///     # Subscribers 127.0.0.1:40123 127.0.0.1:40123 step,record
///     96000f /patch/new
///     …
///     # End of the snapshot, checksum 85944171f73967e8
///     96512f /mod/osc1/freq 440.0
///     # Clock 144000f 1767225601000000000
namespace chronus::session {

/// How files of it are written; a higher number is read by who writes it, not here.
inline constexpr int kSessionFormat = 1;

/// The frame is handed out at that time, in nanoseconds since 1970; 0: that is not known.
struct ClockMark {
  Frame frame = 0;
  std::int64_t unix_ns = 0;

  /// The frame that the clock, had it gone on, hands out at `unix_ns`; the mark's own where that
  /// lies before it, or ten years behind it, as only a clock that was set says.
  Frame frame_at(std::int64_t at_unix_ns, int rate) const;
};

/// A snapshot, whole lines. `scene`: performed on the mark's frame; `subscribers`: their line.
std::string snapshot_text(const StreamFormat& format, const ClockMark& mark,
                          std::string_view subscribers, const std::vector<osc::Message>& scene);
/// A line of the changes behind it.
std::string clock_line(const ClockMark& mark);
/// The same, who hears of events: all of them.
std::string subscribers_line(const osc::Subscribers& subscribers);

/// A file of it as it was read.
struct SavedSession {
  std::int64_t number = 0;  ///< of the file (SessionFiles), where take_up() has read it
  StreamFormat format;
  Frame from = 0;  ///< of the run that wrote it: where the snapshot was made
  Frame last = 0;  ///< and of the last line
  ClockMark mark;  ///< the last one
  std::vector<osc::Subscription> subscribers;
  score::Score score;             ///< frames from `from` on
  std::string engine_difference;  ///< score::engine_difference() of its first line
  std::string damage;             ///< why some of it, from a line on, was left out; else empty
};

/// Why a file cannot be taken.
struct Unfit {
  std::string reason;
  bool is_newer = false;  ///< it is sound, but of a later Chronus
};

/// Reads a file of it, however it ends: half a line at the end is what was being written when the
/// writer died, and is left out. A snapshot that is not whole is unfit; behind it all up to the
/// first line that cannot be read counts. Pure.
bool read_session(std::string_view text, const vocabulary::Vocabulary& vocabulary,
                  SavedSession* saved, Unfit* unfit);

}  // namespace chronus::session

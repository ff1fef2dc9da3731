// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "osc/message.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::score {

/// One message of a score.
struct TimedMessage {
  Frame frame = 0;  ///< from 0, the engine's start: where its commands land
  int line = 0;     ///< 1-based line of the file, for messages to the person who wrote it
  osc::Message message;
};

/// A score, sorted by frame; events of one frame in the order of their lines.
struct Score {
  std::vector<TimedMessage> events;  ///< without `/quit`
  Frame end = -1;                    ///< the frame of `/quit`: the length; -1 where there is none
  std::string cut_off;               ///< why the last line was left out, for a warning; else empty
  std::optional<StreamFormat> format;  ///< at which a journal says that it was played
  /// Whether a journal says that it was played under the ceiling; nothing where it is no journal.
  std::optional<bool> ceiling;
  /// What a journal says of itself that a rendering cannot give, for warnings: holes, that it
  /// begins in the middle of a set, that another engine played it. Its frames are counted from its
  /// own beginning.
  std::vector<std::string> gaps;
  /// What can be played but was hardly meant (doubts.hpp), for warnings; none where it is a
  /// journal.
  std::vector<std::string> doubts;
};

/// What a journal begins with, and other scores do not.
inline constexpr std::string_view kJournalBegin = "# Played with ";

// Remarks that a journal begins its lines with, where it goes on elsewhere.
/// What was played from here on is not in this file: it is played up to here.
inline constexpr std::string_view kHole = "# Hole from ";
/// Nothing is kept of what lies between the file before and this one.
inline constexpr std::string_view kAfterHole = "# After a hole from ";
/// The next file of the set, in the same directory: together they are one score.
inline constexpr std::string_view kContinued = "# Continued in ";
/// Of a file that follows another: up to here it says what the other has led to.
inline constexpr std::string_view kSceneEnd = "# End of the scene";

/// Reads `<time> /address args…` lines. `<time>` is seconds (`1.5`), turned into the nearest frame
/// at `rate` (halves up), or a frame where it ends in `f` (`72000f`: what a journal holds). Without
/// a rate it is the journal's, else the usual one. `#` starts a comment; strings with spaces or `#`
/// stand in double quotes with \" \\ \n as escapes; a word that reads wholly as a number is one:
/// int32, int64 when it does not fit, else double, as with a point or exponent. Quoted numbers are
/// strings, and so are numbers where the vocabulary wants text. Lines may be in any order; where
/// there are several `/quit`, the earliest counts. What comes on later frames is left out, but must
/// be readable. An error names line and column. A text that begins with kJournalBegin may have lost
/// its writer in the middle of a line: an unreadable last one without its newline is left out, see
/// Score::cut_off.
Result<Score> parse(std::string_view text, std::optional<int> rate,
                    const vocabulary::Vocabulary& vocabulary, int usual_rate = StreamFormat{}.rate);

/// The same from a file of up to 4 GiB, or a pipe of up to 1 GiB, and the files that a journal is
/// continued in; the error names the path. A device is refused, as it may never end.
Result<Score> load(const std::string& path, std::optional<int> rate,
                   const vocabulary::Vocabulary& vocabulary, int usual_rate = StreamFormat{}.rate);

/// One journal line, `<frame>f /address args…`, without the newline. parse() gives the same frame,
/// address, strings and numbers: as_number() and as_integer() of an argument do not change, though
/// a float comes back as a double, T/F as 1/0 and an int64 in an int32 where that holds it.
std::string to_line(Frame frame, const osc::Message& message);

/// How long a score plays: up to its `/quit`, else two seconds after its last event.
Frame length_of(const Score& score, int rate);

}  // namespace chronus::score

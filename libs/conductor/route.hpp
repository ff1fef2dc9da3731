// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "conductor/arguments.hpp"
#include "conductor/patch_desk.hpp"
#include "conductor/stage.hpp"
#include "osc/message.hpp"
#include "sequencer/bank.hpp"

namespace chronus::conductor {

/// For `/status`; told apart from each other, never reset.
struct Counters {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t late = 0;     ///< time tags in the past, played at once
  std::uint64_t clamped = 0;  ///< values outside their parameter's range
};

/// Everything that messages change, and the frame they land on.
struct Scene {
  Scene(const StreamFormat& format, const catalog::Catalog& catalog, bool drills)
      : bank(format.rate), patches(format, catalog, drills) {}
  sequencer::Bank bank;
  PatchDesk patches;
  Counters counters;
};

class Conductor;

/// Goes through what a message would do before any of it is done: all the checks, none of the
/// effects.
struct Rehearsal {
  Rehearsal(Scene& scene, PatchDesk& desk) : edits(scene.bank), patches(desk) {}
  sequencer::Bank::Rehearsal edits;
  PatchDesk& patches;            ///< a copy, where the message edits the draft
  std::size_t answer_bytes = 0;  ///< that its answers would be made of
};

/// One message being performed, or rehearsed. A row does all its checks first. In a rehearsal the
/// bank keeps back effects by itself and patches are a copy; all else a row leaves be.
struct Call {
  Conductor& conductor;
  Scene& scene;
  PatchDesk& patches;
  Stage& stage;
  const Sender& sender;
  const osc::Message& message;  ///< as it came, but that its address is no pattern any more
  Arguments args;
  Frame now = 0;
  Rehearsal* rehearsal = nullptr;  ///< null where it is performed
};

/// How a message ended. `kDone` is answered `/done` by the conductor, `kAnswered` answered itself.
struct Outcome {
  enum class Kind { kDone, kSilent, kAnswered, kFailed };
  Kind kind = Kind::kDone;
  std::string reason;
  JsonText json = nullptr;  ///< what `/done` ends with

  static Outcome done() { return {}; }
  static Outcome done(JsonText json) { return {Kind::kDone, {}, std::move(json)}; }
  static Outcome silent() { return {Kind::kSilent, {}}; }
  static Outcome answered() { return {Kind::kAnswered, {}}; }
  static Outcome failed(std::string why) { return {Kind::kFailed, std::move(why)}; }
  static Outcome of(const Status& status) { return status ? done() : failed(status.reason()); }
  bool ok() const { return kind != Kind::kFailed; }
};

/// Answers a question, but not in a rehearsal.
Outcome reply(const Call& call, osc::Message message, JsonText json = nullptr);

/// How a row goes with others: in one message, where a pattern names several of them.
enum class Company {
  kAny,    ///< it can be rehearsed, and so all are done or none
  kHits,   ///< so it can, but for another that changes as well how many hits a second play
  kNever,  ///< it would be done before it is known whether the others will
};

/// One row of the vocabulary.
struct Route {
  std::string_view address;
  std::size_t min_args;
  std::size_t max_args;
  /// What each argument is read as (coercion.hpp): `s` text, `d` a number, `i` a whole number, `v`
  /// a value of a list, `*` what it is. The last one holds for all that follow.
  std::string_view kinds;
  bool changes_music;  ///< goes into the journal
  Outcome (*perform)(const Call& call);
  std::string_view usage;
  /// The first argument is a sequencer's id and may be a pattern over the existing ones.
  bool id_first = false;
  /// What it refuses depends on the sequencer; other rows refuse for their arguments alone, and so
  /// for the first of several as for all.
  bool refuses_by_id = false;
  Company company = Company::kAny;
  /// It may go without arguments: a float that is 0 or 1 is a button's then.
  bool float_is_button = false;
};

/// What a controller's button says: it sends its value, 1 when it is pressed and 0 when it is let
/// go, with messages that take none.
enum class Button { kNone, kPressed, kReleased };
Button button_of(const Route& route, const Sender& sender, const osc::Message& message);

/// Empty where the arguments are as many as they should be.
std::string usage_problem(const Route& route, const Sender& sender, const osc::Message& message);
/// Whether the message, which has an argument at least, means all sequencers that its id matches.
bool means_ids(const Route& route, const osc::Message& message);

inline constexpr std::size_t kAnyNumber = 1'024;
/// What a sequencer that would grow beyond all that there may be is told.
inline constexpr const char* kNoRoom = "the sequencers hold as much as there may be, 48 MiB";

std::span<const Route> sequencer_routes();
std::span<const Route> patch_routes();
std::span<const Route> engine_routes();

/// `/mod/<module>/<param>` and `/gate/<module>`: streams, silent when good. False where the
/// address is no stream's.
bool is_stream(std::string_view address);
/// As Route::kinds.
std::string_view stream_kinds(std::string_view address);
Outcome perform_stream(const Call& call);

/// The row of an address, null where there is none.
const Route* find_route(std::string_view address);
/// The addresses that a well-formed pattern means now: rows of the table, where the id of a
/// sequencer may stand behind (`/s?q/bpm/kick` means `/seq/bpm/kick`), and streams of what plays
/// and of the draft. Only these are spelt out: the parts between the slashes are matched by
/// themselves. Where the module is a pattern its parameters are meant by their own names alone.
std::vector<std::string> matching_addresses(const PatchDesk& patches, std::string_view pattern);
/// How many these are.
std::size_t matching_count(const PatchDesk& patches, std::string_view pattern);

}  // namespace chronus::conductor

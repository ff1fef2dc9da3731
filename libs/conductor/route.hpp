// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "conductor/arguments.hpp"
#include "conductor/dirt_book.hpp"
#include "conductor/doors.hpp"
#include "conductor/held.hpp"
#include "conductor/patch_editor.hpp"
#include "conductor/samples.hpp"
#include "conductor/sender.hpp"
#include "conductor/service.hpp"
#include "conductor/stream.hpp"
#include "osc/message.hpp"
#include "osc/pattern.hpp"
#include "sequencer/bank.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::conductor {

/// For `/status`; told apart from each other, never reset.
struct Counters {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t late = 0;          ///< time tags in the past, played at once
  std::uint64_t samples_late = 0;  ///< messages that waited until their sample had been read
  std::uint64_t clamped = 0;       ///< values outside their parameter's range
};

/// Everything that messages change, and the frame they land on.
struct Scene {
  Scene(const StreamFormat& format, const catalog::Catalog& catalog, bool drills)
      : bank(format.rate), patches(format, catalog, drills) {}
  sequencer::Bank bank;
  PatchEditor patches;
  HeldBook held;
  SampleBook samples;
  DirtBook dirt;
  Counters counters;
  /// The session that was saved or loaded last; empty where none was.
  std::string session;
  std::uint64_t changes = 0;          ///< that were made so far
  std::uint64_t session_changes = 0;  ///< and that it has
};

class Conductor;

/// Goes through what a message would do before any of it is done: all the checks, none of the
/// effects.
struct Rehearsal {
  Rehearsal(Scene& scene, PatchEditor& editor) : edits(scene.bank), patches(editor) {}
  sequencer::Bank::Rehearsal edits;
  PatchEditor& patches;  ///< a copy, where the message edits the draft
};

/// One message being performed, or rehearsed. A row does all its checks first. In a rehearsal the
/// bank keeps back effects by itself and patches are a copy; all else a row leaves be.
struct Call : Request {
  Conductor& conductor;
  Scene& scene;
  PatchEditor& patches;
  ClientDoor& clients;
};

/// As clients expect numbers: a float, where that is the same decimal, else a double.
osc::Arg number_arg(double value);
/// Answers a question, but not in a rehearsal.
Outcome reply(const Call& call, osc::Message message, JsonText json = nullptr);

/// How a message of the vocabulary is performed.
struct Route {
  std::string_view address;
  Outcome (*perform)(const Call& call);
  Company company = Company::kAny;
  /// What it refuses depends on the sequencer; others refuse for their arguments alone, and so for
  /// the first of several as for all.
  bool refuses_by_id = false;
  /// It may go without arguments: a float that is 0 or 1 is a button's then.
  bool float_is_button = false;
  /// Answers with the present value, where the vocabulary says that it may be asked for.
  Outcome (*ask)(const Call& call) = nullptr;
};

/// A message of the vocabulary, and who performs it.
struct Row {
  const vocabulary::MessageInfo* message = nullptr;
  Route route;
  Service* service = nullptr;  ///< which performs it where the route does not
  bool is_stream = false;

  bool is_of_sequencers() const { return vocabulary::is_of_sequencers(*message); }
  bool asks(const osc::Message& sent) const { return sent.args.size() == message->asks_with; }
  bool is_served() const { return service != nullptr || route.perform != nullptr; }
  Outcome perform(const Call& call) const;
};

/// What a controller's button says: it sends its value, 1 when it is pressed and 0 when it is let
/// go, with messages that take none.
enum class Button { kNone, kPressed, kReleased };
Button button_of(const Row& row, const Sender& sender, const osc::Message& message);

/// Empty where the arguments are as many as they should be.
std::string usage_problem(const Row& row, const Sender& sender, const osc::Message& message);
/// Whether the message, which has an argument at least, means all sequencers that its id matches.
bool means_ids(const Row& row, const osc::Message& message);
/// Why such an id means nothing.
std::string no_sequencer_matches(const std::string& id);

/// What a sequencer that would grow beyond all that there may be is told.
inline constexpr const char* kNoRoom = "the sequencers hold as much as there may be, 48 MiB";

std::span<const Route> sequencer_routes();
std::span<const Route> assignment_routes();
std::span<const Route> transport_routes();
std::span<const Route> patch_routes();
std::span<const Route> stream_routes();
std::span<const Route> note_routes();
/// Performs `/mod/<module>/<param>` where the parameter is a sample; nothing where it is none.
std::optional<Outcome> set_sample(const Call& call);
/// Answers with its name.
std::optional<Outcome> ask_sample(const Call& call);
std::span<const Route> dirt_routes();
std::span<const Route> engine_routes();
/// Sequencers stop, and all that sounds ends.
Outcome panic(const Call& call);
std::span<const Route> history_routes();
std::span<const Route> journal_routes();

/// The vocabulary, with who performs each message.
class Router {
 public:
  /// With the conductor's own routes. `vocabulary` outlives it.
  explicit Router(const vocabulary::Vocabulary& vocabulary);
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  /// The service outlives it. Throws std::invalid_argument where it is for a message that the
  /// vocabulary does not have, or that another performs already.
  void add(Service& service);
  /// Messages that nobody performs.
  std::vector<std::string_view> unserved() const;

  const vocabulary::Vocabulary& vocabulary() const { return vocabulary_; }
  /// The row of an address, a stream's too; null where there is none.
  const Row* find(const Address& address) const;
  /// The addresses that a well-formed pattern means now: rows of the table, where the id of a
  /// sequencer may stand behind (`/s?q/bpm/kick` means `/seq/bpm/kick`), and streams of what plays
  /// and of the draft. Only these are spelt out: the parts between the slashes are matched by
  /// themselves. Where the module is a pattern its parameters are meant by their own names alone.
  std::vector<Address> matching_addresses(const PatchEditor& patches,
                                          std::string_view pattern) const;
  /// How many these are.
  std::size_t matching_count(const PatchEditor& patches, std::string_view pattern) const;

 private:
  Row& unserved_row(std::string_view address);
  void add(std::span<const Route> routes);
  template <class Visit>
  void for_each_row(std::string_view pattern, const std::vector<osc::PartPattern>& parts,
                    Visit visit) const;

  const vocabulary::Vocabulary& vocabulary_;
  /// Rows that follow each other and have one first part.
  struct Root {
    std::string_view name;
    std::size_t rows;
  };

  std::vector<Row> rows_;  // in the vocabulary's order
  std::vector<Root> roots_;
  std::unordered_map<std::string_view, Row*> by_address_;
};

}  // namespace chronus::conductor

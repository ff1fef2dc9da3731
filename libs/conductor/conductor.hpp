// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/frame.hpp"
#include "base/place.hpp"
#include "conductor/answers.hpp"
#include "conductor/backlog.hpp"
#include "conductor/cost.hpp"
#include "conductor/doors.hpp"
#include "conductor/edit_news.hpp"
#include "conductor/fetching.hpp"
#include "conductor/history.hpp"
#include "conductor/incoming.hpp"
#include "conductor/note_value.hpp"
#include "conductor/origins.hpp"
#include "conductor/patch.hpp"
#include "conductor/route.hpp"
#include "conductor/service.hpp"
#include "conductor/setting.hpp"
#include "conductor/value_trail.hpp"
#include "conductor/wait_book.hpp"
#include "conductor/withheld.hpp"
#include "conductor/work_budget.hpp"
#include "engine/patch.hpp"
#include "osc/fair_queue.hpp"
#include "osc/message.hpp"
#include "osc/shares.hpp"
#include "score/score.hpp"

namespace chronus::conductor {

class Meanings;

/// Room that messages leave to the sequencers, who cannot wait.
inline constexpr std::size_t kSpareCommands = 2'048;

/// What clients may do and take up, each lane its share (osc/shares.hpp). What goes beyond is
/// refused with `/fail`, and changes nothing.
struct Limits {
  std::size_t live_queue = 65'536;                   ///< messages that wait for the next block
  std::size_t scheduled_queue = 65'536;              ///< messages that wait for their time tag
  std::size_t queue_bytes = std::size_t{24} << 20U;  ///< memory of each of the two queues
  double schedule_ahead_s = 60.0;                    ///< how far in the future a time tag may lie
  Frame most_hold = 256;  ///< that a commit with a time tag may hold the horizon while it is built
  bool drills = false;    ///< clients may create modules that fail on purpose
};

/// Turns messages and sequencer steps into commands stamped in frames. A pure core: it knows no
/// clock, thread or socket; frames come in by advance(), everything else goes out by its doors.
///
/// The same messages on the same frames give the same commands, live and offline. Used by one
/// thread. Not real-time: it runs `lead` blocks ahead of the audio clock.
class Conductor {
 public:
  /// The default patch plays from frame 0 on. The catalogue, the vocabulary and what is behind the
  /// doors outlive it.
  Conductor(const StreamFormat& format, const catalog::Catalog& catalog,
            const vocabulary::Vocabulary& vocabulary, const Doors& doors, Limits limits = {});
  ~Conductor();

  /// Messages that it performs. Throws std::invalid_argument where another performs one of them
  /// already, or the vocabulary does not know it. Before the first message.
  void add(std::unique_ptr<Service> service);
  /// Messages of the vocabulary that nobody performs: refused as not available.
  std::vector<std::string_view> unserved() const { return router_.unserved(); }
  /// `decided` hears that the frames from one up to another are: the bank's tempo is theirs, its
  /// events are those of these frames, and what plays plays in all of them.
  void on_decided(std::function<void(const sequencer::Bank&, Frame from, Frame to)> decided) {
    on_decided_ = std::move(decided);
  }

  /// Whether what a score says can be undone: it cannot, where it is the session of a run before.
  enum class Undoable { kYes, kNo };
  /// Events to be performed on their frames. Before the first advance().
  void load_score(score::Score score, Undoable undoable = Undoable::kYes);

  /// A bundle from a client. Without a time tag it lands on the next frame that is not decided
  /// yet, or on a later one where its sender, or all, have sent more than a pass may perform: what
  /// a sender sends keeps its order, and lanes take turns. What stops the music or replaces workers
  /// passes all that waits. With a time tag it lands on its frame. Refused with `/fail` where its
  /// share of a queue is full or the tag too far.
  void submit(Incoming incoming);
  /// A bundle that lands on `frame` or, where that is decided already, on the next one that is not.
  /// Its time tag is not looked at. Refused as above.
  void submit_at(Frame frame, Incoming incoming);

  /// Performs all that lies before `to` and writes its commands. Gives the horizon: every command
  /// below it is written. It is less than `to` when an event stands before a patch that the
  /// workers are still building.
  Frame advance(Frame to);
  Frame horizon() const { return cursor_; }
  /// What services do then. Call after each advance().
  void after_pass();

  /// With which parameters seed() gives the playing patch.
  enum class Values { kPresent, kDefaults };
  /// Gives engines that have no state the playing patch, from horizon() on: before the first
  /// advance(), and when all workers lost theirs.
  void seed(Values values = Values::kPresent);

  /// The command killed the worker that applied it, and the others pass it over: tells its sender
  /// and everybody, and takes it back from the books. A sequencer is kept from doing it again until
  /// the next commit.
  void quarantine(const engine::Command& command, const std::string& reason);
  /// Commands that no worker will apply, though the books keep them: tells the senders of those
  /// from `first_seq` to `last_seq`, and everybody, once a message.
  void tell_withheld(std::uint64_t first_seq, std::uint64_t last_seq, const std::string& reason);
  /// "'l' (lfo)": the module at that place of the playing patch; empty where there is none.
  std::string module_at(Place place) const;
  /// Whether a message caused the command; else a sequencer did, or it is long ago.
  bool is_clients(std::uint64_t seq) const { return origins_.find(seq) != nullptr; }

  const Scene& scene() const { return scene_; }
  /// What plays, as it was when there had been so many changes, has that name.
  void name_session(const std::string& name, std::uint64_t changes);
  std::uint64_t last_seq() const { return next_seq_ - 1; }
  std::uint64_t score_failures() const { return score_failures_; }

  // For the rows of the vocabulary (route.hpp).
  void emit(engine::Command command, HeldBook::By by = HeldBook::By::kClients);
  /// A kSetParam, noted in the books as well.
  void emit_value(const engine::Command& command);
  /// A kNoteOn, with the values that the note brings: one command, or two and one for each value.
  void emit_note(engine::Command note, std::span<const NoteValue> values);
  /// A journal's word that this command was put into quarantine when it was played.
  Status quarantine_again(const CommandPlace& place, bool blocked);
  /// How the patch that is committed takes over: what went is heard for a moment yet, or not.
  enum class Fade { kUsual, kNone };
  Outcome commit_patch(const Call& call, Fade fade = Fade::kUsual);
  /// A sample by its name, heard from now on. Where it has to be read first the message comes again
  /// when it has been.
  struct SampleUse {
    const Sample* sample = nullptr;
    bool comes_later = false;
    std::string problem;
  };
  SampleUse use_sample(const Sender& sender, const osc::Message& message, const std::string& name);
  /// The same of a file that is given that name.
  SampleUse use_sample(const Sender& sender, const osc::Message& message, const std::string& name,
                       const std::string& path);
  /// Nothing where there is a sample of that name, or one that can be read; else why there is none.
  /// For a bank that nobody knows the folders are looked through again, and the message, if it is
  /// not empty, comes again then.
  SampleUse find_sample(const Sender& sender, const osc::Message& message, const std::string& name);
  /// It is heard no more.
  void drop_sample(const std::string& name);
  SampleDoor* samples() const { return samples_; }
  const WaitBook& waits() const { return waits_; }
  /// Of an event of SuperDirt's protocol, by its bank and number. Where there is none `missed` is
  /// what comes of the event.
  SampleUse use_sample_of(const Call& call, const dirt::PlayEvent& event, Outcome* missed);
  /// What the bundle that is performed needs of orbits and synths, and what plays has not.
  bool has_places_to_make() const { return !dirt_ahead_.needed.empty(); }
  Outcome make_places(const Call& call);
  /// Goes back, or forth again.
  Outcome undo(const Call& call, History::Way way);
  Outcome tell_history(const Call& call);
  // For services. Held while a message waits for what is done elsewhere: a /sync waits with it.
  Wait wait_of(const Sender& sender);
  Doors doors() const { return {commands_, clients_, journal_, now_ns_, samples_}; }
  Answers& answers() { return answers_; }
  const vocabulary::Vocabulary& vocabulary() const { return router_.vocabulary(); }

 private:
  struct Dated {
    Frame frame;
    std::uint64_t order;
    bool commits;      // holds a commit, by address or by pattern
    std::size_t cost;  // in plain messages; of the score, which is taken as it is, 0
    std::unique_ptr<Incoming> incoming;  // stays where it is
    bool operator>(const Dated& other) const {
      return frame != other.frame ? frame > other.frame : order > other.order;
    }
  };
  /// What waits for the next block.
  struct Live {
    Incoming incoming;
    bool commits;            // holds a commit, by address or by pattern
    std::int64_t cost = -1;  // -1: not looked at yet
    bool overtook = false;   // was performed already, before its turn
  };
  struct VitalPlace {
    osc::LaneIndex lane;
    std::uint64_t number;  // in its lane
  };
  /// Who has a patch built: a lane, or a bundle that has a frame of its own, below 0.
  using Builder = std::int64_t;
  static Builder builder_of(std::uint64_t order) { return -1 - static_cast<Builder>(order); }
  struct Prepared {
    std::uint64_t version = 0;
    std::unique_ptr<engine::PatchDescription> description;
    Builder by = 0;
    std::uint64_t draft_revision = 0;  // that it was made from
    bool is_seamless = false;          // it has no fade
  };
  static bool holds_commit(const Incoming& incoming);

  struct Blocked {
    engine::Op op;
    std::uint16_t module;
    std::uint16_t param;
    bool on;  // a gate: a module whose gate on is kept from it still needs its gate off
    bool operator==(const Blocked&) const = default;
  };
  static Blocked kind_of(const engine::Command& command);

  void put_aside(const engine::Command& command, bool blocked);
  void take_back(const engine::Command& command);
  bool is_blocked(const engine::Command& command) const;
  void accept(Incoming incoming);
  void wait_live(Incoming incoming);
  void take_live(Frame to);
  /// What came of a lane's turn.
  enum class Turn {
    kDid,     ///< something
    kSaved,   ///< nothing yet: what waits costs more turns than it has had
    kHeldUp,  ///< nothing, nor would it in another turn before another lane has done something
  };
  Turn serve(osc::LaneIndex lane);
  std::int64_t cost_of_turn(const osc::Bundle& bundle) const;
  std::int64_t perform_turn(Live& next);
  void overtake();
  bool may_begin(Builder who, const Incoming& incoming, bool commits);
  bool touches_draft(const osc::Message& message) const;
  Dated* next_dated(Frame before, Frame* due);
  std::unique_ptr<Incoming> take_dated(const Dated* dated);
  void put_off(const Dated* dated, Frame to);
  void come_late(Incoming incoming, Frame late_frames);
  void build_ahead();
  void move_to(Frame frame);
  void write_events();
  void tell_thinned();
  Frame moment_of(Frame frame) const;
  bool have_room_for(const Sender& sender, const osc::Message& message);
  std::int64_t perform_charged(const Incoming& incoming);
  std::size_t perform(const Incoming& incoming);
  std::size_t perform_load(const Incoming& incoming);
  std::size_t fetch(const Incoming& incoming, std::size_t load_at);
  bool is_fetched(Incoming* loaded);
  std::optional<Patch> graph_of_load(const Incoming& incoming) const;
  std::vector<osc::Message> number_samples(Patch* patch) const;
  Patch patch_with_samples(const Setting& wanted, const Sender& sender) const;
  std::size_t perform_session(const Incoming& incoming);
  Outcome load_session(const Sender& sender, const osc::Message& asked, const Setting& wanted);
  class Changing;
  /// How what plays takes up another pattern: on the frame, in the place where it is, or as from
  /// any client.
  enum class Manner { kAtOnce, kAsEdits };
  Outcome change_to(const Sender& sender, const osc::Message& asked, const Setting& wanted,
                    Manner manner);
  std::size_t commands_to(const Setting& wanted) const;
  struct Was {  // a parameter of what plays
    Place place{};
    int param = 0;
    float value = 0.0F;
    std::string sample = {};
  };
  std::optional<Was> value_before(const osc::Message& message) const;
  void remember_value(const Sender& sender, const osc::Message& message, const Was& was);
  std::optional<History::Step> before(const Row& row, const osc::Message& message) const;
  bool is_unchanged(const History::Step& step) const;
  void remember(const Sender& sender, const osc::Message& message, History::Step step);
  std::optional<Setting> set_of_undo(const osc::Message& message) const;
  std::optional<Outcome> wait_for_samples(const Call& call, const Setting& wanted);
  Outcome load_patch(const Sender& sender, const osc::Message& asked, const Patch& patch);
  bool patch_is_ready(Builder who, const Incoming& incoming);
  bool build_of(Builder who, const Incoming& incoming);
  bool build_draft(Builder who, const PatchEditor& of, Fade fade = Fade::kUsual);
  bool prepare(Builder who, const engine::PatchDescription& wanted);
  bool same_patch(const engine::PatchDescription& a, const engine::PatchDescription& b) const;
  struct BundleSoFar {
    std::size_t work = 0;     // of what is done
    std::size_t refused = 0;  // of finding out that it is not
    int patterns = 0;
    std::int64_t until_ns = 0;
  };
  void perform_in_bundle(const Incoming& incoming, const osc::Message& message,
                         BundleSoFar* so_far);
  std::string refusal_in_bundle(const osc::Message& message, const Cost& cost,
                                BundleSoFar* so_far) const;
  void perform_message(const Sender& sender, const osc::Message& message, const Cost& cost);
  std::vector<Address> expand(const osc::Message& message, const PatchEditor& patches,
                              std::string* problem) const;
  Outcome perform_one(const Sender& sender, const osc::Message& message, bool is_rehearsed);
  Outcome perform_change(const Row& row, const Sender& sender, const osc::Message& message,
                         bool is_rehearsed);
  // What was understood of the arguments, which is what a journal gets, becomes `understood`; null
  // where nobody wants it.
  using Understood = std::vector<osc::Arg>;
  Outcome perform_meant(const Row& row, const Sender& sender, const osc::Message& message,
                        Understood* understood, bool is_rehearsed);
  Outcome perform_row(const Row& row, const Sender& sender, const osc::Message& message,
                      Understood* understood);
  Outcome perform_for_each(const Row& row, const Sender& sender, const osc::Message& message,
                           Understood* understood, bool is_rehearsed);
  std::string refusal_of(const Sender& sender, Meanings& meanings);
  Outcome rehearse_one(const Sender& sender, const osc::Message& message, Rehearsal& rehearsal);
  Outcome rehearse_meant(const Row& row, const Sender& sender, const osc::Message& message,
                         Rehearsal& rehearsal);
  Outcome rehearse_row(const Row& row, const Sender& sender, const osc::Message& message,
                       Rehearsal& rehearsal);
  Outcome rehearse_for_each(const Row& row, const Sender& sender, const osc::Message& message,
                            Rehearsal& rehearsal);
  std::vector<std::string> meant_ids(const std::string& id) const;
  void note_change(const Sender& sender, const osc::Message& message);
  void answer(const Sender& sender, const osc::Message& message, const Outcome& outcome);
  void answer_out_of_memory(const Sender& sender, const osc::Message& message);
  void refuse(const Incoming& incoming, const std::string& reason);
  void swap_to(std::uint64_t version);
  osc::Message sample_line(const SampleState& sample) const;
  SampleUse use_file(const Sender& sender, const osc::Message& message, Sample wanted);
  bool look_for_bank(const Sender& sender, const osc::Message& message, const std::string& name);
  Status wait_for(const Sender& sender, const osc::Message& message, const std::string& name,
                  const std::string& file);
  const Sample* begin_sample(Sample sample);
  void emit_sample(std::uint32_t number, bool is_live);
  void take_samples();
  DirtPlaces lacking(const osc::Bundle& bundle) const;
  bool lacks_place(const Incoming& incoming) const { return !lacking(incoming.bundle).empty(); }
  void look_ahead(const Incoming& incoming);
  void ask_for_places();
  PatchEditor with_places(DirtPlaces* places, std::string* why) const;
  bool build_places(Builder who, DirtPlaces places);
  void give_back_draft(Patch draft, const Patch& before, const DirtPlaces& places);
  void give_up(const DirtPlaces& needed, const DirtPlaces& made, const std::string& why);
  Result<std::string> file_name_of(const dirt::PlayEvent& event) const;
  void read_ahead(const Sender& sender, const osc::Message& message);
  void end_read_ahead(const SampleFetched& fetched);
  std::string no_sound(const std::string& name) const;
  bool is_missing(std::string_view name) const;
  Outcome tell_missing(const std::string& name, const std::string& reason);
  void tell_of_sample(const std::string& name, const char* state, const std::string& problem);
  std::uint32_t fade_frames() const;

  StreamFormat format_;
  CommandDoor& commands_;
  ClientDoor& clients_;
  JournalDoor& journal_;
  std::function<std::int64_t()> now_ns_;
  SampleDoor* samples_;
  std::function<void(const sequencer::Bank&, Frame, Frame)> on_decided_;
  Limits limits_;
  Router router_;
  std::vector<std::unique_ptr<Service>> services_;
  Answers answers_;
  Scene scene_;
  Prices prices_;
  Frame cursor_ = 0;
  std::uint64_t next_seq_ = 1;
  std::uint64_t next_patch_version_ = 1;
  std::uint64_t next_order_ = 0;
  Frame fade_until_ = 0;
  osc::FairQueue<Live> live_;
  Backlog live_held_;
  std::vector<VitalPlace> vital_;  // that have come since the last pass
  WorkBudget budget_;
  std::optional<Builder> builder_;  // whose commit waits: till it is done nobody else's edits are
  std::uint64_t draft_revision_ = 0;
  std::deque<Dated> score_;
  std::vector<Dated> scheduled_;  // a heap, earliest on top
  Backlog scheduled_held_;
  std::map<Frame, std::size_t> scheduled_cost_;  // by moment_of() their frames
  std::map<std::pair<Frame, osc::LaneIndex>, std::size_t> scheduled_lane_cost_;
  std::map<std::pair<Frame, std::uint64_t>, const Incoming*> scheduled_commits_;  // frame, order
  Frame build_ahead_from_ = 0;
  Prepared prepared_;
  DirtAhead dirt_ahead_;
  std::size_t sequencer_bytes_ = 0;  // when they were weighed last
  std::size_t edits_unweighed_ = 0;
  std::uint64_t thinned_told_ = 0;  // hits
  Frame tell_thinned_from_ = 0;
  CommandPlace next_place_;  // of the next command, if it falls on the frame of the last
  Withheld withheld_;
  Origins origins_;
  ValueTrail values_;
  EditNews edits_;
  History history_;
  WaitBook waits_;
  Fetching fetching_;
  std::weak_ptr<const std::uint64_t> waited_;  // of the bundle that is performed
  std::uint64_t bundle_ = 0;                   // which is performed
  bool is_remembered_ = true;                  // what is done can be undone
  std::vector<Blocked> blocked_;  // sequencers' commands that killed, until the next commit
  std::unique_ptr<PatchEditor> before_swap_;  // what played before the last commit
  std::uint64_t swap_seq_ = 0;
  std::uint64_t score_failures_ = 0;
};

}  // namespace chronus::conductor

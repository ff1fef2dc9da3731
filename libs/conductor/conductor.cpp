// SPDX-License-Identifier: MIT
#include "conductor/conductor.hpp"

#include <algorithm>
#include <functional>
#include <new>

#include "conductor/json_text.hpp"
#include "conductor/note_sources.hpp"
#include "conductor/sequencer_questions.hpp"

namespace chronus::conductor {
namespace {

/// What has a time tag cannot wait for another turn: as much is taken for any hundredth of a second
/// as may be performed in a quarter of it.
/// Of them one lane gets what its share is of a quarter more.
constexpr std::size_t kDatedMessagesAMoment = 2'500;
constexpr std::size_t kDatedOfAll = kDatedMessagesAMoment * 5 / 4;
constexpr int kMomentsPerSecond = 100;

/// Without patterns `/seq/chain` asks, but nobody hears an answer in a score: there it ends the
/// chain, as it did when older journals were written.
void end_chain_as_older_journals_say(osc::Message* line) {
  const Address& address = line->address;
  if (address.without_rest() != "/seq/chain") return;
  if (line->args.size() + (address.has_rest() ? 1 : 0) != 1) return;
  line->args.emplace_back(std::string(kNoChain));
}

}  // namespace

Conductor::Conductor(const StreamFormat& format, const catalog::Catalog& catalog,
                     const vocabulary::Vocabulary& vocabulary, const Doors& doors, Limits limits)
    : format_(format),
      commands_(doors.commands),
      clients_(doors.clients),
      journal_(doors.journal),
      now_ns_(doors.now_ns),
      samples_(doors.samples),
      limits_(limits),
      router_(vocabulary),
      answers_(doors.clients),
      scene_(format, catalog, limits.drills),
      prices_(router_, scene_),
      live_(limits.queue_bytes),
      live_held_(limits.live_queue, limits.queue_bytes),
      scheduled_held_(limits.scheduled_queue, limits.queue_bytes),
      edits_(format.rate, doors.clients),
      history_(format.rate) {
  scene_.patches.play_default();
}

Conductor::~Conductor() = default;

void Conductor::add(std::unique_ptr<Service> service) {
  router_.add(*service);
  services_.push_back(std::move(service));
}

void Conductor::after_pass() {
  take_samples();
  for (const auto& service : services_) service->after_pass();
  for (auto& rest : fetching_.take_ended()) submit(std::move(rest));
}

void Conductor::name_session(const std::string& name, std::uint64_t changes) {
  scene_.session = name;
  scene_.session_changes = changes;
}

std::uint32_t Conductor::fade_frames() const {
  // Ten milliseconds hide the seam. Nothing sounds before frame 0: a score's first sound starts
  // with its own attack.
  return cursor_ == 0 ? 0 : static_cast<std::uint32_t>(format_.rate / 100);
}

void Conductor::seed(Values values) {
  PatchEditor editor = scene_.patches;
  editor.begin_copy();
  auto description = editor.compile();
  if (!description) return;  // what plays was compiled before
  if (values == Values::kDefaults) engine::set_defaults(&*description, scene_.patches.catalog());
  description->version = next_patch_version_++;
  description->fade_frames = fade_frames();
  scene_.patches.close_gates();  // no engine has any state
  scene_.held.clear();
  commands_.build_patch(*description);
  // It takes no place among the commands of its frame: the set has none there when it is played
  // again from its journal.
  const auto place = next_place_;
  for (const auto& [name, sample] : scene_.samples.all()) {
    if (sample.number != 0) emit_sample(sample.number, true);
  }
  swap_to(description->version);
  next_place_ = place;
  fade_until_ = cursor_ + description->fade_frames;
  prepared_ = {};
}

void Conductor::load_score(score::Score score, Undoable undoable) {
  for (auto& event : score.events) {
    Incoming incoming;
    incoming.sender.is_score = true;
    incoming.is_past = undoable == Undoable::kNo;
    incoming.sender.score_line = event.line;
    withheld_.take(event.message);
    end_chain_as_older_journals_say(&event.message);
    incoming.bundle.messages.push_back(std::move(event.message));
    const bool commits = holds_commit(incoming);
    score_.push_back(
        {event.frame, next_order_++, commits, 0, std::make_unique<Incoming>(std::move(incoming))});
  }
}

void Conductor::submit(Incoming incoming) {
  const Sender sender = incoming.sender;
  try {
    accept(std::move(incoming));
  } catch (const std::bad_alloc&) {
    answer_out_of_memory(sender, {"#packet", {}});
  }
}

void Conductor::accept(Incoming incoming) {
  if (!is_fetched(&incoming)) return;
  // A file is asked for behind what was sent before: a save of it, for one.
  if (!incoming.due || load_to_fetch(incoming)) return wait_live(std::move(incoming));
  const Frame frame = *incoming.due;
  if (frame < cursor_) return come_late(std::move(incoming), cursor_ - frame);
  submit_at(frame, std::move(incoming));
}

/// What was due on a frame that has gone by lands as soon as it can, and is told.
void Conductor::come_late(Incoming incoming, Frame late_frames) {
  scene_.counters.late += incoming.bundle.messages.size();
  clients_.event("late", [late_frames, address = incoming.bundle.messages.empty()
                                                     ? std::string()
                                                     : incoming.bundle.messages[0].address.text()] {
    return to_text(Json{{"address", address}, {"frames", late_frames}});
  });
  incoming.due.reset();
  wait_live(std::move(incoming));
}

void Conductor::submit_at(Frame frame, Incoming incoming) {
  const auto ahead = static_cast<Frame>(limits_.schedule_ahead_s * format_.rate);
  if (frame - cursor_ > ahead) {
    return refuse(incoming, "time tag lies more than " +
                                std::to_string(static_cast<int>(limits_.schedule_ahead_s)) +
                                " s ahead");
  }
  look_ahead(incoming);
  const auto lane = incoming.sender.lane;
  const std::pair moment{moment_of(frame), lane};
  const std::size_t cost = prices_.of(incoming.bundle);
  // A clock sends a few a second, and cannot be told no.
  if (!incoming.sender.is_clock) {
    if (!scheduled_held_.has_room_for(lane, incoming.bundle)) {
      return refuse(incoming, "schedule full");
    }
    const auto all = scheduled_cost_.find(moment.first);
    const auto own = scheduled_lane_cost_.find(moment);
    // As with live ones, a bundle that is larger by itself is taken alone.
    if (all != scheduled_cost_.end() &&
        !osc::is_within_part(own == scheduled_lane_cost_.end() ? 0 : own->second, all->second,
                             kDatedOfAll, cost)) {
      return refuse(incoming, "too many messages for one moment: " +
                                  std::to_string(kDatedMessagesAMoment) + " within 10 ms");
    }
  }
  // All that needs memory comes first: where there is none, nothing has changed.
  auto& all_cost = scheduled_cost_[moment.first];
  auto& own_cost = scheduled_lane_cost_[moment];
  const bool commits = holds_commit(incoming);
  const std::uint64_t order = next_order_++;
  if (scheduled_.size() == scheduled_.capacity()) scheduled_.reserve(2 * scheduled_.size() + 1);
  auto kept = std::make_unique<Incoming>(std::move(incoming));
  if (commits) scheduled_commits_.emplace(std::pair{frame, order}, kept.get());
  scheduled_.push_back({frame, order, commits, cost, std::move(kept)});
  scheduled_held_.add(lane, scheduled_.back().incoming->bundle);
  all_cost += cost;
  own_cost += cost;
  std::push_heap(scheduled_.begin(), scheduled_.end(), std::greater<>());
}

Frame Conductor::moment_of(Frame frame) const { return frame / (format_.rate / kMomentsPerSecond); }

Frame Conductor::advance(Frame to) {
  answers_.begin_anew();
  ask_for_places();
  take_live(to);
  for (;;) {
    Frame due = 0;
    Dated* dated = next_dated(to, &due);
    if (dated == nullptr) break;
    move_to(std::max(due, cursor_));
    const bool commits = dated->commits || lacks_place(*dated->incoming);
    if (!may_begin(builder_of(dated->order), *dated->incoming, commits)) {
      // A score's commit lands exactly; a client's may not hold the music.
      if (dated->incoming->sender.is_score || to - cursor_ <= limits_.most_hold) return cursor_;
      put_off(dated, to);
      continue;
    }
    (void)perform_charged(*dated->incoming);
    (void)take_dated(dated);
  }
  move_to(std::max(to, cursor_));
  build_ahead();
  edits_.step(cursor_);
  return cursor_;
}

/// A bundle whose patch is not built in time goes on as one that has come late: it lands behind
/// `to`.
void Conductor::put_off(const Dated* dated, Frame to) {
  builder_.reset();
  const Frame late_frames = to - dated->frame;
  const auto incoming = take_dated(dated);
  const Sender sender = incoming->sender;
  try {
    come_late(std::move(*incoming), late_frames);
  } catch (const std::bad_alloc&) {
    answer_out_of_memory(sender, {"#packet", {}});
  }
}

Conductor::Dated* Conductor::next_dated(Frame before, Frame* due) {
  Dated* first = nullptr;
  if (!score_.empty()) first = &score_.front();
  if (!scheduled_.empty() && (first == nullptr || *first > scheduled_.front())) {
    first = &scheduled_.front();
  }
  if (first == nullptr) return nullptr;
  // Two crossfades do not overlap: a commit within one lands where it ends.
  const bool commits = first->commits || lacks_place(*first->incoming);
  *due = commits ? std::max(first->frame, fade_until_) : first->frame;
  return *due < before ? first : nullptr;
}

std::unique_ptr<Incoming> Conductor::take_dated(const Dated* dated) {
  if (!score_.empty() && dated == &score_.front()) {
    auto taken = std::move(score_.front().incoming);
    score_.pop_front();
    return taken;
  }
  std::pop_heap(scheduled_.begin(), scheduled_.end(), std::greater<>());
  Dated& last = scheduled_.back();
  const auto lane = last.incoming->sender.lane;
  scheduled_held_.remove(lane, last.incoming->bundle);
  const auto take_off = [&last](auto& costs, const auto& moment) {
    const auto found = costs.find(moment);
    found->second -= last.cost;
    if (found->second == 0) costs.erase(found);
  };
  const Frame moment = moment_of(last.frame);
  take_off(scheduled_cost_, moment);
  take_off(scheduled_lane_cost_, std::pair{moment, lane});
  scheduled_commits_.erase({last.frame, last.order});
  auto taken = std::move(last.incoming);
  scheduled_.pop_back();
  return taken;
}

void Conductor::move_to(Frame frame) {
  scene_.bank.advance(frame);
  if (frame > cursor_ && on_decided_) on_decided_(scene_.bank, cursor_, frame);
  write_events();
  cursor_ = frame;
  tell_thinned();
}

/// Once a second of music at the most; what comes meanwhile is told with the next.
void Conductor::tell_thinned() {
  const auto& thinned = scene_.bank.thinned();
  const std::uint64_t hits = thinned.hits - thinned_told_;
  if (hits == 0 || cursor_ < tell_thinned_from_) return;
  thinned_told_ = thinned.hits;
  tell_thinned_from_ = cursor_ + format_.rate;
  const std::string id(scene_.bank.id_of(thinned.sequencer));
  clients_.event("thinned", [hits, total = thinned.hits, id, frame = cursor_] {
    return to_text(Json{{"frame", frame}, {"hits", hits}, {"total", total}, {"sequencer", id}});
  });
  clients_.warn("sequencers play more than there is time for: " + std::to_string(hits) +
                " hits left out up to frame " + std::to_string(cursor_) +
                (id.empty() ? "" : ", the last of '" + id + "'"));
}

void Conductor::write_events() {
  for (const auto& event : scene_.bank.events()) {
    engine::Command command;
    command.frame = event.frame;
    command.module = event.target.module;
    switch (event.kind) {
      case sequencer::EventKind::kGateOff:
        command.op = engine::Op::kGate;
        break;
      case sequencer::EventKind::kGateOn:
        command.op = engine::Op::kGate;
        command.value = 1.0;
        command.velocity = event.velocity;
        break;
      case sequencer::EventKind::kNoteOff:
        command.op = engine::Op::kNoteOff;
        command.voice = engine::note_id(source_of_sequencer(event.sequencer), engine::kAllOfSource);
        break;
      case sequencer::EventKind::kNoteBend:
      case sequencer::EventKind::kNoteOn:
        if (event.kind == sequencer::EventKind::kNoteBend) command.flags = engine::kFlagBend;
        command.op = engine::Op::kNoteOn;
        command.value = event.value;
        command.velocity = event.velocity;
        command.voice = engine::note_id(source_of_sequencer(event.sequencer), event.note);
        break;
      case sequencer::EventKind::kParam:
        command.op = engine::Op::kSetParam;
        command.flags = engine::kFlagJump;
        command.param = event.target.param;
        if (!event.target.found || is_blocked(command)) continue;
        command.value =
            event.value / scene_.patches.units_of_message(Place{command.module}, command.param);
        if (scene_.patches.is_out_of_range(Place{command.module}, command.param, command.value)) {
          ++scene_.counters.clamped;
        }
        emit_value(command);
        continue;
      case sequencer::EventKind::kStep:
        if (clients_.wants_event("step")) {
          clients_.event("step", [id = std::string(scene_.bank.id_of(event.sequencer)),
                                  step = event.step, frame = event.frame] {
            return to_text(Json{{"id", id}, {"step", step}, {"frame", frame}});
          });
        }
        continue;
    }
    if (event.target.found && !is_blocked(command)) emit(command, HeldBook::By::kSequencers);
  }
  scene_.bank.clear_events();
}

void Conductor::emit(engine::Command command, HeldBook::By by) {
  command.seq = next_seq_++;
  if (command.frame != next_place_.frame) next_place_ = {command.frame, 0};
  command.nth = static_cast<std::uint32_t>(next_place_.nth++);
  withheld_.strike(&command);
  if (command.op == engine::Op::kGate) {
    scene_.patches.note_gate(Place{command.module}, command.value != 0.0);
  } else if (command.op == engine::Op::kPanic) {
    scene_.patches.close_gates();
  }
  scene_.held.take(command, by, scene_.patches);
  commands_.command(command);
}

void Conductor::emit_value(const engine::Command& command) {
  auto& patches = scene_.patches;
  const ValueTrail::Parameter parameter{patches.identity_at(Place{command.module}),
                                        Place{command.module}, command.param};
  const float before = patches.value_at(Place{command.module}, command.param);
  patches.note_value(Place{command.module}, command.param, command.value);
  emit(command);
  values_.add(last_seq(), parameter, before);
}

void Conductor::emit_note(engine::Command note, std::span<const NoteValue> values) {
  if (values.empty()) return emit(note);
  note.flags |= engine::kFlagValuesFollow;
  emit(note);
  engine::Command own;
  own.frame = note.frame;
  own.op = engine::Op::kNoteValue;
  own.flags = engine::kFlagValuesFollow;
  own.voice = note.voice;
  for (const NoteValue& value : values) {
    own.module = static_cast<std::uint16_t>(index_of(value.place));
    own.param = value.param;
    own.value = value.value;
    emit(own);
  }
  engine::Command begin;
  begin.frame = note.frame;
  begin.op = engine::Op::kNoteBegin;
  begin.module = note.module;
  begin.voice = note.voice;
  begin.velocity = note.velocity;
  emit(begin);
}

void Conductor::swap_to(std::uint64_t version) {
  engine::Command command;
  command.frame = cursor_;
  command.op = engine::Op::kSwapPatch;
  command.patch_version = version;
  emit(command);
}

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
#include "conductor/conductor.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>

#include "conductor/draft.hpp"
#include "conductor/json_text.hpp"
#include "osc/pattern.hpp"

namespace chronus::conductor {
namespace {

constexpr std::string_view kCommit = "/patch/commit";

bool is_commit(const osc::Message& message) {
  if (message.address == kCommit) return true;
  // Matching costs as much as performing a parameter message: only patterns pay it.
  return osc::is_pattern(message.address) && osc::matches(message.address, kCommit);
}

bool holds_commit(const osc::Bundle& bundle) {
  return std::any_of(bundle.messages.begin(), bundle.messages.end(), is_commit);
}

bool same_patch(const engine::PatchDescription& a, const engine::PatchDescription& b) {
  return a.connection_count == b.connection_count && a.fade_frames == b.fade_frames &&
         std::memcmp(a.modules, b.modules, sizeof a.modules) == 0 &&
         std::equal(a.connections, a.connections + a.connection_count, b.connections);
}

/// Live messages are taken at this rate of music time at the most, and so many at once, so that a
/// flood cannot hold the horizon: at a microsecond each (a pattern costs many, see cost()) they
/// take half of the time that the audio clock grants, and the rest waits for its next turn.
constexpr Frame kLiveMessagesPerSecond = 500'000;
constexpr Frame kLiveMessagesAtOnce = 4'096;
/// What has a time tag cannot wait for another turn: as much is taken for any hundredth of a second
/// as may be performed in a quarter of it.
constexpr std::size_t kDatedMessagesAMoment = 2'500;
constexpr int kMomentsPerSecond = 100;

}  // namespace

Conductor::Conductor(const StreamFormat& format, Stage& stage, Limits limits)
    : format_(format),
      stage_(stage),
      limits_(limits),
      scene_(format, limits.drills),
      live_held_(limits.live_queue, limits.queue_bytes),
      scheduled_held_(limits.scheduled_queue, limits.queue_bytes) {
  scene_.patches.begin_with(default_patch(format.channels));
  scene_.patches.commit();
}

std::uint32_t Conductor::fade_frames() const {
  // Ten milliseconds hide the seam. Nothing sounds before frame 0: a score's first sound starts
  // with its own attack.
  return cursor_ == 0 ? 0 : static_cast<std::uint32_t>(format_.rate / 100);
}

void Conductor::seed(Values values) {
  PatchDesk desk = scene_.patches;
  desk.begin_copy();
  auto description = desk.compile();
  if (!description) return;  // what plays was compiled before
  if (values == Values::kDefaults) engine::set_defaults(&*description);
  description->version = next_patch_version_++;
  description->fade_frames = fade_frames();
  stage_.build_patch(*description);
  // It takes no place among the commands of its frame: the set has none there when it is played
  // again from its journal.
  const auto place = next_place_;
  swap_to(description->version);
  next_place_ = place;
  fade_until_ = cursor_ + description->fade_frames;
  prepared_ = {};
}

void Conductor::load_score(score::Score score) {
  for (auto& event : score.events) {
    Incoming incoming;
    incoming.sender.is_score = true;
    incoming.sender.score_line = event.line;
    withheld_.take(event.message);
    incoming.bundle.messages.push_back(std::move(event.message));
    const bool commits = holds_commit(incoming.bundle);
    score_.push_back({event.frame, next_order_++, commits, 0, std::move(incoming)});
  }
}

void Conductor::submit(Incoming incoming) {
  if (incoming.bundle.time.immediate()) {
    if (!live_held_.has_room_for(incoming.bundle)) return refuse(incoming, "queue full");
    live_held_.add(incoming.bundle);
    live_.push_back(std::move(incoming));
    return;
  }
  const Frame frame = stage_.frame_at(incoming.bundle.time);
  if (frame < cursor_) {
    scene_.counters.late += incoming.bundle.messages.size();
    const auto late_frames = cursor_ - frame;
    stage_.event("late", [late_frames, address = incoming.bundle.messages.empty()
                                                     ? std::string()
                                                     : incoming.bundle.messages[0].address] {
      return to_text(nlohmann::json{{"address", address}, {"frames", late_frames}});
    });
    incoming.bundle.time = {};
    return submit(std::move(incoming));
  }
  submit_at(frame, std::move(incoming));
}

void Conductor::submit_at(Frame frame, Incoming incoming) {
  const auto ahead = static_cast<Frame>(limits_.schedule_ahead_s * format_.rate);
  if (frame - cursor_ > ahead) {
    return refuse(incoming, "time tag lies more than " +
                                std::to_string(static_cast<int>(limits_.schedule_ahead_s)) +
                                " s ahead");
  }
  const std::size_t cost = this->cost(incoming.bundle);
  // A clock sends a few a second, and cannot be told no.
  if (!incoming.sender.is_clock) {
    if (!scheduled_held_.has_room_for(incoming.bundle)) return refuse(incoming, "schedule full");
    const auto others = scheduled_cost_.find(moment_of(frame));
    // As with live ones, a bundle that is larger by itself is taken alone.
    if (others != scheduled_cost_.end() && others->second + cost > kDatedMessagesAMoment) {
      return refuse(incoming, "too many messages for one moment: " +
                                  std::to_string(kDatedMessagesAMoment) + " within 10 ms");
    }
  }
  scheduled_held_.add(incoming.bundle);
  scheduled_cost_[moment_of(frame)] += cost;
  const bool commits = holds_commit(incoming.bundle);
  scheduled_.push_back({frame, next_order_++, commits, cost, std::move(incoming)});
  std::push_heap(scheduled_.begin(), scheduled_.end(), std::greater<>());
}

Frame Conductor::moment_of(Frame frame) const { return frame / (format_.rate / kMomentsPerSecond); }

Frame Conductor::advance(Frame to) {
  // A dated event that waits for its patch owns the builders until it has been performed.
  if (!dated_waits_) take_live(to);
  for (;;) {
    Frame due = 0;
    Dated* dated = next_dated(to, &due);
    if (dated == nullptr) break;
    move_to(std::max(due, cursor_));
    dated_waits_ = !perform(dated->incoming);
    if (dated_waits_) return cursor_;
    drop_dated(dated);
  }
  move_to(std::max(to, cursor_));
  return cursor_;
}

void Conductor::take_live(Frame to) {
  // A device's period may be several blocks long: then there are fewer turns, each for more.
  const Frame frames = std::clamp<Frame>(to - cursor_, format_.block_frames, format_.rate);
  const auto budget = static_cast<std::size_t>(
      std::min(kLiveMessagesAtOnce, kLiveMessagesPerSecond * frames / format_.rate));
  // A bundle is never split: one that is larger than the budget is taken alone.
  for (std::size_t taken = 0; !live_.empty();) {
    const std::size_t size = live_.front().bundle.messages.size();
    const std::size_t cost = this->cost(live_.front().bundle);
    if (taken > 0 && taken + cost > budget) return;
    // Room is left for what the sequencers must write on their frames.
    if (stage_.command_space() < 2 * kSpareCommands + size) return;
    if (!perform(live_.front())) return;
    taken += cost;
    live_held_.remove(live_.front().bundle);
    live_.pop_front();
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
  *due = first->commits ? std::max(first->frame, fade_until_) : first->frame;
  return *due < before ? first : nullptr;
}

void Conductor::drop_dated(const Dated* dated) {
  if (!score_.empty() && dated == &score_.front()) return score_.pop_front();
  std::pop_heap(scheduled_.begin(), scheduled_.end(), std::greater<>());
  const Dated& last = scheduled_.back();
  scheduled_held_.remove(last.incoming.bundle);
  const auto moment = scheduled_cost_.find(moment_of(last.frame));
  moment->second -= last.cost;
  if (moment->second == 0) scheduled_cost_.erase(moment);
  scheduled_.pop_back();
}

void Conductor::move_to(Frame frame) {
  scene_.bank.advance(frame);
  if (frame > cursor_) stage_.advanced(scene_.bank, cursor_, frame);
  write_events();
  cursor_ = frame;
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
      case sequencer::EventKind::kParam:
        command.op = engine::Op::kSetParam;
        command.flags = engine::kFlagJump;
        command.param = event.target.param;
        command.value = event.value;
        if (!event.target.found || is_blocked(command)) continue;
        if (scene_.patches.is_out_of_range(command.module, command.param, event.value)) {
          ++scene_.counters.clamped;
        }
        emit_value(command);
        continue;
      case sequencer::EventKind::kStep:
        if (stage_.has_subscribers()) {
          stage_.event("step", [id = std::string(scene_.bank.id_of(event.sequencer)),
                                step = event.step, frame = event.frame] {
            return to_text(nlohmann::json{{"id", id}, {"step", step}, {"frame", frame}});
          });
        }
        continue;
    }
    if (event.target.found && !is_blocked(command)) emit(command);
  }
  scene_.bank.clear_events();
}

void Conductor::emit(engine::Command command) {
  command.seq = next_seq_++;
  if (command.frame != next_place_.frame) next_place_ = {command.frame, 0};
  command.nth = next_place_.nth++;
  withheld_.strike(&command);
  stage_.command(command);
}

void Conductor::emit_value(const engine::Command& command) {
  auto& patches = scene_.patches;
  const ValueTrail::Parameter parameter{patches.identity_at(command.module), command.module,
                                        command.param};
  const float before = patches.value_at(command.module, command.param);
  patches.note_value(command.module, command.param, command.value);
  emit(command);
  values_.add(last_seq(), parameter, before);
}

/// Tries the edits of a bundle with a commit on a copy, so that its patch can be built before the
/// bundle is performed: then all of it lands on one frame. True when it can be performed now; also
/// when it is going to fail, which performing it will tell.
bool Conductor::patch_is_ready(const Incoming& incoming) {
  if (!holds_commit(incoming.bundle)) return true;
  if (cursor_ < fade_until_) return false;
  PatchDesk tried = scene_.patches;
  for (const auto& message : incoming.bundle.messages) {
    if (is_commit(message)) {
      auto description = tried.compile();
      if (!description) return true;
      description->fade_frames = fade_frames();
      return prepare(*description);
    }
    std::string ignored;
    if (!osc::is_pattern(message.address)) {
      (void)edit_draft(tried, message);
    } else {
      for (const auto& one : expand(message, &ignored)) (void)edit_draft(tried, one);
    }
  }
  return true;
}

bool Conductor::prepare(const engine::PatchDescription& wanted) {
  if (!prepared_.description || !same_patch(*prepared_.description, wanted)) {
    prepared_.version = next_patch_version_++;
    prepared_.description = std::make_unique<engine::PatchDescription>(wanted);
    prepared_.description->version = prepared_.version;
    stage_.build_patch(*prepared_.description);
  }
  return stage_.patch_progress(prepared_.version) != PatchProgress::kBuilding;
}

Outcome Conductor::commit_patch() {
  auto description = scene_.patches.compile();
  if (!description) return Outcome::failed(description.reason());
  description->fade_frames = fade_frames();
  const auto prepared = std::exchange(prepared_, {});
  if (!prepared.description || !same_patch(*prepared.description, *description)) {
    return Outcome::failed("one commit a bundle");
  }
  if (stage_.patch_progress(prepared.version) != PatchProgress::kBuilt) {
    return Outcome::failed("the workers could not build the patch");
  }
  swap_to(prepared.version);
  fade_until_ = cursor_ + description->fade_frames;
  before_swap_ = std::make_unique<PatchDesk>(scene_.patches);
  before_swap_->abort();
  swap_seq_ = last_seq();
  blocked_.clear();
  scene_.patches.commit();
  scene_.bank.resolve(scene_.patches);
  return Outcome::done();
}

void Conductor::swap_to(std::uint64_t version) {
  engine::Command command;
  command.frame = cursor_;
  command.op = engine::Op::kSwapPatch;
  command.patch_version = version;
  emit(command);
}

Status Conductor::add_sync(const Sender& sender, const osc::Message& message) {
  // While no worker applies anything they would pile up.
  if (syncs_.size() >= limits_.syncs) return Error{"too many /sync wait"};
  syncs_.push_back({sender, message, last_seq()});
  return {};
}

void Conductor::answer_syncs() {
  const std::uint64_t applied = stage_.applied_seq();
  std::erase_if(syncs_, [&](const Sync& sync) {
    if (sync.seq > applied) return false;
    stage_.reply(sync.sender, {"/synced", sync.message.args}, nullptr);
    return true;
  });
}

}  // namespace chronus::conductor

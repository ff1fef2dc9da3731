// SPDX-License-Identifier: MIT
// How the conductor takes what clients send without a frame: lanes in turn, as much as a pass has
// time for.
#include <algorithm>
#include <array>
#include <bitset>
#include <new>

#include "conductor/conductor.hpp"

namespace chronus::conductor {
namespace {

/// The work of a turn: a lane that asks for little waits for no more than this from each other.
constexpr std::int64_t kTurn = 64;
/// What a lane has had beyond its turns is taken off the next ones, up to this.
constexpr std::int64_t kMostDebt = 4'096;
/// What stops the music or replaces a worker, of one lane and of all, that may pass the rest in one
/// pass.
constexpr std::ptrdiff_t kVitalsOfALane = 4;
constexpr std::size_t kMostVitals = 16;

bool replaces_worker(const osc::Message& message) {
  return message.address.starts_with("/worker/");
}

bool is_vital(const osc::Message& message) {
  static constexpr std::array<std::string_view, 3> kStops{"/panic", "/seq/stop_all",
                                                          "/transport/stop"};
  return replaces_worker(message) ||
         std::find(kStops.begin(), kStops.end(), message.address) != kStops.end();
}

}  // namespace

bool is_vital(const osc::Bundle& bundle) {
  return bundle.messages.size() == 1 && is_vital(bundle.messages[0]);
}

void Conductor::wait_live(Incoming incoming) {
  const auto lane = incoming.sender.lane;
  const auto& bundle = incoming.bundle;
  const auto is_own = [lane](const VitalPlace& place) { return place.lane == lane; };
  const bool vital =
      is_vital(bundle) && std::count_if(vital_.begin(), vital_.end(), is_own) < kVitalsOfALane;
  const bool has_room = live_held_.has_room_for(lane, bundle);
  if (!vital && !has_room) return refuse(incoming, "queue full");
  if (vital) vital_.push_back({lane, live_.next_number(lane)});
  if (!has_room) {
    (void)perform_charged(incoming);  // it has no turn to wait for
    return;
  }
  const bool commits = holds_commit(incoming);
  const std::size_t bytes = osc::bytes_held(bundle);
  const std::uint64_t number = live_.next_number(lane);
  live_.add(lane, {std::move(incoming), commits}, bytes);
  live_held_.add(lane, live_.find(lane, number)->incoming.bundle);
}

void Conductor::take_live(Frame to) {
  // A device's period may be several blocks long: then there are fewer turns, each for more.
  budget_.refill(std::clamp<Frame>(to - cursor_, format_.block_frames, format_.rate), format_.rate);
  // A lane that cannot begin takes no part until another has done something: it would save up for
  // its turn, and be turned away, without end.
  std::bitset<osc::kLanes> held_up;
  std::size_t turns_for_nothing = 0;
  while (!live_.empty() && !budget_.is_spent() && turns_for_nothing < live_.lanes()) {
    const auto lane = live_.turn();
    const Turn turn = held_up.test(lane) ? Turn::kHeldUp : serve(lane);
    if (turn == Turn::kDid) held_up.reset();
    if (turn == Turn::kHeldUp) held_up.set(lane);
    turns_for_nothing = turn == Turn::kHeldUp ? turns_for_nothing + 1 : 0;
    live_.end_turn();
  }
  overtake();
}

Conductor::Turn Conductor::serve(osc::LaneIndex lane) {
  live_.credit(lane) += kTurn;
  for (Turn turn = Turn::kSaved;; turn = Turn::kDid) {
    if (live_.empty(lane) || budget_.is_spent()) return turn;
    Live& next = live_.front(lane);
    const auto& bundle = next.incoming.bundle;
    if (next.cost < 0) next.cost = cost_of_turn(bundle);
    if (live_.credit(lane) < next.cost) return turn;
    const bool commits = next.commits || lacks_place(next.incoming);
    // Room is left for what the sequencers must write on their frames.
    if (commands_.command_space() < 2 * kSpareCommands + bundle.messages.size() ||
        !may_begin(lane, next.incoming, commits)) {
      live_.credit(lane) = 0;
      return turn == Turn::kDid ? turn : Turn::kHeldUp;
    }
    live_.credit(lane) = std::max(live_.credit(lane) - perform_turn(next), -kMostDebt);
    live_held_.remove(lane, bundle);
    live_.pop(lane);
    // The builders are the next one's.
    if (commits) return Turn::kDid;
  }
}

/// Without memory to find it out it is the least: performing the bundle will tell.
std::int64_t Conductor::cost_of_turn(const osc::Bundle& bundle) const {
  try {
    // More is refused.
    return static_cast<std::int64_t>(std::min(prices_.of(bundle), kMostWorkOfBundle));
  } catch (const std::bad_alloc&) {
    return 1;
  }
}

/// Gives the work it was.
std::int64_t Conductor::perform_turn(Live& next) {
  if (next.overtook) {
    // To stop is right once more, behind what it passed; it has been answered.
    if (replaces_worker(next.incoming.bundle.messages[0])) return 0;
    next.incoming.sender.is_clock = true;
  }
  return perform_charged(next.incoming);
}

/// Of what this pass leaves waiting, the vital is performed all the same.
void Conductor::overtake() {
  std::size_t done = 0;
  std::size_t looked_at = 0;
  for (; looked_at < vital_.size() && done < kMostVitals; ++looked_at) {
    Live* waiting = live_.find(vital_[looked_at].lane, vital_[looked_at].number);
    if (waiting == nullptr) continue;
    (void)perform_charged(waiting->incoming);
    waiting->overtook = true;
    ++done;
  }
  vital_.erase(vital_.begin(), vital_.begin() + static_cast<std::ptrdiff_t>(looked_at));
}

/// Gives the work it was: what is refused is none, however much it asked for.
std::int64_t Conductor::perform_charged(const Incoming& incoming) {
  const std::int64_t started_ns = now_ns_();
  const std::uint64_t first_seq = next_seq_;
  waited_ = incoming.wait;
  const auto counted = static_cast<std::int64_t>(perform(incoming));
  waited_.reset();
  const std::int64_t took_us = (now_ns_() - started_ns) / 1'000;
  const std::int64_t work = std::max(counted, took_us);
  budget_.charge(work, next_seq_ - first_seq);
  return work;
}

}  // namespace chronus::conductor

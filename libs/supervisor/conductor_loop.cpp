// SPDX-License-Identifier: MIT
#include "supervisor/conductor_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "base/as_memory_allows.hpp"
#include "base/push_moved.hpp"
#include "base/realtime.hpp"
#include "base/scheduling.hpp"
#include "conductor/json_text.hpp"
#include "conductor/scene_lines.hpp"
#include "services/services.hpp"
#include "supervisor/blame.hpp"
#include "supervisor/block_time.hpp"
#include "supervisor/scene_time.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::int64_t kIdleWait_ns = 20'000'000;
constexpr std::size_t kVitalOrders = 256;
/// Drift of the two clocks is less.
constexpr std::int64_t kToldOfClock_ns = 100'000'000;
/// Of what clients have waiting, for the next pass or for its time. The share of one is less than
/// the conductor's own bounds: it is refused where it comes in, at no cost to the conductor.
constexpr std::size_t kMostWaiting_bytes = std::size_t{16} << 20U;
constexpr std::size_t kMostVital_bytes = std::size_t{64} << 10U;
/// Bundles taken in a pass; to take one costs little, and what is left comes with the next.
constexpr std::size_t kMostTaken = 8'192;

/// Block k must not be overwritten before it was played.
constexpr int kReach_blocks = static_cast<int>(ipc::AudioRing::kBlocks) - 2;

osc::Message message_of(const sync::Order& order) {
  switch (order.kind) {
    case sync::Order::Kind::kTempo:
      return {"/transport/bpm", {order.value}};
    case sync::Order::Kind::kStart:
      return {"/transport/start", {order.value}};
    case sync::Order::Kind::kStop:
      break;
  }
  return {"/seq/stop_all", {}};
}

}  // namespace

Frame lead_frames(const StreamFormat& format, int lead, int period_frames) {
  const int blocks = (period_frames + format.block_frames - 1) / format.block_frames;
  return Frame{format.block_frames} * std::min(lead + std::max(blocks, 1) - 1, kReach_blocks);
}

int most_period(const StreamFormat& format) { return kReach_blocks * format.block_frames; }

ConductorLoop::ConductorLoop(const Settings& settings, Music music, const Engines& engines,
                             const Listeners& listeners, const Clocks& clocks)
    : settings_(settings),
      engines_(engines),
      listeners_(listeners),
      clocks_(clocks),
      shares_(kMostWaiting_bytes),
      vital_shares_(kMostVital_bytes),
      clock_(settings.format.rate),
      events_(listeners.replies, settings.access, clocks.now_ns),
      notices_(listeners.notice_fd),
      roles_(*this),
      feed_({settings.format, settings.history, links_, roles_, conductor_, engines.progress,
             listeners.journal}),
      verdicts_(conductor_, listeners.board.figures, listeners.journal, events_, notices_),
      judge_(settings.format, settings.limits, links_, roles_, feed_, engines.output, verdicts_),
      builds_(engines.control, settings.format, music.catalog, links_, roles_, judge_),
      restorer_({settings.format, roles_, feed_, builds_, conductor_, engines.output,
                 engines.progress, listeners.board.figures, listeners.journal, events_}),
      commands_(feed_, builds_, judge_, roles_, clocks.now_ns),
      clients_(listeners.replies, events_, notices_, clocks.now_ns),
      journal_(listeners.journal),
      recordings_(listeners.recordings, listeners.board),
      worker_requests_(settings.drills, links_, roles_, judge_, notices_, clocks.now_ns),
      levels_(settings.format.channels, events_,
              [this](const std::string& what, bool is_over) {
                is_over ? clients_.inform(what) : clients_.warn(what);
              }),
      meters_(links_, roles_, clients_, listeners.meter == nullptr ? nullptr : &levels_,
              clocks.now_ns),
      conductor_(settings.format, music.catalog, music.vocabulary,
                 {commands_, clients_, journal_, clocks.now_ns, listeners.samples},
                 {.most_hold = Frame{settings.lead / 2} * settings.format.block_frames,
                  .drills = settings.drills}),
      session_(settings.format, conductor_, clock_, events_, listeners.session,
               listeners.board.figures, std::move(music.restored)) {
  services::add_all(conductor_, {.recordings = &recordings_,
                                 .subscriptions = &events_,
                                 .workers = &worker_requests_,
                                 .meters = &meters_,
                                 .patches = listeners.patches,
                                 .sessions = listeners.sessions,
                                 .devices = listeners.devices,
                                 .busses = settings.busses,
                                 .status = [&board = listeners.board](const auto& part) {
                                   return board.status_json(part);
                                 }});
  auto& lines = music.score.events;
  if (settings.classic) lines.insert(lines.begin(), {0, 0, {"/classic", {1}}});
  // What was before this run is not undone.
  using Undoable = conductor::Conductor::Undoable;
  conductor_.load_score(std::move(music.score),
                        session_.is_taking_up() ? Undoable::kNo : Undoable::kYes);
  if (session_.is_taking_up()) {
    clients_.hand_refusals_to([this](std::string why) { session_.refused(std::move(why)); });
  }
  if (listeners_.sync == nullptr) return;
  conductor_.on_decided([this](const sequencer::Bank& bank, Frame from, Frame to) {
    listeners_.sync->decided(bank, from, to);
  });
  listeners_.sync->on_state = [this](std::string_view state) {
    events_.tell("sync", [text = std::string(state)] { return to_text(Json{{"state", text}}); });
  };
}

ConductorLoop::~ConductorLoop() { stop(); }

void ConductorLoop::prepare() {
  take_orders();
  conductor_.seed();
  step();
}

void ConductorLoop::start() {
  thread_.start("conductor", [this](const std::stop_token& stop) {
    flush_denormals_on_this_thread();
    listeners_.board.set_scheduling(to_text(request_realtime(kConductorPriority)));
    // Without a callback (a long period, a device that is gone) the workers are still woken, and
    // judged, once a block.
    while (!stop.stop_requested()) {
      const std::uint32_t seen = engines_.wake.look();
      step();
      engines_.wake.wait(seen, std::min(kIdleWait_ns, block_ns(settings_.format)));
    }
  });
}

void ConductorLoop::stop() {
  thread_.request_stop();
  engines_.wake.wake();
  thread_.join();
  end_session();
}

/// What could not be kept while there was music to be late for is kept now.
void ConductorLoop::end_session() {
  as_far_as_memory_goes([this] { session_.end(); });
}

bool ConductorLoop::submit(conductor::Incoming&& incoming) {
  const auto lane = incoming.sender.lane;
  const std::size_t bytes = osc::bytes_held(incoming.bundle);
  incoming.hold = shares_.take(lane, bytes);
  if (!incoming.hold && conductor::is_vital(incoming.bundle)) {
    incoming.hold = vital_shares_.take(lane, bytes);
  }
  return incoming.hold && push_moved(incoming_, std::move(incoming));
}

void ConductorLoop::order(SlotOrder order) {
  const std::lock_guard lock(orders_mutex_);
  // News may be lost in a jam; what the workers' lives hang on may not.
  if (order.kind == SlotOrder::Kind::kEvent && orders_.write_available() < kVitalOrders) return;
  push_moved(orders_, std::move(order));
  engines_.wake.wake();
}

void ConductorLoop::step() {
  const std::int64_t started_ns = clocks_.now_ns();
  take_orders();
  as_far_as_memory_goes([this] { observe_clock(); });
  as_far_as_memory_goes([this] { judge_.judge(clocks_.now_ns()); });
  take_incoming();
  const Frame lead = lead_frames(settings_.format, settings_.lead, engines_.output.period());
  const Frame to = engines_.output.played() + lead;
  as_far_as_memory_goes([&] { follow_clock(to); });
  as_far_as_memory_goes([this] { builds_.judge(clocks_.now_ns()); });
  as_far_as_memory_goes([&] { advance(to); });
  as_far_as_memory_goes([this] {
    if (listeners_.journal.wants_scene()) begin_journal_file();
  });
  feed_.publish_horizons();
  as_far_as_memory_goes([this] { conductor_.after_pass(); });
  as_far_as_memory_goes([this] { judge_.compare_blocks(); });
  as_far_as_memory_goes([this] {
    report_underruns();
    take_levels();
    meters_.step();
  });
  as_far_as_memory_goes([this] { events_.step(); });
  listeners_.board.figures.events_dropped.store(events_.dropped(), std::memory_order_relaxed);
  measure(started_ns);
  engines_.progress.note_pass();
}

/// The scene is made on this thread: one that would take longer than the lead can bear waits until
/// there is less of it or, at a hole, until sequencers stand still; and with it the journal.
void ConductorLoop::begin_journal_file() {
  const auto& scene = conductor_.scene();
  const bool has_hole = listeners_.journal.status().has_hole;
  if (!has_time_for_scene(scene.bank, has_hole)) return listeners_.journal.put_off_file();
  listeners_.journal.begin_file(conductor_.horizon(),
                                conductor::scene_lines(scene, conductor_.horizon()));
}

/// Where there is no memory a part of a pass waits for the next one: a thread that ended would end
/// the music.
template <class Work>
void ConductorLoop::as_far_as_memory_goes(Work work) {
  if (as_memory_allows(work)) return;
  listeners_.board.figures.out_of_memory.fetch_add(1, std::memory_order_relaxed);
}

void ConductorLoop::advance(Frame to) {
  session_.before_advance();
  conductor_.advance(to);
  session_.after_advance(engines_.output.played(), roles_.anybody_is_ready());
}

/// A worker that is not attached for want of memory is missed, and another is made.
void ConductorLoop::take_orders() {
  orders_.consume_all([&](SlotOrder& order) { as_far_as_memory_goes([&] { carry_out(order); }); });
}

void ConductorLoop::carry_out(SlotOrder& order) {
  switch (order.kind) {
    case SlotOrder::Kind::kAttach:
    case SlotOrder::Kind::kBegin:
      return attach(order);
    case SlotOrder::Kind::kRestore:
      attach(order);
      return restorer_.restore(order);
    case SlotOrder::Kind::kReady:
      if (speaks_of(order) && !roles_.is_evicted(order.slot)) admit(order.slot);
      return;
    case SlotOrder::Kind::kKeep:
      if (speaks_of(order)) roles_.keep(order.slot);
      return;
    case SlotOrder::Kind::kDetach:
      return detach(order);
    case SlotOrder::Kind::kForget:
      return feed_.forget_up_to(order.seq);
    case SlotOrder::Kind::kEvent:
      return session_.tell(order.event, std::move(order.json));
  }
}

void ConductorLoop::attach(const SlotOrder& order) {
  auto& worker = links_[order.slot];
  worker.emplace(order.segment, order.process, order.generation);
  roles_.seat(order.slot);
  judge_.forget(order.slot);
  builds_.order_again(*worker);
  SlotNotice notice;
  notice.slot = order.slot;
  notice.generation = order.generation;
  notice.horizon = conductor_.horizon();
  notice.from = feed_.first_frame_unwritten();
  notices_.post(std::move(notice));
}

/// The worker that the order means is there still.
bool ConductorLoop::speaks_of(const SlotOrder& order) const {
  const auto& worker = links_[order.slot];
  return worker && worker->generation == order.generation;
}

void ConductorLoop::admit(Slot slot) {
  if (roles_.lost_all()) {
    restorer_.tell_restored(slot,
                            engines_.output.concealed_frames() - judge_.concealed_when_well());
  }
  roles_.admit(slot);
}

void ConductorLoop::detach(const SlotOrder& order) {
  const auto& worker = links_[order.slot];
  // What it was doing is looked at before anybody may go beyond it.
  as_far_as_memory_goes([&] {
    if (worker) judge_.note_end(order.slot, order.how, order.crashed);
  });
  links_[order.slot].reset();
  judge_.forget(order.slot);
  roles_.vacate(order.slot);
}

void ConductorLoop::on_role(Slot from, Slot to, std::string_view why) {
  engines_.output.set_active_slot(to);
  if (from == to) return;
  engines_.progress.set_primary(to);
  listeners_.board.figures.role_changes.fetch_add(1, std::memory_order_relaxed);
  events_.tell("role", [from, to, why = std::string(why), frame = engines_.output.played()] {
    return to_text(
        Json{{"from", number_of(from)}, {"to", number_of(to)}, {"reason", why}, {"frame", frame}});
  });
}

/// As many events as `/status` counts.
void ConductorLoop::on_failover(Slot lost, std::optional<Slot> next, std::string_view why) {
  listeners_.board.figures.failovers.fetch_add(1, std::memory_order_relaxed);
  events_.tell("failover", [lost, next, why = std::string(why), frame = engines_.output.played()] {
    return to_text(Json{{"from", number_of(lost)},
                        {"to", next ? Json(number_of(*next)) : Json()},
                        {"reason", why},
                        {"frame", frame}});
  });
}

void ConductorLoop::take_incoming() {
  if (session_.holds_clients_back(clocks_.now_ns())) return;
  // As many as there are now: a flood must not keep the horizon waiting.
  for (auto left = std::min(incoming_.read_available(), kMostTaken); left > 0; --left) {
    incoming_.consume_one([&](conductor::Incoming& in) {
      as_far_as_memory_goes([&] {
        events_.heard(in.sender.endpoint);
        if (!in.bundle.time.immediate()) in.due = clock_.frame_at(in.bundle.time);
        conductor_.submit(std::move(in));
      });
    });
  }
}

void ConductorLoop::observe_clock() {
  const auto point = engines_.output.clock_point();
  if (point.monotonic_ns == 0) return;
  // Both clocks are read here, not in the callback; what passed since is taken off again. In this
  // order a stall between the two makes the callback look late, which is forgiven, never early.
  const std::int64_t since_ns = clocks_.now_ns() - point.monotonic_ns;
  const std::int64_t later_ns = clock_.observe(point.frame, clocks_.wall_ns() - since_ns);
  if (std::abs(later_ns) < kToldOfClock_ns) return;
  clients_.warn(
      fmt::format("a time tag means another frame from here on, by {:.1f} s: the clock on "
                  "the wall was set, or the sound stood still",
                  static_cast<double>(later_ns) / 1e9));
}

/// What a clock outside asks for goes the way of every message: checked, on a frame, and journaled.
void ConductorLoop::follow_clock(Frame to) {
  if (listeners_.sync == nullptr) return;
  const auto& bank = conductor_.scene().bank;
  const Frame horizon = conductor_.horizon();
  clock_orders_.clear();
  listeners_.sync->follow({bank.transport(), horizon, std::max(to, horizon), bank.playing()},
                          engines_.output.clock_point(), clocks_.now_ns(), &clock_orders_);
  for (const auto& order : clock_orders_) {
    conductor::Incoming incoming;
    incoming.sender.is_clock = true;
    incoming.bundle.messages.push_back(message_of(order));
    conductor_.submit_at(order.frame, std::move(incoming));
  }
}

void ConductorLoop::report_underruns() {
  const std::int64_t now = engines_.output.underruns();
  if (std::exchange(underruns_, now) == now) return;
  events_.tell("underrun", [now, frame = engines_.output.played()] {
    return to_text(Json{{"frame", frame}, {"underruns", now}});
  });
}

void ConductorLoop::take_levels() {
  if (listeners_.meter == nullptr) return;
  bool is_new = false;
  const bool is_playing = conductor_.scene().bank.playing();
  for (audio::Levels levels; listeners_.meter->take(&levels); is_new = true) {
    levels_.add(levels, is_playing);
  }
  if (!is_new) return;
  const LevelFacts facts = levels_.facts();
  auto& figures = listeners_.board.figures;
  figures.peak_db.store(facts.peak_db, std::memory_order_relaxed);
  figures.rms_db.store(facts.rms_db, std::memory_order_relaxed);
  figures.clipped.store(facts.clipped, std::memory_order_relaxed);
}

void ConductorLoop::measure(std::int64_t started_ns) {
  const auto block = static_cast<double>(block_ns(settings_.format));
  load_ += 0.01 * (static_cast<double>(clocks_.now_ns() - started_ns) / block - load_);
  listeners_.board.figures.conductor_load_ppm.store(
      static_cast<std::uint32_t>(std::min(load_ * 1e6, 4e9)), std::memory_order_relaxed);
}

}  // namespace chronus::supervisor

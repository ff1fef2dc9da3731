// SPDX-License-Identifier: MIT
#include "supervisor/conductor_loop.hpp"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/push_moved.hpp"
#include "base/realtime.hpp"
#include "base/scheduling.hpp"
#include "conductor/json_text.hpp"
#include "supervisor/block_time.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::int64_t kIdleWait_ns = 20'000'000;
constexpr std::size_t kVitalNotices = 64;
constexpr std::size_t kVitalOrders = 256;
constexpr std::size_t kMostIncomingBytes = std::size_t{64} << 20U;

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
  // Block k must not be overwritten before it was played.
  const int reach = static_cast<int>(ipc::AudioRing::kBlocks) - 2;
  return Frame{format.block_frames} * std::min(lead + std::max(blocks, 1) - 1, reach);
}

ConductorLoop::ConductorLoop(const World& world, score::Score score,
                             failover::DetectorLimits limits)
    : world_(world),
      clock_(world.format.rate),
      limits_(limits),
      detector_(limits),
      fail_limit_(osc::fail_rate_limit()),
      history_(world.history),
      conductor_(world.format, *this, {.drills = world.drills}) {
  conductor_.load_score(std::move(score));
  if (world_.sync == nullptr) return;
  world_.sync->on_state = [this](std::string_view state) {
    event("sync", [text = std::string(state)] { return to_text(nlohmann::json{{"state", text}}); });
  };
}

ConductorLoop::~ConductorLoop() { stop(); }

void ConductorLoop::prepare() {
  take_orders();
  conductor_.seed();
  prepared_ = true;
  tick();
}

void ConductorLoop::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    flush_denormals_on_this_thread();
    world_.board.set_scheduling(to_text(request_realtime(kConductorPriority)));
    // Without a callback (a long period, a device that is gone) the workers are still woken, and
    // judged, once a block.
    while (!stop.stop_requested()) {
      const std::uint32_t seen = world_.wake.look();
      tick();
      world_.wake.wait(seen, std::min(kIdleWait_ns, block_ns(world_.format)));
    }
  });
}

void ConductorLoop::stop() {
  thread_.request_stop();
  world_.wake.wake();
  if (thread_.joinable()) thread_.join();
}

bool ConductorLoop::submit(conductor::Incoming incoming) {
  const std::size_t bytes = osc::bytes_held(incoming.bundle);
  if (incoming_bytes_.load(std::memory_order_relaxed) + bytes > kMostIncomingBytes) return false;
  incoming_bytes_.fetch_add(bytes, std::memory_order_relaxed);
  if (push_moved(incoming_, std::move(incoming))) return true;
  incoming_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
  return false;
}

void ConductorLoop::order(SlotOrder order) {
  const std::lock_guard lock(orders_mutex_);
  // News may be lost in a jam; what the workers' lives hang on may not.
  if (order.kind == SlotOrder::Kind::kEvent && orders_.write_available() < kVitalOrders) return;
  push_moved(orders_, std::move(order));
  world_.wake.wake();
}

bool ConductorLoop::take_notice(SlotNotice* notice) {
  return notices_.consume_one([&](SlotNotice& taken) { *notice = std::move(taken); }) > 0;
}

/// What clients can cause leaves room for what the supervisor lives by.
bool ConductorLoop::notify(SlotNotice notice) {
  const bool vital =
      notice.kind == SlotNotice::Kind::kAttached || notice.kind == SlotNotice::Kind::kHung;
  if (!vital && notices_.write_available() < kVitalNotices) return false;
  if (notice.kind != SlotNotice::Kind::kScoreFailed && link(notice.slot)) {
    notice.generation = link(notice.slot)->generation;
  }
  if (!push_moved(notices_, std::move(notice))) return false;
  const std::uint64_t one = 1;
  (void)!write(world_.notice_fd, &one, sizeof one);
  return true;
}

void ConductorLoop::tick() {
  const std::int64_t started_ns = world_.now_ns();
  take_orders();
  observe_clock();
  judge();
  // As many as there are now: a flood must not keep the horizon waiting.
  for (auto left = incoming_.read_available(); left > 0; --left) {
    incoming_.consume_one([&](conductor::Incoming& in) {
      incoming_bytes_.fetch_sub(osc::bytes_held(in.bundle), std::memory_order_relaxed);
      conductor_.submit(std::move(in));
    });
  }
  const Frame lead =
      lead_frames(world_.format, world_.lead, period_frames_.load(std::memory_order_relaxed));
  const Frame to = world_.output.played() + lead;
  follow_clock(to);
  conductor_.advance(to);
  publish_horizons();
  conductor_.answer_syncs();
  compare_blocks();
  report_underruns();
  measure(started_ns);
}

void ConductorLoop::take_orders() {
  orders_.consume_all([&](SlotOrder& order) { carry_out(order); });
}

void ConductorLoop::carry_out(SlotOrder& order) {
  switch (order.kind) {
    case SlotOrder::Kind::kAttach:
    case SlotOrder::Kind::kBegin:
      return attach(order);
    case SlotOrder::Kind::kRestore:
      return restore(order);
    case SlotOrder::Kind::kReady:
      return welcome(order);
    case SlotOrder::Kind::kKeep:
      return keep(order);
    case SlotOrder::Kind::kDetach:
      return detach(order);
    case SlotOrder::Kind::kForget:
      if (order.seq > conductor_.last_seq()) return;  // it came from a worker's memory
      history_.forget_up_to(order.seq);
      std::erase_if(quarantined_, [&](std::uint64_t seq) { return seq <= order.seq; });
      return;
    case SlotOrder::Kind::kEvent:
      return event(order.event, [json = std::move(order.json)] { return json; });
  }
}

void ConductorLoop::observe_clock() {
  const auto point = world_.output.clock_point();
  if (point.monotonic_ns == 0) return;
  // Both clocks are read here, not in the callback; what passed since is taken off again. In this
  // order a stall between the two makes the callback look late, which is forgiven, never early.
  const std::int64_t since_ns = monotonic_ns() - point.monotonic_ns;
  clock_.observe(point.frame, unix_ns() - since_ns);
}

/// What a clock outside asks for goes the way of every message: checked, on a frame, and journaled.
void ConductorLoop::follow_clock(Frame to) {
  if (world_.sync == nullptr) return;
  const auto& bank = conductor_.scene().bank;
  const Frame horizon = conductor_.horizon();
  clock_orders_.clear();
  world_.sync->follow({bank.transport(), horizon, std::max(to, horizon), bank.playing()},
                      world_.output.clock_point(), world_.now_ns(), &clock_orders_);
  for (const auto& order : clock_orders_) {
    conductor::Incoming incoming;
    incoming.sender.is_clock = true;
    incoming.bundle.messages.push_back(message_of(order));
    conductor_.submit_at(order.frame, std::move(incoming));
  }
}

void ConductorLoop::report_underruns() {
  const std::int64_t now = world_.output.underruns();
  if (std::exchange(underruns_, now) == now) return;
  event("underrun", [now, frame = world_.output.played()] {
    return to_text(nlohmann::json{{"frame", frame}, {"underruns", now}});
  });
}

void ConductorLoop::measure(std::int64_t started_ns) {
  const auto block = static_cast<double>(block_ns(world_.format));
  load_ += 0.01 * (static_cast<double>(world_.now_ns() - started_ns) / block - load_);
  world_.board.conductor_load_ppm.store(static_cast<std::uint32_t>(std::min(load_ * 1e6, 4e9)),
                                        std::memory_order_relaxed);
}

}  // namespace chronus::supervisor

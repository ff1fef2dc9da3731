// SPDX-License-Identifier: MIT
#include "supervisor/keyframe_courier.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace chronus::supervisor {
namespace {

/// How old the keyframe of a double fault may be: as much music is rendered again then.
constexpr std::int64_t kKeyframeInterval_ns = 250'000'000;
constexpr int kOlderKeyframe_s = 2;
/// Blocks that a worker may render before it has answered a request that it has long seen.
constexpr Frame kKeyframePatience = 32;

/// False where memory is short, which a touch of the area would end this process for.
bool write_keyframe(const StoredKeyframe& keyframe, ipc::SlotSegment& to) {
  if (!to.reserve_keyframe(keyframe.bytes.size())) return false;
  std::memcpy(to.keyframe(), keyframe.bytes.data(), keyframe.bytes.size());
  auto& orders = to.orders();
  orders.load_size.store(static_cast<std::uint32_t>(keyframe.bytes.size()),
                         std::memory_order_relaxed);
  orders.load_seq.store(keyframe.seq, std::memory_order_relaxed);
  return true;
}

}  // namespace

KeyframeCourier::KeyframeCourier(const StreamFormat& format, const ConductorProgress& progress)
    : format_(format), progress_(progress), store_(Frame{kOlderKeyframe_s} * format.rate) {}

void KeyframeCourier::forget(Slot slot, std::int64_t now_ns) {
  if (request(slot).purpose == For::kStore) next_for_store_ns_ = now_ns;
  request(slot) = {};
}

bool KeyframeCourier::is_time_for_store(std::int64_t now_ns) const {
  return now_ns >= next_for_store_ns_ && !store_.is_waiting();
}

void KeyframeCourier::ask_for_store(Slot slot, ipc::SlotSegment& giver, std::int64_t now_ns) {
  next_for_store_ns_ = now_ns + kKeyframeInterval_ns;
  ask(slot, giver, For::kStore, 0);
}

void KeyframeCourier::ask(Slot slot, ipc::SlotSegment& giver, For purpose, Frame from) {
  auto& its = request(slot);
  if (its.purpose != For::kNobody) return;
  auto& orders = giver.orders();
  orders.keyframe_from.store(from, std::memory_order_relaxed);
  its.purpose = purpose;
  its.asked_at = std::max(from, progress_.horizon());
  ++its.number;
  orders.keyframe_request.store(its.number, std::memory_order_release);
  orders.wake.wake();
}

std::optional<KeyframeCourier::Delivery> KeyframeCourier::collect(Slot slot,
                                                                  const ipc::SlotSegment& giver) {
  auto& its = request(slot);
  const auto& report = giver.report();
  const std::uint32_t done = report.keyframe_done.load(std::memory_order_acquire);
  const bool is_asked = its.purpose != For::kNobody;
  if (is_asked && done == its.number - 1) {
    // It answers before it renders the next block.
    const Frame late = its.asked_at + kKeyframePatience * format_.block_frames;
    if (report.rendered.load(std::memory_order_acquire) < late) return std::nullopt;
    return Delivery{"it renders on and gives no keyframe"};
  }
  if (done != its.number) return Delivery{"it gives keyframes that nobody asked for"};
  if (!is_asked) return std::nullopt;
  const bool is_for_peer = std::exchange(its.purpose, For::kNobody) == For::kPeer;
  if (const char* lie = read(giver, done)) return Delivery{lie};
  if (!is_for_peer) store_.add(collected_.bytes, collected_.frame, collected_.seq);
  return Delivery{nullptr, is_for_peer, collected_.frame};
}

/// What is wrong with it, null where nothing is.
const char* KeyframeCourier::read(const ipc::SlotSegment& giver, std::uint32_t number) {
  const auto& report = giver.report();
  const std::uint64_t size = report.keyframe_size.load(std::memory_order_relaxed);
  if (size > giver.keyframe_bytes()) return "its keyframe is larger than its place";
  if (!giver.reserve_keyframe(size)) return "its keyframe is more than there is memory for";
  collected_.bytes.assign(giver.keyframe(), giver.keyframe() + size);
  collected_.frame = report.keyframe_frame.load(std::memory_order_relaxed);
  collected_.seq = report.keyframe_seq.load(std::memory_order_relaxed);
  const KeyframeClaim claim{collected_.bytes, collected_.frame, collected_.seq, number,
                            report.keyframe_sum.load(std::memory_order_relaxed)};
  // Released before the horizon that let the worker get there.
  bounds_.horizon = progress_.horizon();
  bounds_.last_seq = progress_.last_seq();
  if (!is_credible(claim, bounds_, format_)) return "its keyframe is not what it says";
  bounds_.kept_frame = claim.frame;
  bounds_.kept_seq = claim.seq;
  return nullptr;
}

void KeyframeCourier::hand_over(ipc::SlotSegment& joiner) const {
  // Else it goes on waiting, and asks again.
  if (!write_keyframe(collected_, joiner)) return;
  // Release: the keyframe and its facts are there before the word that says so.
  joiner.orders().start.store(ipc::StartOrder::kKeyframe, std::memory_order_release);
  joiner.orders().wake.wake();
}

std::optional<std::uint64_t> KeyframeCourier::settle(Frame played) {
  if (!store_.settle(played)) return std::nullopt;
  return store_.oldest_seq();
}

void KeyframeCourier::forget_what_lies_ahead() {
  store_.drop_waiting();
  bounds_ = {};
}

std::optional<std::uint64_t> KeyframeCourier::write_kept(failover::Rung rung,
                                                         ipc::SlotSegment& joiner) const {
  const auto& kept =
      rung == failover::Rung::kOlderWithoutClients ? store_.older() : store_.newest();
  if (rung >= failover::Rung::kFresh || kept.is_empty()) return std::nullopt;
  if (!write_keyframe(kept, joiner)) return std::nullopt;
  return kept.seq;
}

}  // namespace chronus::supervisor

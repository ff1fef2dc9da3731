// SPDX-License-Identifier: MIT
#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "engine/checksum.hpp"
#include "engine/keyframe.hpp"
#include "ipc/audio_ring.hpp"
#include "ipc/control_layout.hpp"
#include "ipc/keyframe_area.hpp"
#include "ipc/slot_layout.hpp"

namespace chronus::ipc {
namespace {
std::uint64_t round_up(std::uint64_t value, std::uint64_t to = 64) {
  return (value + to - 1) / to * to;
}

std::string to_hex(std::uint64_t value) {
  char digits[17] = {};
  std::snprintf(digits, sizeof digits, "%016" PRIx64, value);
  return digits;
}

Status unfit(const char* field) { return Error{std::string("segment does not fit: ") + field}; }
}  // namespace

SlotLayout::SlotLayout(const StreamFormat& format)
    : audio(round_up(kCommands + sizeof(CommandRing))),
      keyframe(round_up(audio + AudioRing::bytes(format), KeyframeArea::kAlign)),
      keyframe_bytes(round_up(engine::max_keyframe_bytes(), KeyframeArea::kAlign)),
      total(keyframe + keyframe_bytes) {}

Status check_slot_header(const SlotHeader& header, std::uint64_t mapped_bytes,
                         std::uint64_t session) {
  if (header.magic != kSlotMagic) return unfit("magic");
  if (header.layout_version != kLayoutVersion) return unfit("layout version");
  if (header.session != session) return unfit("session");
  if (header.rate < kMinRate || header.rate > kMaxRate) return unfit("rate");
  if (header.block_frames < kMinBlockFrames || header.block_frames > kMaxBlockFrames) {
    return unfit("block_frames");
  }
  if (header.channels < 1 || header.channels > kMaxChannels) return unfit("channels");
  const SlotLayout layout(header.format());
  if (header.orders_offset != SlotLayout::kOrders) return unfit("orders offset");
  if (header.report_offset != SlotLayout::kReport) return unfit("report offset");
  if (header.meter_orders_offset != SlotLayout::kMeterOrders) return unfit("meter orders offset");
  if (header.module_reports_offset != SlotLayout::kModuleReports) {
    return unfit("module reports offset");
  }
  if (header.commands_offset != SlotLayout::kCommands) return unfit("commands offset");
  if (header.audio_offset != layout.audio) return unfit("audio offset");
  if (header.keyframe_offset != layout.keyframe) return unfit("keyframe offset");
  if (header.keyframe_bytes != layout.keyframe_bytes) return unfit("keyframe bytes");
  if (header.total_bytes != layout.total || mapped_bytes < layout.total) return unfit("size");
  return {};
}

std::uint64_t keyframe_claim_sum(std::uint32_t request, std::uint64_t size, Frame frame,
                                 std::uint64_t seq, std::uint64_t keyframe_checksum) noexcept {
  const std::uint64_t words[] = {request, size, static_cast<std::uint64_t>(frame), seq,
                                 keyframe_checksum};
  return engine::checksum(std::as_bytes(std::span(words)), kSlotMagic);
}

std::uint64_t failure_sum_of(const SlotReport& report) noexcept {
  const std::uint64_t words[] = {
      static_cast<std::uint64_t>(report.failure.load(std::memory_order_relaxed)),
      report.blamed_seq.load(std::memory_order_relaxed),
      static_cast<std::uint64_t>(report.blamed_place.load(std::memory_order_relaxed)),
      report.applying_seq.load(std::memory_order_relaxed),
      report.block_seq.load(std::memory_order_relaxed)};
  return engine::checksum(std::as_bytes(std::span(words)), kSlotMagic) | 1U;
}

Status check_catalog(std::uint64_t made_with, std::uint64_t own) {
  if (made_with == own) return {};
  return Error{"another build: the supervisor's catalogue of modules is " + to_hex(made_with) +
               ", this worker's " + to_hex(own)};
}

Status check_control(const Control& control, std::uint64_t mapped_bytes, std::uint64_t session) {
  if (mapped_bytes < sizeof(Control)) return unfit("control size");
  if (control.magic != kControlMagic) return unfit("control magic");
  if (control.layout_version != kLayoutVersion) return unfit("control layout version");
  if (control.session != session) return unfit("control session");
  if (control.total_bytes != sizeof(Control)) return unfit("control total bytes");
  return {};
}

void Control::put_patch(const engine::PatchDescription& patch) {
  auto& place = patches[patch.version % kPatches];
  place.version.store(0, std::memory_order_release);
  std::atomic_thread_fence(std::memory_order_release);
  std::memcpy(&place.description, &patch, sizeof patch);
  place.version.store(patch.version, std::memory_order_release);
}

bool Control::has_patch(std::uint64_t version) const {
  return version != 0 &&
         patches[version % kPatches].version.load(std::memory_order_acquire) == version;
}

bool Control::get_patch(std::uint64_t version, engine::PatchDescription* to) const {
  if (version == 0) return false;  // marks a place that is being written
  const auto& place = patches[version % kPatches];
  if (place.version.load(std::memory_order_acquire) != version) return false;
  std::memcpy(to, &place.description, sizeof *to);
  std::atomic_thread_fence(std::memory_order_acquire);
  return place.version.load(std::memory_order_relaxed) == version;
}

}  // namespace chronus::ipc

// SPDX-License-Identifier: MIT
// Headers of segments: one that is taken has every part where this program looks for it.
#include "ipc/control_layout.hpp"
#include "ipc/slot_layout.hpp"
#include "tests/fuzz/input.hpp"

using namespace chronus;

namespace {

constexpr std::uint64_t kSession = 0x5e55'1047'5e55'1047;

ipc::SlotHeader sound_one() {
  const StreamFormat format{48'000, 128, 2};
  const ipc::SlotLayout layout(format);
  ipc::SlotHeader header;
  header.session = kSession;
  header.rate = format.rate;
  header.block_frames = format.block_frames;
  header.channels = format.channels;
  header.orders_offset = ipc::SlotLayout::kOrders;
  header.report_offset = ipc::SlotLayout::kReport;
  header.meter_orders_offset = ipc::SlotLayout::kMeterOrders;
  header.module_reports_offset = ipc::SlotLayout::kModuleReports;
  header.commands_offset = ipc::SlotLayout::kCommands;
  header.audio_offset = layout.audio;
  header.keyframe_offset = layout.keyframe;
  header.keyframe_bytes = layout.keyframe_bytes;
  header.total_bytes = layout.total;
  return header;
}

/// All of it that comes before the patches, of which only the version of one is looked at.
struct ControlHead {
  std::byte bytes[offsetof(ipc::Control, patches)];
};

void look_at_control(std::span<const std::byte> bytes) {
  static ipc::Control control;
  const std::size_t head = std::min(bytes.size(), sizeof(ControlHead));
  std::memcpy(static_cast<void*>(&control), bytes.data(), head);
  if (!ipc::check_control(control, sizeof control, kSession)) return;
  fuzz::must(control.magic == ipc::kControlMagic && control.total_bytes == sizeof control);
  fuzz::must(control.session == kSession);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ipc::SlotHeader sound = sound_one();
  const auto bytes = fuzz::spoilt(std::as_bytes(std::span(&sound, 1)), data, size);
  if (bytes.empty()) return 0;
  look_at_control(bytes);
  ipc::SlotHeader header;
  std::memcpy(static_cast<void*>(&header), bytes.data(), std::min(bytes.size(), sizeof header));
  const std::uint64_t mapped = sound.total_bytes;
  if (!ipc::check_slot_header(header, mapped, kSession)) return 0;
  const ipc::SlotLayout layout(header.format());
  fuzz::must(layout.total <= mapped && header.total_bytes == layout.total);
  fuzz::must(header.keyframe_offset + header.keyframe_bytes <= layout.total);
  fuzz::must(header.audio_offset < header.keyframe_offset);
  return 0;
}

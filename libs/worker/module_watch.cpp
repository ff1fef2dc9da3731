// SPDX-License-Identifier: MIT
#include "worker/module_watch.hpp"

#include <algorithm>

namespace chronus::worker {
namespace {

static_assert(engine::kMeters == ipc::kMeterPlaces);

std::uint32_t to_ppb(float share) {
  constexpr double kMost = 4e9;
  if (share < 0.0F) return ipc::ModuleReports::kNoCost;
  return static_cast<std::uint32_t>(std::min(static_cast<double>(share) * 1e9, kMost));
}

}  // namespace

ModuleWatch::ModuleWatch(ipc::SlotSegment& segment, Clock now_ns)
    : orders_(segment.meter_orders()),
      reports_(segment.module_reports()),
      format_(segment.header().format()),
      probe_(std::make_unique<engine::Probe>(now_ns)),
      blocks_between_(kFramesPerTimed / format_.block_frames) {}

void ModuleWatch::begin_block(Frame first) noexcept {
  for (std::size_t i = 0; i < tickets_.size(); ++i) take_order(i, first);
  if (blocks_untimed_-- > 0) return;
  blocks_untimed_ = blocks_between_ - 1;
  probe_->costs.begin_block();
}

void ModuleWatch::take_order(std::size_t index, Frame first) noexcept {
  const ipc::MeterOrder& order = orders_.meters[index];
  // Acquire: what is asked for was written before its ticket.
  const std::uint64_t ticket = order.ticket.load(std::memory_order_acquire);
  if (ticket == tickets_[index] || first < order.from.load(std::memory_order_relaxed)) return;
  tickets_[index] = ticket;
  probe_->meters[index].begin(static_cast<int>(order.place.load(std::memory_order_relaxed)),
                              order.identity.load(std::memory_order_relaxed));
}

void ModuleWatch::end_block(Frame end) noexcept {
  const auto enough = static_cast<Frame>(kMeter_s * format_.rate);
  for (std::size_t i = 0; i < tickets_.size(); ++i) {
    const engine::ModuleMeter& meter = probe_->meters[i];
    if (meter.is_measuring() && meter.frames() >= enough) answer(i, end);
  }
  const double block_ns = 1e9 * format_.block_frames / format_.rate;
  if (probe_->costs.end_block(block_ns)) report_costs();
}

void ModuleWatch::answer(std::size_t index, Frame end) noexcept {
  engine::ModuleMeter& meter = probe_->meters[index];
  ipc::MeterReport& report = reports_.meters[index];
  report.end.store(end, std::memory_order_relaxed);
  report.was_there.store(meter.was_there() ? 1 : 0, std::memory_order_relaxed);
  for (std::size_t port = 0; port < std::size(report.outputs); ++port) {
    const engine::OutputLevel& level = meter.output(port);
    auto& [peak, mean_square, clipped, is_heard] = report.outputs[port];
    peak.store(level.peak, std::memory_order_relaxed);
    mean_square.store(static_cast<float>(level.squares / static_cast<double>(meter.frames())),
                      std::memory_order_relaxed);
    clipped.store(level.clipped, std::memory_order_relaxed);
    is_heard.store(level.is_heard ? 1 : 0, std::memory_order_relaxed);
  }
  meter.end();
  // Release: whoever sees the answer's ticket sees the answer.
  report.ticket.store(tickets_[index], std::memory_order_release);
}

void ModuleWatch::report_costs() noexcept {
  for (std::size_t place = 0; place < std::size(reports_.cost_ppb); ++place) {
    reports_.cost_ppb[place].store(to_ppb(probe_->costs.share(place)), std::memory_order_relaxed);
  }
  // Release: before it counts nothing is known of the costs.
  reports_.blocks_timed.store(reports_.blocks_timed.load(std::memory_order_relaxed) + 1,
                              std::memory_order_release);
}

}  // namespace chronus::worker

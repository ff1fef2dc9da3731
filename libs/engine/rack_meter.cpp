// SPDX-License-Identifier: MIT
#include <algorithm>

#include "engine/rack.hpp"

namespace chronus::engine {

void Rack::measure(ModuleMeter& meter, int frames) noexcept {
  if (!meter.is_measuring()) return;
  const PlanNode* node = plan().node_at(meter.place());
  const bool is_there = node != nullptr && node->identity == meter.identity();
  meter.pass(frames, is_there);
  if (!is_there) return;
  const Run& it = run(*node);
  for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
    if (((it.own_heard >> port) & 1U) == 0) continue;
    meter.hear(port, sum_of_written(signals_[node->first_buffer + port], frames), frames);
  }
}

/// Null where all of it is silent. A group that nobody heard in this stretch, since those who read
/// it sleep, was not written.
const float* Rack::sum_of_written(const Signal& signal, int frames) noexcept {
  const Kernels& kernels = modules_.kernels();
  const auto skipped = static_cast<Groups>(signal.zero | signal.unwritten);
  if (signal.voices <= 1) return skipped != 0 ? nullptr : as_mono(signal, frames);
  float* sum = nullptr;
  for (int group = 0; group < groups_of(signal.voices); ++group) {
    if (((skipped >> group) & 1) != 0) continue;
    const int lanes = std::min(signal.voices - group * kGroupLanes, kGroupLanes);
    kernels.sum_lanes(mono_, signal.samples + group * stride_, lanes, stride_, frames);
    if (sum == nullptr) {
      sum = sums_;
      std::copy_n(mono_, frames, sum);
    } else {
      kernels.add(sum, mono_, static_cast<std::size_t>(frames));
    }
  }
  return sum;
}

}  // namespace chronus::engine

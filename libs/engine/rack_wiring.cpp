// SPDX-License-Identifier: MIT
// What follows from a plan, and lies outside the arena.
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "engine/rack.hpp"

namespace chronus::engine {
namespace {

// Half a group of a short segment and a cache line more than a signal: signals a power of two apart
// would share cache sets, and a store would look like one to the next signal's load.
constexpr std::size_t kPadding = kLeastSegment * kGroupLanes / 2 + 16;

}  // namespace

void Rack::wire() {
  const PlanHeader& header = plan().header();
  runs_.assign(header.node_count, {});
  takers_.clear();
  signals_.assign(header.buffer_count, {});
  for (const PlanNode& node : plan().nodes()) {
    Run& it = run(node);
    // The plan's types are the catalogue's, and each of those has its code.
    it.code = modules_.find(node.type);
    it.voices = node.voices;
    it.groups = std::max(1, groups_of(node.voices));
    it.head = static_cast<std::uint32_t>(index_of(node));
    for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
      signals_[node.first_buffer + port].voices = node.voices;
    }
  }
  wire_groups();
  for (const PlanNode& node : plan().nodes()) {
    for (std::size_t port = 0; port < info(node).outputs.size(); ++port) {
      signals_[node.first_buffer + port].head = run(node).head;
    }
  }
  wire_readers();
  join_heads();
  wire_notes();
  lay_out_scratch();
  wire_lanes();
  wire_outputs();
  wire_chains();
}

void Rack::wire_groups() {
  for (const SharedGroup& group : plan().shared_groups()) {
    runs_[group.first].sharers = group.count;
    for (int lane = 0; lane < group.count; ++lane) {
      Run& it = runs_[static_cast<std::size_t>(group.first + lane)];
      it.head = group.first;
      it.lane = lane;
      it.is_shared = true;
    }
  }
  for (Run& it : runs_) {
    it.group_bytes = it.code->info->state_bytes * (it.is_wide() ? kGroupLanes : 1);
  }
  for_each_head([&](const PlanNode& node) {
    if (info(node).breaks_cycles) takers_.push_back(static_cast<std::uint32_t>(index_of(node)));
  });
}

void Rack::wire_readers() {
  std::vector<const PlanNode*> node_of_signal(signals_.size());
  for (const PlanNode& node : plan().nodes()) {
    for (std::size_t port = 0; port < info(node).outputs.size(); ++port) {
      node_of_signal[node.first_buffer + port] = &node;
    }
  }
  const auto heard = [&](std::uint16_t signal) -> Run& {
    const PlanNode& node = *node_of_signal[signal];
    run(node).heard |= 1U << (signal - node.first_buffer);
    return run(node);
  };
  is_per_lane_.assign(plan().header().param_count, false);
  for (const PlanNode& node : plan().nodes()) {
    for (std::size_t port = 0; port < info(node).inputs.size(); ++port) {
      for (const auto signal : plan().sources(plan().inputs()[node.first_input + port])) {
        heard(signal).readers.push_back(run(node).head);
        // It rests by what it has taken, and still must be told.
        if (info(node).breaks_cycles) heard(signal).is_always_heard = true;
      }
    }
    for (std::size_t param = 0; param < info(node).params.size(); ++param) {
      for (const auto& modulator : plan().modulators(plan().params()[node.first_param + param])) {
        const auto signal = modulator.buffer;
        heard(signal).is_always_heard = true;
        heard(signal).moves_params = true;
        run(node).is_modulated = true;
        if (run(node).is_poly() && signals_[signal].voices == node.voices) {
          is_per_lane_[node.first_param + param] = true;
        }
      }
    }
  }
  for (const OutputSource& output : plan().outputs()) heard(output.buffer).is_always_heard = true;
  // A module that nobody hears at all is rendered: what it gives may still be a fault.
  for (Run& it : runs_) {
    if (it.heard == 0) it.heard = ~0U, it.is_always_heard = true;
    it.own_heard = it.heard;
  }
}

/// What a group gives is heard where one of its lanes is.
void Rack::join_heads() {
  for_each_head([&](const PlanNode& node) {
    Run& it = run(node);
    for (const PlanNode& sharer : sharers(node).subspan(1)) {
      const Run& other = run(sharer);
      it.heard |= other.heard;
      it.is_always_heard |= other.is_always_heard;
      it.is_modulated |= other.is_modulated;
      it.moves_params |= other.moves_params;
      it.readers.insert(it.readers.end(), other.readers.begin(), other.readers.end());
    }
    std::sort(it.readers.begin(), it.readers.end());
    it.readers.erase(std::unique(it.readers.begin(), it.readers.end()), it.readers.end());
  });
}

/// All that is not state in one piece of memory: signals, moving parameters, and what is used for
/// one module at a time.
void Rack::lay_out_scratch() {
  std::vector<std::pair<float**, std::size_t>> places;
  const auto samples_of = [this](bool is_poly, int voices) {
    return (is_poly ? groups_of(voices) * stride_ : segment_) + kPadding;
  };
  for (const PlanNode& node : plan().nodes()) {
    if (run(node).is_shared && run(node).lane > 0) continue;  // its head's
    for (std::size_t port = 0; port < info(node).outputs.size(); ++port) {
      Signal& signal = signals_[node.first_buffer + port];
      const int voices = run(node).is_shared ? kGroupLanes : signal.voices;
      places.emplace_back(&signal.samples, samples_of(voices > 1, voices));
    }
  }
  shared_scratch_.assign(plan().header().param_count, nullptr);
  param_scratch_.assign(plan().header().param_count, nullptr);
  params_.assign(plan().header().param_count, {});
  for (const PlanNode& node : plan().nodes()) {
    for (std::size_t i = 0; i < info(node).params.size(); ++i) {
      const std::size_t param = node.first_param + i;
      places.emplace_back(&param_scratch_[param], segment_ + kPadding);
      if (run(node).sharers == 1) continue;
      places.emplace_back(&shared_scratch_[param], stride_ + kPadding);
    }
  }
  float* silence = nullptr;
  places.emplace_back(&silence, stride_ + kPadding);
  places.emplace_back(&sums_, catalog::kMaxPorts * stride_ + kPadding);
  places.emplace_back(&mono_, segment_ + kPadding);
  places.emplace_back(&lane_sums_, stride_ + kPadding);
  std::size_t most_params = 0;
  for (const PlanNode& node : plan().nodes()) {
    if (run(node).is_poly()) most_params = std::max(most_params, info(node).params.size());
  }
  for (Task& task : tasks_) {
    places.emplace_back(&task.values, most_params * stride_ + kPadding);
  }
  std::size_t samples = 0;
  for (const auto& place : places) samples += place.second;
  scratch_ = make_zeroed<float>(samples);
  samples = 0;
  for (const auto& [place, size] : places) {
    *place = scratch_.get() + samples;
    samples += size;
  }
  silence_ = silence;
}

/// The lanes of shared groups get their places in them, and who is fed by whom is looked at.
void Rack::wire_lanes() {
  for (const PlanNode& node : plan().nodes()) {
    const Run& it = run(node);
    if (!it.is_shared) continue;
    const PlanNode& first = plan().nodes()[it.head];
    for (std::size_t port = 0; port < info(node).outputs.size(); ++port) {
      Signal& signal = signals_[node.first_buffer + port];
      signal.samples = signals_[first.first_buffer + port].samples + it.lane;
      signal.step = kGroupLanes;
      signal.lane = it.lane;
    }
  }
  is_aligned_.assign(plan().header().input_count, false);
  for_each_head([&](const PlanNode& node) {
    for (std::size_t port = 0; port < info(node).inputs.size(); ++port) {
      is_aligned_[node.first_input + port] = run(node).is_shared && is_aligned(node, port);
    }
    wire_sources(node);
  });
}

/// The lanes of a group are silent together: one of them stands for all.
void Rack::wire_sources(const PlanNode& head) {
  std::vector<const float*> seen;
  for (const PlanNode& node : sharers(head)) {
    for (std::size_t port = 0; port < info(node).inputs.size(); ++port) {
      for (const auto source : plan().sources(plan().inputs()[node.first_input + port])) {
        const float* group = signals_[source].samples - signals_[source].lane;
        if (std::find(seen.begin(), seen.end(), group) != seen.end()) continue;
        seen.push_back(group);
        run(head).sources.push_back(source);
      }
    }
  }
}

/// Whether all that share the group have as many sources at a port, and each n-th of them is one
/// signal for all, or each lane's is that lane of another group.
bool Rack::is_aligned(const PlanNode& head, std::size_t port) const {
  const auto sources_of = [&](const PlanNode& node) {
    return plan().sources(plan().inputs()[node.first_input + port]);
  };
  const auto firsts = sources_of(head);
  const auto nodes = sharers(head);
  const auto seconds = sources_of(nodes[1]);
  for (std::size_t lane = 1; lane < nodes.size(); ++lane) {
    const auto own = sources_of(nodes[lane]);
    if (own.size() != firsts.size()) return false;
    for (std::size_t n = 0; n < own.size(); ++n) {
      const Signal& first = signals_[firsts[n]];
      const Signal& signal = signals_[own[n]];
      const bool is_for_all = firsts[n] == seconds[n];
      const bool is_its_lane = first.step == kGroupLanes && first.lane == 0 &&
                               signal.step == kGroupLanes && signal.samples == first.samples + lane;
      if (is_for_all ? own[n] != firsts[n] : !is_its_lane) return false;
    }
  }
  return true;
}

/// In a row of lanes of shared groups the channels come one after the other, so that lanes are
/// added several at once: each channel's sum keeps its order.
void Rack::wire_outputs() {
  outputs_.clear();
  for (const OutputSource& output : plan().outputs()) {
    if (output.channel < format_.channels) outputs_.push_back(output);
  }
  const auto is_lane = [&](const OutputSource& output) { return signals_[output.buffer].step > 1; };
  for (auto at = outputs_.begin(); at != outputs_.end();) {
    at = std::find_if(at, outputs_.end(), is_lane);
    const auto end = std::find_if_not(at, outputs_.end(), is_lane);
    std::stable_sort(at, end, [](const OutputSource& a, const OutputSource& b) {
      return a.channel < b.channel;
    });
    at = end;
  }
  find_equal_channels();
}

/// What is heard on two sides alike is added up once.
void Rack::find_equal_channels() {
  equal_channels_.clear();
  std::map<std::vector<std::uint16_t>, std::uint16_t> firsts;
  for (std::uint16_t channel = 0; channel < format_.channels; ++channel) {
    std::vector<std::uint16_t> buffers;
    for (const OutputSource& output : outputs_) {
      if (output.channel == channel) buffers.push_back(output.buffer);
    }
    if (buffers.empty()) continue;
    const auto [first, is_new] = firsts.try_emplace(std::move(buffers), channel);
    if (is_new) continue;
    equal_channels_.emplace_back(first->second, channel);
    std::erase_if(outputs_, [&](const auto& output) { return output.channel == channel; });
  }
}

/// Neighbours of as many voices, of which none moves another's parameters: those are written for
/// all groups at once.
void Rack::wire_chains() {
  const auto nodes = plan().nodes();
  const auto may_join = [&](std::size_t i) {
    return runs_[i].groups > 1 && !info(nodes[i]).breaks_cycles;
  };
  const auto moves = [&](std::size_t first, const PlanNode& node) {
    for (std::size_t param = 0; param < info(node).params.size(); ++param) {
      for (const auto& by : plan().modulators(plan().params()[node.first_param + param])) {
        if (by.buffer >= nodes[first].first_buffer && by.buffer < node.first_buffer) return true;
      }
    }
    return false;
  };
  chains_.clear();
  for (std::size_t i = 0; i < nodes.size();
       i += static_cast<std::size_t>(std::max(runs_[i].sharers, runs_[i].chain))) {
    chains_.push_back(static_cast<std::uint32_t>(i));
    if (!may_join(i)) continue;
    for (std::size_t next = i + 1; next < nodes.size(); ++next) {
      if (!may_join(next) || runs_[next].voices != runs_[i].voices || moves(i, nodes[next])) break;
      ++runs_[i].chain;
    }
  }
  at_work_.reserve(chains_.size());
  is_stale_ = true;
}

}  // namespace chronus::engine

// SPDX-License-Identifier: MIT
// One group of a module, or a mono module, over a stretch.
#include <algorithm>
#include <array>

#include "engine/rack.hpp"

namespace chronus::engine {

void Rack::render_group(const PlanNode& node, int group, Frame frame, int frames,
                        bool is_timed) noexcept {
  Run& it = run(node);
  if (waiting_.node != nullptr && hears_waiting(node)) process_waiting();
  if ((skipped(node) & group_bit(group)) != 0) return silence_outputs(node, group_bit(group));
  it.was_called = true;
  it.passed = without_group(it.passed, group);
  Task task;
  set_up(&task, node, group, frame, frames);
  const bool is_wanted =
      !it.lanes().pass || ((wanted(it) | ~silent_inputs(node)) & group_bit(group)) != 0;
  if (!is_wanted && pass_group(task)) return;
  process_group(task, is_timed);
}

void Rack::set_up(Task* task, const PlanNode& node, int group, Frame frame, int frames) noexcept {
  const Run& it = run(node);
  task->node = &node;
  task->group = group;
  task->context = {.frame = frame,
                   .frames = frames,
                   .rate = static_cast<float>(format_.rate),
                   .inputs = nullptr,
                   .outputs = nullptr,
                   .params = params_.data() + node.first_param,
                   .heard = it.heard,
                   .silence = silence_,
                   .samples = samples_};
  if (it.is_poly() && (it.own | it.by_lane) != 0) set_up_lane_params(task);
}

/// What lies in lanes: this group's.
void Rack::set_up_lane_params(Task* task) noexcept {
  const Run& it = run(*task->node);
  const bool is_taken = waiting_.node != nullptr && waiting_.values == 0;
  task->values = is_taken ? 1 : 0;
  for (std::size_t i = 0; i < it.code->info->params.size(); ++i) {
    Param& param = task->params[i] = task->context.params[i];
    if (it.is_by_lane(i)) {
      float* const lanes = lane_values_[static_cast<std::size_t>(task->values)] + i * kGroupStride;
      param = lane_values(*task->node, i, task->group, task->context.frames, lanes);
    } else if (param.per_lane) {
      param.values += task->group * kGroupLanes;
    }
  }
  task->context.params = task->params.data();
}

/// False where only process_group() can tell.
bool Rack::pass_group(const Task& task) noexcept {
  const PlanNode& node = *task.node;
  Run& it = run(node);
  if (!it.lanes().pass(state(node) + task.group * it.group_bytes, task.context)) return false;
  it.passed |= group_bit(task.group);
  for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
    if (it.is_shared) mark_shared(node, port, false, false);
    Signal& signal = signals_[node.first_buffer + port];
    signal.zero = without_group(signal.zero, task.group);
    signal.unwritten |= group_bit(task.group);
  }
  return true;
}

void Rack::process_group(Task& task, bool is_timed) noexcept {
  const PlanNode& node = *task.node;
  const Run& it = run(node);
  const LaneCode& lanes = it.lanes();
  for (std::size_t port = 0; port < it.code->info->outputs.size(); ++port) {
    task.outputs[port] = signals_[node.first_buffer + port].samples + task.group * kGroupStride;
  }
  if (!lanes.take) {
    gather_inputs(node, task.group, task.context.frames, task.inputs.data());
    task.context.inputs = task.inputs.data();
  }
  task.context.outputs = task.outputs.data();
  if (lanes.process_two && !is_timed && may_wait(task)) return wait(task);
  finish(task, lanes.process(state(node) + task.group * it.group_bytes, task.context));
}

/// Nobody needs it before a node that hears it, and it stays what it is.
bool Rack::may_wait(const Task& task) const noexcept {
  const Run& it = runs_[index_of(*task.node)];
  const float* const sums_end = sums_ + catalog::kMaxPorts * kGroupStride;
  const auto is_own_sum = [&](const float* input) { return input >= sums_ && input < sums_end; };
  const auto inputs = std::span(task.inputs).first(it.code->info->inputs.size());
  return !it.moves_params && std::none_of(inputs.begin(), inputs.end(), is_own_sum);
}

/// For another of its code; with one that waits already, both are processed.
void Rack::wait(Task& task) noexcept {
  if (waiting_.node != nullptr && &run(*waiting_.node).lanes() == &run(*task.node).lanes()) {
    const auto state_of = [&](const Task& one) {
      return static_cast<void*>(state(*one.node) + one.group * run(*one.node).group_bytes);
    };
    const std::array<void*, 2> states{state_of(waiting_), state_of(task)};
    const std::array<const Context*, 2> contexts{&waiting_.context, &task.context};
    std::array<Rest, 2> rests{};
    run(*task.node).lanes().process_two(states.data(), contexts.data(), rests.data());
    finish(waiting_, rests[0]);
    finish(task, rests[1]);
    waiting_.node = nullptr;
    return;
  }
  process_waiting();
  const auto& info = *run(*task.node).code->info;
  waiting_.node = task.node;
  waiting_.group = task.group;
  waiting_.values = task.values;
  waiting_.context = task.context;
  std::copy_n(task.inputs.begin(), info.inputs.size(), waiting_.inputs.begin());
  std::copy_n(task.outputs.begin(), info.outputs.size(), waiting_.outputs.begin());
  waiting_.context.inputs = waiting_.inputs.data();
  waiting_.context.outputs = waiting_.outputs.data();
  if (task.context.params != task.params.data()) return;
  std::copy_n(task.params.begin(), info.params.size(), waiting_.params.begin());
  waiting_.context.params = waiting_.params.data();
}

bool Rack::hears_waiting(const PlanNode& node) const noexcept {
  const auto& readers = runs_[index_of(*waiting_.node)].readers;
  const auto index = static_cast<std::uint32_t>(index_of(node));
  return std::find(readers.begin(), readers.end(), index) != readers.end();
}

void Rack::process_waiting() noexcept {
  if (waiting_.node == nullptr) return;
  const PlanNode& node = *waiting_.node;
  const Run& it = run(node);
  std::byte* const own = state(node) + waiting_.group * it.group_bytes;
  finish(waiting_, it.lanes().process(own, waiting_.context));
  waiting_.node = nullptr;
}

void Rack::finish(const Task& task, Rest rest) noexcept {
  Run& it = run(*task.node);
  it.quiet = without_group(it.quiet, task.group);
  it.deaf = without_group(it.deaf, task.group);
  if (rest == Rest::kQuiet) it.quiet |= group_bit(task.group);
  if (rest == Rest::kDeaf) it.deaf |= group_bit(task.group);
  if (it.is_shared) return hold_shared(*task.node, task.context.frames);
  hold_outputs(*task.node, task.group, task.context.frames);
}

}  // namespace chronus::engine

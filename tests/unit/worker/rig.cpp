// SPDX-License-Identifier: MIT
#include "rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "engine/checksum.hpp"
#include "engine/module_of.hpp"

namespace chronus::worker::rig {
namespace {

template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.reason());
  return std::move(*result);
}

struct Common {
  static constexpr std::string_view kSummary = "for tests";
  static constexpr std::array<std::string_view, 0> kAliases = {};
  static constexpr std::array<std::string_view, 0> kInputs = {};
  static constexpr std::array<std::string_view, 1> kOutputs = {"out"};
};

struct Spoiler : Common {
  static constexpr std::string_view kName = "spoiler";
  static constexpr std::array kParams = {engine::ParameterInfo{
      .name = "what", .unit = "", .minimum = 0, .maximum = 10, .initial = 0, .smoothing_ms = 0}};
  void init(float, unsigned) {}
  static float sample(float what) {
    using Limits = std::numeric_limits<float>;
    switch (static_cast<Spoil>(what)) {
      case kSpoilNan:
        return Limits::quiet_NaN();
      case kSpoilInf:
        return Limits::infinity();
      case kSpoilMinusInf:
        return -Limits::infinity();
      case kSpoilRunaway:
        return std::nextafter(engine::kRunawayLevel, Limits::max());
      case kSpoilMinusRunaway:
        return -std::nextafter(engine::kRunawayLevel, Limits::max());
      case kSpoilLargest:
        return Limits::max();
      case kSpoilLoudest:
        return engine::kRunawayLevel;
      case kSpoilMinusLoudest:
        return -engine::kRunawayLevel;
      case kSpoilDenormal:
        return Limits::denorm_min();
      case kSpoilLater:
      case kSpoilNothing:
        break;
    }
    return 0.25F;
  }
  void process(const engine::ProcessArgs& args) {
    for (int i = 0; i < args.frames; ++i) {
      const float what = args.params[0][i];
      if (what == static_cast<float>(kSpoilLater)) ++told_;
      args.outputs[0][i] = sample(told_ > 2 * kBlock ? static_cast<float>(kSpoilNan) : what);
    }
  }
  int told_ = 0;  // frames since
};

struct Witness : Common {
  static constexpr std::string_view kName = "witness";
  static constexpr std::array<engine::ParameterInfo, 0> kParams = {};
  void init(float, unsigned) {
    if (on_init != nullptr) on_init();
  }
  void gate(bool, float velocity) {
    if (on_gate != nullptr) on_gate(velocity);
  }
  void process(const engine::ProcessArgs& args) { std::fill_n(args.outputs[0], args.frames, 0.0F); }
};

constexpr engine::ModuleType kSpoilerType = engine::module_of<Spoiler>();
constexpr engine::ModuleType witness_type() {
  auto type = engine::module_of<Witness>();
  type.state_bytes = [](int rate) {
    if (on_plan != nullptr) on_plan();
    return engine::module_of<Witness>().state_bytes(rate);
  };
  return type;
}
constexpr engine::ModuleType kWitnessType = witness_type();

std::vector<const engine::ModuleType*> make_types() {
  std::vector<const engine::ModuleType*> table(tiny::types().begin(), tiny::types().end());
  table.push_back(&kSpoilerType);
  table.push_back(&kWitnessType);
  return table;
}

}  // namespace

std::span<const engine::ModuleType* const> types() {
  static const std::vector<const engine::ModuleType*> table = make_types();
  return table;
}

void add_module(engine::PatchDescription& patch, int place, int type, std::uint32_t identity,
                float value) {
  auto& entry = patch.modules[place];
  entry.type_plus_one = static_cast<std::uint16_t>(type + 1);
  entry.identity = identity;
  entry.values[0] = value;
}

Supervisor::Supervisor() : segment_(need(ipc::ControlSegment::create())) {}

ipc::SlotSegment Supervisor::make_slot() {
  return need(ipc::SlotSegment::create(segment_.session(), ++generation_, kFormat));
}

Worker::Worker(Supervisor& supervisor, std::optional<Frame> start)
    : segment(supervisor.make_slot()),
      engine(kFormat, 0, types()),
      renderer(segment, engine),
      builder(supervisor.control(), segment, engine),
      commands(&segment.commands()) {
  if (!start) return;
  orders().start_frame.store(*start);
  renderer.start_fresh();
}

void Worker::play(const engine::PatchDescription& patch) {
  if (const auto built = engine.build(patch); !built) throw std::runtime_error(built.reason());
  engine.apply(tiny::swap_to(patch.version));
}

void Worker::write(engine::Command command, Frame frame) {
  command.seq = ++seq_;
  command.frame = frame;
  if (!commands.write(command)) throw std::runtime_error("the ring is full");
}

Pass Worker::pass() {
  const Pass result = renderer.pass();
  if (result != Pass::kRendered) return result;
  const std::int64_t index = report().rendered.load() / kBlock - 1;
  const float* samples = audio().find(index);
  if (samples == nullptr) throw std::runtime_error("a rendered block is not there");
  if (audio().checksum(index) != ipc::block_checksum(index, std::span(samples, kBlockSamples))) {
    throw std::runtime_error("a block does not match its checksum");
  }
  if (!blocks.emplace(index, std::vector<float>(samples, samples + kBlockSamples)).second) {
    throw std::runtime_error("a block was rendered twice");
  }
  return result;
}

Pass Worker::run_to(Frame horizon) {
  orders().horizon.store(horizon, std::memory_order_release);
  for (;;) {
    const Pass result = pass();
    if (result == Pass::kIdle || result == Pass::kFailed) return result;
    if (result == Pass::kNeedsPatch && !engine.build(scene_of(renderer.needed_patch()).get())) {
      throw std::runtime_error("the scene could not be built");
    }
  }
}

tiny::Patch scene_of(std::uint64_t version) {
  return tiny::scene(version, static_cast<std::uint32_t>(version * 37 % 100));
}

std::vector<float> reference(const std::vector<tiny::Happening>& score, Frame frames) {
  engine::Engine engine(kFormat, 0, types());
  std::vector<float> out(static_cast<std::size_t>(frames * kFormat.channels));
  std::size_t next = 0;
  for (Frame frame = 0; frame < frames; ++frame) {
    tiny::apply_due(engine, score, next);
    engine.render(out.data() + frame * kFormat.channels, 1);
  }
  return out;
}

void expect_equal(const Worker& worker, const std::vector<float>& reference, std::int64_t first,
                  Frame end) {
  for (std::int64_t index = first; index < end / kBlock; ++index) {
    const auto block = worker.blocks.find(index);
    ASSERT_NE(block, worker.blocks.end()) << "block " << index << " is missing";
    const float* expected = reference.data() + static_cast<std::size_t>(index) * kBlockSamples;
    ASSERT_EQ(std::memcmp(block->second.data(), expected, kBlockSamples * sizeof(float)), 0)
        << "block " << index << " differs";
  }
  ASSERT_EQ(worker.blocks.size(), static_cast<std::size_t>(end / kBlock - first));
}

}  // namespace chronus::worker::rig

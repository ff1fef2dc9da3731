// SPDX-License-Identifier: MIT
#include "rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "engine/checksum.hpp"
#include "engine/code_of.hpp"

namespace chronus::worker::rig {
namespace {

template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.reason());
  return std::move(*result);
}

struct Common {
  static constexpr std::array<std::string_view, 1> kOutputs = {"out"};
};

struct Spoiler : Common {
  static constexpr std::string_view kName = "spoiler";
  static constexpr std::array kParams = {catalog::ParameterInfo{
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
  void process(const engine::Context& args) {
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
  static constexpr std::array<catalog::ParameterInfo, 0> kParams = {};
  void init(float, unsigned) {
    if (on_init != nullptr) on_init();
  }
  void gate(bool, float velocity) {
    if (on_gate != nullptr) on_gate(velocity);
  }
  void process(const engine::Context& args) { std::fill_n(args.outputs[0], args.frames, 0.0F); }
};

template <class M>
constexpr catalog::ModuleInfo kInfo{.name = M::kName,
                                    .summary = "for tests",
                                    .outputs = M::kOutputs,
                                    .params = M::kParams,
                                    .has_gate = engine::Gated<M>,
                                    .state_bytes = sizeof(M)};

template <class T>
std::vector<T> with(std::span<const T> tiny, std::initializer_list<T> ours) {
  std::vector<T> all(tiny.begin(), tiny.end());
  all.insert(all.end(), ours);
  return all;
}

const std::vector<catalog::ModuleInfo>& infos() {
  static const auto all = with(tiny::infos(), {kInfo<Spoiler>, kInfo<Witness>});
  return all;
}

}  // namespace

const engine::ModuleSet& modules() {
  static const auto catalog = need(catalog::Catalog::make(infos()));
  static const auto code = with(tiny::code(), {engine::code_of<Spoiler, kInfo<Spoiler>>(),
                                               engine::code_of<Witness, kInfo<Witness>>()});
  static const engine::ModuleSet modules(catalog, code);
  return modules;
}

void add_module(engine::PatchDescription& patch, int place, int type, std::uint32_t identity,
                float value) {
  auto& entry = patch.modules[place];
  entry.type = infos()[static_cast<std::size_t>(type)].id();
  entry.identity = identity;
  entry.values[0] = value;
}

Supervisor::Supervisor()
    : segment_(need(ipc::ControlSegment::create(modules().catalog().hash()))) {}

ipc::SlotSegment Supervisor::make_slot() {
  return need(ipc::SlotSegment::create(segment_.session(), ++generation_, kFormat));
}

Worker::Worker(Supervisor& supervisor, std::optional<Frame> start)
    : segment(supervisor.make_slot()),
      engine(kFormat, modules()),
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
  engine::Engine engine(kFormat, modules());
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

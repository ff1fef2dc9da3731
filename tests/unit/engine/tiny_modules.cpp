// SPDX-License-Identifier: MIT
#include "tiny_modules.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "engine/code_of.hpp"
#include "engine/values.hpp"

namespace chronus::engine::tiny {
namespace {

using Names0 = std::array<std::string_view, 0>;
using Names1 = std::array<std::string_view, 1>;
using Names2 = std::array<std::string_view, 2>;

using catalog::ModuleInfo;
using catalog::ParameterInfo;

constexpr ParameterInfo row(std::string_view name, float minimum, float maximum, float initial,
                            float smoothing_ms, bool lane_jumps = false) {
  return {.name = name,
          .unit = "",
          .minimum = minimum,
          .maximum = maximum,
          .initial = initial,
          .smoothing_ms = smoothing_ms,
          .lane_jumps = lane_jumps};
}

struct Common {
  static constexpr Names0 kInputs = {};
  static constexpr Names1 kOutputs = {"out"};
  static constexpr std::array<ParameterInfo, 0> kParams = {};
};

struct Counter : Common {
  static constexpr std::string_view kName = "counter";
  static constexpr std::array kParams = {row("step", -1e8F, 1e8F, 1.0F, 0.0F)};
  float count;

  void init(float, unsigned) { count = 0.0F; }
  void process(const Context& args) {
    for (int i = 0; i < args.frames; ++i) {
      args.outputs[0][i] = count;
      count += args.params[0][i];
    }
  }
};

struct Constant : Common {
  static constexpr std::string_view kName = "constant";
  static constexpr std::array kParams = {row("value", -1.0F, 10.0F, 0.0F, 4.0F),
                                         row("pitch", 0.0F, 1'000.0F, 0.0F, 4.0F, true)};
  void init(float, unsigned) {}
  void process(const Context& args) {
    for (int i = 0; i < args.frames; ++i) {
      args.outputs[0][i] = args.params[0][i] + args.params[1][i];
    }
  }
};

struct OnePole : Common {
  static constexpr std::string_view kName = "one_pole";
  static constexpr Names1 kInputs = {"in"};
  static constexpr std::array kParams = {row("coefficient", 0.0F, 1.0F, 0.5F, 2.0F)};
  float held;

  void init(float, unsigned) { held = 0.0F; }
  void process(const Context& args) {
    for (int i = 0; i < args.frames; ++i) {
      held += args.params[0][i] * (args.inputs[0][i] - held);
      args.outputs[0][i] = held;
    }
  }
};

struct Gated : Common {
  static constexpr std::string_view kName = "gated";
  float level;

  void init(float, unsigned) { level = 0.0F; }
  void gate(bool on, float velocity) { level = on ? velocity : 0.0F; }
  void process(const Context& args) { std::fill_n(args.outputs[0], args.frames, level); }
};

struct Adder : Common {
  static constexpr std::string_view kName = "adder";
  static constexpr Names2 kInputs = {"a", "b"};
  void init(float, unsigned) {}
  void process(const Context& args) {
    for (int i = 0; i < args.frames; ++i) {
      args.outputs[0][i] = args.inputs[0][i] + args.inputs[1][i];
    }
  }
};

struct Split : Common {
  static constexpr std::string_view kName = "split";
  static constexpr Names1 kInputs = {"in"};
  static constexpr Names2 kOutputs = {"low", "high"};
  void init(float, unsigned) {}
  void process(const Context& args) {
    for (int i = 0; i < args.frames; ++i) {
      args.outputs[0][i] = -args.inputs[0][i];
      args.outputs[1][i] = args.inputs[0][i];
    }
  }
};

struct Noise : Common {
  static constexpr std::string_view kName = "noise";
  std::uint32_t seed;

  void init(float, unsigned identity) { seed = identity * 2'654'435'761U + 1; }
  void process(const Context& args) {
    for (int i = 0; i < args.frames; ++i) {
      seed = seed * 1'664'525U + 1'013'904'223U;
      args.outputs[0][i] = static_cast<float>(seed >> 8) / 8'388'608.0F - 1.0F;
    }
  }
};

struct Huge : Common {
  static constexpr std::string_view kName = "huge";
  std::array<float, 3U << 18> memory;

  void init(float, unsigned) {}
  void process(const Context& args) { std::fill_n(args.outputs[0], args.frames, 0.0F); }
};

struct SquaresRow : Common {
  static constexpr std::array kParams = {row("x", -1e30F, 1e30F, 0.0F, 0.0F),
                                         row("y", -1e30F, 1e30F, 0.0F, 0.0F)};
  static constexpr ModuleInfo kInfo{.name = "squares",
                                    .summary = "for tests",
                                    .inputs = kInputs,
                                    .outputs = kOutputs,
                                    .params = kParams,
                                    .most_voices = kMaxVoices,
                                    .state_bytes = sizeof(float)};
};

template <int kLanes>
class Squares {
 public:
  void init(float, const unsigned*) {}
  Rest process(const Context& args) {
    for (int i = 0; i < args.frames; ++i) {
      const auto x = value_at<kLanes>(args.params[0], i), y = value_at<kLanes>(args.params[1], i);
      put<kLanes>(args.outputs[0], i, x * x - y * y);
    }
    return Rest::kNone;
  }

 private:
  [[maybe_unused]] dsp::Float<kLanes> nothing_ = {};
};

template <class M>
constexpr ModuleInfo kInfo{.name = M::kName,
                           .summary = "for tests",
                           .inputs = M::kInputs,
                           .outputs = M::kOutputs,
                           .params = M::kParams,
                           .has_gate = engine::Gated<M>,
                           .state_bytes = sizeof(M)};

// In the order of Type.
constexpr std::array kInfos{kInfo<Counter>, kInfo<Constant>,   kInfo<OnePole>,
                            kInfo<Gated>,   kInfo<Adder>,      kInfo<Split>,
                            kInfo<Noise>,   SquaresRow::kInfo, kInfo<Huge>};
constexpr std::array kCode{
    code_of<Counter, kInfo<Counter>>(), code_of<Constant, kInfo<Constant>>(),
    code_of<OnePole, kInfo<OnePole>>(), code_of<Gated, kInfo<Gated>>(),
    code_of<Adder, kInfo<Adder>>(),     code_of<Split, kInfo<Split>>(),
    code_of<Noise, kInfo<Noise>>(),     lanes_code_of<Squares, SquaresRow::kInfo>(),
    code_of<Huge, kInfo<Huge>>()};

}  // namespace

std::span<const ModuleInfo> infos() { return kInfos; }
std::span<const ModuleCode> code() { return kCode; }

const ModuleSet& modules() {
  static const auto catalog = std::move(*catalog::Catalog::make(kInfos));
  static const ModuleSet modules(catalog, kCode);
  return modules;
}

Patch::Patch(std::uint64_t version, std::uint32_t fade_frames) {
  patch_.version = version;
  patch_.fade_frames = fade_frames;
}

Patch& Patch::module(int place, Type type, std::uint32_t identity, std::vector<float> values) {
  ModuleEntry& entry = patch_.modules[place];
  entry.type = kInfos[type].id();
  entry.identity = identity;
  const auto& params = kInfos[type].params;
  for (std::size_t i = 0; i < params.size(); ++i) {
    entry.values[i] = i < values.size() ? values[i] : params[i].initial;
  }
  return *this;
}

Patch& Patch::add(const Connection& connection) {
  patch_.connections[patch_.connection_count++] = connection;
  return *this;
}

Patch& Patch::connect(int src, int dst, int input, int port) {
  return add({.src_module = static_cast<std::uint16_t>(src),
              .src_port = static_cast<std::uint8_t>(port),
              .target = Target::kInput,
              .dst_module = static_cast<std::uint16_t>(dst),
              .dst_index = static_cast<std::uint8_t>(input)});
}

Patch& Patch::modulate(int src, int dst, int param) {
  return add({.src_module = static_cast<std::uint16_t>(src),
              .src_port = 0,
              .target = Target::kParam,
              .dst_module = static_cast<std::uint16_t>(dst),
              .dst_index = static_cast<std::uint8_t>(param)});
}

Patch& Patch::hear(int src, int channel, int port) {
  return add({.src_module = static_cast<std::uint16_t>(src),
              .src_port = static_cast<std::uint8_t>(port),
              .target = Target::kOutput,
              .dst_module = 0,
              .dst_index = static_cast<std::uint8_t>(channel)});
}

Command set_param(int module, int param, double value, int flags) {
  return {.op = Op::kSetParam,
          .flags = static_cast<std::uint16_t>(flags),
          .module = static_cast<std::uint16_t>(module),
          .param = static_cast<std::uint16_t>(param),
          .value = value};
}

Command gate(int module, double value, double velocity) {
  return {.op = Op::kGate,
          .module = static_cast<std::uint16_t>(module),
          .value = value,
          .velocity = velocity};
}

Command panic() { return {.op = Op::kPanic}; }

Command swap_to(std::uint64_t version) { return {.op = Op::kSwapPatch, .patch_version = version}; }

std::vector<float> render(Engine& engine, int frames, int cut) {
  std::vector<float> out(static_cast<std::size_t>(frames) * kFormat.channels, -99.0F);
  for (int done = 0; done < frames; done += cut) {
    engine.render(out.data() + done * kFormat.channels, std::min(cut, frames - done));
  }
  return out;
}

std::vector<float> channel(const std::vector<float>& interleaved, int index) {
  std::vector<float> samples;
  for (std::size_t i = index; i < interleaved.size(); i += kFormat.channels) {
    samples.push_back(interleaved[i]);
  }
  return samples;
}

bool play(Engine& engine, const Patch& patch) {
  return engine.build(patch.get()) && engine.apply(swap_to(patch.get().version));
}

}  // namespace chronus::engine::tiny

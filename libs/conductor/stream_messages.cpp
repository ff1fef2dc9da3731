// SPDX-License-Identifier: MIT
#include <cmath>

#include "base/rounding.hpp"
#include "conductor/clamped.hpp"
#include "conductor/conductor.hpp"
#include "conductor/draft.hpp"
#include "conductor/nearest_names.hpp"
#include "conductor/parameter_value.hpp"
#include "conductor/route.hpp"

namespace chronus::conductor {
namespace {

constexpr const char* kModUsage = "usage: /mod/<module>/<param> value";
constexpr double kMaxMidiVelocity = 127.0;

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

/// Parameters are floats; what is too large for one came as a double.
osc::Arg parameter_arg(double value) {
  const auto narrow = static_cast<float>(value);
  return std::isfinite(narrow) ? osc::Arg{narrow} : osc::Arg{value};
}

/// `/clamped ADDRESS given used`, where a value lay outside its range; all others are told of the
/// one that is used.
void note_clamped(const Call& call, const ParameterValue& value) {
  if (!value.is_clamped()) return;
  tell_clamped(call, call.message.address.text(), parameter_arg(value.wanted_by_sender()),
               parameter_arg(value.used_for_sender()));
  // To the last bit: a journal's line is understood as itself.
  call.args.understand(0, value.used_for_sender());
}

/// Why a name does not resolve, in the words of whoever sent it.
Outcome unknown(const Call& call, std::string_view module, std::string_view param) {
  const auto& patch = call.patches.playing().patch;
  const auto* found = patch.find(module);
  if (found == nullptr) return Outcome::failed(no_module(patch, module));
  if (!param.empty()) return Outcome::failed(no_parameter(*found, param));
  return Outcome::failed("module " + in_quotes(module) + " (" + std::string(type_of(*found).name) +
                         ") has no gate");
}

/// `/mod/<module>/<param>` without a value. What only the draft has is asked there.
Outcome ask_param(const Call& call) {
  const auto& to = call.message.address;
  if (to.rest().empty()) return Outcome::failed(kModUsage);
  if (auto asked = ask_sample(call)) return *asked;
  const auto& patches = call.patches;
  double value = 0.0;
  const auto target = patches.param(to.name(), to.rest());
  if (target.found) {
    value = static_cast<double>(patches.value_at(Place{target.module}, target.param)) *
            patches.units_of_message(Place{target.module}, target.param);
  } else if (patches.playing().seats.contains(to.name()) || !draft_value(patches, to, &value)) {
    return unknown(call, to.name(), to.rest());
  }
  return reply(call, {to.text() + ".reply", {parameter_arg(value)}});
}

Outcome set_param(const Call& call) {
  const auto& to = call.message.address;
  if (call.args.count() != 1 || to.rest().empty()) {
    return Outcome::failed(kModUsage);
  }
  if (auto set = set_sample(call)) return *set;
  auto& patches = call.patches;
  const bool rehearses = call.is_rehearsal;
  const auto target = patches.param(to.name(), to.rest());
  if (!target.found) {
    if (patches.playing().seats.contains(to.name())) return unknown(call, to.name(), to.rest());
    const auto drafted = set_draft_value(patches, to, call.args, rehearses);
    if (!drafted) return unknown(call, to.name(), to.rest());
    if (!*drafted) return Outcome::failed(drafted->reason());
    if (!rehearses) note_clamped(call, **drafted);
    return Outcome::silent();
  }
  const auto value =
      parameter_value(call.args, patches.param_info(Place{target.module}, target.param),
                      patches.units_of_message(Place{target.module}, target.param));
  if (!value) return Outcome::failed(value.reason());
  if (rehearses) return Outcome::silent();
  note_clamped(call, *value);
  engine::Command command;
  command.frame = call.now;
  command.op = engine::Op::kSetParam;
  command.module = target.module;
  command.param = target.param;
  command.value = static_cast<double>(value->used);
  call.conductor.emit_value(command);
  return Outcome::silent();
}

/// `/gate/<module>` without a value: what it was told last.
Outcome ask_gate(const Call& call) {
  const auto& to = call.message.address;
  const auto target = call.patches.gate(to.name());
  if (!to.rest().empty() || !target.found) return unknown(call, to.name(), {});
  return reply(call,
               {to.text() + ".reply", {call.patches.is_gate_open(Place{target.module}) ? 1 : 0}});
}

Outcome gate(const Call& call) {
  const auto& to = call.message.address;
  if (call.args.count() < 1 || call.args.count() > 2 || !to.rest().empty()) {
    return Outcome::failed("usage: /gate/<module> 0|1 [velocity]");
  }
  const auto on = call.args.integer(0, "gate", 0, 1);
  if (!on) return Outcome::failed(on.reason());
  double velocity = 1.0;
  if (call.args.count() == 2) {
    const auto wanted = call.args.number(1, "velocity");
    if (!wanted) return Outcome::failed(wanted.reason());
    const auto fraction = fraction_of(*wanted, kMaxMidiVelocity);
    if (!fraction) {
      return Outcome::failed("velocity (argument 2) must be 0 to 1, or 2 to 127 as in MIDI");
    }
    velocity = *fraction;
  }
  const auto target = call.patches.gate(to.name());
  if (!target.found) return unknown(call, to.name(), {});
  if (call.is_rehearsal) return Outcome::silent();
  engine::Command command;
  command.frame = call.now;
  command.op = engine::Op::kGate;
  command.module = target.module;
  command.value = *on;
  command.velocity = velocity;
  call.conductor.emit(command);
  return Outcome::silent();
}

constexpr Route kStreamRoutes[] = {
    {.address = "/mod/<module>/<param>", .perform = set_param, .ask = ask_param},
    {.address = "/gate/<module>", .perform = gate, .ask = ask_gate},
};

}  // namespace

std::span<const Route> stream_routes() { return kStreamRoutes; }

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
// `/mod/<module>/<param>` of a parameter that is a sample, which messages name by its name.
#include <cmath>
#include <optional>
#include <string>

#include "conductor/conductor.hpp"
#include "conductor/draft.hpp"
#include "conductor/route.hpp"
#include "conductor/sample_name.hpp"

namespace chronus::conductor {
namespace {

/// A module of what plays, or else of the draft, whose parameter is a sample.
struct SampleParam {
  const NamedModule* module = nullptr;
  bool plays = false;
  Place place{};
  int param = -1;
};

std::optional<SampleParam> find_param(const Call& call) {
  const auto& to = call.message.address;
  const auto& patches = call.patches;
  const auto target = patches.param(to.name(), to.rest());
  SampleParam found;
  if (target.found) {
    found.module = patches.playing().patch.find(to.name());
    found.plays = true;
    found.place = Place{target.module};
    found.param = target.param;
  } else {
    const bool plays = patches.playing().seats.contains(to.name());
    const Patch* draft = plays ? nullptr : patches.draft();
    found.module = draft == nullptr ? nullptr : draft->find(to.name());
    if (found.module == nullptr) return std::nullopt;
    found.param = catalog::find_param(type_of(*found.module), to.rest());
  }
  if (found.module == nullptr || found.param < 0) return std::nullopt;
  const auto& row = type_of(*found.module).params[static_cast<std::size_t>(found.param)];
  return row.is_sample ? std::optional(found) : std::nullopt;
}

void set_in_play(const Call& call, const SampleParam& it, const Sample* sample) {
  engine::Command command;
  command.frame = call.now;
  command.op = engine::Op::kSetParam;
  command.module = static_cast<std::uint16_t>(index_of(it.place));
  command.param = static_cast<std::uint16_t>(it.param);
  command.value = sample == nullptr ? 0.0 : static_cast<double>(sample->number);
  call.conductor.emit_value(command);
  call.patches.note_sample(it.place, sample == nullptr ? std::string() : sample->name);
}

}  // namespace

std::optional<Outcome> set_sample(const Call& call) {
  const auto it = find_param(call);
  if (!it) return std::nullopt;
  if (call.args.count() != 1) return Outcome::failed("usage: /mod/<module>/sample name");
  const auto name = sample_name(call.args);
  if (!name) return Outcome::failed(name.reason());
  if (call.is_rehearsal) {
    if (name->empty()) return Outcome::silent();
    // What means several modules cannot wait: a bank that has come is there the next time.
    const auto found = call.conductor.find_sample(call.sender, {}, *name);
    return found.problem.empty() ? Outcome::silent() : Outcome::failed(found.problem);
  }
  Conductor::SampleUse use;
  if (!name->empty()) use = call.conductor.use_sample(call.sender, call.message, *name);
  if (!use.problem.empty()) return Outcome::failed(use.problem);
  if (use.comes_later) return Outcome::later();
  call.args.understand_from(0, {use.sample == nullptr ? kNoSample : use.sample->name});
  if (it->plays) {
    set_in_play(call, *it, use.sample);
  } else {
    auto& module = *call.patches.draft()->find(it->module->id);
    module.sample = use.sample == nullptr ? std::string() : use.sample->name;
    module.values[static_cast<std::size_t>(it->param)] =
        use.sample == nullptr ? 0.0F : static_cast<float>(use.sample->number);
  }
  return Outcome::silent();
}

std::optional<Outcome> ask_sample(const Call& call) {
  const auto it = find_param(call);
  if (!it) return std::nullopt;
  const std::string& name = it->module->sample;
  return reply(call, {call.message.address.text() + ".reply",
                      {name.empty() ? std::string(kNoSample) : name}});
}

}  // namespace chronus::conductor

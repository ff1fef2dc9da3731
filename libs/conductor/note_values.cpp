// SPDX-License-Identifier: MIT
#include "conductor/note_values.hpp"

#include <utility>

#include "conductor/clamped.hpp"
#include "conductor/conductor.hpp"
#include "conductor/nearest_names.hpp"
#include "conductor/parameter_value.hpp"
#include "conductor/sample_name.hpp"

namespace chronus::conductor {
namespace {

OwnParam param_of(const PatchEditor& patches, const NamedModule& module, std::string_view name) {
  const int index = catalog::find_param(type_of(module), name);
  if (index < 0) return {};
  return {patches.playing().seats.find(module.id)->second.place, static_cast<std::uint16_t>(index),
          &type_of(module).params[static_cast<std::size_t>(index)]};
}

/// The modules that a note on that one takes a voice of, that one first, then as they were created.
std::vector<const NamedModule*> members_of(const PatchEditor& patches, std::string_view id) {
  const auto& playing = patches.playing();
  const auto instrument_of = [&](std::string_view of) {
    return playing.instruments[index_of(playing.seats.find(of)->second.place)];
  };
  const auto own = instrument_of(id);
  std::vector<const NamedModule*> members{playing.patch.find(id)};
  for (const auto& module : playing.patch.modules()) {
    if (module.id != id && instrument_of(module.id) == own) members.push_back(&module);
  }
  return members;
}

}  // namespace

OwnParam find_own_param(const PatchEditor& patches, std::string_view id, std::string_view name) {
  const auto dot = name.find('.');
  for (const NamedModule* member : members_of(patches, id)) {
    if (dot != std::string_view::npos) {
      if (member->id == name.substr(0, dot))
        return param_of(patches, *member, name.substr(dot + 1));
    } else if (const auto found = param_of(patches, *member, name); found.row != nullptr) {
      return found;
    }
  }
  return {};
}

Result<NoteValues> NoteValues::read(const Call& call, std::size_t from) {
  NoteValues read;
  for (std::size_t argument = from; argument + 1 < call.args.count(); argument += 2) {
    if (const Status added = read.add(call, argument); !added) return added.error();
  }
  return read;
}

Status NoteValues::add(const Call& call, std::size_t argument) {
  const auto name = call.args.text(argument, "parameter");
  if (!name) return name.error();
  const auto& id = call.message.address.name();
  const OwnParam found = find_own_param(call.patches, id, *name);
  if (found.row == nullptr) {
    return Error{no_note_parameter(members_of(call.patches, id), *name)};
  }
  NoteValue value{.place = found.place, .param = found.index, .value = 0.0};
  if (found.row->is_sample) {
    values_.push_back(value);
    return add_sample(call, argument + 1);
  }
  const auto given =
      parameter_value(call.args, *found.row,
                      call.patches.units_of_message(found.place, found.index), argument + 1, *name);
  if (!given) return given.error();
  if (given->is_clamped()) {
    clamped_.push_back({*name, given->wanted_by_sender(), given->used_for_sender()});
  }
  value.value = static_cast<double>(given->used);
  values_.push_back(value);
  return {};
}

Status NoteValues::add_sample(const Call& call, std::size_t argument) {
  const auto name = sample_name(call.args, argument);
  if (!name) return name.error();
  samples_.push_back({values_.size() - 1, argument, *name});
  if (!call.is_rehearsal || name->empty()) return {};  // else take() does it
  const auto found = call.conductor.find_sample(call.sender, {}, *name);
  return found.problem.empty() ? Status{} : Error{found.problem};
}

Outcome NoteValues::take(const Call& call) {
  // Before any of them is read, since that is told.
  for (const Named& named : samples_) {
    if (named.sample.empty()) continue;
    const auto found = call.conductor.find_sample(call.sender, call.message, named.sample);
    if (!found.problem.empty()) return Outcome::failed(found.problem);
    if (found.comes_later) return Outcome::later();
  }
  for (const Named& named : samples_) {
    if (named.sample.empty()) continue;
    const auto use = call.conductor.use_sample(call.sender, call.message, named.sample);
    if (!use.problem.empty()) return Outcome::failed(use.problem);
    if (use.comes_later) return Outcome::later();
    values_[named.value].value = static_cast<double>(use.sample->number);
    call.args.understand(named.argument, use.sample->name);
  }
  for (const Clamped& one : clamped_) {
    tell_clamped(call, call.message.address.text() + "/" + one.param, number_arg(one.given),
                 number_arg(one.used));
  }
  return Outcome::silent();
}

}  // namespace chronus::conductor

// SPDX-License-Identifier: MIT
// What the conductor does about a command that killed a worker: it never happened.
#include <algorithm>
#include <string>
#include <utility>

#include "conductor/answer.hpp"
#include "conductor/conductor.hpp"
#include "conductor/json_text.hpp"

namespace chronus::conductor {
namespace {

std::string_view name_of(engine::Op op) {
  switch (op) {
    case engine::Op::kSetParam:
      return "parameter";
    case engine::Op::kGate:
      return "gate";
    case engine::Op::kNoteOn:
    case engine::Op::kNoteOff:
    case engine::Op::kNoteValue:
    case engine::Op::kNoteBegin:
      return "note";
    case engine::Op::kSwapPatch:
      return "patch";
    case engine::Op::kSample:
      return "sample";
    case engine::Op::kPanic:
      return "panic";
    case engine::Op::kNone:
      break;
  }
  return "none";
}

/// `/mod/osc1/freq of 127.0.0.1:40404`, for the log.
std::string named(const osc::Message& message, const Sender& sender) {
  return message.address.text() + " of " +
         (sender.is_clock ? "the clock that is followed" : osc::to_text(sender.endpoint));
}

}  // namespace

void Conductor::quarantine(const engine::Command& command, const std::string& reason) {
  const auto* origin = origins_.find(command.seq);
  const bool blocked = origin == nullptr;  // a sequencer would send it again with the next step
  put_aside(command, blocked);
  journal_.played(cursor_, quarantine_line(command, blocked));
  const std::string address = origin != nullptr ? origin->message.address.text() : std::string();
  if (origin != nullptr) {
    clients_.reply(origin->sender, fail_message(origin->message, "quarantined: " + reason),
                   nullptr);
  }
  // A score's line has the log for its client, and was just answered there.
  if (origin == nullptr) {
    clients_.warn("put in quarantine: a " + std::string(name_of(command.op)) +
                  " that the music itself gave: " + reason);
  } else if (!origin->sender.is_score) {
    clients_.warn("put in quarantine: " + named(origin->message, origin->sender) + ": " + reason);
  }
  clients_.event("quarantine", [command, address, reason] {
    return to_text(Json{{"seq", command.seq},
                        {"frame", command.frame},
                        {"kind", name_of(command.op)},
                        {"address", address},
                        {"reason", reason}});
  });
}

void Conductor::tell_withheld(std::uint64_t first_seq, std::uint64_t last_seq,
                              const std::string& reason) {
  origins_.for_each(first_seq, last_seq, [&](Origins::Origin& origin) {
    // A message's commands are met one by one, and by each worker that is restored.
    if (std::exchange(origin.withheld, true)) return;
    clients_.reply(origin.sender, fail_message(origin.message, "withheld: " + reason), nullptr);
    if (!origin.sender.is_score) {
      clients_.warn("withheld: " + named(origin.message, origin.sender) + ": " + reason);
    }
    clients_.event("withheld", [address = origin.message.address.text(), reason] {
      return to_text(Json{{"address", address}, {"reason", reason}});
    });
  });
}

std::string Conductor::module_at(Place place) const {
  const auto& playing = scene_.patches.playing();
  if (index_of(place) >= playing.index_at.size()) return {};
  const int index = playing.index_at[index_of(place)];
  if (index < 0) return {};
  const auto& module = playing.patch.modules()[static_cast<std::size_t>(index)];
  return "'" + module.id + "' (" + std::string(type_of(module).name) + ")";
}

Status Conductor::quarantine_again(const CommandPlace& place, bool blocked) {
  const auto* command = withheld_.find(place);
  if (command == nullptr) {
    return Error{"there was no command " + std::to_string(place.nth) + " on frame " +
                 std::to_string(place.frame)};
  }
  put_aside(*command, blocked);
  return {};
}

void Conductor::put_aside(const engine::Command& command, bool blocked) {
  take_back(command);
  if (blocked) blocked_.push_back(kind_of(command));
}

/// The books again as if it had not been sent, so that what is built from them later is sound.
void Conductor::take_back(const engine::Command& command) {
  if (command.op == engine::Op::kSetParam) {
    const auto undone = values_.undo(command.seq);
    if (!undone) return;
    const auto& parameter = undone->parameter;
    if (parameter.identity == scene_.patches.identity_at(parameter.place)) {
      scene_.patches.note_value(parameter.place, parameter.index,
                                static_cast<double>(undone->value));
      if (scene_.patches.param_info(parameter.place, parameter.index).is_sample) {
        const auto* sample = scene_.samples.find_number(static_cast<std::uint32_t>(undone->value));
        scene_.patches.note_sample(parameter.place, sample == nullptr ? "" : sample->name);
      }
    }
  }
  scene_.held.take_back(command, scene_.patches);
  if (command.op == engine::Op::kGate && command.value != 0.0) {
    scene_.patches.note_gate(Place{command.module}, false);
  }
  if (command.op == engine::Op::kSwapPatch && before_swap_ && command.seq == swap_seq_) {
    scene_.patches = std::move(*before_swap_);
    before_swap_.reset();
    blocked_.clear();
    scene_.bank.resolve(scene_.patches);
  }
}

Conductor::Blocked Conductor::kind_of(const engine::Command& command) {
  return {command.op, command.module, command.param,
          command.op == engine::Op::kGate && command.value != 0.0};
}

bool Conductor::is_blocked(const engine::Command& command) const {
  return std::find(blocked_.begin(), blocked_.end(), kind_of(command)) != blocked_.end();
}

}  // namespace chronus::conductor

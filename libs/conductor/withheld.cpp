// SPDX-License-Identifier: MIT
#include "conductor/withheld.hpp"

#include <utility>

namespace chronus::conductor {
namespace {

constexpr const char* kQuarantine = "/journal/quarantine";
constexpr const char* kWithhold = "/journal/withhold";

osc::Message line_about(const char* address, const engine::Command& command) {
  return {address, {std::int64_t{command.frame}, static_cast<std::int64_t>(command.nth)}};
}

}  // namespace

osc::Message quarantine_line(const engine::Command& command, bool blocked) {
  auto line = line_about(kQuarantine, command);
  line.args.emplace_back(std::int32_t{blocked ? 1 : 0});
  return line;
}

osc::Message withhold_line(const engine::Command& command) {
  return line_about(kWithhold, command);
}

void Withheld::take(const osc::Message& line) {
  if (line.address != kQuarantine && line.address != kWithhold) return;
  if (line.args.size() < 2) return;
  const auto frame = osc::as_integer(line.args[0]);
  const auto nth = osc::as_integer(line.args[1]);
  if (frame && nth && *nth >= 0) commands_.try_emplace({*frame, static_cast<std::uint64_t>(*nth)});
}

void Withheld::strike(engine::Command* command) {
  if (commands_.empty()) return;
  const auto found = commands_.find({command->frame, command->nth});
  if (found == commands_.end()) return;
  found->second = *command;
  command->op = engine::Op::kNone;
}

const engine::Command* Withheld::find(const CommandPlace& place) const {
  const auto found = commands_.find(place);
  return found == commands_.end() || found->second.op == engine::Op::kNone ? nullptr
                                                                           : &found->second;
}

}  // namespace chronus::conductor

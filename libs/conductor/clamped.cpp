// SPDX-License-Identifier: MIT
#include "conductor/clamped.hpp"

#include <utility>

namespace chronus::conductor {

void tell_clamped(const Call& call, const std::string& address, osc::Arg given, osc::Arg used) {
  if (call.is_rehearsal) return;
  ++call.scene.counters.clamped;
  call.clients.reply(call.sender, {"/clamped", {address, std::move(given), std::move(used)}},
                     nullptr);
}

void tell_cut(const Call& call, const std::string& id, std::size_t given) {
  const auto* sequencer = call.scene.bank.find(id);
  if (sequencer == nullptr || given <= static_cast<std::size_t>(sequencer->steps())) return;
  tell_clamped(call, call.message.address.text() + "/" + id, static_cast<std::int32_t>(given),
               sequencer->steps());
}

}  // namespace chronus::conductor

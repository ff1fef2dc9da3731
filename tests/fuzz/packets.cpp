// SPDX-License-Identifier: MIT
// A datagram from anywhere: what can be read of it reads the same when it is sent again.
#include "osc/packet.hpp"
#include "osc/pattern.hpp"
#include "osc/shorten.hpp"
#include "tests/fuzz/input.hpp"

using namespace chronus;

namespace {

void look_at(const osc::Message& message) {
  (void)osc::is_answer(message);
  const auto& address = message.address.text();
  if (osc::check_pattern(address)) {
    fuzz::must(osc::is_pattern(address) || osc::matches(address, address));
    (void)osc::matches(address, "/seq/pattern/kick");
    for (const auto& part : osc::parts_of(address)) (void)part.matches("kick");
  }
  const auto packet = osc::encode(message);
  if (packet.empty()) return;
  fuzz::must(packet.size() == osc::encoded_size(message));
  const auto again = osc::decode(packet);
  fuzz::must(again && again->bad.empty() && again->bundles.size() == 1);
  fuzz::must(osc::encode(again->bundles[0].messages[0]) == packet);
  (void)osc::encode(osc::shortened_answer(message));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > osc::kMaxPacketBytes) return 0;
  const auto packet = osc::decode(std::as_bytes(std::span(data, size)));
  if (!packet) {
    fuzz::must(!packet.reason().empty());
    return 0;
  }
  for (const auto& bundle : packet->bundles) {
    for (const auto& message : bundle.messages) look_at(message);
  }
  for (const auto& bad : packet->bad) fuzz::must(bad.offset < size && !bad.reason.empty());
  return 0;
}

// SPDX-License-Identifier: MIT
// Who speaks SuperDirt's protocol hears what SuperDirt would answer. Events are the conductor's
// (conductor/dirt_messages.cpp).
#include <string>

#include "dirt/event.hpp"
#include "dirt/synths.hpp"
#include "osc/endpoint.hpp"
#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;

/// Keys and values, as Tidal reads them from behind "&controlBusIndices".
osc::Message handshake_reply(const osc::Endpoint& busses) {
  const std::string at = osc::to_text(busses);
  osc::Message reply{
      "/dirt/handshake/reply",
      {std::string("&serverHostname"), at.substr(0, at.rfind(':')), std::string("&serverPort"),
       static_cast<std::int32_t>(busses.port), std::string("&controlBusIndices")}};
  for (int i = 0; i < chronus::dirt::Busses::kOfferedCount; ++i) reply.args.emplace_back(i);
  return reply;
}

class Dirt final : public conductor::Service {
 public:
  Dirt(conductor::ClientDoor& clients, const osc::Endpoint& busses)
      : clients_(clients), busses_(busses) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/dirt/handshake"}, {"/dirt/hello"}, {"/dirt/synth-info"}};
    return kOffers;
  }

  Outcome perform(const conductor::Request& request) override {
    if (request.message.address == "/dirt/synth-info") return synth_info(request);
    const bool is_hello = request.message.address == "/dirt/hello";
    clients_.reply(request.sender,
                   is_hello ? osc::Message{"/dirt/hello/reply", {}} : handshake_reply(busses_),
                   nullptr);
    return Outcome::answered();
  }

 private:
  Outcome synth_info(const conductor::Request& request) {
    const auto name = request.args.text(0);
    if (!name) return Outcome::failed(name.reason());
    if (!chronus::dirt::synth_score(*name))
      return Outcome::failed("there is no synth '" + *name + "'");
    std::string told = *name;
    for (const auto& key : chronus::dirt::number_keys()) (told += " ") += key.name;
    clients_.reply(request.sender, {"/dirt/synth-info/reply", {told}}, nullptr);
    return Outcome::answered();
  }

  conductor::ClientDoor& clients_;
  const osc::Endpoint busses_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_dirt(conductor::Conductor& conductor,
                                              const Resources& resources) {
  return std::make_unique<Dirt>(conductor.doors().clients, resources.busses);
}

}  // namespace chronus::services

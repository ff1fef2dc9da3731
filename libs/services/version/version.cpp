// SPDX-License-Identifier: MIT
#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;

class Version final : public conductor::Service {
 public:
  explicit Version(conductor::ClientDoor& clients) : clients_(clients) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/version", conductor::Company::kAny}};
    return kOffers;
  }

  Outcome perform(const conductor::Request& request) override {
    if (!request.is_rehearsal) {
      clients_.reply(request.sender, {"/version.reply", {"chronus", CHRONUS_VERSION}}, nullptr);
    }
    return Outcome::answered();
  }

 private:
  conductor::ClientDoor& clients_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_version(conductor::Conductor& conductor,
                                                 const Resources& /*resources*/) {
  return std::make_unique<Version>(conductor.doors().clients);
}

}  // namespace chronus::services

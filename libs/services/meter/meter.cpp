// SPDX-License-Identifier: MIT
#include "services/meter/meter.hpp"

#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;

class Meter final : public conductor::Service {
 public:
  Meter(conductor::ClientDoor& clients, const Meters* meters)
      : clients_(clients), meters_(meters) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/meter", conductor::Company::kAny}};
    return kOffers;
  }

  Outcome perform(const conductor::Request& request) override {
    if (meters_ == nullptr) return Outcome::answered();  // nobody hears anything offline
    auto master = meters_->master();
    if (!master) return Outcome::failed("nothing has been heard for a second yet");
    if (!request.is_rehearsal) {
      clients_.reply(request.sender, {"/meter.reply", {}}, std::move(master));
    }
    return Outcome::answered();
  }

 private:
  conductor::ClientDoor& clients_;
  const Meters* meters_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_meter(conductor::Conductor& conductor,
                                               const Resources& resources) {
  return std::make_unique<Meter>(conductor.doors().clients, resources.meters);
}

}  // namespace chronus::services

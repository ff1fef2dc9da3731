// SPDX-License-Identifier: MIT
#include "services/meter/meter.hpp"

#include <string_view>
#include <utility>

#include "catalog/module_info.hpp"
#include "conductor/nearest_names.hpp"
#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;

class Meter final : public conductor::Service {
 public:
  Meter(conductor::Conductor& conductor, Meters* meters)
      : conductor_(conductor), clients_(conductor.doors().clients), meters_(meters) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/meter", conductor::Company::kAny}};
    return kOffers;
  }

  Outcome perform(const conductor::Request& request) override {
    if (request.args.count() > 0) return module(request);
    if (meters_ == nullptr) return Outcome::answered();  // nobody hears anything offline
    auto master = meters_->master();
    if (!master) return Outcome::failed("nothing has been heard for a second yet");
    if (!request.is_rehearsal) {
      clients_.reply(request.sender, {"/meter.reply", {}}, std::move(master));
    }
    return Outcome::answered();
  }

 private:
  Outcome module(const conductor::Request& request) {
    const auto named = request.args.text(0, "module");
    if (!named) return Outcome::failed(named.reason());
    const auto point = named->find('.');
    const auto id = named->substr(0, point);
    const auto& playing = conductor_.scene().patches.playing();
    const auto seat = playing.seats.find(id);
    if (seat == playing.seats.end()) return Outcome::failed(no_module(playing.patch, id));
    const auto& found = playing.patch.modules()[seat->second.index];
    const auto& type = conductor::type_of(found);
    MeteredModule module{id, static_cast<int>(index_of(seat->second.place)), seat->second.identity,
                         type.outputs};
    if (point != std::string::npos) {
      const auto port = std::string_view(*named).substr(point + 1);
      const int index = catalog::find_output(type, port);
      if (index < 0) return Outcome::failed(no_output(found, port));
      module.only = static_cast<std::size_t>(index);
    }
    if (request.is_rehearsal || meters_ == nullptr) return Outcome::answered();
    return Outcome::answered_later(
        meters_->measure(request.sender, request.message, std::move(module), request.now));
  }

  const conductor::Conductor& conductor_;
  conductor::ClientDoor& clients_;
  Meters* meters_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_meter(conductor::Conductor& conductor,
                                               const Resources& resources) {
  return std::make_unique<Meter>(conductor, resources.meters);
}

}  // namespace chronus::services

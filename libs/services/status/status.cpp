// SPDX-License-Identifier: MIT
#include <utility>

#include "conductor/paging.hpp"
#include "conductor/scene_status.hpp"
#include "services/make.hpp"
#include "services/status/module_costs.hpp"

namespace chronus::services {
namespace {

using conductor::JsonText;
using conductor::Outcome;
using conductor::Request;

class StatusService final : public conductor::Service {
 public:
  StatusService(conductor::Conductor& conductor, const Resources& resources)
      : conductor_(conductor), meters_(resources.meters), render_(resources.status) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/status", conductor::Company::kAny},
                                        {"/module/cost", conductor::Company::kAny}};
    return kOffers;
  }

  Outcome perform(const Request& request) override {
    const auto offset = conductor::offset_at(request, 0);
    if (!offset) return Outcome::failed(offset.reason());
    return request.message.address == "/status" ? status(request, *offset)
                                                : costs(request, *offset);
  }

 private:
  /// With an offset of the sequencers alone, from that one on.
  Outcome status(const Request& request, std::optional<std::size_t> offset) {
    const auto& scene = conductor_.scene();
    const auto whole = [&]() -> JsonText {
      auto part = status_of(scene, request.now, meters_);
      if (conductor_.samples() != nullptr) part.samples.facts = conductor_.samples()->facts();
      return [render = render_, part = std::move(part)] { return render(part); };
    };
    const auto page = [&]() -> JsonText {
      return [some = conductor::sequencers_status(scene, *offset, conductor::kPageBytes)] {
        return to_text(to_json(some));
      };
    };
    auto& answers = conductor_.answers();
    if (!offset) {
      return answers.answer(request, "/status", {"/status.reply", {}}, conductor::kMostStatusBytes,
                            whole);
    }
    return answers.answer(request, conductor::page_name("/status", *offset), {"/status.reply", {}},
                          conductor::kPageBytes, page);
  }

  Outcome costs(const Request& request, std::optional<std::size_t> offset) {
    constexpr std::size_t kBytesOfOne = 96;
    auto all = module_costs(conductor_.scene(), meters_);
    const std::size_t bytes = kBytesOfOne * (1 + all.size());
    const auto make = [&]() -> JsonText {
      return conductor::paged(
          [all = std::move(all)] {
            return to_text(Json{{"modules", conductor::to_json(all)}});
          },
          offset);
    };
    return conductor_.answers().answer(request, conductor::page_name("/module/cost", offset),
                                       {"/module/cost.reply", {}}, bytes, make);
  }

  conductor::Conductor& conductor_;
  const Meters* meters_;
  std::function<std::string(const conductor::SceneStatus&)> render_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_status(conductor::Conductor& conductor,
                                                const Resources& resources) {
  return std::make_unique<StatusService>(conductor, resources);
}

}  // namespace chronus::services

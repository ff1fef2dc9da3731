// SPDX-License-Identifier: MIT
#include <utility>

#include "conductor/paging.hpp"
#include "conductor/scene_status.hpp"
#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::JsonText;
using conductor::Outcome;

class StatusService final : public conductor::Service {
 public:
  StatusService(conductor::Conductor& conductor, const Resources& resources)
      : conductor_(conductor), render_(resources.status) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/status", conductor::Company::kAny}};
    return kOffers;
  }

  /// With an offset of the sequencers alone, from that one on.
  Outcome perform(const conductor::Request& request) override {
    const auto offset = conductor::offset_at(request, 0);
    if (!offset) return Outcome::failed(offset.reason());
    const auto& scene = conductor_.scene();
    const auto whole = [&]() -> JsonText {
      return [render = render_, part = conductor::scene_status(scene, request.now)] {
        return render(part);
      };
    };
    const auto page = [&]() -> JsonText {
      return [some = conductor::sequencers_status(scene, **offset, conductor::kPageBytes)] {
        return to_text(to_json(some));
      };
    };
    auto& answers = conductor_.answers();
    if (!*offset) {
      return answers.answer(request, "/status", {"/status.reply", {}}, conductor::kMostStatusBytes,
                            whole);
    }
    return answers.answer(request, conductor::page_name("/status", *offset), {"/status.reply", {}},
                          conductor::kPageBytes, page);
  }

 private:
  conductor::Conductor& conductor_;
  std::function<std::string(const conductor::SceneStatus&)> render_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_status(conductor::Conductor& conductor,
                                                const Resources& resources) {
  return std::make_unique<StatusService>(conductor, resources);
}

}  // namespace chronus::services

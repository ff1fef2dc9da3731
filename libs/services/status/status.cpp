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
  StatusService(conductor::Conductor& conductor, const World& world)
      : conductor_(conductor), complete_(world.status) {}

  std::span<const Address> addresses() const override {
    static constexpr Address kAddresses[] = {{"/status", conductor::Company::kAny}};
    return kAddresses;
  }

  /// With an offset of the sequencers alone, from that one on.
  Outcome perform(const conductor::Request& request) override {
    const auto offset = conductor::offset_at(request, 0);
    if (!offset) return Outcome::failed(offset.reason());
    const auto& scene = conductor_.scene();
    const auto whole = [&]() -> JsonText {
      auto part = conductor::scene_status(scene, request.now);
      return complete_ ? complete_(std::move(part)) : part;
    };
    const auto page = [&]() -> JsonText {
      return conductor::sequencers_status(scene, **offset, conductor::kPageBytes);
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
  std::function<JsonText(JsonText)> complete_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_status(conductor::Conductor& conductor,
                                                const World& world) {
  return std::make_unique<StatusService>(conductor, world);
}

}  // namespace chronus::services

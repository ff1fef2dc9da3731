// SPDX-License-Identifier: MIT
#include "services/patches/patches.hpp"

#include <utility>

#include "base/name.hpp"
#include "conductor/paging.hpp"
#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;
using conductor::Request;

class PatchService final : public conductor::Service {
 public:
  PatchService(conductor::Conductor& conductor, Patches* patches)
      : conductor_(conductor), patches_(patches) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/patch/save"}, {"/patch/load"}, {"/patch/list"}};
    return kOffers;
  }

  Outcome perform(const Request& request) override {
    if (request.message.address == "/patch/list") return list(request);
    const auto name = request.args.text(0);
    if (!name) return Outcome::failed(name.reason());
    if (auto named = check_name("patch", *name); !named) return Outcome::of(named);
    if (request.message.address == "/patch/load") return load(request, *name);
    if (patches_ == nullptr) return Outcome::done();
    const auto& playing = conductor_.scene().patches.playing().patch;
    return Outcome::answered_later(patches_->save(request.sender, request.message, *name, playing,
                                                  conductor_.wait_of(request.sender)));
  }

  /// What has been read waits for its turn as if it had just been sent.
  void after_pass() override {
    LoadedPatch loaded;
    while (patches_ != nullptr && patches_->take(&loaded)) {
      conductor::Incoming incoming;
      incoming.sender = loaded.sender;
      incoming.bundle.messages.push_back(std::move(loaded.message));
      incoming.patch = std::move(loaded.patch);
      incoming.wait = std::move(loaded.wait);
      conductor_.submit(std::move(incoming));
    }
  }

 private:
  Outcome load(const Request& request, const std::string& name) {
    // Its file is not a part of the score: another time it would be other music.
    if (request.sender.is_score)
      return Outcome::failed("not in a score: put the file's lines there");
    if (patches_ == nullptr) return Outcome::failed("there are no files here");
    return Outcome::answered_later(
        patches_->load(request.sender, request.message, name, conductor_.wait_of(request.sender)));
  }

  Outcome list(const Request& request) {
    const auto offset = conductor::offset_at(request, 0);
    if (!offset) return Outcome::failed(offset.reason());
    if (patches_ == nullptr) return Outcome::done();
    return Outcome::answered_later(patches_->list(request.sender, request.message, *offset));
  }

  conductor::Conductor& conductor_;
  Patches* patches_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_patches(conductor::Conductor& conductor,
                                                 const Resources& resources) {
  return std::make_unique<PatchService>(conductor, resources.patches);
}

}  // namespace chronus::services

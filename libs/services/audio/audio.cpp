// SPDX-License-Identifier: MIT
#include "services/audio/audio.hpp"

#include <utility>

#include "conductor/paging.hpp"
#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;
using conductor::Request;

/// It is echoed, twice.
constexpr std::size_t kLongestName = 256;

class AudioService final : public conductor::Service {
 public:
  explicit AudioService(AudioDevices* devices) : devices_(devices) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/audio/list"}, {"/audio/use"}};
    return kOffers;
  }

  Outcome perform(const Request& request) override {
    return request.message.address == "/audio/list" ? list(request) : use(request);
  }

 private:
  Outcome list(const Request& request) {
    const auto offset = conductor::offset_at(request, 0);
    if (!offset) return Outcome::failed(offset.reason());
    if (devices_ == nullptr) return Outcome::done();
    return Outcome::answered_later(
        devices_->list_devices(request.sender, request.message, *offset));
  }

  /// Where there is no device, as offline, it changes no sample.
  Outcome use(const Request& request) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < request.args.count(); ++i) {
      auto word = request.args.text(i);
      if (!word) return Outcome::failed(word.reason());
      if (word->size() > kLongestName) return Outcome::failed("no device has so long a name");
      words.push_back(std::move(*word));
    }
    if (!words.empty() && words.front().empty()) return Outcome::failed("the device has no name");
    if (devices_ == nullptr) return Outcome::done();
    return Outcome::answered_later(
        words.empty() ? devices_->tell_device(request.sender, request.message)
                      : devices_->use_device(request.sender, request.message, std::move(words)));
  }

  AudioDevices* devices_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_audio(conductor::Conductor& /*conductor*/,
                                               const Resources& resources) {
  return std::make_unique<AudioService>(resources.devices);
}

}  // namespace chronus::services

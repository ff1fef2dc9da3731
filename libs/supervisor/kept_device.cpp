// SPDX-License-Identifier: MIT
#include "supervisor/kept_device.hpp"

#include <utility>

#include "score/score.hpp"
#include "supervisor/conductor_loop.hpp"

namespace chronus::supervisor {
namespace {

constexpr const char* kName = "device";
constexpr const char* kHeading =
    "# The device that was chosen last. chronusd begins with it, unless --device or --audio name\n"
    "# another; without this file it begins with the default one.\n";

}  // namespace

audio::DeviceRequest KeptDevice::wanted(const Tell& tell) {
  audio::DeviceRequest asked{options_.api, options_.device, options_.format};
  asked.most_period = most_period(options_.format);
  const bool is_kept = disk_.exists(directory() + "/" + kName + ".score") == 1;
  if (!is_kept || options_.no_restore || !options_.device.empty()) return asked;
  const auto kept = read();
  if (!kept) {
    tell("the device that was chosen is not known any more: " + kept.reason());
    return asked;
  }
  if (options_.api != audio::Api::kAuto && options_.api != kept->api) return asked;
  asked.api = kept->api;
  asked.device = kept->device;
  asked.by_hand = true;
  return asked;
}

Result<audio::DeviceRequest> KeptDevice::read() {
  const auto text = files_.read(kName);
  if (!text) return text.error();
  const auto score = score::parse(*text, options_.format.rate, vocabulary_);
  if (!score) return score.error();
  const Error other{"its file has something else than a line /audio/use API DEVICE"};
  if (score->events.size() != 1) return other;
  const auto& message = score->events.front().message;
  if (message.address != "/audio/use" || message.args.size() != 2) return other;
  const auto* api = osc::as_string(message.args[0]);
  const auto* device = osc::as_string(message.args[1]);
  if (api == nullptr || device == nullptr) return other;
  const auto known = audio::parse_api(*api);
  if (!known) return known.error();
  audio::DeviceRequest request;
  request.api = *known;
  request.device = *device;
  return request;
}

void KeptDevice::start_thread(Outbox& outbox, Tell tell) {
  requests_.start("device", outbox, [this, tell = std::move(tell)](const Request& request) {
    const auto text = kHeading + score::to_line(0, request.message) + "\n";
    if (const auto written = files_.write(kName, text); !written) {
      tell("the next start will not know the device that was chosen: " + written.reason());
    }
  });
}

/// Of many choices at once some are not written, but the last one is: there is room again.
void KeptDevice::keep(audio::Api api, const std::string& device) {
  conductor::Sender nobody;
  nobody.is_score = true;
  (void)requests_.hand_over({nobody, {"/audio/use", {std::string(audio::api_name(api)), device}}});
}

}  // namespace chronus::supervisor

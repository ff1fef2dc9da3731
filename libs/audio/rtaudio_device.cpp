// SPDX-License-Identifier: MIT
#include "audio/rtaudio_device.hpp"

#include <alsa/asoundlib.h>
#include <rtaudio/RtAudio.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

#include "audio/device_name.hpp"
#include "audio/pulse_probe.hpp"
#include "base/realtime.hpp"
#include "base/scheduling.hpp"

namespace chronus::audio {
namespace {

constexpr int kProbeTimeoutMs = 1'000;
// Kept small so that a server cannot ask for more blocks at once than the engine leads by.
constexpr unsigned kBuffers = 4;

constexpr Scheduling kNotKnownYet{-1, 0};

/// What the callback works on.
struct Stream {
  Stream(Callback& its_renderer, Api its_api) : callback(its_renderer), api(its_api) {}
  Callback& callback;
  const Api api;

  // The callback thread's own.
  bool prepared = false;
  bool write_failed = false;
  int failed_writes = 0;  // in a row

  // Written by the callback thread, read by any; relaxed: plain reports.
  std::atomic<std::int64_t> xruns{0};
  std::atomic<Scheduling> scheduling{kNotKnownYet};
};

// RtAudio's error callback carries no user data, but runs on the thread that failed.
thread_local Stream* t_stream = nullptr;  // set on callback threads
thread_local std::string t_error;         // set on threads that open or start

void on_error(RtAudioError::Type type, const std::string& text) {
  if (t_stream != nullptr) {
    t_stream->write_failed = true;
  } else if (type != RtAudioError::WARNING && type != RtAudioError::DEBUG_WARNING) {
    t_error = text;
  }
}

/// RtAudio answers a lost Pulse or ALSA device with one warning a write and asks at once for the
/// next buffer, which would race through the music. One failed Pulse write is final; ALSA also
/// warns of an underrun it has recovered from.
bool is_lost(Stream& stream) {
  stream.failed_writes = stream.write_failed ? stream.failed_writes + 1 : 0;
  stream.write_failed = false;
  return stream.failed_writes >= (stream.api == Api::kPulse ? 1 : 8);
}

int on_callback(void* out, void* /*in*/, unsigned frames, double /*time*/,
                RtAudioStreamStatus status, void* user) {
  auto& stream = *static_cast<Stream*>(user);
  if (!stream.prepared) {
    stream.prepared = true;
    t_stream = &stream;
    flush_denormals_on_this_thread();
    // RtAudio's own way to ask for real-time scheduling prints. System calls, but once and before
    // any sound.
    stream.scheduling.store(request_realtime(kAudioPriority), std::memory_order_relaxed);
  }
  constexpr int kAbort = 2;
  if (is_lost(stream)) return kAbort;
  if (status != 0) stream.xruns.fetch_add(1, std::memory_order_relaxed);
  stream.callback.render(static_cast<float*>(out), static_cast<int>(frames));
  return 0;
}

void silence_alsa(const char* /*file*/, int /*line*/, const char* /*function*/, int /*error*/,
                  const char* /*format*/, ...) {}

constexpr const char* kAlsaDefault = "default";

struct Choice {
  unsigned id = 0;
  std::string name;
  bool alsa_default = false;
};

std::unique_ptr<RtAudio> rtaudio_of(Api api) {
  auto rtaudio =
      std::make_unique<RtAudio>(api == Api::kPulse ? RtAudio::LINUX_PULSE : RtAudio::LINUX_ALSA);
  rtaudio->showWarnings(false);
  return rtaudio;
}

/// Calls visit(id, info) for each device that plays; how many devices there are of any kind.
template <class Visit>
unsigned for_each_playing(RtAudio& rtaudio, Visit visit) {
  const unsigned count = rtaudio.getDeviceCount();
  for (unsigned id = 0; id < count; ++id) {
    const RtAudio::DeviceInfo info = rtaudio.getDeviceInfo(id);
    if (info.probed && info.outputChannels > 0) visit(id, info);
  }
  return count;
}

/// The device asked for by its whole name, else by part of it, else the default one.
Result<Choice> choose(RtAudio& rtaudio, const DeviceRequest& request) {
  const std::string api(display_name(request.api));
  std::vector<Choice> playing;
  std::optional<Choice> preferred;
  const unsigned count = for_each_playing(rtaudio, [&](unsigned id, const auto& info) {
    playing.push_back({id, info.name});
    if (info.isDefaultOutput && !preferred) preferred = playing.back();
  });
  if (count == 0) return Error{api + ": no device"};
  const bool is_default = request.device.empty() || request.device == kAlsaDefault;
  if (is_default && request.api == Api::kAlsa) return Choice{0, kAlsaDefault, true};
  if (playing.empty()) return Error{api + ": no device that plays"};
  if (request.device.empty()) return preferred.value_or(playing.front());

  std::vector<std::string> names;
  for (const Choice& choice : playing) names.push_back(choice.name);
  const auto found = find_device(names, request.device);
  if (!found) return Error{api + ": " + found.reason()};
  return playing[*found];
}

class RtAudioDevice final : public Device {
 public:
  RtAudioDevice(std::unique_ptr<Stream> stream, std::unique_ptr<RtAudio> rtaudio, DeviceInfo info)
      : stream_(std::move(stream)), rtaudio_(std::move(rtaudio)), info_(std::move(info)) {}

  /// May block as long as a sound server does not answer.
  ~RtAudioDevice() override {
    try {
      rtaudio_->closeStream();
    } catch (const std::exception&) {  // nothing is left that could be done about it
    }
  }
  RtAudioDevice(const RtAudioDevice&) = delete;
  RtAudioDevice& operator=(const RtAudioDevice&) = delete;

  DeviceInfo info() const override {
    DeviceInfo info = info_;
    const Scheduling got = stream_->scheduling.load(std::memory_order_relaxed);
    info.scheduling = got.policy == kNotKnownYet.policy ? "not known yet" : to_text(got);
    info.xruns = stream_->xruns.load(std::memory_order_relaxed);
    return info;
  }

 private:
  std::unique_ptr<Stream> stream_;  // outlives rtaudio_, whose thread uses it
  std::unique_ptr<RtAudio> rtaudio_;
  const DeviceInfo info_;
};

Result<std::unique_ptr<Device>> open_and_start(const DeviceRequest& request, Callback& callback,
                                               Misfit* misfit) {
  const std::string api(display_name(request.api));
  const StreamFormat& format = request.format;
  auto stream = std::make_unique<Stream>(callback, request.api);
  auto rtaudio = rtaudio_of(request.api);
  auto choice = choose(*rtaudio, request);
  if (!choice) return choice.error();

  RtAudio::StreamParameters parameters;
  parameters.deviceId = choice->id;
  parameters.nChannels = static_cast<unsigned>(format.channels);
  RtAudio::StreamOptions options;
  options.streamName = "chronus";
  options.numberOfBuffers = kBuffers;
  if (choice->alsa_default) options.flags |= RTAUDIO_ALSA_USE_DEFAULT;
  auto period = static_cast<unsigned>(format.block_frames);

  t_error.clear();
  rtaudio->openStream(&parameters, nullptr, RTAUDIO_FLOAT32, static_cast<unsigned>(format.rate),
                      &period, on_callback, stream.get(), &options, on_error);
  if (!rtaudio->isStreamOpen()) return Error{api + ": " + t_error};
  DeviceInfo info;
  info.api = request.api;
  info.name = choice->name;
  info.rate = static_cast<int>(rtaudio->getStreamSampleRate());
  info.period_frames = static_cast<int>(period);
  if (const auto found = misfit_of(info, request); found != Misfit::kNone) {
    *misfit = found;
    return Error{misfit_text(info, request)};
  }
  // From here warnings reach on_error (which is how a lost device shows) and are never printed.
  rtaudio->showWarnings(true);
  rtaudio->startStream();
  if (!rtaudio->isStreamRunning()) return Error{api + ": " + t_error};

  return std::unique_ptr<Device>(
      std::make_unique<RtAudioDevice>(std::move(stream), std::move(rtaudio), std::move(info)));
}

/// Without a name ALSA's own default is opened, which is no card: it stands for them.
void add_alsa_default(std::size_t first, std::vector<ListedDevice>* found) {
  ListedDevice* default_one = nullptr;
  for (std::size_t i = first; i < found->size(); ++i) {
    auto& device = (*found)[i];
    device.is_default = device.name == kAlsaDefault;
    if (device.is_default) default_one = &device;
  }
  if (default_one == nullptr) found->push_back({Api::kAlsa, kAlsaDefault, 0, {}, true});
}

/// RtAudio lists Pulse devices in a static variable: one user of an API at a time. But none waits
/// for another API, which may hang.
template <class Use>
auto with_rtaudio(Api api, Use use) -> decltype(use()) {
  static std::mutex pulse_mutex;
  static std::mutex alsa_mutex;
  const std::lock_guard lock(api == Api::kPulse ? pulse_mutex : alsa_mutex);
  snd_lib_error_set_handler(silence_alsa);
  try {
    if (api == Api::kPulse) {
      if (auto there = probe_pulse_server(kProbeTimeoutMs); !there) return there.error();
    }
    return use();
  } catch (const std::exception& e) {
    return Error{std::string(display_name(api)) + ": " + e.what()};
  }
}

}  // namespace

Result<std::unique_ptr<Device>> open_rtaudio_device(const DeviceRequest& request,
                                                    Callback& callback, Misfit* misfit) {
  return with_rtaudio(request.api, [&] { return open_and_start(request, callback, misfit); });
}

Status list_rtaudio_devices(Api api, std::vector<ListedDevice>* found) {
  return with_rtaudio(api, [&]() -> Status {
    const std::size_t before = found->size();
    const unsigned count = for_each_playing(*rtaudio_of(api), [&](unsigned, const auto& info) {
      found->push_back({api,
                        info.name,
                        static_cast<int>(info.outputChannels),
                        {info.sampleRates.begin(), info.sampleRates.end()},
                        info.isDefaultOutput});
    });
    if (count == 0) return Error{std::string(display_name(api)) + ": no device"};
    if (api == Api::kAlsa) add_alsa_default(before, found);
    if (found->size() > before) return {};
    return Error{std::string(display_name(api)) + ": no device that plays"};
  });
}

}  // namespace chronus::audio

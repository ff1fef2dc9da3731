// SPDX-License-Identifier: MIT
// Directly on libjack: when a server dies RtAudio 5 closes the stream on a thread of its own
// without a lock, and crashes the process when that meets a close of ours.
#include "audio/jack_device.hpp"

#include <jack/jack.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "audio/device_name.hpp"
#include "base/realtime.hpp"
#include "base/scheduling.hpp"
#include "jack/client.hpp"

namespace chronus::audio {
namespace {

constexpr int kScratchFrames = 1'024;  // longer periods are rendered in pieces
constexpr Scheduling kNotKnownYet{-1, 0};
// Several times what the engine needs for the longest period, where it keeps up at all.
constexpr std::chrono::milliseconds kGetReady{50};

/// A JACK client that plays, and its ports.
struct Destination {
  std::string name;
  std::vector<std::string> ports;
};

/// Clients with audio inputs, those with physical ports first.
std::vector<Destination> destinations(jack_client_t* client) {
  std::vector<Destination> all;
  for (const unsigned long flags : {JackPortIsInput | JackPortIsPhysical, JackPortIsInput + 0}) {
    const std::unique_ptr<const char*, void (*)(const char**)> ports(
        jack_get_ports(client, nullptr, JACK_DEFAULT_AUDIO_TYPE, flags),
        [](const char** list) { jack_free(list); });
    for (const char** port = ports.get(); port != nullptr && *port != nullptr; ++port) {
      const std::string full(*port);
      const std::string name = full.substr(0, full.find(':'));
      auto known =
          std::find_if(all.begin(), all.end(), [&](const auto& d) { return d.name == name; });
      if (known == all.end()) known = all.insert(all.end(), Destination{name, {}});
      if (std::find(known->ports.begin(), known->ports.end(), full) == known->ports.end()) {
        known->ports.push_back(full);
      }
    }
  }
  return all;
}

Result<Destination> choose(jack_client_t* client, const std::string& wanted) {
  auto all = destinations(client);
  if (all.empty()) return Error{"JACK: no device that plays"};
  if (wanted.empty()) return std::move(all.front());
  std::vector<std::string> names;
  for (const auto& destination : all) names.push_back(destination.name);
  const auto found = find_device(names, wanted);
  if (!found) return Error{"JACK: " + found.reason()};
  return std::move(all[*found]);
}

class JackDevice final : public Device {
 public:
  JackDevice(std::unique_ptr<jack::Client> client, const DeviceRequest& request, Callback& callback)
      : callback_(callback),
        rate_wanted_(request.format.rate),
        most_period_(request.most_period),
        scratch_(static_cast<std::size_t>(kScratchFrames) * request.format.channels),
        rate_(request.format.rate),
        client_(std::move(client)) {}

  Status start(int channels, const Destination& destination) {
    jack_client_t* const client = client_->get();
    destination_ = destination;
    for (int c = 0; c < channels; ++c) {
      const std::string name = "out_" + std::to_string(c + 1);
      ports_.push_back(jack_port_register(client, name.c_str(), JACK_DEFAULT_AUDIO_TYPE,
                                          JackPortIsOutput | JackPortIsTerminal, 0));
      if (ports_.back() == nullptr) return Error{"JACK: cannot register port " + name};
    }
    period_.store(static_cast<int>(jack_get_buffer_size(client)), std::memory_order_relaxed);
    jack_set_thread_init_callback(client, on_thread, this);
    jack_set_process_callback(client, on_process, this);
    jack_set_buffer_size_callback(client, on_buffer_size, this);
    jack_set_sample_rate_callback(client, on_sample_rate, this);
    jack_set_xrun_callback(client, on_xrun, this);
    if (jack_activate(client) != 0) return Error{"JACK: the server refuses the client"};
    return connect(destination);
  }

  /// The client, and with it what others have connected to it, stays.
  bool move_to(const DeviceRequest& request) override {
    if (request.api != Api::kJack && request.api != Api::kAuto) return false;
    auto to = choose(client_->get(), request.device);
    if (!to || to->ports.size() < ports_.size()) return false;
    if (!connect(*to)) {
      disconnect(*to, destination_);
      return false;
    }
    disconnect(destination_, *to);
    const std::lock_guard lock(destination_mutex_);
    destination_ = std::move(*to);
    return true;
  }

  DeviceInfo info() const override {
    const Scheduling got = scheduling_.load(std::memory_order_relaxed);
    DeviceInfo info;
    info.api = Api::kJack;
    info.name = name();
    info.rate = rate_.load(std::memory_order_relaxed);
    info.period_frames = period_.load(std::memory_order_relaxed);
    info.scheduling = got.policy == kNotKnownYet.policy ? "not known yet" : to_text(got);
    info.xruns = xruns_.load(std::memory_order_relaxed);
    return info;
  }

 private:
  std::string name() const {
    const std::lock_guard lock(destination_mutex_);
    return destination_.name;
  }
  /// Whatever they are connected to besides.
  Status connect(const Destination& destination) {
    for (std::size_t c = 0; c < ports_.size(); ++c) {
      const char* const from = jack_port_name(ports_[c]);
      const int done = jack_connect(client_->get(), from, destination.ports[c].c_str());
      if (done != 0 && done != EEXIST) {
        return Error{"JACK: cannot connect to " + destination.ports[c]};
      }
    }
    return {};
  }
  /// But for the ports that are of `kept` too.
  void disconnect(const Destination& destination, const Destination& kept) {
    for (std::size_t c = 0; c < ports_.size(); ++c) {
      if (destination.ports[c] == kept.ports[c]) continue;
      jack_disconnect(client_->get(), jack_port_name(ports_[c]), destination.ports[c].c_str());
    }
  }
  static void on_thread(void* /*self*/) { flush_denormals_on_this_thread(); }
  /// libjack makes its thread a real-time one only behind on_thread, and below the server's, which
  /// may be below those that feed this one.
  void take_priority() {
    Scheduling got = current_scheduling();
    if (got.policy == SCHED_FIFO && got.priority < kAudioPriority) {
      got = request_realtime(kAudioPriority);
    }
    scheduling_.store(got, std::memory_order_relaxed);
  }
  static int on_process(jack_nframes_t frames, void* self) {
    static_cast<JackDevice*>(self)->process(static_cast<int>(frames));
    return 0;
  }
  /// The server stands still until it returns: while it does, more is made ready.
  static int on_buffer_size(jack_nframes_t frames, void* self) {
    auto& device = *static_cast<JackDevice*>(self);
    const auto period = static_cast<int>(frames);
    const int before = device.period_.exchange(period, std::memory_order_relaxed);
    device.callback_.expect_period(period);
    if (period > before) std::this_thread::sleep_for(kGetReady);
    return 0;
  }
  static int on_sample_rate(jack_nframes_t rate, void* self) {
    static_cast<JackDevice*>(self)->rate_.store(static_cast<int>(rate), std::memory_order_relaxed);
    return 0;
  }
  static int on_xrun(void* self) {
    static_cast<JackDevice*>(self)->xruns_.fetch_add(1, std::memory_order_relaxed);
    return 0;
  }

  void process(int frames) {
    if (!runs_) take_priority();
    runs_ = true;
    const std::size_t channels = ports_.size();
    const bool fits = rate_.load(std::memory_order_relaxed) == rate_wanted_ &&
                      (most_period_ == 0 || frames <= most_period_);
    for (int done = 0; done < frames;) {
      const int n = std::min(frames - done, kScratchFrames);
      if (fits) {
        callback_.render(scratch_.data(), n);
      } else {
        std::fill(scratch_.begin(), scratch_.end(), 0.0F);
      }
      for (std::size_t c = 0; c < channels; ++c) {
        auto* out = static_cast<float*>(
            jack_port_get_buffer(ports_[c], static_cast<jack_nframes_t>(frames)));
        for (int k = 0; k < n; ++k) out[done + k] = scratch_[k * channels + c];
      }
      done += n;
    }
  }

  Callback& callback_;
  const int rate_wanted_;
  const int most_period_;
  std::vector<float> scratch_;  // interleaved
  std::vector<jack_port_t*> ports_;
  // Of who asks for its name, and of who moves it for the moment in which it has moved.
  mutable std::mutex destination_mutex_;
  Destination destination_;
  bool runs_ = false;  // JACK's thread
  // Written by JACK's threads, read by any; relaxed: plain reports.
  std::atomic<int> rate_;
  std::atomic<int> period_{0};
  std::atomic<std::int64_t> xruns_{0};
  std::atomic<Scheduling> scheduling_{kNotKnownYet};
  // Last, so that it is closed first: it waits for a callback that is running, and as long as a
  // server does not answer.
  std::unique_ptr<jack::Client> client_;
};

}  // namespace

Result<std::unique_ptr<Device>> open_jack_device(const DeviceRequest& request, Callback& callback,
                                                 Misfit* misfit) {
  auto client = std::make_unique<jack::Client>();
  if (auto opened = client->open("chronus"); !opened) return opened.error();
  const int channels = request.format.channels;
  const auto destination = choose(client->get(), request.device);
  if (!destination) return destination.error();
  DeviceInfo info;
  info.api = Api::kJack;
  info.name = destination->name;
  info.rate = static_cast<int>(jack_get_sample_rate(client->get()));
  info.period_frames = static_cast<int>(jack_get_buffer_size(client->get()));
  if (const auto found = misfit_of(info, request); found != Misfit::kNone) {
    *misfit = found;
    return Error{misfit_text(info, request)};
  }
  if (const auto ports = static_cast<int>(destination->ports.size()); ports < channels) {
    return Error{"JACK: '" + destination->name + "' has " + std::to_string(ports) +
                 " playback ports, the engine " + std::to_string(channels) + " channels"};
  }
  auto device = std::make_unique<JackDevice>(std::move(client), request, callback);
  if (auto started = device->start(channels, *destination); !started) return started.error();
  return std::unique_ptr<Device>(std::move(device));
}

Status list_jack_devices(std::vector<ListedDevice>* found) {
  jack::Client client;
  if (auto opened = client.open("chronus-list"); !opened) return opened.error();
  const auto rate = static_cast<int>(jack_get_sample_rate(client.get()));
  bool is_first = true;
  for (const auto& destination : destinations(client.get())) {
    found->push_back({Api::kJack, destination.name, static_cast<int>(destination.ports.size()),
                      std::vector<int>{rate}, std::exchange(is_first, false)});
  }
  return {};
}

}  // namespace chronus::audio

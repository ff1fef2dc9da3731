// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/frame.hpp"
#include "base/result.hpp"

namespace chronus::audio {

enum class Api { kAuto, kNull, kAlsa, kPulse, kJack };

/// "auto", "null", "alsa", "pulse" or "jack": as on the command line.
std::string_view api_name(Api api);
/// The Api of such a name, or an Error that lists them.
Result<Api> parse_api(std::string_view name);

/// Asked for by the device, once per period. Real-time: allocates, locks and waits for nothing.
class Callback {
 public:
  virtual ~Callback() = default;
  /// Fills `out` with `frames` interleaved frames; `frames` may differ from call to call and from
  /// the engine's block.
  virtual void render(float* out, int frames) noexcept = 0;
  /// From now on the device asks for up to so many frames at once: it says so before it does. Any
  /// thread but a real-time one.
  virtual void expect_period(int /*frames*/) noexcept {}
};

struct DeviceRequest {
  Api api = Api::kAuto;
  std::string device;  ///< name or part of it, in any case; empty: the default device
  /// The rate and the channels are what the device is opened with, or it is refused; the block is
  /// only the period asked for (see DeviceInfo::period_frames).
  StreamFormat format;
  int most_period = 0;   ///< frames that it may ask for at once; 0: as many as it likes
  bool by_hand = false;  ///< chosen while the engine ran; only told
};

struct DeviceInfo {
  Api api = Api::kNull;
  std::string name;
  int rate = 0;            ///< frames per second that it plays now; 0: as it was asked for
  int period_frames = 0;   ///< frames a callback asks for at most
  std::string scheduling;  ///< class obtained by the callback thread, e.g. "SCHED_FIFO 70"
  std::int64_t xruns = 0;  ///< reported by the API since opening
  std::string note;        ///< kAuto: why the APIs before this one were not taken
};

/// Why the engine cannot play on a device that is there.
enum class Misfit {
  kNone,
  kRate,    ///< it plays at another rate
  kPeriod,  ///< it asks for more frames at once than may be asked for
};

/// Of a device as it is, or would be opened.
Misfit misfit_of(const DeviceInfo& info, const DeviceRequest& request);
/// The same in words: `JACK: 'system' runs at 44100 Hz, the engine at 48000 Hz`.
std::string misfit_text(const DeviceInfo& info, const DeviceRequest& request);
/// "JACK", "PulseAudio" … as it is said to people.
std::string_view display_name(Api api);

/// An open device that calls its Callback until it is destroyed. Destruction waits for a callback
/// that is running.
class Device {
 public:
  virtual ~Device() = default;
  /// Any thread.
  virtual DeviceInfo info() const = 0;
  /// Goes on playing at what `request` asks for, without a gap and without being opened anew.
  /// False: it cannot, or not there, and nothing has changed. May block as open_device() does; one
  /// thread.
  virtual bool move_to(const DeviceRequest& /*request*/) { return false; }
};

/// Opens and starts. The error says what was tried and what the API answered. kAuto tries JACK,
/// PulseAudio and ALSA; null is not among them. Starts no sound server. May block while a server
/// does not answer; any thread but a real-time one. `callback` must outlive the device. `misfit`,
/// where given, is set where a device is there but cannot be played on.
Result<std::unique_ptr<Device>> open_device(const DeviceRequest& request, Callback& callback,
                                            Misfit* misfit = nullptr);

}  // namespace chronus::audio

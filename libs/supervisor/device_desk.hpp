// SPDX-License-Identifier: MIT
#pragma once

#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/device_keeper.hpp"
#include "audio/device_list.hpp"
#include "audio/device_listing.hpp"
#include "conductor/sender.hpp"
#include "osc/message.hpp"
#include "services/audio/audio.hpp"
#include "supervisor/outbox.hpp"

namespace chronus::supervisor {

/// Where clients ask for devices. Requests come from the conductor's thread and are served on the
/// main one, which has the device and waits for nothing: to look for devices takes a thread of its
/// own, to open one the keeper's. Changes are made one after the other.
class DeviceDesk final : public services::AudioDevices {
 public:
  /// Hears of a device that was chosen by hand, and runs.
  using Keep = std::function<void(audio::Api api, const std::string& device)>;

  /// `notice_fd`: an eventfd, rung when there is a request.
  explicit DeviceDesk(int notice_fd, audio::ListDevices list = audio::list_devices)
      : notice_fd_(notice_fd), listing_(std::move(list)) {}

  /// Before any request.
  void open(Outbox& outbox, Keep keep);

  // The conductor's thread:
  Status list_devices(const conductor::Sender& sender, const osc::Message& message,
                      std::optional<std::size_t> offset) override;
  Status use_device(const conductor::Sender& sender, const osc::Message& message,
                    std::vector<std::string> words) override;
  Status tell_device(const conductor::Sender& sender, const osc::Message& message) override;

  /// APIs whose devices are being looked for. The main thread.
  int under_way() const { return listing_.under_way(); }
  /// Often, behind the keeper's own poll(), with its clock. The main thread.
  void step(audio::DeviceKeeper& keeper, std::int64_t now_ns);

 private:
  enum class Kind { kList, kUse, kTell };
  struct Request {
    Kind kind = Kind::kList;
    conductor::Sender sender;
    osc::Message message;
    std::optional<std::size_t> offset;  // of a list
    audio::DeviceWords words;           // to use
  };
  enum class Stage { kWaits, kIsLookedFor, kOpens };

  Status hand_over(Request request);
  void take_requests(audio::DeviceKeeper& keeper);
  void tell(const Request& request, const audio::DeviceStatus& device);
  void look_at_list(audio::DeviceKeeper& keeper, std::int64_t now_ns);
  void serve_change(audio::DeviceKeeper& keeper, std::int64_t now_ns);
  void begin(audio::DeviceKeeper& keeper, audio::Api api, const std::string& device,
             std::int64_t now_ns);
  void end_change(const Status& how);

  const int notice_fd_;
  boost::lockfree::spsc_queue<Request> requests_{64};

  // The main thread's.
  Outbox* outbox_ = nullptr;
  Keep keep_;
  std::vector<Request> lists_;   // that wait for the listing
  std::deque<Request> changes_;  // the first is under way, as `stage_` says
  Stage stage_ = Stage::kWaits;
  audio::Api api_ = audio::Api::kAuto;  // of the change under way, once it is found
  std::string device_;
  audio::DeviceListing listing_;
  bool wants_list_ = false;
  bool is_looking_ = false;
  std::int64_t looked_at_ns_ = 0;  // last, or not yet: then it may be looked at once
};

}  // namespace chronus::supervisor

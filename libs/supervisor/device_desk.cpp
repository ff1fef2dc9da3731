// SPDX-License-Identifier: MIT
#include "supervisor/device_desk.hpp"

#include <unistd.h>

#include <utility>

#include "base/push_moved.hpp"
#include "conductor/paging.hpp"
#include "supervisor/device_json.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::int64_t kLookFor_ns = 3'000'000'000;
/// Between two: a server has others to serve than those who ask what it has.
constexpr std::int64_t kLookEvery_ns = 250'000'000;
constexpr std::size_t kMostWaiting = 64;

/// `pulse`, `pulse USB` or `USB`.
Result<audio::DeviceWords> read_words(const std::vector<std::string>& words) {
  const auto api = audio::parse_api(words.front());
  if (words.size() == 1) {
    if (api) return audio::DeviceWords{*api, {}};
    return audio::DeviceWords{std::nullopt, words.front()};
  }
  if (!api) return api.error();
  return audio::DeviceWords{*api, words[1]};
}

}  // namespace

void DeviceDesk::open(Outbox& outbox, Keep keep) {
  outbox_ = &outbox;
  keep_ = std::move(keep);
}

Status DeviceDesk::list_devices(const conductor::Sender& sender, const osc::Message& message,
                                std::optional<std::size_t> offset) {
  return hand_over({Kind::kList, sender, message, offset, {}});
}

Status DeviceDesk::use_device(const conductor::Sender& sender, const osc::Message& message,
                              std::vector<std::string> words) {
  auto read = read_words(words);
  if (!read) return read.error();
  return hand_over({Kind::kUse, sender, message, {}, std::move(*read)});
}

Status DeviceDesk::tell_device(const conductor::Sender& sender, const osc::Message& message) {
  return hand_over({Kind::kTell, sender, message, {}, {}});
}

Status DeviceDesk::hand_over(Request request) {
  if (!push_moved(requests_, std::move(request))) return Error{"too many requests wait"};
  const std::uint64_t one = 1;
  (void)!write(notice_fd_, &one, sizeof one);
  return {};
}

void DeviceDesk::step(audio::DeviceKeeper& keeper, std::int64_t now_ns) {
  take_requests(keeper);
  serve_change(keeper, now_ns);
  if (wants_list_) look_at_list(keeper, now_ns);
}

void DeviceDesk::take_requests(audio::DeviceKeeper& keeper) {
  requests_.consume_all([&](Request& taken) {
    Request request = std::exchange(taken, {});  // its place would keep the memory
    if (request.kind == Kind::kTell) return tell(request, keeper.status());
    const bool is_list = request.kind == Kind::kList;
    if ((is_list ? lists_.size() : changes_.size()) >= kMostWaiting) {
      return outbox_->fail(request.sender, request.message, "too many requests wait");
    }
    if (!is_list) return changes_.push_back(std::move(request));
    lists_.push_back(std::move(request));
    wants_list_ = true;
  });
}

void DeviceDesk::tell(const Request& request, const audio::DeviceStatus& device) {
  outbox_->answer(request.sender,
                  {"/audio/use.reply", {std::string(audio::api_name(device.api)), device.device}});
}

/// Whoever asks while one looks waits for the same. A server that does not answer is missing.
void DeviceDesk::look_at_list(audio::DeviceKeeper& keeper, std::int64_t now_ns) {
  if (!is_looking_) {
    if (looked_at_ns_ != 0 && now_ns - looked_at_ns_ < kLookEvery_ns) return;
    listing_.begin();
    is_looking_ = true;
    looked_at_ns_ = now_ns;
  }
  if (listing_.under_way() > 0 && now_ns - looked_at_ns_ < kLookFor_ns) return;
  is_looking_ = false;
  wants_list_ = false;
  const auto list = listing_.list();
  const auto device = keeper.status();
  for (const auto& request : std::exchange(lists_, {})) {
    outbox_->answer(
        request.sender, {"/audio/list.reply", {}},
        conductor::paged([text = device_list_text(list, device)] { return text; }, request.offset));
  }
  if (stage_ != Stage::kIsLookedFor) return;
  auto words = changes_.front().words;
  if (words.api == audio::Api::kAuto) words.api.reset();
  const auto found = audio::find_listed(with_used(list, device), words, device.api);
  if (!found) return end_change(found.error());
  begin(keeper, found->api, found->name, now_ns);
}

void DeviceDesk::serve_change(audio::DeviceKeeper& keeper, std::int64_t now_ns) {
  if (stage_ == Stage::kOpens) {
    if (const auto how = keeper.take_change()) end_change(*how);
  }
  if (stage_ != Stage::kWaits || changes_.empty()) return;
  const auto& words = changes_.front().words;
  if (words.name.empty()) return begin(keeper, *words.api, {}, now_ns);
  stage_ = Stage::kIsLookedFor;
  wants_list_ = true;
}

void DeviceDesk::begin(audio::DeviceKeeper& keeper, audio::Api api, const std::string& device,
                       std::int64_t now_ns) {
  stage_ = Stage::kOpens;
  api_ = api;
  device_ = device;
  if (auto begun = keeper.use(api, device, now_ns); !begun) end_change(begun);
}

void DeviceDesk::end_change(const Status& how) {
  stage_ = Stage::kWaits;
  const Request request = std::move(changes_.front());
  changes_.pop_front();
  if (!how) return outbox_->fail(request.sender, request.message, how.reason());
  keep_(api_, device_);
  outbox_->done(request.sender, request.message);
}

}  // namespace chronus::supervisor

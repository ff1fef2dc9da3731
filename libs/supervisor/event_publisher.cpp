// SPDX-License-Identifier: MIT
#include "supervisor/event_publisher.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include "base/as_memory_allows.hpp"
#include "conductor/answer.hpp"
#include "conductor/json_text.hpp"
#include "osc/packet.hpp"

namespace chronus::supervisor {
namespace {

constexpr std::int64_t kLook_ns = 250'000'000;

/// Not to be guessed by who does not receive it.
std::int32_t random_number() {
  std::random_device device;
  return static_cast<std::int32_t>(device());
}

}  // namespace

void EventPublisher::tell(std::string_view kind, const conductor::JsonText& json) {
  const std::int64_t now_ns = now_ns_();
  for (auto& subscriber : subscribers_.list()) {
    if (!subscriber.what.kinds.wants(kind) || !subscribers_.allow(subscriber, now_ns)) continue;
    // Whoever tells has more to do than to be heard.
    if (!as_memory_allows([&] {
          replies_.post_news({subscriber.what.to, {"/event", {std::string(kind)}}, json});
        })) {
      ++subscriber.dropped;
    }
  }
}

bool EventPublisher::wants(std::string_view kind) const {
  const auto& list = subscribers_.list();
  return std::any_of(list.begin(), list.end(),
                     [&](const auto& one) { return one.what.kinds.wants(kind); });
}

void EventPublisher::send_state(const osc::Endpoint& to, const conductor::JsonText& state) {
  replies_.post({to, {"/event", {"state"}}, state});
}

Result<bool> EventPublisher::subscribe(osc::Subscription wanted, const conductor::JsonText& state) {
  const osc::Endpoint to = wanted.to;
  if (!access_.allows(to)) {
    return Error{osc::to_text(to) + " may not speak here: chronusd runs without --allow for it"};
  }
  const std::int32_t number = random_number();
  const osc::Message key{"/notify/key", {number}};
  if (to != wanted.asked_by && osc::encoded_size(wanted.request) < osc::encoded_size(key)) {
    return Error{"too short a message to ask another address by: write the port as an int"};
  }
  const auto asked = subscribers_.ask(std::move(wanted), number, now_ns_());
  if (!asked) return asked.error();
  if (*asked == osc::Subscribers::Asked::kMustConfirm) replies_.post({to, key, {}});
  if (*asked != osc::Subscribers::Asked::kSubscribed) return false;
  // Also to one who renews: it may have begun anew under its old address.
  send_state(to, state);
  return true;
}

void EventPublisher::confirm(const osc::Endpoint& from, std::int64_t number,
                             const conductor::JsonText& state) {
  const auto confirmed = subscribers_.confirm(from, number, now_ns_());
  if (!confirmed) return;
  const auto& [what, added] = *confirmed;
  if (added) send_state(from, state);
  replies_.post({what.asked_by,
                 added ? conductor::done_message(what.request)
                       : conductor::fail_message(what.request, added.reason()),
                 {}});
}

Status EventPublisher::unsubscribe(const osc::Endpoint& to, const osc::Endpoint& by) {
  return subscribers_.remove(to, by);
}

void EventPublisher::take_over(std::vector<osc::Subscription> subscriptions) {
  for (auto& one : subscriptions) {
    if (access_.allows(one.to)) subscribers_.take_over(std::move(one), now_ns_());
  }
}

void EventPublisher::heard(const osc::Endpoint& from) {
  if (!subscribers_.list().empty()) subscribers_.heard(from, now_ns_());
}

void EventPublisher::step() {
  const std::int64_t now_ns = now_ns_();
  for (const auto& parting : subscribers_.take_partings()) {
    replies_.post({parting.to, {"/event", {"bye"}}, [reason = parting.reason] {
                     return to_text(Json{{"reason", reason}});
                   }});
  }
  if (now_ns < next_look_ns_) return;
  next_look_ns_ = now_ns + kLook_ns;
  for (const auto& lapsed : subscribers_.expire(now_ns)) {
    replies_.post({lapsed.asked_by,
                   conductor::fail_message(lapsed.request,
                                           osc::to_text(lapsed.to) + " did not send /notify/ok"),
                   {}});
  }
  for (auto& subscriber : subscribers_.list()) {
    if (subscriber.dropped == 0 || !subscribers_.allow(subscriber, now_ns)) continue;
    replies_.post({subscriber.what.to,
                   {"/event", {"dropped"}},
                   [events = std::exchange(subscriber.dropped, 0)] {
                     return to_text(Json{{"events", events}});
                   }});
  }
}

}  // namespace chronus::supervisor

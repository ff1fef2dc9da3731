// SPDX-License-Identifier: MIT
#include "osc/subscribers.hpp"

#include <algorithm>
#include <utility>

namespace chronus::osc {
namespace {

constexpr std::int64_t kEventInterval_ns = 1'000'000'000 / Subscribers::kEventsPerSecond;
constexpr std::int64_t kBurst_ns = kEventInterval_ns * Subscribers::kEventsPerSecond;

}  // namespace

Subscribers::Subscriber* Subscribers::find(const Endpoint& to) {
  const auto found =
      std::find_if(list_.begin(), list_.end(), [&](const auto& one) { return one.what.to == to; });
  return found == list_.end() ? nullptr : &*found;
}

Result<Subscribers::Asked> Subscribers::ask(Subscription wanted, std::int32_t number,
                                            std::int64_t now_ns) {
  if (wanted.to.port == 0) return Error{"cannot notify " + to_text(wanted.to) + ": port 0"};
  if (Subscriber* const known = find(wanted.to)) {
    if (wanted.asked_by != wanted.to && wanted.asked_by != known->what.asked_by) {
      return Error{to_text(wanted.to) + " was subscribed by another"};
    }
    if (known->what.kinds != wanted.kinds) ++revision_;
    known->what.kinds = std::move(wanted.kinds);
    known->until_ns = now_ns + kLease_ns;
    return Asked::kSubscribed;
  }
  if (wanted.to == wanted.asked_by) {
    // Whoever speaks for itself needs no word of another.
    std::erase_if(waiting_, [&](const auto& one) { return one.what.to == wanted.to; });
    if (auto added = add(std::move(wanted), now_ns); !added) return added.error();
    return Asked::kSubscribed;
  }
  std::size_t asked = 0;
  for (auto& one : waiting_) {
    if (one.what.asked_by == wanted.asked_by) ++asked;
    if (one.what.to != wanted.to) continue;
    // A second packet within the time would make two of one.
    if (one.what.asked_by != wanted.asked_by) {
      return Error{to_text(wanted.to) + " is being asked already"};
    }
    one.what.kinds = std::move(wanted.kinds);
    return Asked::kWaits;
  }
  if (asked >= kMaxAskedForOne || waiting_.size() >= kMaxAsked) {
    return Error{"too many subscriptions wait for the word of those they are for"};
  }
  waiting_.push_back({std::move(wanted), number, now_ns + kAnswerWithin_ns});
  return Asked::kMustConfirm;
}

std::optional<Subscribers::Confirmed> Subscribers::confirm(const Endpoint& from,
                                                           std::int64_t number,
                                                           std::int64_t now_ns) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& one) {
    return one.what.to == from && one.number == number && now_ns < one.until_ns;
  });
  if (found == waiting_.end()) return std::nullopt;
  Confirmed confirmed{std::move(found->what), {}};
  waiting_.erase(found);
  confirmed.added = add(confirmed.what, now_ns);
  return confirmed;
}

Status Subscribers::add(Subscription what, std::int64_t now_ns) {
  if (auto room = make_room(what.to); !room) return room;
  list_.push_back({std::move(what), now_ns + kLease_ns, 0, 0});
  ++revision_;
  return {};
}

void Subscribers::take_over(Subscription what, std::int64_t now_ns) {
  if (what.to.port == 0 || list_.size() >= kMax || find(what.to) != nullptr) return;
  (void)add(std::move(what), now_ns);
}

/// Where the list is full, the host with the most places gives one, if the newcomer's has fewer
/// still: the one that has been silent for the longest.
Status Subscribers::make_room(const Endpoint& newcomer) {
  if (list_.size() < kMax) return {};
  const auto places_of = [&](const IpAddress& host) {
    return std::count_if(list_.begin(), list_.end(),
                         [&](const auto& one) { return one.what.to.address == host; });
  };
  auto leaving = list_.begin();
  auto most = places_of(leaving->what.to.address);
  for (auto one = list_.begin(); one != list_.end(); ++one) {
    const auto places = places_of(one->what.to.address);
    if (places < most || (places == most && one->until_ns >= leaving->until_ns)) continue;
    leaving = one;
    most = places;
  }
  if (places_of(newcomer.address) + 1 >= most) {
    return Error{"there are " + std::to_string(kMax) + " subscribers already"};
  }
  partings_.push_back({leaving->what.to, "another host needs the place"});
  list_.erase(leaving);
  return {};
}

Status Subscribers::remove(const Endpoint& to, const Endpoint& by) {
  const auto may_end = [&](const Subscription& what) { return by == to || by == what.asked_by; };
  if (const Subscriber* known = find(to); known != nullptr && !may_end(known->what)) {
    return Error{to_text(to) + " was subscribed by another"};
  }
  revision_ += std::erase_if(list_, [&](const auto& one) { return one.what.to == to; });
  std::erase_if(waiting_, [&](const auto& one) { return one.what.to == to && may_end(one.what); });
  return {};
}

void Subscribers::heard(const Endpoint& from, std::int64_t now_ns) {
  if (Subscriber* const known = find(from)) known->until_ns = now_ns + kLease_ns;
}

std::vector<Subscription> Subscribers::expire(std::int64_t now_ns) {
  for (const auto& one : list_) {
    if (one.until_ns <= now_ns) {
      partings_.push_back({one.what.to, "no /notify 1 for a minute"});
    }
  }
  revision_ += std::erase_if(list_, [&](const auto& one) { return one.until_ns <= now_ns; });
  std::vector<Subscription> lapsed;
  for (auto& one : waiting_) {
    if (one.until_ns <= now_ns) lapsed.push_back(std::move(one.what));
  }
  std::erase_if(waiting_, [&](const auto& one) { return one.until_ns <= now_ns; });
  return lapsed;
}

std::vector<Subscribers::Parting> Subscribers::take_partings() {
  return std::exchange(partings_, {});
}

bool Subscribers::allow(Subscriber& subscriber, std::int64_t now_ns) {
  const std::int64_t full_at_ns = std::max(subscriber.full_at_ns, now_ns) + kEventInterval_ns;
  if (full_at_ns - now_ns > kBurst_ns) {
    ++subscriber.dropped;
    ++dropped_;
    return false;
  }
  subscriber.full_at_ns = full_at_ns;
  return true;
}

}  // namespace chronus::osc

// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "osc/endpoint.hpp"
#include "osc/event_kinds.hpp"
#include "osc/message.hpp"

namespace chronus::osc {

/// What `/notify 1` asks for.
struct Subscription {
  Endpoint to;
  Endpoint asked_by;
  EventKinds kinds;
  Message request;  ///< to be answered when it is decided
};

/// Who hears of events. Whoever asks for itself is in at once; another address is asked first, by
/// one small packet with a number that only it can know and must send back, since events are more
/// and larger than what asks for them. A subscription is a lease, kept by any sign of life, and has
/// a share of events a second. A host can fill the list only where others do not want the place.
///
/// A pure core: time and numbers come in, what is to be said is asked for. Belongs to one thread.
class Subscribers {
 public:
  static constexpr std::size_t kMax = 64;
  static constexpr std::size_t kMaxAsked = 64;
  static constexpr std::size_t kMaxAskedForOne = 4;  ///< by one endpoint
  static constexpr std::int64_t kLease_ns = 60'000'000'000;
  static constexpr std::int64_t kAnswerWithin_ns = 10'000'000'000;
  static constexpr int kEventsPerSecond = 500;  ///< and as many at once

  struct Subscriber {
    Subscription what;
    std::int64_t until_ns = 0;    ///< the end of the lease
    std::int64_t full_at_ns = 0;  ///< when its share of events is whole again
    std::uint64_t dropped = 0;    ///< beyond its share, and not told of yet
  };
  /// One that has to be told something unasked.
  struct Parting {
    Endpoint to;
    std::string reason;
  };
  enum class Asked {
    kSubscribed,   ///< or renewed
    kMustConfirm,  ///< `number` has to be sent to the endpoint, once
    kWaits,        ///< it was sent before
  };

  /// An Error where the list is full, the endpoint cannot be sent to, or another has asked for it.
  Result<Asked> ask(Subscription wanted, std::int32_t number, std::int64_t now_ns);
  /// The number came from this endpoint. What was subscribed by it, or nothing; it may also be an
  /// Error, for the asker, where the list is full by now.
  struct Confirmed {
    Subscription what;
    Status added;
  };
  std::optional<Confirmed> confirm(const Endpoint& from, std::int64_t number, std::int64_t now_ns);
  /// Refused where `by` is neither the subscriber nor who asked for it.
  Status remove(const Endpoint& to, const Endpoint& by);
  /// One of the run before, who need not ask again: its lease begins anew. Not where the list is
  /// full, or it is in it.
  void take_over(Subscription what, std::int64_t now_ns);
  /// Another number whenever somebody else is in the list, or wants something else.
  std::uint64_t revision() const { return revision_; }
  /// A sign of life.
  void heard(const Endpoint& from, std::int64_t now_ns);
  /// Ends what is over: gives those whose confirmation never came, and notes partings.
  std::vector<Subscription> expire(std::int64_t now_ns);
  /// Those who lost their place unasked, since the last call.
  std::vector<Parting> take_partings();

  /// Takes one event out of the subscriber's share; false, and counted, where it is used up.
  bool allow(Subscriber& subscriber, std::int64_t now_ns);
  /// Events kept from all subscribers, since the start.
  std::uint64_t dropped() const { return dropped_; }

  std::vector<Subscriber>& list() { return list_; }
  const std::vector<Subscriber>& list() const { return list_; }

 private:
  struct Waiting {
    Subscription what;
    std::int32_t number;
    std::int64_t until_ns;
  };
  Subscriber* find(const Endpoint& to);
  Status add(Subscription what, std::int64_t now_ns);
  Status make_room(const Endpoint& newcomer);

  std::vector<Subscriber> list_;
  std::vector<Waiting> waiting_;
  std::vector<Parting> partings_;
  std::uint64_t dropped_ = 0;
  std::uint64_t revision_ = 0;
};

}  // namespace chronus::osc

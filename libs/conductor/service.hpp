// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "conductor/arguments.hpp"
#include "conductor/sender.hpp"
#include "osc/message.hpp"

namespace chronus::conductor {

/// How a message ended. `kDone` is answered `/done` by the conductor, `kAnswered` answered itself.
struct Outcome {
  enum class Kind {
    kDone,
    kSilent,
    kAnswered,
    kFailed,
    kLater,       ///< nothing yet: it comes again when what it waits for is there
    kPassedOver,  ///< nothing, and that is not told again
  };
  Kind kind = Kind::kDone;
  std::string reason;
  JsonText json = nullptr;  ///< what `/done` ends with

  static Outcome done() { return {}; }
  static Outcome done(JsonText json) { return {Kind::kDone, {}, std::move(json)}; }
  static Outcome silent() { return {Kind::kSilent, {}}; }
  static Outcome later() { return {Kind::kLater, {}}; }
  static Outcome passed_over() { return {Kind::kPassedOver, {}}; }
  static Outcome answered() { return {Kind::kAnswered, {}}; }
  static Outcome failed(std::string why) { return {Kind::kFailed, std::move(why)}; }
  static Outcome of(const Status& status) { return status ? done() : failed(status.reason()); }
  /// Somebody else answers it, when it is true.
  static Outcome answered_later(const Status& taken) {
    return taken ? answered() : failed(taken.reason());
  }
  bool ok() const { return kind != Kind::kFailed && kind != Kind::kPassedOver; }
};

/// How a message goes with others: in one message, where a pattern names several of them.
enum class Company {
  kAny,    ///< it can be rehearsed, and so all are done or none
  kHits,   ///< so it can, but for another that changes as well how many hits a second play
  kNever,  ///< it would be done before it is known whether the others will
};

/// A message as who performs it sees it.
struct Request {
  const Sender& sender;
  const osc::Message& message;  ///< as it came, but that its address is no pattern any more
  Arguments args;
  Frame now = 0;              ///< on which it lands
  bool is_rehearsal = false;  ///< all the checks, none of the effects; only of Company::kAny
};

/// A room behind some addresses of the vocabulary. It is used on the conductor's thread, and no
/// call waits: what takes time is handed on and answered later.
class Service {
 public:
  virtual ~Service() = default;

  /// A message that it performs.
  struct Offer {
    std::string_view address;
    Company company = Company::kNever;
    /// It may go without arguments: a float that is 0 or 1 is a button's then.
    bool float_is_button = false;
  };
  virtual std::span<const Offer> offers() const = 0;
  virtual Outcome perform(const Request& request) = 0;
  /// The commands of a pass have been written.
  virtual void after_pass() {}
};

}  // namespace chronus::conductor

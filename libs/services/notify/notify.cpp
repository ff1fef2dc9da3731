// SPDX-License-Identifier: MIT
#include "services/notify/notify.hpp"

#include <string>
#include <utility>

#include "conductor/scene_status.hpp"
#include "osc/text.hpp"
#include "services/make.hpp"
#include "services/status/module_costs.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;
using conductor::Request;

/// Whether the argument could be a port: a number, or a text that reads as one.
bool is_numeric(const Request& request, std::size_t index) {
  if (index >= request.args.count()) return false;
  const auto* text = osc::as_string(request.message.args[index]);
  return text == nullptr || osc::is_number(*text);
}

/// A host other than the sender's own has to agree. At its own any port is taken at the sender's
/// word: controllers send from one and listen at another, and many name the host as well.
void send_to(const osc::Endpoint& to, const Request& request, osc::Subscription* wanted) {
  const osc::Endpoint& sender = request.sender.endpoint;
  const bool is_own_host = to.address == sender.address && to.scope == sender.scope;
  wanted->to = to;
  wanted->asked_by = is_own_host ? to : sender;
}

/// Where events go, `[port]`, `host port` or `"host:port"` behind the first argument, the sender
/// unless told otherwise; and which, a list of kinds behind that.
Result<osc::Subscription> subscription(const Request& request) {
  osc::Subscription wanted{request.sender.endpoint, request.sender.endpoint, {}, request.message};
  const std::size_t count = request.args.count();
  const auto* word = count > 1 ? osc::as_string(request.message.args[1]) : nullptr;
  std::size_t next = 1;
  if (is_numeric(request, 1) || is_numeric(request, 2)) {
    const bool has_host = !is_numeric(request, 1);
    next = has_host ? 2 : 1;
    const auto port = request.args.integer(next++, "port", 1, 65'535);
    if (!port) return port.error();
    osc::Endpoint to = request.sender.endpoint;
    to.port = static_cast<std::uint16_t>(*port);
    if (has_host) {
      const auto named = osc::parse_endpoint(*word, std::to_string(*port));
      if (!named) return named.error();
      to = *named;
    }
    send_to(to, request, &wanted);
  } else if (word != nullptr && word->find(':') != std::string::npos) {
    const auto to = osc::parse_endpoint(*word);
    if (!to) return to.error();
    send_to(*to, request, &wanted);
    next = 2;
  }
  if (next == count) return wanted;
  const auto list = request.args.text(next, "kinds");
  if (!list) return list.error();
  auto kinds = osc::EventKinds::parse(*list);
  if (!kinds) return kinds.error();
  if (next + 1 != count) return Error{"nothing may follow the kinds"};
  wanted.kinds = std::move(*kinds);
  return wanted;
}

class Notify final : public conductor::Service {
 public:
  Notify(const conductor::Conductor& conductor, const Resources& resources)
      : conductor_(conductor),
        subscriptions_(resources.subscriptions),
        meters_(resources.meters),
        render_(resources.status) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/notify"}, {"/notify/ok"}};
    return kOffers;
  }
  Outcome perform(const Request& request) override {
    return request.message.address == "/notify" ? notify(request) : confirm(request);
  }

 private:
  conductor::JsonText state(Frame now) const {
    return [render = render_, part = status_of(conductor_.scene(), now, meters_)] {
      return render(part);
    };
  }

  /// `1` subscribes, `0` ends it.
  Outcome notify(const Request& request) {
    const auto on = request.args.integer(0);
    if (!on) return Outcome::failed(on.reason());
    auto wanted = subscription(request);
    if (!wanted) return Outcome::failed(wanted.reason());
    if (subscriptions_ == nullptr) return Outcome::done();
    if (*on == 0) return Outcome::of(subscriptions_->unsubscribe(wanted->to, wanted->asked_by));
    const auto done = subscriptions_->subscribe(std::move(*wanted), state(request.now));
    if (!done) return Outcome::failed(done.reason());
    return *done ? Outcome::done() : Outcome::answered();
  }

  /// A number that nobody was sent is not worth an answer: that could go to anyone.
  Outcome confirm(const Request& request) {
    const auto number = request.args.integer(0);
    if (!number) return Outcome::failed(number.reason());
    if (subscriptions_ != nullptr) {
      subscriptions_->confirm(request.sender.endpoint, *number, state(request.now));
    }
    return Outcome::silent();
  }

  const conductor::Conductor& conductor_;
  Subscriptions* subscriptions_;
  const Meters* meters_;
  std::function<std::string(const conductor::SceneStatus&)> render_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_notify(conductor::Conductor& conductor,
                                                const Resources& resources) {
  return std::make_unique<Notify>(conductor, resources);
}

}  // namespace chronus::services

// SPDX-License-Identifier: MIT
#include <string>

#include "base/nearest.hpp"
#include "conductor/paging.hpp"
#include "osc/text.hpp"
#include "services/make.hpp"

namespace chronus::services {
namespace {

using conductor::Outcome;

class Help final : public conductor::Service {
 public:
  explicit Help(conductor::Conductor& conductor)
      : answers_(conductor.answers()), vocabulary_(conductor.vocabulary()) {}

  std::span<const Offer> offers() const override {
    static constexpr Offer kOffers[] = {{"/help", conductor::Company::kAny}};
    return kOffers;
  }

  /// `/help [prefix] [offset]`; a number alone is an offset.
  Outcome perform(const conductor::Request& request) override {
    std::string prefix;
    std::size_t next = 0;
    const bool has_offset_alone =
        request.args.count() == 1 && osc::as_string(request.message.args[0]) == nullptr;
    if (request.args.count() > 0 && !has_offset_alone) {
      auto text = request.args.text(next++);
      if (!text) return Outcome::failed(text.reason());
      prefix = std::move(*text);
    }
    const auto offset = conductor::offset_at(request, next);
    if (!offset) return Outcome::failed(offset.reason());
    if (!begins_any(prefix)) return Outcome::failed(no_such(prefix));
    return answers_.answer(
        request, conductor::page_name("/help " + prefix, *offset), {"/help.reply", {}}, kBytes,
        [&] {
          return conductor::paged(
              [this, prefix] { return vocabulary::help_json(vocabulary_, prefix); }, *offset);
        });
  }

 private:
  static constexpr std::size_t kBytes = 40'000;  // about what all of it takes

  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& section : vocabulary_.sections()) {
      for (const auto& message : section.messages) visit(message.address);
    }
  }

  bool begins_any(std::string_view prefix) const {
    bool found = false;
    for_each([&](std::string_view address) { found = found || address.starts_with(prefix); });
    return found;
  }

  /// Addresses and their roots are what may have been meant.
  std::string no_such(std::string_view prefix) const {
    constexpr std::size_t kMostBytes = 128;
    Nearest nearest(prefix.substr(0, kMostBytes));
    for_each([&](std::string_view address) {
      nearest.consider(address);
      nearest.consider(address.substr(0, address.find('/', 1)));
    });
    return "no message begins with '" + std::string(prefix.substr(0, kMostBytes)) + "'" +
           nearest.question();
  }

  conductor::Answers& answers_;
  const vocabulary::Vocabulary& vocabulary_;
};

}  // namespace

std::unique_ptr<conductor::Service> make_help(conductor::Conductor& conductor,
                                              const Resources& /*resources*/) {
  return std::make_unique<Help>(conductor);
}

}  // namespace chronus::services

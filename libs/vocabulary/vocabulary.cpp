// SPDX-License-Identifier: MIT
#include "vocabulary/vocabulary.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "base/fnv.hpp"
#include "base/nearest.hpp"

namespace chronus::vocabulary {
namespace {

bool is_name(std::string_view part) { return part.starts_with('<'); }

/// The parts of an address, one after the other.
class Parts {
 public:
  explicit Parts(std::string_view address) : rest_(address) {}
  bool at_end() const { return rest_.empty(); }
  std::string_view next() {
    rest_.remove_prefix(1);
    const auto part = rest_.substr(0, rest_.find('/'));
    rest_.remove_prefix(part.size());
    return part;
  }

 private:
  std::string_view rest_;
};

bool is_meant(std::string_view with_names, std::string_view address) {
  Parts wanted(with_names);
  Parts given(address);
  while (!wanted.at_end() && !given.at_end()) {
    const auto part = wanted.next();
    const auto other = given.next();
    if (is_name(part) ? other.empty() : part != other) return false;
  }
  return wanted.at_end() && given.at_end();
}

/// `/mode/osc1/freq` as it would be under `/mod/<module>/<param>`; empty where the parts are not as
/// many.
std::string with_names_of(std::string_view with_names, std::string_view address) {
  std::string named;
  Parts wanted(with_names);
  Parts given(address);
  while (!wanted.at_end() && !given.at_end()) {
    const auto part = wanted.next();
    const auto other = given.next();
    (named += '/') += is_name(part) ? other : part;
  }
  return wanted.at_end() && given.at_end() ? named : std::string();
}

void check(const MessageInfo& message) {
  const std::string address(message.address);
  bool optional = false;
  for (const auto& argument : message.arguments) {
    if (argument.low > argument.high) throw std::invalid_argument(address + ": an empty range");
    if (optional && !argument.optional) {
      throw std::invalid_argument(address + ": what follows an optional argument is optional");
    }
    optional = argument.optional;
    if (argument.most != 1 && &argument != message.arguments.end() - 1) {
      throw std::invalid_argument(address + ": only the last argument may be several");
    }
  }
  if (message.asks_with != kNoQuestion && message.asks_with >= fewest(message)) {
    throw std::invalid_argument(address + ": asks with as many arguments as it sets with");
  }
  if (message.undoable && !message.journaled) {
    throw std::invalid_argument(address + ": only what changes the music can be undone");
  }
}

class Hash {
 public:
  void add(std::string_view text) {
    hash_.add_text(text);
    hash_.add_byte(0xFF);
  }
  void add(double number) { add(std::to_string(number)); }
  std::uint64_t value() const { return hash_.value(); }

 private:
  Fnv hash_;
};

}  // namespace

Vocabulary::Vocabulary(std::vector<Section> sections) : sections_(std::move(sections)) {
  for (const auto& section : sections_) {
    for (const auto& message : section.messages) {
      check(message);
      if (message.address.find('<') != std::string_view::npos) {
        with_names_.push_back(&message);
      } else if (!by_address_.emplace(message.address, &message).second) {
        throw std::invalid_argument(std::string(message.address) + " stands there twice");
      }
    }
  }
}

const MessageInfo* Vocabulary::find(std::string_view address) const {
  const auto found = by_address_.find(address);
  if (found != by_address_.end()) return found->second;
  if (!address.starts_with('/')) return nullptr;
  const auto named = std::find_if(with_names_.begin(), with_names_.end(),
                                  [&](const auto* one) { return is_meant(one->address, address); });
  return named == with_names_.end() ? nullptr : *named;
}

std::string Vocabulary::unknown_address(const Address& address, std::string_view also) const {
  constexpr std::size_t kMostBytes = 128;
  if (address.size() > kMostBytes || !address.starts_with('/')) return "unknown address";
  if (address == "/quit") {
    return "unknown address: /quit is a line that ends a score; the engine is ended by SIGTERM "
           "(Ctrl-C, kill, systemctl stop)";
  }
  // Whose thing it is about is missing: /gate 1.
  for (const auto* message : with_names_) {
    const auto root = message->address.substr(0, message->address.find('/', 1));
    if (address == root) return "unknown address: it is " + usage(*message);
  }
  const auto behind = std::string_view(address).substr(address.without_rest().size());
  Nearest nearest(address);
  if (!also.empty()) nearest.consider(also);
  for (const auto& [known, message] : by_address_) {
    if (message->in_journals_only) continue;
    nearest.consider(known);
    if (!behind.empty() && is_of_sequencers(*message)) {
      nearest.consider(std::string(known) + std::string(behind));
    }
  }
  // Names are anyone's: what is near is the rest.
  for (const auto* message : with_names_) {
    const auto known = message->address.substr(1, message->address.find('/', 1) - 1);
    if (edit_distance(address.root(), known, 1) > 1) continue;
    nearest.consider(with_names_of(message->address, address));
  }
  const std::string question = nearest.question();
  if (!question.empty()) return "unknown address" + question;
  // The last resort: a word that nobody knows of a root that is known. Longer ones are no words,
  // and a refusal is no work to spend.
  constexpr std::size_t kMostBytesOfWords = 48;
  Nearest of_root(address, address.size() <= kMostBytesOfWords ? by_address_.size() : 0);
  const std::string root = "/" + std::string(address.root()) + "/";
  for (const auto& [known, message] : by_address_) {
    if (!message->in_journals_only && known.starts_with(root)) of_root.consider(known);
  }
  return "unknown address" + of_root.question();
}

std::uint64_t Vocabulary::hash() const {
  Hash hash;
  for (const auto& section : sections_) {
    for (const auto& message : section.messages) {
      hash.add(message.address);
      hash.add(usage(message));
      for (const auto& argument : message.arguments) {
        hash.add(static_cast<double>(argument.type));
        hash.add(argument.unit);
        hash.add(argument.low);
        hash.add(argument.high);
      }
      hash.add(static_cast<double>(message.answer));
      hash.add(message.journaled ? "journaled" : "");
      hash.add(message.undoable ? "undoable" : "");
    }
  }
  return hash.value();
}

std::size_t fewest(const MessageInfo& message) {
  return static_cast<std::size_t>(
      std::count_if(message.arguments.begin(), message.arguments.end(),
                    [](const Argument& argument) { return !argument.optional; }));
}

std::size_t most(const MessageInfo& message) {
  std::size_t count = 0;
  for (const auto& argument : message.arguments) count += argument.most;
  return count;
}

std::string usage(const MessageInfo& message) {
  std::string text(message.address);
  if (!message.forms.empty()) return (text += ' ') += message.forms;
  std::size_t open = 0;
  for (const auto& argument : message.arguments) {
    text += ' ';
    if (argument.optional) text += '[', ++open;
    text += argument.words.empty() ? argument.name : argument.words;
    if (argument.most > 1) text += "…";
  }
  return text.append(open, ']');
}

bool is_of_sequencers(const MessageInfo& message) {
  return message.arguments.size() > 0 && message.arguments[0].type == Type::kSequencer;
}

std::size_t texts_first(const Vocabulary& vocabulary, const Address& address) {
  const MessageInfo* message = vocabulary.find(address);
  std::size_t in_address = 0;
  if (message == nullptr) {
    message = address.has_rest() ? vocabulary.find(address.without_rest()) : nullptr;
    if (message == nullptr || address.root() != "seq") return 0;
    in_address = 1;
  }
  std::size_t count = 0;
  for (const auto& argument : message->arguments) {
    if (argument.type != Type::kText && argument.type != Type::kSequencer) break;
    count += argument.most;
  }
  return count - std::min(count, in_address);
}

}  // namespace chronus::vocabulary

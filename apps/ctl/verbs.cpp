// SPDX-License-Identifier: MIT
#include "verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <variant>

#include "json_view.hpp"
#include "osc/text.hpp"
#include "request.hpp"
#include "table.hpp"
#include "words.hpp"

namespace chronus::ctl {

namespace {

/// MIDI's 100.
constexpr const char* kUsualVelocity = "0.79";
constexpr std::string_view kSessionVerbs[] = {"save name", "load name", "list",       "delete name",
                                              "undo [n]",  "redo [n]",  "history [n]"};

/// `start` of `/seq/start`, of the group `seq`; nothing where a name stands there, or more.
std::optional<std::string> verb_of(std::string_view address, std::string_view group) {
  if (!address.starts_with('/') || address.substr(1, group.size()) != group) return std::nullopt;
  address.remove_prefix(1 + group.size());
  if (!address.starts_with('/')) return std::nullopt;
  address.remove_prefix(1);
  const bool is_one_word = address.find_first_of("/<") == std::string_view::npos;
  return is_one_word && !address.empty() ? std::optional(std::string(address)) : std::nullopt;
}

Json to_json(const osc::Arg& arg) {
  if (const auto* text = osc::as_string(arg)) return *text;
  const auto text = osc::to_text(arg);
  auto json = json_of(text);
  return json.is_discarded() ? Json(text) : json;
}

Json args_from(const osc::Message& message, std::size_t first) {
  Json list = Json::array();
  for (auto i = first; i < message.args.size(); ++i) list.push_back(to_json(message.args[i]));
  return list;
}

std::string word_at(const osc::Message& message, std::size_t index) {
  if (index >= message.args.size()) return {};
  const auto* text = osc::as_string(message.args[index]);
  return text != nullptr ? *text : osc::to_text(message.args[index]);
}

/// The JSON that ends a message, if it has some.
Json json_at_end(const osc::Message& message) {
  if (message.args.empty()) return Json(Json::value_t::discarded);
  const auto* text = osc::as_string(message.args.back());
  const bool is_json = text != nullptr && (text->starts_with('{') || text->starts_with('['));
  return is_json ? json_of(*text) : Json(Json::value_t::discarded);
}

/// A parameter is a float, also where it is sent as a double: 0.95, and not 0.949999988079071. A
/// whole one is 5.
std::string figure_at(const osc::Message& message, std::size_t index) {
  constexpr double kMost = std::numeric_limits<float>::max();
  const auto* number =
      index < message.args.size() ? std::get_if<double>(&message.args[index]) : nullptr;
  const bool is_float = number != nullptr && std::abs(*number) <= kMost;
  auto digits = is_float ? fmt::format("{}", static_cast<float>(*number)) : word_at(message, index);
  if (digits.ends_with(".0")) digits.resize(digits.size() - 2);
  return digits;
}

/// What was given, and what was taken of it. The sequencer is named where the message did not, as
/// by a pattern; and the parameter of a note.
std::string clamped_text(const osc::Message& clamped, const osc::Message& asked) {
  const auto address = word_at(clamped, 0);
  const std::string& of_message = asked.address;
  const bool has_more = std::count(address.begin(), address.end(), '/') >
                        std::count(of_message.begin(), of_message.end(), '/');
  const auto last = has_more ? address.substr(address.rfind('/') + 1) : std::string();
  const auto given = figure_at(clamped, 1);
  const auto used = figure_at(clamped, 2);
  if (asked.address.root() == "seq") {
    const auto whose = last.empty() || last == word_at(asked, 0) ? "" : last + ": ";
    return fmt::format("{}{} steps given, {} kept", whose, given, used);
  }
  return fmt::format("{}{} is out of range: {} was taken", last.empty() ? "" : last + " ", given,
                     used);
}

/// Prints one answer after the other, for people or as JSON, and keeps what asks for a next page.
class Answers {
 public:
  Answers(const osc::Message& asked, bool as_json) : asked_(asked), as_json_(as_json) {}

  void print(const osc::Message& answer) {
    const auto json = json_at_end(answer);
    if (answer.address == "/done") return done(answer, json);
    if (answer.address == "/fail") return fail(answer);
    if (answer.address == "/clamped") return clamped(answer);
    if (json.is_discarded()) return value(answer);
    next_ = at(json, "more") == true && at(json, "next").is_number_integer()
                ? std::optional(at(json, "next").get<std::int32_t>())
                : std::nullopt;
    if (as_json_) {
      fmt::print("{}\n", to_line(json));
    } else {
      fmt::print("{}", json_view(of_a_page(json)));
    }
  }

  std::optional<std::int32_t> next_page() { return std::exchange(next_, std::nullopt); }

 private:
  /// A page without what it says of pages; a list where that is all.
  static Json of_a_page(Json json) {
    if (!json.is_object()) return json;
    json.erase("more");
    json.erase("next");
    const Json& items = at(json, "items");
    return json.size() == 1 && items.is_array() ? Json(items) : json;
  }

  void done(const osc::Message& answer, const Json& json) const {
    if (as_json_) {
      fmt::print("{}\n",
                 to_line(Json{{"done", word_at(answer, 0)}, {"args", args_from(answer, 1)}}));
    } else if (!json.is_discarded()) {
      fmt::print("{}", json_view(json));  // what a commit has changed
    }
  }

  void fail(const osc::Message& answer) const {
    if (as_json_) {
      fmt::print("{}\n", to_line(Json{{"fail", word_at(answer, 0)},
                                      {"reason", word_at(answer, 1)},
                                      {"args", args_from(answer, 2)}}));
    } else {
      refused(answer);
    }
  }

  void clamped(const osc::Message& answer) const {
    if (as_json_) {
      fmt::print("{}\n",
                 to_line(Json{{"clamped", word_at(answer, 0)}, {"args", args_from(answer, 1)}}));
    } else {
      fmt::print(stderr, "chronusctl: {}\n", clamped_text(answer, asked_));
    }
  }

  /// `/seq/bpm.reply kick 120.0`; one that says nothing more is told by its address.
  void value(const osc::Message& answer) const {
    if (as_json_) {
      fmt::print("{}\n",
                 to_line(Json{{"reply", answer.address.text()}, {"args", args_from(answer, 0)}}));
      return;
    }
    std::string line;
    for (std::size_t i = 0; i < answer.args.size(); ++i) {
      line += (i == 0 ? "" : " ") + word_at(answer, i);
    }
    fmt::print("{}\n", line.empty() ? answer.address.text() : line);
  }

  const osc::Message& asked_;
  bool as_json_;
  std::optional<std::int32_t> next_;
};

int ask(Client& client, const Options& options, const osc::Message& message) {
  constexpr int kMostPages = 10'000;
  Answers answers(message, options.json);
  auto page = message;
  for (int i = 0; i < kMostPages; ++i) {
    const int end = request(client, options.vocabulary, page, options.wait(),
                            [&](const osc::Message& answer) { answers.print(answer); });
    const auto next = answers.next_page();
    if (end != kDone || !next) return end;
    page = message;
    page.args.emplace_back(*next);
  }
  return kDone;
}

}  // namespace

std::vector<std::string> verb_groups(const vocabulary::Vocabulary& vocabulary) {
  std::vector<std::string> groups;
  const auto add = [&](std::string_view name) {
    const bool is_there = std::find(groups.begin(), groups.end(), name) != groups.end();
    if (!is_there && name != "notify") groups.emplace_back(name);  // its own command is tail
  };
  for (const auto& section : vocabulary.sections()) {
    for (const auto& message : section.messages) {
      if (message.in_journals_only) continue;
      const auto root = message.address.substr(1, message.address.find('/', 1) - 1);
      if (verb_of(message.address, root)) add(root);
    }
  }
  add("session");
  return groups;
}

std::string verbs_help(const vocabulary::Vocabulary& vocabulary, const std::string& group) {
  std::vector<Entry> entries;
  const std::string before = "/" + group + "/";
  for (const auto& section : vocabulary.sections()) {
    for (const auto& message : section.messages) {
      if (message.in_journals_only || !verb_of(message.address, group)) continue;
      entries.push_back({usage(message).substr(before.size()), std::string(message.summary)});
    }
  }
  if (!entries.empty()) return glossary(entries);
  for (const auto verb : kSessionVerbs) entries.push_back({std::string(verb), ""});
  return glossary(entries);
}

int perform_verb(Client& client, const Options& options, const std::string& group) {
  if (options.args.empty()) {
    return misuse(fmt::format("{} what? one of\n{}", group, verbs_help(options.vocabulary, group)));
  }
  const std::vector<std::string> words(options.args.begin() + 1, options.args.end());
  const auto address = "/" + group + "/" + options.args.front();
  return ask(client, options, message_of(options.vocabulary, address, words));
}

int play_note(Client& client, const Options& options) {
  auto words = options.args;
  if (words.size() < 2) {
    return misuse("note MODULE NOTE [VELOCITY] [SECONDS], or note MODULE off [NOTE]");
  }
  std::string address = "/note/" + words[0];
  words.erase(words.begin());
  if (words.front() == "off") {
    address += "/off";
    words.erase(words.begin());
  } else if (words.size() == 1) {
    words.emplace_back(kUsualVelocity);
  }
  return ask(client, options, message_of(options.vocabulary, address, words));
}

int undo(Client& client, const Options& options, const std::string& verb) {
  return ask(client, options, message_of(options.vocabulary, "/session/" + verb, options.args));
}

}  // namespace chronus::ctl

// SPDX-License-Identifier: MIT
#include "candidates.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace chronus::ctl {

namespace {

using Described = std::vector<Candidate>;

const CLI::App* command_of(const CLI::App& app, const std::string& name) {
  for (const auto* command : app.get_subcommands([](const auto*) { return true; })) {
    if (command->get_name() == name && !command->get_group().empty()) return command;
  }
  return nullptr;
}

const CLI::Option* option_named(const std::vector<const CLI::App*>& apps, const std::string& name) {
  for (const auto* app : apps) {
    if (const auto* option = app->get_option_no_throw(name)) return option;
  }
  return nullptr;
}

/// The words between `|`; none where it has no `|`.
Described choices(std::string_view words) {
  Described all;
  if (words.find('|') == std::string_view::npos) return all;
  for (;;) {
    const auto end = words.find('|');
    all.push_back({std::string(words.substr(0, end)), ""});
    if (end == std::string_view::npos) return all;
    words.remove_prefix(end + 1);
  }
}

/// One place of a command line, and what is known of the words before it.
class Place {
 public:
  Place(const Known& known, const std::vector<std::string>& words)
      : known_(known), typed_(words.empty() ? "" : words.back()) {
    read(words);
  }

  Candidates complete() {
    if (value_of_ != nullptr) {
      result_.are_files = value_of_->check_name("--state-dir");
    } else if (typed_.starts_with('-') && !is_raw_) {
      offer_options();
    } else if (command_ == nullptr) {
      offer_commands();
    } else {
      offer_arguments(command_->get_name());
    }
    const auto is_other = [&](const Candidate& one) { return !one.word.starts_with(typed_); };
    std::erase_if(result_.words, is_other);
    return std::move(result_);
  }

 private:
  /// Command and arguments of the words before, without options and their values.
  void read(const std::vector<std::string>& words) {
    std::vector<const CLI::App*> apps{&known_.app};
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
      const auto& word = words[i];
      if (word.starts_with('-') && !is_raw_) {
        const auto* option = option_named(apps, word.substr(0, word.find('=')));
        is_raw_ = is_raw_ || word == "--";
        const bool has_value = option != nullptr && option->get_items_expected_max() > 0 &&
                               word.find('=') == std::string::npos;
        if (has_value && ++i + 1 >= words.size()) value_of_ = option;
        continue;
      }
      if (command_ == nullptr) {
        command_ = command_of(known_.app, word);
        if (command_ == nullptr) command_ = &known_.app;  // one that there is not
        apps.push_back(command_);
        continue;
      }
      arguments_.push_back(word);
      // Behind its address all of a `send` is the message's.
      is_raw_ = is_raw_ || command_->get_name() == "send";
    }
  }

  void offer(Described some) {
    for (auto& one : some) result_.words.push_back(std::move(one));
  }
  void offer(Names names) { offer(known_.ask(names)); }

  void offer_options() {
    std::vector<const CLI::App*> apps{&known_.app};
    if (command_ != nullptr && command_ != &known_.app) apps.push_back(command_);
    for (const auto* app : apps) {
      for (const auto* option : app->get_options()) {
        for (const auto& name : option->get_lnames()) {
          const std::string word = "--" + name;
          const bool is_there = std::any_of(result_.words.begin(), result_.words.end(),
                                            [&](const auto& one) { return one.word == word; });
          if (!is_there) offer({{word, option->get_description()}});
        }
      }
    }
  }

  void offer_commands() {
    for (const auto* command : known_.app.get_subcommands([](const auto*) { return true; })) {
      if (command->get_group().empty()) continue;
      offer({{command->get_name(), command->get_description()}});
    }
  }

  void offer_arguments(const std::string& command) {
    const auto count = arguments_.size();
    if (command == "send")
      return count == 0 ? offer_addresses() : offer_of(arguments_[0], count - 1);
    if (command == "render") result_.are_files = true;
    if (command == "messages") offer_addresses();
    if (command == "modules") offer_types();
    if (command == "completion") offer({{"bash", ""}, {"zsh", ""}});
    if (command == "restart" || command == "kill") offer({{"0", ""}, {"1", ""}});
    if (command == "note" && count == 0) offer(Names::kModules);
    if (command == "note" && count == 1) offer({{"off", "ends a note"}});
    if (count == 0) return offer_verbs("/" + command + "/");
    offer_of("/" + command + "/" + arguments_[0], count - 1);
  }

  /// Verbs of a group; where that is none, nothing.
  void offer_verbs(const std::string& before) {
    for_each_message([&](const vocabulary::MessageInfo& message) {
      if (!message.address.starts_with(before)) return;
      const auto verb = message.address.substr(before.size());
      if (verb.find_first_of("/<") != std::string_view::npos) return;
      offer({{std::string(verb), std::string(message.summary)}});
    });
    if (before == "/session/") offer_session_verbs();
  }

  /// Of a server that may be newer than this program.
  void offer_session_verbs() {
    if (known_.vocabulary.find("/session/save") != nullptr) return;
    offer({{"save", ""},
           {"load", ""},
           {"list", ""},
           {"delete", ""},
           {"undo", ""},
           {"redo", ""},
           {"history", ""}});
  }

  template <class Use>
  void for_each_message(const Use& use) {
    for (const auto& section : known_.vocabulary.sections()) {
      for (const auto& message : section.messages) {
        if (!message.in_journals_only) use(message);
      }
    }
  }

  /// Whole addresses; `/mod/`, `/mod/osc1/`, `/mod/osc1/freq` one part after the other.
  void offer_addresses() {
    for_each_message([&](const vocabulary::MessageInfo& message) {
      const auto name = message.address.find('<');
      if (name == std::string_view::npos) {
        return offer({{std::string(message.address), std::string(message.summary)}});
      }
      const std::string root(message.address.substr(0, name));
      if (!typed_.starts_with(root)) return offer_once({root, std::string(message.summary)});
      offer_named(root, message.address.substr(name));
    });
  }

  void offer_once(Candidate one) {
    const bool is_there = std::any_of(result_.words.begin(), result_.words.end(),
                                      [&](const auto& other) { return other.word == one.word; });
    if (!is_there) result_.words.push_back(std::move(one));
  }

  /// Behind `/mod/`: the modules, and behind one of them what `rest`, `<module>/<param>`, has next.
  void offer_named(const std::string& root, std::string_view rest) {
    const auto slash = rest.find('/');
    const std::string behind(slash == std::string_view::npos ? "" : rest.substr(slash));
    const auto typed_slash = typed_.find('/', root.size());
    if (typed_slash == std::string::npos) {
      for (const auto& module : known_.ask(Names::kModules)) {
        const bool goes_on = behind.starts_with("/<");
        offer_once({root + module.word + (goes_on ? "/" : behind), module.description});
      }
      return;
    }
    const auto id = typed_.substr(root.size(), typed_slash - root.size());
    if (!behind.starts_with("/<")) return offer_once({root + id + behind, ""});
    for (const auto& module : known_.ask(Names::kModules)) {
      if (module.word == id) offer_parameters(root + id + "/", module.description);
    }
  }

  void offer_parameters(const std::string& before, const std::string& type) {
    for (const auto& module : known_.catalog) {
      if (module.name != type) continue;
      for (const auto& param : module.params) {
        offer_once({before + std::string(param.name), std::string(param.unit)});
      }
    }
  }

  void offer_types() {
    for (const auto& module : known_.catalog) {
      offer({{std::string(module.name), std::string(module.summary)}});
    }
  }

  /// The argument at `index` of a message.
  void offer_of(const std::string& address, std::size_t index) {
    if (address == "/session/load" || address == "/session/delete") return offer(Names::kSessions);
    const auto* message = known_.vocabulary.find(address);
    if (message == nullptr || index >= most(*message)) return;
    const auto* argument = message->arguments.at(index);
    if (argument == nullptr) return;
    offer(choices(argument->words));
    if (argument->type == vocabulary::Type::kSequencer) return offer(Names::kSequencers);
    const bool is_of_patches = address.starts_with("/patch/") || address.starts_with("/module/");
    if (argument->name == "type" && is_of_patches) return offer_types();
    if (address == "/patch/load") return offer(Names::kPatches);
    if (address == "/audio/use") return offer(Names::kDevices);
    if (address == "/sample/unload" || address == "/sample/info") return offer(Names::kSamples);
    const bool is_new = address == "/patch/create" || address == "/patch/save";
    const bool is_module = argument->name == "module" || argument->name == "src" ||
                           argument->name == "dst" || (is_of_patches && argument->name == "id");
    if (is_module && !is_new) offer(Names::kModules);
    if (argument->name == "dst") offer({{"output", "what is heard"}});
  }

  const Known& known_;
  std::string typed_;
  const CLI::App* command_ = nullptr;  ///< the app itself: one that there is not
  std::vector<std::string> arguments_;
  const CLI::Option* value_of_ = nullptr;  ///< whose value is typed
  bool is_raw_ = false;                    ///< no word is an option any more
  Candidates result_;
};

}  // namespace

std::vector<std::string> shell_words(std::string_view line) {
  std::vector<std::string> words(1);
  bool is_begun = false;
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char letter = line[i];
    if (letter == '\\' && quote != '\'' && i + 1 < line.size()) {
      words.back() += line[++i];
    } else if (quote != '\0') {
      if (letter == quote) {
        quote = '\0';
      } else {
        words.back() += letter;
      }
    } else if (letter == '\'' || letter == '"') {
      quote = letter;
      is_begun = true;
    } else if (letter == ' ' || letter == '\t' || letter == '\n') {
      if (is_begun || !words.back().empty()) words.emplace_back();
      is_begun = false;
    } else {
      words.back() += letter;
    }
  }
  return words;
}

Candidates candidates(const Known& known, const std::vector<std::string>& words) {
  return Place(known, words).complete();
}

std::string to_lines(const Candidates& candidates) {
  if (candidates.are_files) return ":files\n";
  std::string lines;
  for (const auto& one : candidates.words) {
    lines += one.word;
    if (!one.description.empty()) lines += "\t" + one.description;
    lines += "\n";
  }
  return lines;
}

}  // namespace chronus::ctl

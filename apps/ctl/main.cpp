// SPDX-License-Identifier: MIT
// chronusctl: talks to a running chronusd.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "catalog/built_in.hpp"
#include "catalog/markdown.hpp"
#include "client.hpp"
#include "command_line/checks.hpp"
#include "command_line/unknown_option.hpp"
#include "osc/endpoint.hpp"
#include "osc/text.hpp"
#include "refusal_pace.hpp"
#include "request.hpp"
#include "status_table.hpp"
#include "vocabulary/vocabulary.hpp"
#include "watch.hpp"
#include "words.hpp"

namespace chronus::ctl {

namespace {

constexpr const char* kFooter =
    "Exit status: 0 done, 1 refused (/fail), 2 wrong use, 3 no answer from the server.\n"
    "CHRONUS_OSC_HOST and CHRONUS_OSC_PORT set the default for --osc.";

constexpr const char* kSendHelp =
    "All behind ADDRESS is sent as it stands; options of chronusctl come before it.\n"
    "ARGS are typed as in a score: 60 is an int, -6.5 a double, anything else a string. Where the\n"
    "address wants text (ids, patterns) a number is text too; '\"60\"' (with the double quotes) "
    "is\n"
    "the string 60 anywhere. A pattern with spaces is one string: 'x... x...'.\n"
    "'send -' reads lines like '/seq/pattern kick \"x... x...\"' from standard input.\n"
    "Messages that are silent when good (/mod, /gate) print nothing once the engine has\n"
    "played them, and /fail otherwise.";

constexpr std::string_view kCommands[] = {"send", "status",  "watch",    "restart", "kill",
                                          "sync", "version", "messages", "modules"};

struct Options {
  explicit Options(const vocabulary::Vocabulary& all) : vocabulary(all) {}

  const vocabulary::Vocabulary& vocabulary;
  std::string server;
  int wait_ms = 1000;
  bool json = false;
  bool steps = false;
  bool markdown = false;
  bool modules = false;
  int slot = 0;
  std::string prefix;  // of the messages that are listed
  std::string title;   // of their section in the docs
  std::string address;
  std::vector<std::string> args;

  std::chrono::milliseconds wait() const { return std::chrono::milliseconds(wait_ms); }
};

std::string default_server() {
  const auto from_environment = [](const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr && *value != '\0' ? value : otherwise);
  };
  std::string host = from_environment("CHRONUS_OSC_HOST", "127.0.0.1");
  if (host.find(':') != std::string::npos && !host.starts_with('[')) host = "[" + host + "]";
  return host + ":" + from_environment("CHRONUS_OSC_PORT", "5005");
}

/// `5005` and `:5005` are ports of this machine.
std::string with_host(const std::string& server) {
  const bool has_colon = server.find(':') != std::string::npos;
  if (has_colon && !server.starts_with(':')) return server;
  const bool is_port = server.find_first_not_of(":0123456789") == std::string::npos;
  return is_port ? "127.0.0.1" + (has_colon ? server : ":" + server) : server;
}

/// Each line is one message. One that is refused or cannot be read does not keep the next from
/// being sent, a server that is not there does.
int send_lines(Client& client, const Options& options) {
  int worst = kDone;
  LineReader lines(std::cin);
  RefusalPace pace;
  for (std::string line; worst != kNoAnswer && lines.next(&line);) {
    const auto message = message_of_line(options.vocabulary, line);
    int result = kDone;
    if (!message) {
      result = misuse(fmt::format("line {}: {}", lines.number(), message.reason()));
    } else if (*message) {
      result = request(client, options.vocabulary, **message, options.wait(), print_message);
      if (result == kRefused) pace.wait_after_refusal();
    }
    worst = std::max(worst, result);
  }
  return worst;
}

int send(Client& client, const Options& options) {
  if (options.address == "-" && options.args.empty()) return send_lines(client, options);
  if (!options.address.starts_with('/')) {
    return misuse(fmt::format("address '{}' does not start with '/'", options.address));
  }
  return request(client, options.vocabulary,
                 message_of(options.vocabulary, options.address, options.args), options.wait(),
                 print_message);
}

int status(Client& client, const Options& options) {
  const std::string question = options.modules ? "/module/cost" : "/status";
  const auto tell = options.modules ? module_table : status_table;
  int result = kDone;
  const auto print = [&](const osc::Message& reply) {
    const auto* json = reply.args.empty() ? nullptr : osc::as_string(reply.args[0]);
    if (reply.address != question + ".reply" || json == nullptr) {
      print_message(reply);
      result = kRefused;
    } else if (options.json) {
      fmt::print("{}\n", *json);
    } else if (const auto table = tell(*json)) {
      fmt::print("{}", *table);
    } else {
      result = misuse(table.reason());
    }
  };
  const int answered = request(client, options.vocabulary, {question, {}}, options.wait(), print);
  return answered == kDone ? result : answered;
}

int version(Client& client, const Options& options) {
  const auto print = [](const osc::Message& reply) {
    for (std::size_t i = 0; i < reply.args.size(); ++i) {
      const auto* text = osc::as_string(reply.args[i]);
      fmt::print("{}{}", i == 0 ? "" : " ", text != nullptr ? *text : osc::to_text(reply.args[i]));
    }
    fmt::print("\n");
  };
  return request(client, options.vocabulary, {"/version", {}}, options.wait(), print);
}

using Command = std::function<int(Client&, const Options&)>;

Command simple(const char* address) {
  return [address](Client& client, const Options& options) {
    return request(client, options.vocabulary, {address, {options.slot}}, options.wait(),
                   print_message);
  };
}

/// What this program knows of them: no engine is asked.
int messages(Client& /*client*/, const Options& options) {
  const auto& all = options.vocabulary;
  if (!options.title.empty()) {
    fmt::print("{}", vocabulary::markdown_table(all, options.title));
    return kDone;
  }
  if (options.json) {
    fmt::print("{}\n", vocabulary::help_json(all, options.prefix));
    return kDone;
  }
  bool is_any = false;
  for (const auto& section : all.sections()) {
    for (const auto& message : section.messages) {
      if (!message.address.starts_with(options.prefix) || message.in_journals_only) continue;
      fmt::print("{}\n    {}\n", vocabulary::usage(message), message.summary);
      is_any = true;
    }
  }
  return is_any ? kDone : misuse("no message begins with '" + options.prefix + "'");
}

/// Those of this build: no engine is asked.
int modules(Client& /*client*/, const Options& options) {
  const auto catalog = catalog::built_in();
  bool is_any = options.markdown;
  if (options.markdown) fmt::print("{}", catalog::markdown(catalog));
  for (const auto& module : catalog) {
    if (options.markdown || !module.name.starts_with(options.prefix)) continue;
    fmt::print("{}", catalog::summary_text(module));
    is_any = true;
  }
  return is_any ? kDone : misuse("no module begins with '" + options.prefix + "'");
}

int connect_and_run(const Command& command, const Options& options) {
  const auto server = osc::resolve_endpoint(with_host(options.server));
  if (!server) return misuse(server.reason());
  auto client = Client::open(*server);
  if (!client) return misuse(client.reason());
  return command(*client, options);
}

/// How many words an option of ours takes up, 0 where the word is none.
int option_words(std::string_view word) {
  constexpr std::array<std::string_view, 6> kFlags{"-h",        "--help",  "--json",
                                                   "--modules", "--steps", "--version"};
  for (const std::string_view valued : {"--osc", "--wait", "--markdown"}) {
    if (word == valued) return 2;
    if (word.starts_with(valued) && word[valued.size()] == '=') return 1;
  }
  return std::find(kFlags.begin(), kFlags.end(), word) == kFlags.end() ? 0 : 1;
}

using Words = std::vector<std::string>;

/// The first word from `from` on that is no option of ours.
Words::iterator skip_options(Words& words, Words::iterator from) {
  while (from != words.end()) {
    const auto count = std::min<std::ptrdiff_t>(option_words(*from), words.end() - from);
    if (count == 0) break;
    from += count;
  }
  return from;
}

/// Takes what stands behind the address of a `send` out of the words: it is sent as it is, whatever
/// it looks like (`-..x`, a pattern that begins with a tie; `-h`).
Words take_arguments(Words& words, Words::iterator command) {
  if (command == words.end() || *command != "send") return {};
  auto address = skip_options(words, command + 1);
  if (address != words.end() && *address == "--") address = words.erase(address);
  if (address == words.end()) return {};
  Words arguments(address + 1, words.end());
  words.erase(address + 1, words.end());
  // To CLI11 it could be an option.
  if (*address == "-") words.insert(address, "--");
  return arguments;
}

std::string unknown_command(const std::string& word) {
  Nearest nearest(word);
  for (const auto command : kCommands) nearest.consider(command);
  const auto question = nearest.question();
  if (!question.empty()) return fmt::format("no command '{}'{}", word, question);
  return fmt::format("no command '{}': use one of {}", word, fmt::join(kCommands, ", "));
}

int run(const vocabulary::Vocabulary& vocabulary, int argc, char** argv) {
  Options options(vocabulary);
  options.server = default_server();
  Command command;

  CLI::App app{"Talks to a running chronusd over OSC", "chronusctl"};
  app.footer(kFooter);
  app.fallthrough();
  app.require_subcommand(1);
  app.set_version_flag("--version", "chronusctl " CHRONUS_VERSION);
  app.add_option("--osc", options.server, "Where chronusd listens")
      ->type_name("[HOST:]PORT")
      ->take_last()
      ->capture_default_str();
  app.add_option("--wait", options.wait_ms, "How long to wait for an answer; 0: not at all")
      ->type_name("MS")
      ->take_last()
      ->check(command_line::between(0, 3'600'000))
      ->capture_default_str();

  const auto add = [&](const char* name, const char* description, Command action) {
    auto* subcommand = app.add_subcommand(name, description);
    subcommand->callback([&command, action = std::move(action)] { command = action; });
    return subcommand;
  };
  auto* send_command = add("send", "Sends one OSC message and prints its answer", send);
  send_command->footer(fmt::format("{}\n\n{}", kSendHelp, kFooter));
  send_command->add_option("ADDRESS", options.address, "OSC address or pattern, or - for lines")
      ->required();
  std::vector<std::string> none;  // ARGS never get to CLI11: only its help names them
  send_command->add_option("ARGS", none, "Arguments");
  auto* status_command = add("status", "Shows audio, workers, sequencers and recording", status);
  status_command->add_flag("--json", options.json, "The server's JSON as it is");
  status_command->add_flag("--modules", options.modules, "What each module costs, dearest first");
  add("watch", "Prints events until Ctrl-C", [](Client& client, const Options& given) {
    return watch(client, given.wait(), given.steps);
  })->add_flag("--steps", options.steps, "Steps of sequencers too");
  for (auto* worker_command :
       {add("restart", "Replaces the worker in a slot, mid-performance", simple("/worker/restart")),
        add("kill", "Kills the worker in a slot (needs chronusd --drills)",
            simple("/worker/kill"))}) {
    worker_command->add_option("SLOT", options.slot)
        ->required()
        ->check(command_line::between(0, 1));
  }
  add("sync", "Waits until the engine has played all that was sent before", simple("/sync"));
  add("version", "The server's name and version", version);
  auto* list = add("messages", "Lists the OSC messages: arguments, what they do", messages);
  list->add_option("PREFIX", options.prefix, "The beginning of an address, /seq");
  list->add_flag("--json", options.json, "As /help.reply has it: types, units and ranges too");
  list->add_option("--markdown", options.title, "The table of that section of docs/osc.md")
      ->type_name("SECTION");
  auto* types = add("modules", "Lists the types of modules and their parameters", modules);
  types->add_option("PREFIX", options.prefix, "The beginning of a name, sam");
  types->add_flag("--markdown", options.markdown, "What docs/modules.md has of them");

  Words words(argv + std::min(argc, 1), argv + argc);
  const auto name = skip_options(words, words.begin());
  if (name != words.end() && !name->starts_with('-') &&
      std::find(std::begin(kCommands), std::end(kCommands), *name) == std::end(kCommands)) {
    return misuse(unknown_command(*name));
  }
  options.args = take_arguments(words, name);
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return error.get_exit_code() == 0 ? app.exit(error)
                                      : misuse(command_line::reason_of(app, error));
  }
  return connect_and_run(command, options);
}

}  // namespace

}  // namespace chronus::ctl

int main(int argc, char** argv) {
  try {
    return chronus::ctl::run(chronus::vocabulary::standard(), argc, argv);
  } catch (const std::exception& error) {
    return chronus::ctl::misuse(error.what());
  }
}

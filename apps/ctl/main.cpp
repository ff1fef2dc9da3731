// SPDX-License-Identifier: MIT
// chronusctl: talks to a running chronusd.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iomanip>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "client.hpp"
#include "osc/text.hpp"
#include "request.hpp"
#include "score/words.hpp"
#include "status_table.hpp"
#include "watch.hpp"

namespace chronus::ctl {

namespace {

constexpr const char* kFooter =
    "Exit status: 0 done, 1 refused (/fail), 2 no answer from the server, 3 and more wrong use.\n"
    "CHRONUS_OSC_HOST and CHRONUS_OSC_PORT set the default for --osc.";

constexpr const char* kSendHelp =
    "ARGS are typed as in a score: 60 is an int, -6.5 a double, anything else a string; '\"60\"'\n"
    "(with the double quotes) is the string 60.\n"
    "Messages that are silent when good (/mod, /gate, /note) print nothing once the engine has\n"
    "played them, and /fail otherwise.";

struct Options {
  std::string server;
  int wait_ms = 1000;
  bool json = false;
  int slot = 0;
  std::string address;
  std::vector<std::string> args;

  std::chrono::milliseconds wait() const { return std::chrono::milliseconds(wait_ms); }
};

std::string default_server() {
  const auto from_environment = [](const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr && *value != '\0' ? value : otherwise);
  };
  return from_environment("CHRONUS_OSC_HOST", "127.0.0.1") + ":" +
         from_environment("CHRONUS_OSC_PORT", "5005");
}

/// The shell takes its own quotes away, so a word with spaces is one string as it stands.
Result<osc::Arg> to_arg(const std::string& word) {
  if (word.size() >= 2 && word.starts_with('"') && word.ends_with('"')) {
    const auto words = score::split_words(word);
    if (words && words->size() == 1) return score::to_arg(words->front());
  }
  return osc::arg_from_word(word);
}

int send(Client& client, const Options& options) {
  if (!options.address.starts_with('/')) {
    return misuse(fmt::format("address '{}' does not start with '/'", options.address));
  }
  osc::Message message{options.address, {}};
  for (const auto& word : options.args) {
    auto arg = to_arg(word);
    if (!arg) return misuse(arg.reason());
    message.args.push_back(std::move(*arg));
  }
  return request(client, message, options.wait(), print_message);
}

int status(Client& client, const Options& options) {
  int result = kDone;
  const auto print = [&](const osc::Message& reply) {
    const auto* json = reply.args.empty() ? nullptr : osc::as_string(reply.args[0]);
    if (reply.address != "/status.reply" || json == nullptr) {
      print_message(reply);
      result = kRefused;
    } else if (options.json) {
      fmt::print("{}\n", *json);
    } else if (const auto table = status_table(*json)) {
      fmt::print("{}", *table);
    } else {
      result = misuse(table.reason());
    }
  };
  const int answered = request(client, {"/status", {}}, options.wait(), print);
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
  return request(client, {"/version", {}}, options.wait(), print);
}

using Command = std::function<int(Client&, const Options&)>;

Command simple(const char* address) {
  return [address](Client& client, const Options& options) {
    return request(client, {address, {options.slot}}, options.wait(), print_message);
  };
}

int connect_and_run(const Command& command, const Options& options) {
  const auto server = osc::resolve_endpoint(options.server);
  if (!server) return misuse(server.reason());
  auto client = Client::open(*server);
  if (!client) return misuse(client.reason());
  return command(*client, options);
}

/// How many words an option of ours takes up, 0 where the word is none.
int option_words(std::string_view word) {
  constexpr std::array<std::string_view, 4> kFlags{"-h", "--help", "--json", "--version"};
  for (const std::string_view valued : {"--osc", "--wait"}) {
    if (word == valued) return 2;
    if (word.starts_with(valued) && word[valued.size()] == '=') return 1;
  }
  return std::find(kFlags.begin(), kFlags.end(), word) == kFlags.end() ? 0 : 1;
}

/// The words as CLI11 wants them: the last one first. What is sent stands behind `--`, since it may
/// look like an option (`-..x`, a pattern that begins with a tie); `[a,b]` is no list.
std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  const auto send = std::find(words.begin(), words.end(), "send");
  if (send != words.end()) {
    auto sent = send + 1;  // options up to here, what is sent from here on
    for (auto word = sent; word != words.end() && *word != "--";) {
      const auto after = word + std::min<std::ptrdiff_t>(option_words(*word), words.end() - word);
      if (after == word) {
        ++word;
        continue;
      }
      sent += after - word;
      std::rotate(sent - (after - word), word, after);
      word = after;
    }
    const auto given = std::find(sent, words.end(), "--");
    if (given != words.end()) words.erase(given);
    for (auto word = sent; word != words.end(); ++word) {
      if (word->starts_with('[')) *word = (std::ostringstream() << std::quoted(*word)).str();
    }
    words.insert(sent, "--");
  }
  std::reverse(words.begin(), words.end());
  return words;
}

int run(int argc, char** argv) {
  Options options;
  options.server = default_server();
  Command command;

  CLI::App app{"Talks to a running chronusd over OSC", "chronusctl"};
  app.footer(kFooter);
  app.fallthrough();
  app.require_subcommand(1);
  app.set_version_flag("--version", "chronusctl " CHRONUS_VERSION);
  app.add_option("--osc", options.server, "Where chronusd listens")
      ->type_name("HOST:PORT")
      ->take_last()
      ->capture_default_str();
  app.add_option("--wait", options.wait_ms, "How long to wait for an answer; 0: not at all")
      ->type_name("MS")
      ->take_last()
      ->check(CLI::Range(0, 3'600'000))
      ->capture_default_str();

  const auto add = [&](const char* name, const char* description, Command action) {
    auto* subcommand = app.add_subcommand(name, description);
    subcommand->callback([&command, action = std::move(action)] { command = action; });
    return subcommand;
  };
  auto* send_command = add("send", "Sends one OSC message and prints its answer", send);
  send_command->footer(fmt::format("{}\n\n{}", kSendHelp, kFooter));
  send_command->add_option("ADDRESS", options.address, "OSC address or pattern")->required();
  send_command->add_option("ARGS", options.args, "Arguments");
  add("status", "Shows audio, workers, sequencers and recording", status)
      ->add_flag("--json", options.json, "The server's JSON as it is");
  add("watch", "Prints events until Ctrl-C",
      [](Client& client, const Options& given) { return watch(client, given.wait()); });
  for (auto* worker_command :
       {add("restart", "Replaces the worker in a slot, mid-performance", simple("/worker/restart")),
        add("kill", "Kills the worker in a slot (needs chronusd --drills)",
            simple("/worker/kill"))}) {
    worker_command->add_option("SLOT", options.slot)->required()->check(CLI::Range(0, 1));
  }
  add("sync", "Waits until the engine has played all that was sent before", simple("/sync"));
  add("version", "The server's name and version", version);

  try {
    app.parse(words_of(argc, argv));
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  return connect_and_run(command, options);
}

}  // namespace

}  // namespace chronus::ctl

int main(int argc, char** argv) {
  try {
    return chronus::ctl::run(argc, argv);
  } catch (const std::exception& error) {
    return chronus::ctl::misuse(error.what());
  }
}

// SPDX-License-Identifier: MIT
// chronusctl: talks to a running chronusd.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

#include "apps/ctl/client.hpp"
#include "apps/ctl/command_words.hpp"
#include "apps/ctl/commands.hpp"
#include "apps/ctl/options.hpp"
#include "apps/ctl/output.hpp"
#include "apps/ctl/request.hpp"
#include "apps/ctl/server_address.hpp"
#include "command_line/checks.hpp"
#include "command_line/unknown_option.hpp"
#include "osc/endpoint.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::ctl {

namespace {

int connect_and_run(const Command& command, const Options& options) {
  const auto server = osc::resolve_endpoint(with_host(options.server));
  if (!server) return misuse(server.reason());
  auto client = Client::open(*server);
  if (!client) return misuse(client.reason());
  return command(*client, options);
}

int run(const vocabulary::Vocabulary& vocabulary, int argc, char** argv) {
  Options options(vocabulary, CHRONUS_VERSION);
  options.server = default_server();
  Command command;

  CLI::App app{"Talks to a running chronusd over OSC", "chronusctl"};
  app.fallthrough();
  app.require_subcommand(1);
  app.set_version_flag("--version", "chronusctl " CHRONUS_VERSION);
  app.add_option("--osc", options.server, "Where chronusd listens")
      ->type_name("[HOST:]PORT")
      ->take_last()
      ->capture_default_str();
  app.add_option("--wait", options.wait_ms,
                 "How long for an answer, 0: not at all; verbs, send and sync 10000")
      ->type_name("MS")
      ->take_last()
      ->check(command_line::between(0, 3'600'000))
      ->capture_default_str();
  add_commands(app, &options, &command);

  Words words(argv + std::min(argc, 1), argv + argc);
  understand_help(app, words);
  const auto name = command_in(app, words);
  if (name != words.end()) {
    if (const auto reason = unknown_command(app, vocabulary, *name)) return misuse(*reason);
  }
  options.args = take_arguments(app, words, name);
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
  namespace ctl = chronus::ctl;
  ctl::keep_standard_places();
  int end = ctl::kDone;
  try {
    end = ctl::run(chronus::vocabulary::standard(), argc, argv);
  } catch (const std::exception& error) {
    // What cannot be printed is thrown too, and said below.
    if (std::ferror(stdout) == 0) end = ctl::misuse(error.what());
  }
  return ctl::hand_on_output(end);
}

// SPDX-License-Identifier: MIT
#include "complete.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "apps/ctl/complete/candidates.hpp"
#include "apps/ctl/complete/live_names.hpp"
#include "apps/ctl/complete/shell_scripts.hpp"
#include "apps/ctl/request.hpp"
#include "apps/ctl/server_address.hpp"
#include "catalog/built_in.hpp"
#include "command_line/checks.hpp"

namespace chronus::ctl {

namespace {

constexpr const char* kCompletionHelp =
    "bash: source <(chronusctl completion bash)\n"
    "zsh: source <(chronusctl completion zsh), behind compinit\n"
    "Names of sequencers and modules are those of the engine that answers on --osc.";

/// The server that the line being typed names; else the given one.
std::string server_of(const std::vector<std::string>& words, const std::string& otherwise) {
  constexpr std::string_view kOption = "--osc";
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (words[i] == kOption && i + 2 < words.size()) return words[i + 1];
    if (words[i].starts_with("--osc=")) return words[i].substr(kOption.size() + 1);
  }
  return otherwise;
}

int complete(const CLI::App& app, const Options& options) {
  const auto words = shell_words(options.line);
  const auto server = osc::resolve_endpoint(with_host(server_of(words, options.server)));
  if (!server) return kMisuse;
  auto client = Client::open(*server);
  if (!client) return kMisuse;
  const auto modules = catalog::built_in();
  fmt::print("{}",
             to_lines(candidates({app, options.vocabulary, modules, ask_at(*client)}, words)));
  return kDone;
}

}  // namespace

void add_completion(CLI::App& app, Options* options, Command* chosen) {
  auto* script = app.add_subcommand("completion", "Prints what a shell reads to complete words");
  script->footer(kCompletionHelp);
  script->add_option("SHELL", options->shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  script->callback([chosen] {
    *chosen = [](Client&, const Options& given) {
      fmt::print("{}", given.shell == "zsh" ? kZshCompletion : kBashCompletion);
      return kDone;
    };
  });
  auto* asked = app.add_subcommand("complete", "What may stand at the end of LINE")->group("");
  asked->add_option("LINE", options->line)->required();
  asked->callback([&app, chosen] {
    *chosen = [&app](Client&, const Options& given) { return complete(app, given); };
  });
}

}  // namespace chronus::ctl

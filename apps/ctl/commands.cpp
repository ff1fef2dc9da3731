// SPDX-License-Identifier: MIT
#include "commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/ctl/complete/complete.hpp"
#include "apps/ctl/doctor/doctor.hpp"
#include "apps/ctl/screen/live_watch.hpp"
#include "base/text.hpp"
#include "catalog/built_in.hpp"
#include "catalog/markdown.hpp"
#include "command_line/checks.hpp"
#include "osc/text.hpp"
#include "refusal_pace.hpp"
#include "render.hpp"
#include "request.hpp"
#include "status_table.hpp"
#include "verbs.hpp"
#include "watch.hpp"
#include "words.hpp"

namespace chronus::ctl {

namespace {

constexpr const char* kFooter =
    "Exit status: 0 done, 1 refused (/fail) or its output lost, 2 wrong use, 3 no answer from the "
    "server.\n"
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

constexpr int kPatience_ms = 10'000;
constexpr const char* kVerbHelp =
    "What is done prints nothing, unless it has something to tell; what is refused its reason, "
    "and\n"
    "the exit status is 1. Options of chronusctl may stand anywhere before a '--'.";

constexpr const char* kNoteHelp =
    "NOTE is a MIDI number or a name (c4, f#3, eb2), VELOCITY 0 to 1, or 2 to 127 as in MIDI. "
    "With\n"
    "SECONDS it ends by itself, else by 'note MODULE off NOTE'.";

constexpr const char* kDoctorHelp =
    "Each line is ok, a warning or wrong; below it stands the command that mends it.\n"
    "Exit status: 1 where something is wrong, else 0.";

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
      print_answer(reply);
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
    if (reply.address == "/fail") return print_answer(reply);
    for (std::size_t i = 0; i < reply.args.size(); ++i) {
      const auto* text = osc::as_string(reply.args[i]);
      fmt::print("{}{}", i == 0 ? "" : " ", text != nullptr ? *text : osc::to_text(reply.args[i]));
    }
    fmt::print("\n");
  };
  return request(client, options.vocabulary, {"/version", {}}, options.wait(), print);
}

Command simple(const char* address) {
  return [address](Client& client, const Options& options) {
    return request(client, options.vocabulary, {address, {options.slot}}, options.wait(),
                   print_answer);
  };
}

/// For the documents.
int section(const vocabulary::Vocabulary& all, const std::string& title) {
  std::vector<std::string_view> titles;
  for (const auto& one : all.sections()) {
    if (std::find(titles.begin(), titles.end(), one.title) == titles.end()) {
      titles.push_back(one.title);
    }
  }
  if (std::find(titles.begin(), titles.end(), title) == titles.end()) {
    return misuse(fmt::format("no section '{}': use one of {}", title, fmt::join(titles, ", ")));
  }
  fmt::print("{}", vocabulary::markdown_table(all, title));
  return kDone;
}

/// What this program knows of them: no engine is asked.
int messages(Client& /*client*/, const Options& options) {
  const auto& all = options.vocabulary;
  if (!options.title.empty()) return section(all, options.title);
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

int tail(Client& client, const Options& options) {
  WatchOptions watched;
  watched.format = options.json ? WatchOptions::Format::kJson : WatchOptions::Format::kEvents;
  watched.kinds = fmt::format("{}", fmt::join(options.kinds, ","));
  watched.most = options.count;
  return watch(client, options.wait(), watched);
}

/// To load, or to close a file, takes longer than a word. Where nobody listens the system says so
/// at once.
void be_patient(const CLI::App& app, Options* options) {
  if (app.get_option("--wait")->count() == 0) options->wait_ms = kPatience_ms;
}

/// Commands whose words are not ours: what is no option of theirs is sent as it stands.
void add_verbs(CLI::App& app, Options* options, Command* chosen) {
  const auto add = [&](const std::string& name, const std::string& description, Command action) {
    auto* command = app.add_subcommand(name, description);
    command->callback([&app, options, chosen, action = std::move(action)] {
      be_patient(app, options);
      *chosen = action;
    });
    command->prefix_command();
    command->add_flag("--json", options->json, "The answer as JSON, a line each");
    return command;
  };
  const auto& all = options->vocabulary;
  for (const auto& group : verb_groups(all)) {
    add(group, fmt::format("{} VERB ARGS…: the messages of /{}", group, group),
        [group](Client& client, const Options& given) {
          return perform_verb(client, given, group);
        })
        ->footer(fmt::format("VERB ARGS… is one of\n{}\n{}", verbs_help(all, group), kVerbHelp));
  }
  add("note", "Plays a note: MODULE NOTE [VELOCITY] [SECONDS], or MODULE off [NOTE]", play_note)
      ->footer(kNoteHelp);
  for (const std::string verb : {"undo", "redo"}) {
    add(verb, verb == "undo" ? "Takes back the last change, or N of them" : "Does it again",
        [verb](Client& client, const Options& given) { return undo(client, given, verb); });
  }
  auto* rendering = app.add_subcommand("render", "SCORE -o OUT: hands over to chronus-render");
  rendering->prefix_command();
  rendering->callback(
      [chosen] { *chosen = [](Client&, const Options& given) { return render(given.args); }; });
}

int look_on(Client& client, const Options& options) {
  const bool is_screen = ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
  if (is_screen && !options.plain && !options.steps) return live_watch(client, options.wait());
  WatchOptions watched;
  if (options.steps) watched.kinds = "all";
  return watch(client, options.wait(), watched);
}

}  // namespace

void add_commands(CLI::App& app, Options* options, Command* chosen) {
  app.footer(kFooter);
  const auto add = [&](const char* name, const char* description, Command action,
                       bool is_patient = false) {
    auto* subcommand = app.add_subcommand(name, description);
    subcommand->callback([&app, options, chosen, is_patient, action = std::move(action)] {
      if (is_patient) be_patient(app, options);
      *chosen = action;
    });
    return subcommand;
  };
  constexpr bool kPatiently = true;
  auto* send_command = add("send", "Sends one OSC message and prints its answer", send, kPatiently);
  send_command->footer(fmt::format("{}\n\n{}", kSendHelp, kFooter));
  send_command->add_option("ADDRESS", options->address, "OSC address or pattern, or - for lines")
      ->required();
  std::vector<std::string> none;  // ARGS never get to CLI11: only its help names them
  send_command->add_option("ARGS", none, "Arguments");
  auto* status_command = add("status", "Shows audio, workers, sequencers and recording", status);
  status_command->add_flag("--json", options->json, "The server's JSON as it is");
  status_command->add_flag("--modules", options->modules, "What each module costs, dearest first");
  auto* live = add("watch", "A live screen; events as lines where there is no terminal", look_on);
  live->add_flag("--steps", options->steps, "Of lines: steps of sequencers too");
  live->add_flag("--plain", options->plain, "Lines on a terminal too");
  for (auto* worker_command :
       {add("restart", "Replaces the worker in a slot, mid-performance", simple("/worker/restart")),
        add("kill", "Kills the worker in a slot (needs chronusd --drills)",
            simple("/worker/kill"))}) {
    worker_command->add_option("SLOT", options->slot)
        ->required()
        ->check(command_line::between(0, 1));
  }
  add("sync", "Waits until the engine has played all that was sent before", simple("/sync"),
      kPatiently);
  add("version", "The server's name and version", version);
  auto* list = add("messages", "Lists the OSC messages: arguments, what they do", messages);
  list->add_option("PREFIX", options->prefix, "The beginning of an address, /seq");
  list->add_flag("--json", options->json, "As /help.reply has it: types, units and ranges too");
  list->add_option("--markdown", options->title, "The table of that section of docs/osc.md")
      ->type_name("SECTION");
  auto* types = add("modules", "Lists the types of modules and their parameters", modules);
  types->add_option("PREFIX", options->prefix, "The beginning of a name, sam");
  types->add_flag("--markdown", options->markdown, "What docs/modules.md has of them");
  auto* events = add("tail", "Prints events as they come, a line each", tail);
  events->add_option("KIND", options->kinds, "Kinds of events, or all; all but step and meter");
  events->add_flag("--json", options->json, "As JSON: time, kind, event");
  events->add_option("--count", options->count, "Ends after so many")
      ->type_name("N")
      ->check(command_line::between(1, 1'000'000'000));
  auto* examine =
      add("doctor", "Looks at the machine and the engine: what is wrong, what mends it",
          [](Client& client, const Options& given) {
            return doctor(client, given.wait(), {given.version, given.state_directory, given.json});
          });
  examine->add_option("--state-dir", options->state_directory,
                      "Where chronusd has its state, if not where it would by itself");
  examine->add_flag("--json", options->json, "As JSON");
  examine->footer(kDoctorHelp);
  add_verbs(app, options, chosen);
  add_completion(app, options, chosen);
}

}  // namespace chronus::ctl

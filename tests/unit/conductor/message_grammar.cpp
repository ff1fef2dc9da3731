// SPDX-License-Identifier: MIT
#include "message_grammar.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "osc/text.hpp"
#include "tests/support/built_in_catalog.hpp"
#include "tests/support/standard_vocabulary.hpp"

namespace chronus::conductor {
namespace {

/// Names may read as numbers.
constexpr std::string_view kNames[] = {"a",  "kick", "808", "5",   "1e3", "0x1",
                                       "00", "b_1",  "nan", "inf", "e",   "60"};
constexpr std::string_view kNamePatterns[] = {"*", "?", "{a,808}", "[a-k]*", "8??", "{5,kick,e}"};
constexpr std::string_view kLanes[] = {"note", "freq", "cut", "5", "gain_db", "mode", "q"};
constexpr std::string_view kPorts[] = {"left", "right", "1", "2", "in", "in2", "freq", "gain_db"};
constexpr std::string_view kWords[] = {".",         "_",    "c4",    "f#3",        "eb2", "60",
                                       "60.5",      "-1",   "c4+e4", "60+64.5+67", "1:2", "!3:4",
                                       "1st",       "FILL", "!pre",  "0.25",       "1",   "50",
                                       "1.0000001", "8",    "2",     "0",          "1e-7"};
constexpr std::string_view kStreamPatterns[] = {
    "/mod/*/freq", "/mod/*/*",        "/gate/*", "/mod/a/*",    "/mod/{a,808}/q", "/mod/?/gain*",
    "/gate/{a,5}", "/{mod,gate}/5/*", "/note/*", "/note/*/off", "/note/{a,kick}"};
constexpr std::string_view kRowPatterns[] = {"/seq/{start,stop}",
                                             "/seq/s*",
                                             "/seq/*_all",
                                             "/seq/{fill,mute}",
                                             "/seq/[pq]*",
                                             "/patch/{new,edit}",
                                             "/patch/c*",
                                             "/transport/*",
                                             "/seq/{bpm,swing}",
                                             "/patch/*",
                                             "/seq/*",
                                             "/seq/re*",
                                             "/*/start",
                                             "/seq/{reset,start}/a"};

/// The alternatives of a usage, without its address.
std::vector<std::string_view> alternatives(std::string_view usage, std::string_view address) {
  usage.remove_prefix(address.size());
  usage = usage.substr(0, usage.find(" ("));
  std::vector<std::string_view> all;
  for (;;) {
    const auto end = usage.find(" | ");
    all.push_back(usage.substr(0, end));
    if (end == std::string_view::npos) return all;
    usage.remove_prefix(end + 3);
  }
}

template <class Float, class Bits>
Float float_of(Bits bits) {
  Float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace

const catalog::ModuleInfo& MessageGrammar::pick_type() {
  const auto& catalog = test::built_in_catalog();
  return *(catalog.begin() + static_cast<std::ptrdiff_t>(draw(catalog.size())));
}

std::vector<osc::Message> MessageGrammar::opening() {
  std::vector<osc::Message> messages;
  const auto add = [&](const char* address, std::vector<osc::Arg> args) {
    messages.push_back({address, std::move(args)});
  };
  add("/patch/new", {});
  std::vector<std::string> made;
  for (int i = 0; i < 4; ++i) {
    const std::string id(kNames[static_cast<std::size_t>(i)]);
    const auto& type = pick_type();
    if (type.drill_only) continue;
    std::vector<osc::Arg> create{id, std::string(type.name)};
    if (type.most_voices > 1 && one_in(2)) create.emplace_back(3);
    add("/patch/create", std::move(create));
    if (!type.inputs.empty() && !made.empty()) add("/patch/connect", {pick(made), id});
    add("/patch/connect", {id, std::string("output")});
    made.push_back(id);
  }
  add("/patch/commit", {});
  for (const auto id : {"a", "kick", "808"}) {
    add("/seq/create", {std::string(id)});
    add("/seq/pattern", {std::string(id), pattern()});
    for (const auto& module : made)
      add("/seq/assign", {std::string(id), std::string("gate"), module});
    add("/seq/start", {std::string(id)});
  }
  return messages;
}

osc::Message MessageGrammar::message(const Scene& scene) {
  if (one_in(3)) return of_stream(scene);
  for (;;) {
    const auto sections = test::standard_vocabulary().sections();
    // Half of them are of sequencers, and most are music.
    const auto& row = pick(one_in(2) ? sections.front().messages : pick(sections).messages);
    if (is_stream(row.address) || (!row.journaled && !one_in(8))) continue;
    // What takes away comes less often than what gives, so that there is music.
    constexpr std::string_view kTaking[] = {"/seq/delete",     "/seq/stop",    "/seq/stop_all",
                                            "/transport/stop", "/panic",       "/patch/new",
                                            "/patch/abort",    "/patch/delete"};
    const bool takes =
        std::find(std::begin(kTaking), std::end(kTaking), row.address) != std::end(kTaking);
    if (!takes || one_in(8)) return of_row(row, scene);
  }
}

std::vector<osc::Message> MessageGrammar::growth(const Scene& scene) {
  const std::string id(pick(kNames));
  const std::string sequencer(pick(kNames));
  std::vector<osc::Message> messages{{"/patch/edit", {}}};
  const auto& type = pick_type();
  messages.push_back({"/patch/create", {id, std::string(type.name)}});
  messages.push_back({"/patch/connect", {module(scene), id}});
  if (!type.params.empty()) {
    const auto& param = pick(type.params);
    std::vector<osc::Arg> modulation{module(scene), id + "." + std::string(param.name)};
    if (!one_in(3)) modulation.emplace_back(one_in(2) ? osc::Arg{0.3F} : osc::Arg{-2});
    if (modulation.size() > 2 && one_in(2)) modulation.emplace_back(std::string("oct"));
    messages.push_back({"/patch/connect", std::move(modulation)});
  }
  messages.push_back({"/patch/connect", {id, std::string("output")}});
  messages.push_back({"/patch/commit", {}});
  messages.push_back({"/seq/create", {sequencer}});
  messages.push_back({"/seq/assign", {sequencer, std::string("gate"), module(scene)}});
  messages.push_back({"/seq/start", {sequencer}});
  return messages;
}

osc::Message MessageGrammar::of_row(const vocabulary::MessageInfo& row, const Scene& scene) {
  osc::Message message{std::string(row.address), {}};
  const std::string text = vocabulary::usage(row);
  const auto usages = alternatives(text, row.address);
  auto usage = pick(usages);
  while (!usage.empty()) {
    usage.remove_prefix(std::min(usage.find_first_not_of(' '), usage.size()));
    auto word = usage.substr(0, usage.find(' '));
    usage.remove_prefix(word.size());
    if (word.starts_with('[')) {
      if (one_in(2)) break;
      word.remove_prefix(1);
    }
    while (word.ends_with(']')) word.remove_suffix(1);
    if (!word.empty()) add_argument(word, scene, &message.args);
  }
  if (one_in(40)) message.args.push_back(anything());
  if (one_in(60) && !message.args.empty()) message.args.pop_back();
  // The id may stand in the address.
  const auto* id = message.args.empty() ? nullptr : osc::as_string(message.args[0]);
  if (row.address.starts_with("/seq/") && id != nullptr && !id->empty() && one_in(6)) {
    message.address = message.address.text() + "/" + *id;
    message.args.erase(message.args.begin());
  }
  if (one_in(80)) message.address = pick(kRowPatterns);
  return message;
}

osc::Message MessageGrammar::of_stream(const Scene& scene) {
  if (one_in(12)) return {std::string(pick(kStreamPatterns)), {number(0.0, 2.0)}};
  const auto& modules = scene.patches.playing().patch.modules();
  std::string id = module(scene);
  std::string param(pick(kLanes));
  if (!modules.empty() && !one_in(10)) {
    const auto& playing = pick(modules);
    id = playing.id;
    const auto& params = type_of(playing).params;
    if (!params.empty() && !one_in(10)) {
      const auto& info = pick(params);
      param = info.name;
      if (!info.aliases.empty() && one_in(3)) param = pick(info.aliases);
      if (!info.choices.empty() && one_in(2)) {
        return {"/mod/" + id + "/" + param, {std::string(pick(info.choices))}};
      }
      if (!one_in(10)) {
        return {"/mod/" + id + "/" + param,
                {number(static_cast<double>(info.minimum), static_cast<double>(info.maximum))}};
      }
    }
  }
  if (one_in(4)) return note(id);
  if (one_in(3)) {
    osc::Message gate{"/gate/" + id, {whole(0, 1)}};
    if (one_in(2)) gate.args.push_back(number(0.0, one_in(2) ? 1.0 : 127.0));
    return gate;
  }
  return {"/mod/" + id + "/" + param, {one_in(4) ? anything() : number(0.0, 1'000.0)}};
}

osc::Message MessageGrammar::note(const std::string& id) {
  constexpr std::string_view kNotes[] = {"c4", "f#3", "eb2", "60", "60.5", "h4", "c11"};
  const osc::Arg wanted = one_in(2) ? osc::Arg{std::string(pick(kNotes))} : number(30.0, 90.0);
  if (one_in(4)) {
    osc::Message off{"/note/" + id + "/off", {}};
    if (one_in(2)) off.args.push_back(wanted);
    return off;
  }
  osc::Message on{"/note/" + id, {wanted, number(0.0, one_in(2) ? 1.0 : 127.0)}};
  if (one_in(2)) on.args.push_back(number(0.0, 2.0));
  return on;
}

void MessageGrammar::add_argument(std::string_view word, const Scene& scene,
                                  std::vector<osc::Arg>* args) {
  if (one_in(30)) return args->push_back(anything());
  const bool is_list = word.ends_with("…");
  if (is_list) word.remove_suffix(std::string_view("…").size());
  if (word == "values") {
    if (one_in(2)) return args->push_back(values());
    const std::size_t count = one_in(40) ? 300 : 1 + draw(20);
    for (std::size_t i = 0; i < count; ++i) {
      if (one_in(2)) {
        args->emplace_back(value());
      } else {
        args->push_back(number(-1.0, one_in(2) ? 1.0 : 100.0));
      }
    }
    return;
  }
  if (word == "pattern" || word == "string") {
    for (std::size_t left = is_list ? draw(5) : 1; left > 0; --left) {
      if (one_in(5)) {
        args->push_back(one_in(2) ? number(0.0, 99'999.0) : whole(0, 1 << 30));
      } else {
        args->emplace_back(pattern());
      }
    }
    return;
  }
  if (word == "id") return args->push_back(name(one_in(3) ? module(scene) : sequencer(scene)));
  if (word == "module") return args->push_back(name(module(scene)));
  if (word == "gate" || word == "param") {
    if (word == "gate" || args->size() < 3) return args->push_back(std::string(word));
    return args->push_back(name(std::string(pick(kLanes))));
  }
  if (word == "lane") return args->push_back(name(std::string(pick(kLanes))));
  if (word == "type") return args->push_back(std::string(pick_type().name));
  if (word == "src" || word == "dst") {
    std::string text = word == "dst" && one_in(2) ? "output" : module(scene);
    if (one_in(4)) text += "." + std::string(pick(kPorts));
    return args->push_back(name(text));
  }
  if (word == "voices") return args->push_back(whole(1, 2));
  if (word == "bpm") return args->push_back(number(one_in(20) ? -1.0 : 20.0, 999.0));
  if (word == "steps" || word == "n" || word == "pulses") {
    return args->push_back(whole(1, one_in(20) ? 256 : 24));
  }
  if (word == "rotation") return args->push_back(whole(-40, 40));
  if (word == "division") return args->push_back(whole(1, one_in(4) ? 128 : 32));
  if (word == "fraction") return args->push_back(number(0.01, 1.0));
  if (word == "percent") return args->push_back(number(50.0, 75.0));
  if (word == "beats") return args->push_back(number(0.0, 16.0));
  if (word.find('|') != std::string_view::npos) return args->push_back(whole(0, 1));
  args->push_back(anything());
}

std::string MessageGrammar::sequencer(const Scene& scene) {
  if (one_in(12)) return std::string(pick(kNamePatterns));
  const auto sequencers = scene.bank.all();
  if (!sequencers.empty() && !one_in(5)) return pick(sequencers)->id();
  return std::string(pick(kNames));
}

std::string MessageGrammar::module(const Scene& scene) {
  const auto* draft = scene.patches.draft();
  const auto& modules =
      draft != nullptr && one_in(2) ? draft->modules() : scene.patches.playing().patch.modules();
  if (!modules.empty() && !one_in(4)) return pick(modules).id;
  return std::string(pick(kNames));
}

std::string MessageGrammar::pattern() {
  constexpr std::string_view kSteps = "xX.x.x.-159 |.";
  std::string text(one_in(200) ? 60'000 : one_in(20) ? draw(400) : draw(20), '.');
  for (char& c : text) c = kSteps[draw(kSteps.size())];
  if (one_in(60)) text += "y";
  if (one_in(10)) text = pick(std::array{"5", "5.", "9999", "1.5", "", "1e1", "-5", ".5", "x...x"});
  return text;
}

std::string MessageGrammar::value() {
  if (one_in(2)) return std::string(pick(kWords));
  const auto arg = number(-1.0, one_in(2) ? 1.0 : 127.0);
  const auto* text = osc::as_string(arg);
  return text != nullptr ? *text : osc::to_text(arg);
}

std::string MessageGrammar::values() {
  std::string text;
  const std::size_t count = one_in(30) ? 300 : 1 + draw(one_in(2) ? 2 : 20);
  // Lists of one kind are the ones that are taken.
  const bool is_mixed = one_in(4);
  const std::string one = value();
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += one_in(3) ? "," : " ";
    text += one_in(4) ? "." : is_mixed ? value() : one;
  }
  return text;
}

/// A name that reads as a number may come as one.
osc::Arg MessageGrammar::name(std::string text) {
  if (osc::is_number(text) && one_in(3)) {
    const auto number = osc::arg_from_word(text);
    if (!number) return text;
    if (one_in(2)) return *number;
    return static_cast<float>(*osc::as_number(*number));
  }
  return text;
}

osc::Arg MessageGrammar::whole(int low, int high) {
  const auto value =
      static_cast<int>(low + static_cast<int>(draw(static_cast<std::size_t>(high - low) + 1)));
  switch (draw(12)) {
    case 0:
      return static_cast<double>(value);
    case 1:
      return static_cast<float>(value);
    case 2:
      return std::int64_t{value};
    case 3:
      return std::to_string(value);
    case 4:
      return one_in(2);
    case 5:
      return std::nextafter(static_cast<float>(value), 1'000.0F);
    default:
      return std::int32_t{value};
  }
}

osc::Arg MessageGrammar::number(double low, double high) {
  const double value = low + (high - low) * static_cast<double>(draw(1'000'001)) / 1e6;
  switch (draw(10)) {
    case 0:
      return static_cast<std::int32_t>(value);
    case 1:
    case 2:
      return static_cast<float>(value);
    case 3:
      return osc::to_text(osc::Arg{value});
    case 4:
      return std::round(value);
    case 5:
      return static_cast<float>(std::round(value * 10) / 10);
    case 6:
      return one_in(2) ? low : high;
    default:
      return value;
  }
}

osc::Arg MessageGrammar::anything() {
  switch (draw(16)) {
    case 0:
      return static_cast<std::int32_t>(random_());
    case 1:
      return static_cast<std::int64_t>(random_());
    case 2:
      return float_of<float>(static_cast<std::uint32_t>(random_()));
    case 3:
      return float_of<double>(random_());
    case 4:
      return osc::Blob{{1, 2, 3}};
    case 5:
      return osc::Nil{};
    case 6:
      return osc::Impulse{};
    case 7:
      return osc::TimeTag{random_()};
    case 8:
      return one_in(2);
    case 9:
      return 33'333'333.0F;
    case 10:
      return std::numeric_limits<double>::quiet_NaN();
    case 11:
      return std::string("two words \"quoted\" # \\ \n");
    case 12:
      return std::string("\xff\xfe\r\t");
    case 13:
      return std::string(pick(kWords));
    case 14:
      return std::string(pick(kNames));
    default:
      return number(-1e3, 1e3);
  }
}

}  // namespace chronus::conductor

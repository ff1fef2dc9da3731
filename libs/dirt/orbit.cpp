// SPDX-License-Identifier: MIT
#include "dirt/orbit.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "base/name.hpp"

namespace chronus::dirt {
namespace {

using Lines = std::vector<osc::Message>;

constexpr int kVoices = 64;
constexpr std::string_view kOutput = "output";
constexpr std::string_view kOf = "orbit";

std::string orbit_name(int orbit) { return std::string(kOf) + std::to_string(orbit); }

void create(Lines* lines, std::string id, const char* type, int voices = 0) {
  std::vector<osc::Arg> args{std::move(id), std::string(type)};
  if (voices > 0) args.emplace_back(voices);
  lines->push_back({"/patch/create", std::move(args)});
}

void connect(Lines* lines, std::string from, std::string to) {
  lines->push_back({"/patch/connect", {std::move(from), std::move(to)}});
}

void set(Lines* lines, const std::string& id, const char* param, osc::Arg value) {
  lines->push_back({"/mod/" + id + "/" + param, {std::move(value)}});
}

/// A strip, from what sounds to the orbit's limiter.
void add_strip(Lines* lines, int orbit, const std::string& strip, int voices) {
  const std::string name = orbit_name(orbit);
  create(lines, strip, "strip", voices);
  set(lines, strip, "gain", kUsualLevel);
  connect(lines, strip + ".left", name + "_limit.left");
  connect(lines, strip + ".right", name + "_limit.right");
}

/// A synth's patch, whose names change.
class Renaming {
 public:
  explicit Renaming(const OrbitPart& place) : place_(place) {}

  Status take(const osc::Message& line) {
    const Address& address = line.address;
    if (address == "/patch/new" || address == "/patch/commit") return {};
    if (address == "/patch/create") return take_create(line);
    if (address == "/patch/connect") return take_connect(line);
    if (address.root() == "mod" && address.has_rest()) return take_value(line);
    return Error{"a synth is made of /patch/create, connect and /mod, not of " + address.text()};
  }

  Result<Lines> lines() && {
    if (voices_ == 0) return Error{"nothing of it that has voices goes to the output"};
    if (!has_source_) return Error{"it has no module " + place_.synth + ", which notes are for"};
    Lines all;
    add_strip(&all, place_.orbit, module_of(place_, Part::kStrip), voices_);
    Lines made = std::move(creates_);
    made.insert(made.end(), all.begin(), all.end());
    made.insert(made.end(), others_.begin(), others_.end());
    return made;
  }

 private:
  /// `superpiano_env` and `env` are both `orbit3_superpiano_env`, and `superpiano` is the source.
  std::string renamed(std::string_view id) const {
    const std::string source = source_of(place_);
    if (id == place_.synth) return source;
    if (id.starts_with(place_.synth + "_")) id.remove_prefix(place_.synth.size() + 1);
    return source + "_" + std::string(id);
  }
  static std::string_view module_in(std::string_view end) { return end.substr(0, end.find('.')); }
  static std::string_view port_in(std::string_view end) {
    const auto dot = end.find('.');
    return dot == end.npos ? std::string_view() : end.substr(dot);
  }
  static const std::string* text(const osc::Message& line, std::size_t index) {
    return index < line.args.size() ? osc::as_string(line.args[index]) : nullptr;
  }

  Status take_create(const osc::Message& line) {
    const auto* id = text(line, 0);
    if (id == nullptr) return Error{"/patch/create without an id"};
    osc::Message made = line;
    made.args[0] = renamed(*id);
    if (auto named = check_name("module", *osc::as_string(made.args[0])); !named) return named;
    has_source_ = has_source_ || *id == place_.synth;
    const auto voices = line.args.size() > 2 ? osc::as_integer(line.args[2]) : std::nullopt;
    voices_of_.emplace_back(*id, static_cast<int>(voices.value_or(0)));
    creates_.push_back(std::move(made));
    return {};
  }

  int voices_of(std::string_view id) const {
    for (const auto& [name, voices] : voices_of_) {
      if (name == id) return voices;
    }
    return 0;
  }

  Status take_connect(const osc::Message& line) {
    const auto* src = text(line, 0);
    const auto* dst = text(line, 1);
    if (src == nullptr || dst == nullptr) return Error{"/patch/connect without its ends"};
    osc::Message made = line;
    const std::string from = renamed(module_in(*src)) + std::string(port_in(*src));
    made.args[0] = from;
    if (module_in(*dst) != kOutput) {
      made.args[1] = renamed(module_in(*dst)) + std::string(port_in(*dst));
    } else {
      const int voices = voices_of(module_in(*src));
      // What has been summed cannot be a note's any more.
      if (voices == 0) return Error{"what goes to its output has no voices: " + *src};
      if (voices_ != 0 && voices != voices_) return Error{"its output has two numbers of voices"};
      voices_ = voices;
      made.args[1] = module_of(place_, Part::kStrip) + std::string(port_in(*dst));
    }
    others_.push_back(std::move(made));
    return {};
  }

  Status take_value(const osc::Message& line) {
    osc::Message made = line;
    made.address = "/mod/" + renamed(line.address.name()) + "/" + std::string(line.address.rest());
    others_.push_back(std::move(made));
    return {};
  }

  const OrbitPart& place_;
  Lines creates_;
  Lines others_;
  std::vector<std::pair<std::string, int>> voices_of_;
  int voices_ = 0;
  bool has_source_ = false;
};

}  // namespace

std::string to_text(const OrbitPart& place) {
  return std::to_string(place.orbit) + (place.synth.empty() ? "" : ":" + place.synth);
}

Result<OrbitPart> parse_place(std::string_view text) {
  const auto colon = text.find(':');
  const std::string_view digits = text.substr(0, colon);
  OrbitPart place;
  const auto* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, place.orbit);
  const bool is_orbit = !digits.empty() && read.ec == std::errc{} && read.ptr == end &&
                        place.orbit >= 0 && place.orbit < kOrbits;
  if (colon != text.npos) place.synth = text.substr(colon + 1);
  if (!is_orbit || (colon != text.npos && !is_valid_name(place.synth))) {
    return Error{
        "'" + std::string(text.substr(0, 64)) +
        "' is no orbit: 0 to 11, or with a synth or an effect as in 3:superpiano, 3:delay"};
  }
  return place;
}

std::string source_of(const OrbitPart& place) {
  return orbit_name(place.orbit) + (place.synth.empty() ? "" : "_" + place.synth);
}

std::string module_of(const OrbitPart& place, Part part) {
  switch (part) {
    case Part::kSource:
      return source_of(place);
    case Part::kStrip:
      return source_of(place) + "_strip";
    case Part::kDelay:
      return orbit_name(place.orbit) + "_delay";
    case Part::kRoom:
      break;
  }
  return orbit_name(place.orbit) + "_room";
}

Lines orbit_lines(int orbit) {
  const std::string name = orbit_name(orbit);
  Lines lines;
  create(&lines, name, "sampler", kVoices);
  create(&lines, name + "_limit", "ceiling");
  add_strip(&lines, orbit, name + "_strip", kVoices);
  for (const char* side : {".left", ".right"}) {
    connect(&lines, name + side, name + "_strip" + side);
    connect(&lines, name + "_limit" + side, std::string(kOutput) + side);
  }
  return lines;
}

Lines effect_lines(const OrbitPart& effect) {
  const bool is_delay = effect.synth == kDelay;
  const std::string id = source_of(effect);
  const std::string limit = orbit_name(effect.orbit) + "_limit";
  Lines lines;
  create(&lines, id, is_delay ? "delay" : "reverb");
  set(&lines, id, "mix", 1.0);
  connect(&lines, id + (is_delay ? ".out" : ".left"), limit + ".left");
  connect(&lines, id + ".right", limit + ".right");
  return lines;
}

Lines send_lines(const OrbitPart& effect, const std::string& strip) {
  const std::string id = source_of(effect);
  const std::string port = strip + "." + effect.synth;
  Lines lines;
  connect(&lines, port + "_left", id + (effect.synth == kDelay ? ".in" : ".left"));
  connect(&lines, port + "_right", id + ".right");
  return lines;
}

bool is_strip_of(int orbit, std::string_view module) {
  return module.starts_with(orbit_name(orbit) + "_") && module.ends_with("_strip");
}

Result<Lines> synth_lines(const OrbitPart& place, std::span<const osc::Message> patch) {
  Renaming renaming(place);
  for (const auto& line : patch) {
    if (auto taken = renaming.take(line); !taken) return taken.error();
  }
  return std::move(renaming).lines();
}

}  // namespace chronus::dirt

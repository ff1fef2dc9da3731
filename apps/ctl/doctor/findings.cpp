// SPDX-License-Identifier: MIT
#include "findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <iterator>

#include "base/scheduling.hpp"

namespace chronus::ctl {

namespace {

constexpr std::uint64_t kMebibyte = 1'048'576;
constexpr std::uint64_t kGibibyte = 1'024 * kMebibyte;
/// A minute of stereo recording is 23 MB, a journal 64 MB at the most.
constexpr std::uint64_t kLittleSpace = kGibibyte;
constexpr std::uint64_t kNoSpace = 100 * kMebibyte;
/// What chronusd and its workers hold, with some patches in it.
constexpr std::int64_t kMemoryToLock = 256 * static_cast<std::int64_t>(kMebibyte);

constexpr const char* kGrantRealtime =
    "printf '@audio - rtprio 95\\n@audio - memlock unlimited\\n' | sudo tee "
    "/etc/security/limits.d/95-chronus.conf && sudo usermod -aG audio {0}  # then log in anew";

using Findings = std::vector<Finding>;

Finding ok(std::string subject, std::string what) {
  return {Severity::kOk, std::move(subject), std::move(what), {}};
}

Finding warning(std::string subject, std::string what, std::string remedy) {
  return {Severity::kWarning, std::move(subject), std::move(what), std::move(remedy)};
}

Finding wrong(std::string subject, std::string what, std::string remedy) {
  return {Severity::kWrong, std::move(subject), std::move(what), std::move(remedy)};
}

bool has(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

std::string in_units(std::uint64_t bytes) {
  if (bytes >= kGibibyte) return fmt::format("{:.1f} GB", static_cast<double>(bytes) / kGibibyte);
  if (bytes > 0 && bytes < kMebibyte) return fmt::format("{} kB", bytes / 1'024);
  return fmt::format("{} MB", bytes / kMebibyte);
}

/// As a shell reads it as one word.
std::string one_word(const std::string& text) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@+-";
  if (!text.empty() && std::strspn(text.c_str(), kPlain) == text.size()) return text;
  std::string quoted = "'";
  for (const char letter : text) quoted += letter == '\'' ? "'\\''" : std::string(1, letter);
  return quoted + "'";
}

bool grants(const LimitLine& line, const char* item, std::int64_t at_least) {
  if (line.item != item) return false;
  if (line.value == "unlimited" || line.value == "infinity" || line.value == "-1") return true;
  std::int64_t value = 0;
  std::from_chars(line.value.data(), line.value.data() + line.value.size(), value);
  return value >= at_least;
}

/// Where limits.conf grants it already, what is missing: a group, or a new login.
std::string remedy_of_limits(const Facts& facts, const char* item, std::int64_t at_least) {
  for (const auto& line : facts.realtime.limits) {
    if (!grants(line, item, at_least)) continue;
    const bool is_group = line.domain.starts_with('@');
    const std::string group = is_group ? line.domain.substr(1) : "";
    const bool is_for_us = line.domain == "*" || line.domain == facts.user.name ||
                           (is_group && has(facts.user.groups, group));
    if (is_for_us) {
      return fmt::format("loginctl terminate-user {}  # log in anew: {} grants it", facts.user.name,
                         line.file);
    }
    if (is_group) {
      return fmt::format("sudo usermod -aG {} {}  # then log in anew: {} grants it to that group",
                         group, facts.user.name, line.file);
    }
  }
  return fmt::format(fmt::runtime(kGrantRealtime), facts.user.name);
}

Finding realtime(const Facts& facts) {
  const char* subject = "real-time";
  const auto& it = facts.realtime;
  if (it.granted >= kAudioPriority) {
    return ok(subject, fmt::format("priority {} is granted", kAudioPriority));
  }
  const std::string rtkit =
      it.has_rtkit ? "; rtkit, which is here, gives 20 at the most and is not asked" : "";
  if (it.runtime_us == 0) {
    return wrong(subject, "the kernel gives real-time threads no time (sched_rt_runtime_us is 0)",
                 "sudo sysctl kernel.sched_rt_runtime_us=950000");
  }
  const std::string limit = it.limit < 0 ? "unlimited" : std::to_string(it.limit);
  if (it.limit < 0 || it.limit >= kAudioPriority) {
    return wrong(subject,
                 fmt::format("priority {} is refused, though RLIMIT_RTPRIO is {}: a container or "
                             "a cgroup without real-time time",
                             kAudioPriority, limit),
                 "sudo sysctl kernel.sched_rt_runtime_us=-1");
  }
  return wrong(subject,
               fmt::format("priority {} is refused (RLIMIT_RTPRIO is {}): dropouts whenever the "
                           "machine is busy{}",
                           kAudioPriority, limit, rtkit),
               remedy_of_limits(facts, "rtprio", kAudioPriority));
}

Finding memory(const Facts& facts) {
  const char* subject = "memory lock";
  const auto& it = facts.memory;
  if (it.is_exempt || it.limit_bytes < 0) return ok(subject, "unlimited");
  const auto limit = in_units(static_cast<std::uint64_t>(it.limit_bytes));
  const auto remedy = remedy_of_limits(facts, "memlock", kMemoryToLock / 1'024);
  if (it.limit_bytes < kMemoryToLock) {
    return warning(subject,
                   fmt::format("RLIMIT_MEMLOCK is {}: samples and workers can be paged out, which "
                               "is heard when it happens",
                               limit),
                   remedy);
  }
  return ok(subject, fmt::format("up to {}", limit));
}

Finding governor(const Facts& facts) {
  const char* subject = "governor";
  const auto& all = facts.governors;
  if (all.empty()) return ok(subject, "the machine's clock rate is not ours to choose");
  const auto slow = std::find_if(all.begin(), all.end(), [](const std::string& name) {
    return name == "powersave" || name == "conservative" || name == "ondemand";
  });
  if (slow == all.end()) return ok(subject, all.front());
  const auto count = std::count(all.begin(), all.end(), *slow);
  return warning(
      subject,
      fmt::format("{} of {} processors are on '{}': they wake slowly", count, all.size(), *slow),
      "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/"
      "scaling_governor");
}

Finding sound(const Facts& facts) {
  const char* subject = "sound";
  const auto& it = facts.sound;
  std::vector<std::string> found;
  if (it.jack) found.emplace_back("JACK");
  if (it.pipewire) found.emplace_back("PipeWire");
  if (it.pulse) found.emplace_back("PulseAudio");
  for (const auto& card : it.cards) found.push_back("ALSA card " + card);
  if (found.empty()) {
    return warning(subject, "no sound server, no sound card: the music plays in silence",
                   "sudo apt install pipewire-audio && systemctl --user start pipewire-pulse");
  }
  if (!it.may_open_cards && !it.jack && !it.pipewire && !it.pulse) {
    return wrong(subject,
                 fmt::format("{}, which {} may not open", fmt::join(found, ", "), facts.user.name),
                 fmt::format("sudo usermod -aG audio {}  # then log in anew", facts.user.name));
  }
  return ok(subject, fmt::format("{}", fmt::join(found, ", ")));
}

Finding port(const Facts& facts) {
  const char* subject = "port";
  const auto& it = facts.port;
  if (!it.is_of_this_machine) {
    return ok(subject, fmt::format("{} is on another machine", it.at));
  }
  if (it.is_free) return ok(subject, fmt::format("{} is free", it.at));
  const std::string elsewhere =
      fmt::format("chronusd --osc 127.0.0.1:{}", it.port == 65'535 ? 5'006 : it.port + 1);
  const bool is_held = it.reason == EADDRINUSE || it.reason == 0;
  if (!is_held) {
    return wrong(subject, fmt::format("{} cannot be had: {}", it.at, std::strerror(it.reason)),
                 elsewhere);
  }
  if (it.program == "chronusd") {
    return ok(subject, fmt::format("{} is held by chronusd ({})", it.at, it.pid));
  }
  if (it.pid == 0) {
    if (facts.engine.answers) {
      return ok(subject, fmt::format("{} is held by a chronusd of another user", it.at));
    }
    return wrong(
        subject,
        fmt::format("{} is held by a process of another user, and it is no chronusd", it.at),
        fmt::format("sudo ss -lunp 'sport = :{}'  # who; or: {}", it.port, elsewhere));
  }
  return wrong(subject, fmt::format("{} is held by {} ({})", it.at, it.program, it.pid),
               fmt::format("kill {}  # or: {}", it.pid, elsewhere));
}

std::string contents(const StateFacts& it) {
  std::string text;
  for (const auto& folder : it.folders) {
    text += fmt::format(", {} {} in {} file{}", folder.name, in_units(folder.bytes), folder.files,
                        folder.files == 1 ? "" : "s");
  }
  return text;
}

/// Of journals only where it is the directory of the engine that answers.
std::string retention(const Facts& facts) {
  const Json& journal = at(facts.engine.status, "journal");
  std::string limits;
  const auto bytes = static_cast<std::uint64_t>(number(journal, "keep_bytes"));
  if (bytes > 0 && text(journal, "file").starts_with(facts.state.path + "/journals/")) {
    const auto days = static_cast<int>(number(journal, "keep_days"));
    limits =
        fmt::format("journals are kept up to {}, {}; ", in_units(bytes),
                    days > 0 ? fmt::format("for {} day{} at the most", days, days == 1 ? "" : "s")
                             : "with no limit of days");
  }
  return limits + "recordings are never taken away";
}

Findings state(const Facts& facts) {
  const char* subject = "state";
  const auto& it = facts.state;
  const std::string path = one_word(it.path);
  const std::string user = one_word(facts.user.name);
  if (it.exists && !it.is_directory) {
    return {wrong(subject, fmt::format("{} is no directory: nothing is kept", it.path),
                  fmt::format("mv {0} {0}.old", path))};
  }
  if (!it.is_writable) {
    const char* why = it.exists ? "cannot be written" : "is not there and cannot be made";
    return {wrong(subject,
                  fmt::format("{} {}: no session, no journal, no recording is kept", it.path, why),
                  fmt::format("sudo mkdir -p {0} && sudo chown -R {1} {0}", path, user))};
  }
  Findings found;
  if (it.exists && (it.mode & 022U) != 0) {
    found.push_back(
        warning(subject, fmt::format("{} can be written by others (mode {:o})", it.path, it.mode),
                fmt::format("chmod go-w {}", path)));
  }
  const std::string space = fmt::format("{}: {} free{}; {}", it.path, in_units(it.free_bytes),
                                        contents(it), retention(facts));
  const std::string make_room =
      fmt::format("ls -lhS {0}/recordings {0}/journals  # and remove what is not wanted", path);
  if (it.free_inodes == 0) {
    found.push_back(
        wrong(subject, fmt::format("{}: the disk takes no more files", it.path), make_room));
  } else if (it.free_bytes < kNoSpace) {
    found.push_back(wrong(subject, space, make_room));
  } else if (it.free_bytes < kLittleSpace) {
    found.push_back(warning(subject, space, make_room));
  } else if (found.empty()) {
    found.push_back(ok(subject, it.exists ? space : it.path + " will be made"));
  }
  return found;
}

Finding clock(const Facts& facts) {
  const char* subject = "clock";
  const auto& it = facts.clock;
  if (!it.is_known) {
    return warning(subject, "the kernel does not say whether it is synchronised", "timedatectl");
  }
  if (!it.is_synchronised) {
    return warning(subject,
                   "not synchronised: time tags of other machines miss, and after a restart the "
                   "grid is off by what the clock jumps",
                   "sudo timedatectl set-ntp true");
  }
  return ok(subject, fmt::format("synchronised, to {:.1f} ms",
                                 static_cast<double>(it.most_error_us) / 1'000.0));
}

}  // namespace

std::vector<Finding> examine(const Facts& facts) {
  Findings all{realtime(facts), memory(facts), governor(facts), sound(facts), port(facts)};
  for (auto&& part : {state(facts), Findings{clock(facts)}, examine_engine(facts)}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace chronus::ctl

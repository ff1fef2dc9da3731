// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctl/json_text.hpp"

namespace chronus::ctl {

/// A line of limits.conf(5), as `@audio - rtprio 95`.
struct LimitLine {
  std::string file;
  std::string domain;
  std::string item;   ///< "rtprio", "memlock"
  std::string value;  ///< a number, or "unlimited"
};

/// Who asks.
struct UserFacts {
  std::string name;
  bool is_root = false;
  std::vector<std::string> groups;  ///< that the system would give at a login
};

struct RealtimeFacts {
  int granted = 0;                    ///< SCHED_FIFO priority that a thread of ours got; 0: none
  std::int64_t limit = 0;             ///< RLIMIT_RTPRIO; -1: unlimited
  bool has_rtkit = false;             ///< its daemon is installed
  std::int64_t runtime_us = 950'000;  ///< kernel.sched_rt_runtime_us; 0 forbids, -1: no bound
  std::vector<LimitLine> limits;      ///< lines on rtprio and memlock in limits.conf, limits.d
};

struct MemoryFacts {
  std::int64_t limit_bytes = 0;  ///< RLIMIT_MEMLOCK; -1: unlimited
  bool is_exempt = false;        ///< CAP_IPC_LOCK
};

struct SoundFacts {
  bool jack = false, pulse = false, pipewire = false;  ///< somebody listens on its socket
  std::vector<std::string> cards;                      ///< of ALSA, by name
  bool may_open_cards = true;                          ///< the devices of all cards can be opened
};

struct PortFacts {
  std::string at;  ///< "127.0.0.1:5005"
  std::uint16_t port = 0;
  bool is_of_this_machine = true;
  bool is_free = true;
  int reason = 0;  ///< errno of the bind where it is not free, and nobody holds it
  /// Who holds it; 0 and empty where that cannot be seen.
  int pid = 0;
  std::string program;
  char process_state = 'R';  ///< as /proc/PID/stat has it
};

/// What lies in a folder of the state directory.
struct FolderFacts {
  std::string name;  ///< "journals"
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
};

struct StateFacts {
  std::string path;
  bool exists = false;
  bool is_directory = false;
  bool is_writable = false;  ///< or, where it does not exist, can be made
  unsigned mode = 0;         ///< permission bits
  std::uint64_t free_bytes = 0;
  std::uint64_t free_inodes = 1'000'000;
  std::vector<FolderFacts> folders;
};

struct ClockFacts {
  bool is_known = true;  ///< adjtimex answered
  bool is_synchronised = false;
  std::int64_t most_error_us = 0;
};

struct EngineFacts {
  bool answers = false;
  std::string version;  ///< of the server; empty: it did not say
  Json status;          ///< of /status.reply; null where there is none
};

/// What the doctor looks at, as it was found: plain values, so that what is made of them needs no
/// machine to be tested.
struct Facts {
  std::string version;  ///< of this program
  UserFacts user;
  RealtimeFacts realtime;
  MemoryFacts memory;
  std::vector<std::string> governors;  ///< of each processor; none: the machine has none to choose
  SoundFacts sound;
  PortFacts port;
  StateFacts state;
  ClockFacts clock;
  EngineFacts engine;
};

}  // namespace chronus::ctl

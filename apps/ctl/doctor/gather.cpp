// SPDX-License-Identifier: MIT
#include "gather.hpp"

#include <fcntl.h>
#include <grp.h>
#include <ifaddrs.h>
#include <pwd.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/file_descriptor.hpp"
#include "base/scheduling.hpp"
#include "proc_text.hpp"

namespace chronus::ctl {

namespace {

namespace fs = std::filesystem;

/// More than a state directory has, few enough for a disk that is slow.
constexpr std::uint64_t kMostFiles = 100'000;

std::string contents_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// What can be read of a folder, by name; nothing where there is none.
std::vector<fs::path> entries(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> found;
  for (auto it = fs::directory_iterator(folder, error); !error && it != fs::directory_iterator();
       it.increment(error)) {
    found.push_back(it->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::int64_t limit_of(int resource) {
  rlimit limit{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) return 0;
  return limit.rlim_cur == RLIM_INFINITY ? -1 : static_cast<std::int64_t>(limit.rlim_cur);
}

UserFacts user_facts() {
  UserFacts facts;
  facts.is_root = ::geteuid() == 0;
  const passwd* entry = ::getpwuid(::geteuid());
  facts.name = entry != nullptr ? entry->pw_name : std::to_string(::geteuid());
  std::vector<gid_t> ids(256);
  int count = static_cast<int>(ids.size());
  const gid_t own = entry != nullptr ? entry->pw_gid : ::getegid();
  if (::getgrouplist(facts.name.c_str(), own, ids.data(), &count) < 0) return facts;
  ids.resize(static_cast<std::size_t>(count));
  for (const gid_t id : ids) {
    if (const group* named = ::getgrgid(id)) facts.groups.emplace_back(named->gr_name);
  }
  return facts;
}

RealtimeFacts realtime_facts(const std::string& root) {
  RealtimeFacts facts;
  // A thread of its own: what it is granted goes with it.
  std::thread([&facts] {
    const auto got = request_realtime(kAudioPriority);
    facts.granted = got.policy == SCHED_FIFO ? got.priority : 0;
  }).join();
  facts.limit = limit_of(RLIMIT_RTPRIO);
  std::error_code ignored;
  facts.has_rtkit = fs::exists(
      root + "/usr/share/dbus-1/system-services/org.freedesktop.RealtimeKit1.service", ignored);
  const auto runtime = first_line(contents_of(root + "/proc/sys/kernel/sched_rt_runtime_us"));
  if (!runtime.empty()) facts.runtime_us = std::strtoll(runtime.c_str(), nullptr, 10);
  std::vector<fs::path> files{root + "/etc/security/limits.conf"};
  for (const auto& path : entries(root + "/etc/security/limits.d")) {
    if (path.extension() == ".conf") files.push_back(path);
  }
  for (const auto& path : files) {
    const auto name = path.string().substr(root.size());
    for (auto& line : limit_lines(contents_of(path), name)) facts.limits.push_back(line);
  }
  return facts;
}

std::vector<std::string> governors(const std::string& root) {
  std::vector<std::string> found;
  for (const auto& processor : entries(root + "/sys/devices/system/cpu")) {
    auto name = first_line(contents_of(processor.string() + "/cpufreq/scaling_governor"));
    if (!name.empty()) found.push_back(std::move(name));
  }
  return found;
}

SoundFacts sound_facts(const std::string& root) {
  SoundFacts facts;
  find_sound_servers(listening_paths(contents_of(root + "/proc/net/unix")), &facts);
  facts.cards = sound_cards(contents_of(root + "/proc/asound/cards"));
  for (const auto& device : entries(root + "/dev/snd")) {
    if (!device.filename().string().starts_with("pcm")) continue;
    facts.may_open_cards = facts.may_open_cards && ::access(device.c_str(), R_OK | W_OK) == 0;
  }
  return facts;
}

bool is_of_this_machine(const osc::Endpoint& at) {
  if (at.is_loopback() || at.is_any()) return true;
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return true;
  bool found = false;
  for (const ifaddrs* it = all; it != nullptr; it = it->ifa_next) {
    if (it->ifa_addr == nullptr) continue;
    const int family = it->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    found = found || osc::from_sockaddr(it->ifa_addr).address == at.address;
  }
  ::freeifaddrs(all);
  return found;
}

/// The errno of binding there; 0: it could be had, and is let go again.
int try_port(const osc::Endpoint& at) {
  const int family = osc::family_of(at);
  const FileDescriptor socket(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return errno;
  const auto address = osc::to_sockaddr(at, family);
  return ::bind(socket.get(), address.get(), address.size) == 0 ? 0 : errno;
}

/// Which of the processes that we may look into has one of the sockets open; 0: none.
int holder_of(const std::vector<std::uint64_t>& inodes, const std::string& root) {
  std::vector<std::string> names;
  for (const auto inode : inodes) names.push_back("socket:[" + std::to_string(inode) + "]");
  for (const auto& process : entries(root + "/proc")) {
    const auto pid = std::atoi(process.filename().c_str());
    if (pid <= 0) continue;
    for (const auto& open : entries(process.string() + "/fd")) {
      std::error_code error;
      const auto target = fs::read_symlink(open, error).string();
      if (!error && std::find(names.begin(), names.end(), target) != names.end()) return pid;
    }
  }
  return 0;
}

PortFacts port_facts(const std::string& root, const osc::Endpoint& server) {
  PortFacts facts;
  facts.at = osc::to_text(server);
  facts.port = server.port;
  facts.is_of_this_machine = is_of_this_machine(server);
  if (!facts.is_of_this_machine) return facts;
  facts.reason = try_port(server);
  facts.is_free = facts.reason == 0;
  if (facts.reason != EADDRINUSE) return facts;
  std::vector<std::uint64_t> inodes;
  for (const char* table : {"/proc/net/udp", "/proc/net/udp6"}) {
    for (const auto inode : sockets_on_port(contents_of(root + table), server.port)) {
      inodes.push_back(inode);
    }
  }
  facts.pid = holder_of(inodes, root);
  if (facts.pid == 0) return facts;
  const auto process = root + "/proc/" + std::to_string(facts.pid);
  facts.program = first_line(contents_of(process + "/comm"));
  facts.process_state = process_state(contents_of(process + "/stat"));
  return facts;
}

FolderFacts folder_facts(const std::string& state_directory, const char* name) {
  FolderFacts facts{name, 0, 0};
  std::error_code error;
  fs::recursive_directory_iterator it(state_directory + "/" + name,
                                      fs::directory_options::skip_permission_denied, error);
  for (; !error && it != fs::recursive_directory_iterator() && facts.files < kMostFiles;
       it.increment(error)) {
    std::error_code ignored;
    if (!it->is_regular_file(ignored)) continue;
    const auto bytes = it->file_size(ignored);
    if (ignored) continue;
    facts.bytes += bytes;
    ++facts.files;
  }
  return facts;
}

StateFacts state_facts(const std::string& path) {
  StateFacts facts;
  facts.path = path;
  struct stat status {};
  facts.exists = ::stat(path.c_str(), &status) == 0;
  std::string there = path;
  if (facts.exists) {
    facts.is_directory = S_ISDIR(status.st_mode);
    facts.mode = status.st_mode & 07777U;
  } else {
    // The nearest folder above that is there, in which it would be made.
    while (::access(there.c_str(), F_OK) != 0 && fs::path(there).has_relative_path()) {
      there = fs::path(there).parent_path().string();
      if (there.empty()) there = ".";
    }
  }
  facts.is_writable = ::access(there.c_str(), W_OK | X_OK) == 0;
  struct statvfs disk {};
  if (::statvfs(there.c_str(), &disk) == 0) {
    facts.free_bytes = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
    // Some file systems count none.
    if (disk.f_files != 0) facts.free_inodes = disk.f_favail;
  }
  if (!facts.is_directory) return facts;
  for (const char* name : {"journals", "recordings"}) {
    facts.folders.push_back(folder_facts(path, name));
  }
  return facts;
}

ClockFacts clock_facts() {
  timex clock{};
  const int state = ::adjtimex(&clock);
  return {state >= 0, state >= 0 && state != TIME_ERROR && (clock.status & STA_UNSYNC) == 0,
          clock.maxerror};
}

}  // namespace

Facts gather(const Places& places, const osc::Endpoint& server) {
  constexpr unsigned kCapIpcLock = 14;
  Facts facts;
  facts.user = user_facts();
  facts.realtime = realtime_facts(places.root);
  facts.memory = {limit_of(RLIMIT_MEMLOCK),
                  has_capability(contents_of(places.root + "/proc/self/status"), kCapIpcLock)};
  facts.governors = governors(places.root);
  facts.sound = sound_facts(places.root);
  facts.port = port_facts(places.root, server);
  facts.state = state_facts(places.state_directory);
  facts.clock = clock_facts();
  return facts;
}

}  // namespace chronus::ctl

// SPDX-License-Identifier: MIT
#include "proc_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>

namespace chronus::ctl {

namespace {

void for_each_line(std::string_view text, const std::function<void(std::string_view)>& use) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    use(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::vector<std::string_view> fields_of(std::string_view line) {
  constexpr const char* kBlank = " \t\r";
  std::vector<std::string_view> fields;
  for (;;) {
    const auto begin = line.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) return fields;
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(kBlank), line.size());
    fields.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

template <class Number>
Number number_of(std::string_view digits, int base = 10) {
  Number value{};
  std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return value;
}

}  // namespace

std::vector<LimitLine> limit_lines(std::string_view text, const std::string& file) {
  std::vector<LimitLine> found;
  for_each_line(text, [&](std::string_view line) {
    const auto fields = fields_of(line.substr(0, line.find('#')));
    if (fields.size() != 4 || fields[1] == "hard") return;
    if (fields[2] != "rtprio" && fields[2] != "memlock") return;
    found.push_back({file, std::string(fields[0]), std::string(fields[2]), std::string(fields[3])});
  });
  return found;
}

std::vector<std::uint64_t> sockets_on_port(std::string_view table, std::uint16_t port) {
  constexpr std::size_t kLocal = 1;
  constexpr std::size_t kInode = 9;
  std::vector<std::uint64_t> inodes;
  for_each_line(table, [&](std::string_view line) {
    const auto fields = fields_of(line);
    if (fields.size() <= kInode) return;
    const auto colon = fields[kLocal].rfind(':');
    if (colon == std::string_view::npos) return;  // the heading
    if (number_of<unsigned>(fields[kLocal].substr(colon + 1), 16) != port) return;
    const auto inode = number_of<std::uint64_t>(fields[kInode]);
    if (inode != 0) inodes.push_back(inode);
  });
  return inodes;
}

std::vector<std::string> listening_paths(std::string_view table) {
  constexpr unsigned kAcceptsConnections = 0x10000;
  constexpr std::size_t kFlags = 3;
  constexpr std::size_t kPath = 7;
  std::vector<std::string> paths;
  for_each_line(table, [&](std::string_view line) {
    const auto fields = fields_of(line);
    if (fields.size() <= kPath || !fields[0].ends_with(':')) return;
    if ((number_of<unsigned>(fields[kFlags], 16) & kAcceptsConnections) == 0) return;
    paths.emplace_back(fields[kPath]);
  });
  return paths;
}

void find_sound_servers(const std::vector<std::string>& paths, SoundFacts* facts) {
  const auto any = [&](const auto& is_one) {
    return std::any_of(paths.begin(), paths.end(), is_one);
  };
  facts->pulse = any([](const std::string& path) { return path.ends_with("/pulse/native"); });
  facts->pipewire = any([](const std::string& path) {
    const auto name = path.substr(path.rfind('/') + 1);
    return name.starts_with("pipewire-") && !name.ends_with("-manager");
  });
  facts->jack = any([](const std::string& path) {
    return path.substr(path.rfind('/') + 1).starts_with("jack_");
  });
}

std::vector<std::string> sound_cards(std::string_view text) {
  std::vector<std::string> cards;
  for_each_line(text, [&](std::string_view line) {
    const auto bracket = line.find("]: ");
    if (bracket == std::string_view::npos) return;
    const auto dash = line.find(" - ", bracket);
    const auto begin = dash == std::string_view::npos ? bracket + 3 : dash + 3;
    cards.emplace_back(line.substr(begin));
  });
  return cards;
}

char process_state(std::string_view stat) {
  // The name before it, in parentheses, may hold any of them itself.
  const auto end = stat.rfind(')');
  return end == std::string_view::npos || end + 2 >= stat.size() ? '?' : stat[end + 2];
}

bool has_capability(std::string_view status, unsigned number) {
  bool has = false;
  for_each_line(status, [&](std::string_view line) {
    const auto fields = fields_of(line);
    if (fields.size() != 2 || fields[0] != "CapEff:") return;
    has = ((number_of<std::uint64_t>(fields[1], 16) >> number) & 1U) != 0;
  });
  return has;
}

}  // namespace chronus::ctl

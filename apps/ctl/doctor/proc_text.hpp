// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctl/doctor/facts.hpp"

/// What the kernel and the system's files say, read: text in, values out.
namespace chronus::ctl {

/// The lines of limits.conf(5) on rtprio and memlock, `file` of each being the given one. Lines
/// that grant a hard limit alone grant nothing until somebody raises the soft one: left out.
std::vector<LimitLine> limit_lines(std::string_view text, const std::string& file);

/// Of /proc/net/udp or udp6: the inodes of sockets that are bound to the port.
std::vector<std::uint64_t> sockets_on_port(std::string_view table, std::uint16_t port);

/// Of /proc/net/unix: the paths at which somebody listens.
std::vector<std::string> listening_paths(std::string_view table);

/// Of those paths, which sound servers they are.
void find_sound_servers(const std::vector<std::string>& paths, SoundFacts* facts);

/// Of /proc/asound/cards: the names, as ` 0 [PCH            ]: HDA-Intel - HDA Intel PCH` has
/// them last.
std::vector<std::string> sound_cards(std::string_view text);

/// Of /proc/PID/stat: the letter of its state; `?` where the text has none.
char process_state(std::string_view stat);

/// Of /proc/self/status: whether a capability, by its number, is effective.
bool has_capability(std::string_view status, unsigned number);

}  // namespace chronus::ctl

// SPDX-License-Identifier: MIT
#include "osc/packet_check.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "osc/packet.hpp"
#include "osc/padding.hpp"

namespace chronus::osc {

namespace {

constexpr std::string_view kBundleTag{"#bundle\0", 8};
constexpr std::size_t kBundleHeaderBytes = 16;  // tag and time tag

/// A part [begin, end) of the packet; begin and end are multiples of four.
struct Part {
  std::size_t begin;
  std::size_t end;
};

class Checker {
 public:
  explicit Checker(std::span<const std::byte> packet)
      : bytes_(reinterpret_cast<const char*>(packet.data()), packet.size()) {}

  Result<std::vector<BadMessage>> check() {
    if (bytes_.empty()) return fail(0, "empty packet");
    if (bytes_.size() > kMaxPacketBytes) return fail(kMaxPacketBytes, "packet is too large");
    if (bytes_.size() % 4 != 0) {
      return fail(bytes_.size(), "packet size is not a multiple of four");
    }
    if (auto status = check_element({0, bytes_.size()}, 1); !status) return status.error();
    return std::move(bad_);
  }

 private:
  static Error fail(std::size_t offset, const std::string& reason) {
    return Error{"byte " + std::to_string(offset) + ": " + reason};
  }

  std::uint32_t word_at(std::size_t offset) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      value = value << 8U | static_cast<unsigned char>(bytes_[offset + i]);
    }
    return value;
  }

  /// `depth` is that of the bundle the element would be. A flaw inside a message is noted and costs
  /// that message; its neighbours are found by its size all the same.
  Status check_element(Part part, int depth) {
    if (bytes_[part.begin] == '#') return check_bundle(part, depth);
    if (auto status = check_message(part); !status) {
      bad_.push_back({part.begin, readable_address(part), status.reason()});
    }
    return {};
  }

  /// Empty where the message has none that could be said.
  std::string readable_address(Part part) const {
    return check_address(part) ? std::string(bytes_.data() + part.begin) : std::string();
  }

  Status check_bundle(Part part, int depth) {
    if (depth > kMaxBundleDepth) {
      return fail(part.begin, "bundles nested deeper than " + std::to_string(kMaxBundleDepth));
    }
    if (part.end - part.begin < kBundleHeaderBytes) return fail(part.begin, "truncated bundle");
    if (bytes_.substr(part.begin, kBundleTag.size()) != kBundleTag) {
      return fail(part.begin, "neither an address nor #bundle");
    }
    std::size_t at = part.begin + kBundleHeaderBytes;
    while (at < part.end) {
      const std::uint32_t size = word_at(at);
      const std::size_t begin = at + 4;
      if (size == 0) return fail(at, "empty bundle element");
      if (size % 4 != 0) return fail(at, "bundle element size is not a multiple of four");
      if (size > part.end - begin) return fail(at, "bundle element is longer than its bundle");
      if (auto status = check_element({begin, begin + size}, depth + 1); !status) return status;
      at = begin + size;
    }
    return {};
  }

  /// Where the padded string at `begin` ends.
  Result<std::size_t> check_string(std::size_t begin, std::size_t end, const char* what) const {
    const std::size_t zero = bytes_.substr(0, end).find('\0', begin);
    if (zero == std::string_view::npos) {
      return fail(begin, std::string(what) + " is not terminated");
    }
    const std::size_t padded = rounded_up_to_4(zero + 1);
    for (std::size_t at = zero; at < padded; ++at) {
      if (bytes_[at] != '\0')
        return fail(at, std::string(what) + " is padded with other than zero");
    }
    return padded;
  }

  Result<std::size_t> check_address(Part part) const {
    if (bytes_[part.begin] != '/') return fail(part.begin, "address does not start with '/'");
    auto end = check_string(part.begin, part.end, "address");
    if (!end) return end;
    for (std::size_t at = part.begin; bytes_[at] != '\0'; ++at) {
      if (bytes_[at] <= 0x20 || bytes_[at] >= 0x7f) {
        return fail(at, "address holds a character that is not printable ASCII");
      }
    }
    return end;
  }

  Status check_message(Part part) const {
    const auto tags = check_address(part);
    if (!tags) return tags.error();
    if (*tags == part.end) return {};  // old senders leave out the type tags when there are none
    if (bytes_[*tags] != ',') return fail(*tags, "type tags do not start with ','");
    const auto args = check_string(*tags, part.end, "type tag string");
    if (!args) return args.error();
    std::size_t at = *args;
    for (std::size_t tag = *tags + 1; bytes_[tag] != '\0'; ++tag) {
      if (tag - *tags > kMaxArguments) {
        return fail(tag, "more than " + std::to_string(kMaxArguments) + " arguments");
      }
      const auto next = check_argument(tag, at, part.end);
      if (!next) return next.error();
      at = *next;
    }
    if (at != part.end) return fail(at, "bytes after the last argument");
    return {};
  }

  /// Where the argument at `at` ends.
  Result<std::size_t> check_argument(std::size_t tag, std::size_t at, std::size_t end) const {
    switch (bytes_[tag]) {
      case 'T':
      case 'F':
      case 'N':
      case 'I':
        return at;
      case 'i':
      case 'f':
        return check_room(at, 4, end);
      case 'h':
      case 'd':
      case 't':
        return check_room(at, 8, end);
      case 's':
      case 'S':
        return check_string(at, end, "string");
      case 'b': {
        const auto data = check_room(at, 4, end);
        if (!data) return data;
        const std::size_t size = word_at(at);
        if (size > end - *data) return fail(at, "blob is longer than its message");
        return check_room(*data, rounded_up_to_4(size), end);
      }
      default:
        return fail(tag, "type tag is none of i h f d s S b T F N I t");
    }
  }

  static Result<std::size_t> check_room(std::size_t at, std::size_t size, std::size_t end) {
    if (size > end - at) return fail(at, "message ends before its arguments");
    return at + size;
  }

  std::string_view bytes_;
  std::vector<BadMessage> bad_;
};

}  // namespace

Result<std::vector<BadMessage>> check_packet(std::span<const std::byte> packet) {
  return Checker(packet).check();
}

}  // namespace chronus::osc

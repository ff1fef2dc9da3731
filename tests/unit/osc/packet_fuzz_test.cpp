// SPDX-License-Identifier: MIT
// Seeded, so that a failure repeats. Built with the address sanitizer this also proves that no
// byte outside a packet is read: each packet stands in an allocation of exactly its size.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "osc/packet.hpp"

namespace chronus::osc {
namespace {

using Random = std::mt19937;
using Bytes = std::vector<std::byte>;

std::uint32_t below(Random& random, std::uint32_t limit) {
  return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(random);
}

Arg random_arg(Random& random) {
  const auto bits = random();
  switch (below(random, 10)) {
    case 0:
      return static_cast<std::int32_t>(bits);
    case 1:
      return static_cast<std::int64_t>(std::uint64_t{bits} << 20U);
    case 2:
      return static_cast<float>(bits);
    case 3:
      return static_cast<double>(bits) / 7;
    case 4:
      return std::string(bits % 9, 'x');
    case 5:
      return Blob{std::vector<std::uint8_t>(bits % 9, 0xff)};
    case 6:
      return bits % 2 == 0;
    case 7:
      return Nil{};
    case 8:
      return Impulse{};
    default:
      return TimeTag{bits};
  }
}

void append_word(Bytes& bytes, std::uint32_t word) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::byte>(word >> static_cast<unsigned>(shift) & 0xffU));
  }
}

Bytes random_element(Random& random, int depth) {
  if (depth == 0 || below(random, 3) != 0) {
    Message message{"/" + std::string(below(random, 6), 'm'), {}};
    for (auto n = below(random, 5); n > 0; --n) message.args.push_back(random_arg(random));
    return encode(message);
  }
  Bytes bytes;
  for (const char c : {'#', 'b', 'u', 'n', 'd', 'l', 'e', '\0'}) {
    bytes.push_back(static_cast<std::byte>(c));
  }
  append_word(bytes, 0);
  append_word(bytes, below(random, 3));
  for (auto n = below(random, 4); n > 0; --n) {
    const Bytes element = random_element(random, depth - 1);
    append_word(bytes, static_cast<std::uint32_t>(element.size()));
    bytes.insert(bytes.end(), element.begin(), element.end());
  }
  return bytes;
}

void flip_byte(Random& random, Bytes& bytes) {
  constexpr std::string_view kTelling = "#/,ifhdsSbTFNIt[]c\0\xff\x80\x7f\x04";
  bytes[below(random, static_cast<std::uint32_t>(bytes.size()))] =
      static_cast<std::byte>(kTelling[below(random, kTelling.size())]);
}

/// Hits what lengths are written in: an aligned word becomes zero, huge, or a little off.
void replace_word(Random& random, Bytes& bytes) {
  if (bytes.size() < 4) return;
  const auto at = below(random, static_cast<std::uint32_t>(bytes.size() / 4)) * 4;
  constexpr std::uint32_t kWords[] = {0, 1, 4, 8, 0x7ffffffc, 0x80000000, 0xfffffffc, 0xffffffff};
  Bytes word;
  append_word(word, kWords[below(random, std::size(kWords))]);
  std::copy(word.begin(), word.end(), bytes.begin() + at);
}

void mutate(Random& random, Bytes& bytes) {
  for (auto n = 1 + below(random, 3); n > 0 && !bytes.empty(); --n) {
    switch (below(random, 4)) {
      case 0:
        flip_byte(random, bytes);
        break;
      case 1:
        replace_word(random, bytes);
        break;
      case 2:
        bytes.resize(below(random, static_cast<std::uint32_t>(bytes.size())) / 4 * 4);
        break;
      default:
        bytes.insert(
            bytes.begin() + below(random, static_cast<std::uint32_t>(bytes.size())) / 4 * 4, 4,
            static_cast<std::byte>(below(random, 256)));
    }
  }
}

bool is_one_packet(const Message& message) {
  const auto packet = decode(encode(message));
  if (!packet || !packet->bad.empty()) return false;
  const auto& again = packet->bundles;
  if (again.size() != 1 || again[0].messages.size() != 1) return false;
  // NaN differs from itself, so that arguments are compared as they are written.
  const Message& copy = again[0].messages[0];
  if (copy.address != message.address || copy.args.size() != message.args.size()) return false;
  for (std::size_t i = 0; i < copy.args.size(); ++i) {
    if (to_text(copy.args[i]) != to_text(message.args[i])) return false;
  }
  return true;
}

struct Tally {
  int accepted = 0;
  int partly = 0;  ///< but for messages that could not be read
  int refused = 0;
};

void check_reason(const std::string& reason, const Bytes& bytes) {
  ASSERT_TRUE(reason.starts_with("byte ")) << reason;
  ASSERT_LE(std::stoul(reason.substr(5)), bytes.size()) << reason;
  ASSERT_EQ(reason.find("oscpack"), std::string::npos) << reason;
}

void check(const Bytes& bytes, Tally& tally) {
  const auto exact = std::make_unique<std::byte[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), exact.get());
  const auto packet = decode({exact.get(), bytes.size()});
  if (!packet) {
    ++tally.refused;
    check_reason(packet.reason(), bytes);
    return;
  }
  ++(packet->bad.empty() ? tally.accepted : tally.partly);
  std::size_t beyond = 0;
  for (const auto& bad : packet->bad) {
    check_reason(bad.reason, bytes);
    ASSERT_TRUE(bad.address.empty() || bad.address.starts_with('/'));
    ASSERT_TRUE(bad.offset == 0 || bad.offset >= beyond);
    beyond = bad.offset + 1;
  }
  for (const auto& bundle : packet->bundles) {
    ASSERT_FALSE(bundle.messages.empty());
    for (const auto& message : bundle.messages) {
      ASSERT_TRUE(message.address.starts_with('/'));
      ASSERT_TRUE(is_one_packet(message)) << message.address;
    }
  }
}

TEST(PacketFuzz, AMillionRandomPacketsAreReadOrRefused) {
  Random random(1);
  Tally tally;
  Bytes bytes;
  for (int i = 0; i < 1'000'000; ++i) {
    bytes.resize(below(random, 64));
    for (auto& byte : bytes) byte = static_cast<std::byte>(random());
    // Mostly past the first hurdles: an aligned size and the start of an address or a bundle.
    if (i % 4 != 0) bytes.resize(bytes.size() / 4 * 4);
    if (i % 2 != 0 && bytes.size() >= 8) {
      for (std::size_t j = 0; j < 8; ++j) bytes[j] = static_cast<std::byte>("/a\0\0,\0\0\0"[j]);
      for (std::size_t j = 5; j < 5 + below(random, 3); ++j) flip_byte(random, bytes);
    }
    check(bytes, tally);
    ASSERT_FALSE(HasFatalFailure()) << "packet " << i;
  }
  EXPECT_EQ(tally.accepted + tally.partly + tally.refused, 1'000'000);
  EXPECT_GT(tally.accepted, 1'000);
  EXPECT_GT(tally.partly, 100'000);
  EXPECT_GT(tally.refused, 100'000);
}

TEST(PacketFuzz, MutatedRealPacketsAreReadOrRefused) {
  Random random(2);
  Tally tally;
  for (int i = 0; i < 300'000; ++i) {
    Bytes bytes = random_element(random, 4);
    if (i % 8 != 0) mutate(random, bytes);
    check(bytes, tally);
    ASSERT_FALSE(HasFatalFailure()) << "packet " << i;
  }
  EXPECT_GT(tally.accepted, 50'000);
  EXPECT_GT(tally.partly, 20'000);
  EXPECT_GT(tally.refused, 20'000);
}

TEST(PacketFuzz, UnmutatedPacketsAreAllAccepted) {
  Random random(3);
  Tally tally;
  for (int i = 0; i < 20'000; ++i) {
    check(random_element(random, 6), tally);
    ASSERT_FALSE(HasFatalFailure()) << "packet " << i;
  }
  EXPECT_EQ(tally.refused + tally.partly, 0);
}

}  // namespace
}  // namespace chronus::osc

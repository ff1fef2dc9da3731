// SPDX-License-Identifier: MIT
#include "osc/packet.hpp"

#include <gtest/gtest.h>
#include <oscpack/osc/OscOutboundPacketStream.h>
#include <oscpack/osc/OscReceivedElements.h>

#include <array>
#include <limits>
#include <string>
#include <string_view>

namespace chronus::osc {
namespace {

using namespace std::string_literals;
namespace pack = ::osc;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24U), static_cast<char>(value >> 16U),
          static_cast<char>(value >> 8U), static_cast<char>(value)};
}

std::string element(const std::string& content) {
  return big_endian(static_cast<std::uint32_t>(content.size())) + content;
}

std::string bundle(std::uint64_t time, const std::string& elements) {
  return "#bundle\0"s + big_endian(static_cast<std::uint32_t>(time >> 32U)) +
         big_endian(static_cast<std::uint32_t>(time)) + elements;
}

Message everything() {
  return {"/all/types",
          {std::int32_t{-5}, std::int64_t{1} << 40, 1.5F, -2.25, "text"s, ""s, "four"s,
           Blob{{1, 2, 3}}, Blob{}, true, false, Nil{}, Impulse{}, TimeTag{0x0123456789abcdef}}};
}

/// Of a packet in which nothing is wrong; else the reason of the first flaw.
Result<std::vector<Bundle>> bundles_of(std::span<const std::byte> bytes) {
  auto packet = decode(bytes);
  if (!packet) return packet.error();
  if (!packet->bad.empty()) return Error{packet->bad[0].reason};
  return std::move(packet->bundles);
}

std::string reason_for(const std::string& packet) {
  const auto bundles = bundles_of(bytes_of(packet));
  return bundles ? "accepted" : bundles.reason();
}

TEST(Packet, BytesOfTheOscSpecificationAreReadAndWritten) {
  const std::string frequency = "/oscillator/4/frequency\0,f\0\0\x43\xdc\0\0"s;
  const auto bundles = bundles_of(bytes_of(frequency));
  ASSERT_TRUE(bundles) << bundles.reason();
  ASSERT_EQ(bundles->size(), 1U);
  EXPECT_TRUE((*bundles)[0].time.immediate());
  const Message expected{"/oscillator/4/frequency", {440.0F}};
  ASSERT_EQ((*bundles)[0].messages, std::vector{expected});
  EXPECT_EQ(text_of(encode(expected)), frequency);

  const std::string foo =
      "/foo\0\0\0\0,iisff\0\0\0\0\x03\xe8\xff\xff\xff\xffhello\0\0\0\x3f\x9d\xf3\xb6\x40\xb5\xb2\x2d"s;
  const auto second = bundles_of(bytes_of(foo));
  ASSERT_TRUE(second) << second.reason();
  EXPECT_EQ((*second)[0].messages[0], (Message{"/foo", {1000, -1, "hello"s, 1.234F, 5.678F}}));
}

TEST(Packet, EveryTypeSurvivesARoundTrip) {
  const auto packet = encode(everything());
  EXPECT_EQ(packet.size(), encoded_size(everything()));
  const auto bundles = bundles_of(packet);
  ASSERT_TRUE(bundles) << bundles.reason();
  EXPECT_EQ((*bundles)[0].messages, std::vector{everything()});
}

TEST(Packet, OscpackReadsWhatIsEncoded) {
  const auto packet = encode(everything());
  const pack::ReceivedMessage received(
      pack::ReceivedPacket(reinterpret_cast<const char*>(packet.data()), packet.size()));
  EXPECT_STREQ(received.AddressPattern(), "/all/types");
  EXPECT_STREQ(received.TypeTags(), "ihfdsssbbTFNIt");
  auto arg = received.ArgumentsBegin();
  EXPECT_EQ((arg++)->AsInt32(), -5);
  EXPECT_EQ((arg++)->AsInt64(), std::int64_t{1} << 40);
  EXPECT_EQ((arg++)->AsFloat(), 1.5F);
  EXPECT_EQ((arg++)->AsDouble(), -2.25);
  EXPECT_STREQ((arg++)->AsString(), "text");
}

TEST(Packet, WhatOscpackEncodesIsRead) {
  std::array<char, 256> buffer{};
  pack::OutboundPacketStream stream(buffer.data(), buffer.size());
  stream << pack::BeginBundle(77) << pack::BeginMessage("/a") << pack::Symbol("sym") << true
         << pack::EndMessage << pack::BeginMessage("/b") << 2.5 << pack::EndMessage
         << pack::EndBundle;
  const auto bundles = bundles_of(bytes_of({stream.Data(), stream.Size()}));
  ASSERT_TRUE(bundles) << bundles.reason();
  ASSERT_EQ(bundles->size(), 1U);
  EXPECT_EQ((*bundles)[0].time, TimeTag{77});
  EXPECT_EQ((*bundles)[0].messages, (std::vector<Message>{{"/a", {"sym"s, true}}, {"/b", {2.5}}}));
}

TEST(Packet, PacketsNeedNoAlignment) {
  const auto packet = encode(everything());
  for (std::size_t offset = 0; offset < 8; ++offset) {
    std::vector<std::byte> shifted(offset);
    shifted.insert(shifted.end(), packet.begin(), packet.end());
    const auto bundles = bundles_of(std::span(shifted).subspan(offset));
    ASSERT_TRUE(bundles) << bundles.reason();
    EXPECT_EQ((*bundles)[0].messages, std::vector{everything()});
  }
}

TEST(Packet, MessageWithoutTypeTagsHasNoArguments) {
  const auto bundles = bundles_of(bytes_of("/old\0\0\0\0"s));
  ASSERT_TRUE(bundles) << bundles.reason();
  EXPECT_EQ((*bundles)[0].messages[0], (Message{"/old", {}}));
}

TEST(Packet, NestedBundlesOfTheSameOrNoTimeStayAtomicWithTheirParent) {
  const std::string a = element("/a\0\0"s);
  const std::string b = element("/b\0\0"s);
  const std::string c = element("/c\0\0"s);
  const auto bundles =
      bundles_of(bytes_of(bundle(9, a + element(bundle(9, b)) + element(bundle(1, c)) + a)));
  ASSERT_TRUE(bundles) << bundles.reason();
  ASSERT_EQ(bundles->size(), 1U);
  EXPECT_EQ((*bundles)[0].time, TimeTag{9});
  EXPECT_EQ((*bundles)[0].messages,
            (std::vector<Message>{{"/a", {}}, {"/b", {}}, {"/c", {}}, {"/a", {}}}));
}

TEST(Packet, NestedBundleOfAnotherTimeIsABundleOfItsOwn) {
  const std::string a = element("/a\0\0"s);
  const std::string b = element("/b\0\0"s);
  const auto bundles = bundles_of(bytes_of(bundle(1, element(bundle(50, b)) + a)));
  ASSERT_TRUE(bundles) << bundles.reason();
  ASSERT_EQ(bundles->size(), 2U);
  EXPECT_TRUE((*bundles)[0].time.immediate());
  EXPECT_EQ((*bundles)[0].messages, (std::vector<Message>{{"/a", {}}}));
  EXPECT_EQ((*bundles)[1].time, TimeTag{50});
  EXPECT_EQ((*bundles)[1].messages, (std::vector<Message>{{"/b", {}}}));
}

TEST(Packet, EmptyBundlesAreLeftOut) {
  const auto alone = bundles_of(bytes_of(bundle(1, "")));
  ASSERT_TRUE(alone);
  EXPECT_TRUE(alone->empty());
  const auto parent = bundles_of(bytes_of(bundle(1, element(bundle(5, element("/x\0\0"s))))));
  ASSERT_TRUE(parent);
  ASSERT_EQ(parent->size(), 1U);
  EXPECT_EQ((*parent)[0].time, TimeTag{5});
}

std::string nested(int depth) {
  std::string packet = bundle(1, "");
  for (int i = 1; i < depth; ++i) packet = bundle(1, element(packet));
  return packet;
}

TEST(Packet, BundlesMayBeNestedSixteenDeepAndNoDeeper) {
  EXPECT_EQ(reason_for(nested(16)), "accepted");
  // 16 headers of 16 bytes and 16 element sizes stand before the seventeenth.
  EXPECT_EQ(reason_for(nested(17)), "byte 320: bundles nested deeper than 16");
  EXPECT_EQ(reason_for(nested(1000)), "byte 320: bundles nested deeper than 16");
}

TEST(Packet, AMessageHasTwoThousandArgumentsAtTheMost) {
  const auto with = [](std::size_t count) {
    std::string packet = "/x\0\0,"s + std::string(count, 'N');
    packet.append(4 - packet.size() % 4, '\0');
    return packet;
  };
  EXPECT_EQ(reason_for(with(kMaxArguments)), "accepted");
  EXPECT_EQ(reason_for(with(kMaxArguments + 1)), "byte 2053: more than 2048 arguments");
}

TEST(Packet, MalformedPacketsAreRefusedAtTheOffendingByte) {
  struct Case {
    std::string packet;
    std::string reason;
  };
  const std::vector<Case> cases{
      {""s, "byte 0: empty packet"},
      {"/a\0"s, "byte 3: packet size is not a multiple of four"},
      {std::string(65'508, '/'), "byte 65507: packet is too large"},
      {"kick"s, "byte 0: address does not start with '/'"},
      {"/abc"s, "byte 0: address is not terminated"},
      {"/\0\0x"s, "byte 3: address is padded with other than zero"},
      {"/a b\0\0\0\0"s, "byte 2: address holds a character that is not printable ASCII"},
      {"/\xc3\xa9\0"s, "byte 1: address holds a character that is not printable ASCII"},
      {"/a\0\0i\0\0\0"s, "byte 4: type tags do not start with ','"},
      {"/a\0\0,iii"s, "byte 4: type tag string is not terminated"},
      {"/a\0\0,i\0\0"s, "byte 8: message ends before its arguments"},
      {"/a\0\0,h\0\0\0\0\0\0"s, "byte 8: message ends before its arguments"},
      {"/a\0\0,c\0\0\0\0\0A"s, "byte 5: type tag is none of i h f d s S b T F N I t"},
      {"/a\0\0,[i]\0\0\0\0\0\0\0\1"s, "byte 5: type tag is none of i h f d s S b T F N I t"},
      {"/a\0\0,s\0\0abcd"s, "byte 8: string is not terminated"},
      {"/a\0\0,s\0\0"s, "byte 8: string is not terminated"},
      {"/a\0\0,s\0\0a\0b\0"s, "byte 10: string is padded with other than zero"},
      {"/a\0\0,b\0\0\0\0\0\5abcd"s, "byte 8: blob is longer than its message"},
      {"/a\0\0,b\0\0\xff\xff\xff\xff"s, "byte 8: blob is longer than its message"},
      {"/a\0\0,b\0\0\xff\xff\xff\xfd"s, "byte 8: blob is longer than its message"},
      {"/a\0\0,b\0\0\x80\0\0\0"s, "byte 8: blob is longer than its message"},
      {"/a\0\0,T\0\0\0\0\0\0"s, "byte 8: bytes after the last argument"},
      {"#bundle\0"s, "byte 0: truncated bundle"},
      {"#bundel\0\0\0\0\0\0\0\0\1"s, "byte 0: neither an address nor #bundle"},
      {bundle(1, big_endian(0)), "byte 16: empty bundle element"},
      {bundle(1, big_endian(3) + "/a\0\0"s),
       "byte 16: bundle element size is not a multiple of four"},
      {bundle(1, big_endian(8) + "/a\0\0"s), "byte 16: bundle element is longer than its bundle"},
      {bundle(1, big_endian(0xfffffffc)), "byte 16: bundle element is longer than its bundle"},
      {bundle(1, element("/a\0\0"s) + element("xyz\0"s)),
       "byte 28: address does not start with '/'"},
  };
  for (const auto& [packet, reason] : cases) EXPECT_EQ(reason_for(packet), reason);
}

std::vector<std::string> addresses_of(const Packet& packet) {
  std::vector<std::string> addresses;
  for (const auto& bundle : packet.bundles) {
    for (const auto& message : bundle.messages) addresses.push_back(message.address.text());
  }
  return addresses;
}

TEST(Packet, AMessageThatCannotBeReadCostsOnlyItself) {
  const std::string many = "/many\0\0\0,"s + std::string(kMaxArguments + 1, 'N') + "\0\0"s;
  struct Case {
    std::string message;
    std::string address;
    std::string reason;
  };
  const std::vector<Case> cases{
      {"/char\0\0\0,c\0\0\0\0\0A"s, "/char",
       "byte 37: type tag is none of i h f d s S b T F N I t"},
      {"/array\0\0,[i]\0\0\0\0\0\0\0\1"s, "/array",
       "byte 37: type tag is none of i h f d s S b T F N I t"},
      {many, "/many", "byte 2085: more than 2048 arguments"},
      {"/short\0\0,ii\0\0\0\0\1"s, "/short", "byte 44: message ends before its arguments"},
      {"/more\0\0\0,T\0\0\0\0\0\0"s, "/more", "byte 40: bytes after the last argument"},
      {"/blob\0\0\0,b\0\0\xff\xff\xff\xff"s, "/blob", "byte 40: blob is longer than its message"},
      {"/text\0\0\0,s\0\0abcd"s, "/text", "byte 40: string is not terminated"},
      {"/tags\0\0\0i\0\0\0"s, "/tags", "byte 36: type tags do not start with ','"},
      {"kick"s, "", "byte 28: address does not start with '/'"},
      {"/a b\0\0\0\0"s, "", "byte 30: address holds a character that is not printable ASCII"},
  };
  for (const auto& [message, address, reason] : cases) {
    const std::string around =
        bundle(7, element("/a\0\0"s) + element(message) + element("/b\0\0"s));
    const auto packet = decode(bytes_of(around));
    ASSERT_TRUE(packet) << packet.reason();
    EXPECT_EQ(addresses_of(*packet), (std::vector{"/a"s, "/b"s})) << address;
    ASSERT_EQ(packet->bad.size(), 1U) << address;
    EXPECT_EQ(packet->bad[0].address, address);
    EXPECT_EQ(packet->bad[0].reason, reason);
    EXPECT_EQ(packet->bad[0].offset, 28U);
    EXPECT_EQ(packet->bundles[0].time, TimeTag{7});
  }
}

TEST(Packet, BadMessagesInNestedBundlesCostOnlyThemselves) {
  const std::string bad = element("/bad\0\0\0\0,c\0\0\0\0\0A"s);
  const std::string good = element("/ok\0"s);
  const std::string inner = bundle(50, bad + good + bad);
  const auto packet = decode(bytes_of(bundle(1, bad + element(inner) + good + bad)));
  ASSERT_TRUE(packet) << packet.reason();
  EXPECT_EQ(addresses_of(*packet), (std::vector{"/ok"s, "/ok"s}));
  EXPECT_EQ(packet->bad.size(), 4U);
}

TEST(Packet, AFlawOfTheFramingRefusesTheWholePacket) {
  const std::string good = element("/ok\0"s);
  for (const auto& flaw : {big_endian(0), big_endian(3) + "/a\0\0"s, big_endian(8) + "/a\0\0"s,
                           element("#bundle\0"s), element("#nothing"s)}) {
    EXPECT_FALSE(decode(bytes_of(bundle(1, good + flaw))));
    EXPECT_FALSE(decode(bytes_of(bundle(1, good + element(bundle(2, good + flaw))))));
  }
}

TEST(Packet, BlobPaddedToTheEndOfTheMessageIsRead) {
  const auto bundles = bundles_of(bytes_of("/a\0\0,b\0\0\0\0\0\5abcde\0\0\0"s));
  ASSERT_TRUE(bundles) << bundles.reason();
  EXPECT_EQ((*bundles)[0].messages[0].args[0], (Arg{Blob{{'a', 'b', 'c', 'd', 'e'}}}));
}

TEST(Packet, TheLargestMessageFitsAndOneMoreDoesNot) {
  // Address, type tags and the string's padding take 12 bytes of the 65504 (a multiple of four).
  Message message{"/a", {std::string(65'504 - 8 - 1, 'x')}};
  const auto largest = encode(message);
  EXPECT_EQ(largest.size(), 65'504U);
  EXPECT_TRUE(bundles_of(largest));
  std::get<std::string>(message.args[0]) += "more";
  EXPECT_TRUE(encode(message).empty());
  EXPECT_TRUE(encode({"/a", std::vector<Arg>(10'000'000, Nil{})}).empty());
}

TEST(Packet, StringsEndAtTheirFirstNul) {
  const auto bundles = bundles_of(encode({"/a", {"ab\0cd"s}}));
  ASSERT_TRUE(bundles);
  EXPECT_EQ((*bundles)[0].messages[0].args[0], Arg{"ab"s});
}

}  // namespace
}  // namespace chronus::osc

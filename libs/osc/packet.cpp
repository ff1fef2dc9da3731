// SPDX-License-Identifier: MIT
#include "osc/packet.hpp"

#include <oscpack/osc/OscOutboundPacketStream.h>
#include <oscpack/osc/OscReceivedElements.h>

#include <cstring>
#include <utility>

#include "osc/packet_check.hpp"
#include "osc/padding.hpp"

namespace chronus::osc {

namespace {

namespace pack = ::osc;

Blob to_blob(const pack::ReceivedMessageArgument& arg) {
  const void* data = nullptr;
  pack::osc_bundle_element_size_t size = 0;
  arg.AsBlob(data, size);
  const auto* begin = static_cast<const std::uint8_t*>(data);
  return Blob{{begin, begin + size}};
}

Arg to_arg(const pack::ReceivedMessageArgument& arg) {
  switch (arg.TypeTag()) {
    case pack::INT32_TYPE_TAG:
      return arg.AsInt32();
    case pack::INT64_TYPE_TAG:
      return std::int64_t{arg.AsInt64()};
    case pack::FLOAT_TYPE_TAG:
      return arg.AsFloat();
    case pack::DOUBLE_TYPE_TAG:
      return arg.AsDouble();
    case pack::STRING_TYPE_TAG:
      return std::string(arg.AsString());
    case pack::SYMBOL_TYPE_TAG:
      return std::string(arg.AsSymbol());
    case pack::BLOB_TYPE_TAG:
      return to_blob(arg);
    case pack::TRUE_TYPE_TAG:
    case pack::FALSE_TYPE_TAG:
      return arg.AsBool();
    case pack::INFINITUM_TYPE_TAG:
      return Impulse{};
    case pack::TIME_TAG_TYPE_TAG:
      return TimeTag{arg.AsTimeTag()};
    default:
      return Nil{};  // check_packet has let nothing else through
  }
}

Message to_message(const pack::ReceivedMessage& received) {
  Message message{received.AddressPattern(), {}};
  message.args.reserve(received.ArgumentCount());
  for (auto arg = received.ArgumentsBegin(); arg != received.ArgumentsEnd(); ++arg) {
    message.args.push_back(to_arg(*arg));
  }
  return message;
}

class Reader {
 public:
  Reader(std::span<const std::byte> packet, const std::vector<BadMessage>& bad)
      : begin_(reinterpret_cast<const char*>(packet.data())), size_(packet.size()), bad_(bad) {}

  std::vector<Bundle> read() {
    const pack::ReceivedPacket packet(begin_, size_);
    if (packet.IsMessage()) {
      if (!bad_.empty()) return {};
      return {Bundle{{}, {to_message(pack::ReceivedMessage(packet))}}};
    }
    const pack::ReceivedBundle outermost(packet);
    bundles_.push_back({TimeTag{outermost.TimeTag()}, {}});
    flatten(outermost, 0);
    std::erase_if(bundles_, [](const Bundle& bundle) { return bundle.messages.empty(); });
    return std::move(bundles_);
  }

 private:
  /// Adds the messages of `received` to bundles_[parent], and bundles of another time at the end.
  void flatten(const pack::ReceivedBundle& received, std::size_t parent) {
    for (auto element = received.ElementsBegin(); element != received.ElementsEnd(); ++element) {
      if (element->IsMessage()) {
        if (is_bad(element->Contents())) continue;
        bundles_[parent].messages.push_back(to_message(pack::ReceivedMessage(*element)));
        continue;
      }
      const pack::ReceivedBundle nested(*element);
      const TimeTag time{nested.TimeTag()};
      if (time.immediate() || time == bundles_[parent].time) {
        flatten(nested, parent);
      } else {
        bundles_.push_back({time, {}});
        flatten(nested, bundles_.size() - 1);
      }
    }
  }

  /// Elements are met in the order of their offsets, and so are the bad ones.
  bool is_bad(const char* contents) {
    if (next_bad_ == bad_.size() || begin_ + bad_[next_bad_].offset != contents) return false;
    ++next_bad_;
    return true;
  }

  const char* begin_;
  std::size_t size_;
  const std::vector<BadMessage>& bad_;
  std::size_t next_bad_ = 0;
  std::vector<Bundle> bundles_;
};

std::size_t padded_size(const std::string& text) {
  return rounded_up_to_4(std::strlen(text.c_str()) + 1);
}

struct ArgSize {
  std::size_t operator()(std::int32_t) const { return 4; }
  std::size_t operator()(std::int64_t) const { return 8; }
  std::size_t operator()(float) const { return 4; }
  std::size_t operator()(double) const { return 8; }
  std::size_t operator()(const std::string& text) const { return padded_size(text); }
  std::size_t operator()(const Blob& blob) const { return 4 + rounded_up_to_4(blob.bytes.size()); }
  std::size_t operator()(bool) const { return 0; }
  std::size_t operator()(Nil) const { return 0; }
  std::size_t operator()(Impulse) const { return 0; }
  std::size_t operator()(TimeTag) const { return 8; }
};

struct Append {
  pack::OutboundPacketStream& stream;

  void operator()(std::int32_t value) const { stream << pack::int32{value}; }
  void operator()(std::int64_t value) const { stream << pack::int64{value}; }
  void operator()(float value) const { stream << value; }
  void operator()(double value) const { stream << value; }
  void operator()(const std::string& text) const { stream << text.c_str(); }
  void operator()(const Blob& blob) const {
    const void* data = blob.bytes.empty() ? "" : static_cast<const void*>(blob.bytes.data());
    stream << pack::Blob(data, static_cast<pack::osc_bundle_element_size_t>(blob.bytes.size()));
  }
  void operator()(bool value) const { stream << value; }
  void operator()(Nil) const { stream << pack::OscNil; }
  void operator()(Impulse) const { stream << pack::Infinitum; }
  void operator()(TimeTag time) const { stream << pack::TimeTag(time.ntp); }
};

}  // namespace

Result<Packet> decode(std::span<const std::byte> packet) {
  auto bad = check_packet(packet);
  if (!bad) return bad.error();
  try {
    auto bundles = Reader(packet, *bad).read();
    return Packet{std::move(bundles), std::move(*bad)};
  } catch (const pack::Exception& error) {
    return Error{std::string("byte 0: oscpack refuses it: ") + error.what()};
  }
}

std::size_t encoded_size(const Message& message) {
  std::size_t size = padded_size(message.address) + rounded_up_to_4(message.args.size() + 2);
  for (const Arg& arg : message.args) size += std::visit(ArgSize{}, arg);
  return size;
}

std::vector<std::byte> encode(const Message& message) {
  const std::size_t size = encoded_size(message);
  if (size > kMaxPacketBytes) return {};
  // The stream keeps the type tags at the end of its buffer while the arguments grow towards them.
  std::vector<std::byte> bytes(size + 8);
  pack::OutboundPacketStream stream(reinterpret_cast<char*>(bytes.data()), bytes.size());
  stream << pack::BeginMessage(message.address.text().c_str());
  for (const Arg& arg : message.args) std::visit(Append{stream}, arg);
  stream << pack::EndMessage;
  bytes.resize(stream.Size());
  return bytes;
}

}  // namespace chronus::osc

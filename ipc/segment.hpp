// SPDX-License-Identifier: MIT
#pragma once

#include <boost/interprocess/mapped_region.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "base/file_descriptor.hpp"
#include "base/frame.hpp"
#include "base/result.hpp"
#include "engine/patch.hpp"
#include "ipc/audio_ring.hpp"
#include "ipc/control_layout.hpp"
#include "ipc/keyframe_area.hpp"
#include "ipc/slot_layout.hpp"

namespace chronus::ipc {

/// Which supervisor a segment belongs to. The number is random: a worker that was handed another
/// one's segment notices.
struct Session {
  std::int32_t pid = 0;
  std::uint64_t number = 0;
  std::uint64_t catalog = 0;  ///< hash of the supervisor's catalogue of modules
};

/// When a segment's pages are taken from the machine.
enum class Reserve {
  kNow,        ///< all of them, so that no real-time thread meets a page fault or a lack of memory
  kWhenNeeded  ///< each at its first touch: for simulators, who make thousands of segments
};

/// No segment is larger. Nothing else keeps one from taking all the memory of the machine.
inline constexpr std::uint64_t kMaxSegmentBytes = std::uint64_t{1} << 26U;

/// A mapped piece of shared memory without a name: who holds its descriptor can map it, nobody can
/// make it shorter or longer, and it is gone with the last who has it. Movable, and unmapped on
/// destruction. Each side touches each page once on mapping.
class Segment {
 public:
  enum class Access { kReadOnly, kReadWrite };
  /// Who may write it: everybody who has the descriptor, or only this mapping, whatever others try.
  enum class Writers { kAll, kCreator };
  /// A new, zeroed segment of 1 to kMaxSegmentBytes, of which the first `most` are mapped. `label`
  /// is what /proc shows of it. Fails when memory is short.
  static Result<Segment> create(const std::string& label, std::uint64_t bytes,
                                Writers writers = Writers::kAll, Reserve reserve = Reserve::kNow,
                                std::uint64_t most = kMaxSegmentBytes);
  /// Maps what another process created, the first `most` bytes; takes the descriptor over, in any
  /// case. Refuses one whose size is not sealed: who shrinks memory kills those who have it mapped.
  static Result<Segment> open(int fd, Access access, std::uint64_t most = kMaxSegmentBytes);

  std::byte* data() const { return static_cast<std::byte*>(region_.get_address()); }
  /// Of what is mapped.
  std::uint64_t size() const { return region_.get_size(); }
  /// To be handed to a child.
  int fd() const { return fd_.get(); }

 private:
  Segment(FileDescriptor fd, boost::interprocess::mapped_region region)
      : fd_(std::move(fd)), region_(std::move(region)) {}

  FileDescriptor fd_;
  boost::interprocess::mapped_region region_;
};

/// The control segment as its supervisor sees it: the one who writes it.
class ControlSegment {
 public:
  /// With a fresh session. `catalog`: the hash of the catalogue of modules.
  static Result<ControlSegment> create(std::uint64_t catalog);
  const Session& session() const { return session_; }
  int fd() const { return segment_.fd(); }
  Control& control() const { return *reinterpret_cast<Control*>(segment_.data()); }

 private:
  ControlSegment(Segment segment, Session session)
      : segment_(std::move(segment)), session_(session) {}
  Segment segment_;
  Session session_;
};

/// The control segment as a worker sees it, who can only read it.
class ControlView {
 public:
  /// Takes the descriptor over and checks what it holds. `catalog` is the hash of one's own
  /// catalogue of modules: that of another build is refused.
  static Result<ControlView> open(int fd, std::uint64_t session, std::uint64_t catalog);
  const Control& control() const { return *reinterpret_cast<const Control*>(segment_.data()); }

 private:
  explicit ControlView(Segment segment) : segment_(std::move(segment)) {}
  Segment segment_;
};

/// One slot's segment, seen from either side.
class SlotSegment {
 public:
  /// Supervisor side: for its `generation`th worker.
  static Result<SlotSegment> create(const Session& session, std::uint32_t generation,
                                    const StreamFormat& format, Reserve reserve = Reserve::kNow);
  /// Worker side: takes the descriptor over and checks the header. Where all but the catalogue fits
  /// it is refused as well, and the report says which one this worker has. map_keyframe() next.
  static Result<SlotSegment> open(int fd, std::uint64_t session, std::uint64_t catalog);
  /// Worker side, once: behind the lock of what is mapped, which would take all of it. See
  /// KeyframeArea.
  Status map_keyframe(bool locks_future);

  const SlotHeader& header() const { return at<SlotHeader>(0); }
  SlotOrders& orders() const { return at<SlotOrders>(SlotLayout::kOrders); }
  SlotReport& report() const { return at<SlotReport>(SlotLayout::kReport); }
  MeterOrders& meter_orders() const { return at<MeterOrders>(SlotLayout::kMeterOrders); }
  ModuleReports& module_reports() const { return at<ModuleReports>(SlotLayout::kModuleReports); }
  CommandRing& commands() const { return at<CommandRing>(SlotLayout::kCommands); }
  AudioRing audio() const { return AudioRing(segment_.data() + layout_.audio, format_); }
  std::byte* keyframe() const { return keyframe_.data(); }
  std::uint64_t keyframe_bytes() const { return layout_.keyframe_bytes; }
  /// Before a keyframe of that many bytes is written or read: KeyframeArea::reserve().
  bool reserve_keyframe(std::uint64_t bytes) const { return keyframe_.reserve(bytes); }
  int fd() const { return segment_.fd(); }

 private:
  SlotSegment(Segment segment, const StreamFormat& format)
      : segment_(std::move(segment)), format_(format), layout_(format) {}
  template <class T>
  T& at(std::uint64_t offset) const {
    return *reinterpret_cast<T*>(segment_.data() + offset);
  }

  Segment segment_;
  KeyframeArea keyframe_;
  StreamFormat format_;  // not read back from memory that a worker can write
  SlotLayout layout_;
};

}  // namespace chronus::ipc

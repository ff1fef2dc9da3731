// SPDX-License-Identifier: MIT
#pragma once

#include <boost/interprocess/mapped_region.hpp>
#include <boost/interprocess/shared_memory_object.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/frame.hpp"
#include "base/result.hpp"
#include "engine/patch.hpp"
#include "ipc/audio_ring.hpp"
#include "ipc/control_layout.hpp"
#include "ipc/slot_layout.hpp"

namespace chronus::ipc {

/// Names of one supervisor's segments: `chronus-<pid>-<session>-ctl`, `…-w<generation>`.
/// The session is random, so that two supervisors on one machine never meet.
struct SegmentNames {
  std::int32_t pid = 0;
  std::uint64_t session = 0;
  std::string control() const;
  std::string worker(std::uint32_t generation) const;
};

/// When a segment's pages are taken from the machine.
enum class Reserve {
  kNow,        ///< all of them, so that no real-time thread meets a page fault or a lack of memory
  kWhenNeeded  ///< each at its first touch: for simulators, who make thousands of segments
};

/// A mapped piece of named shared memory. The creator unlinks the name when it goes; who opened
/// only unmaps. The creator reserves every page; both sides touch each page once on mapping.
class Segment {
 public:
  enum class Access { kReadOnly, kReadWrite };
  /// A new, zeroed segment; fails when the name exists or memory is short.
  static Result<Segment> create(const std::string& name, std::uint64_t bytes,
                                Reserve reserve = Reserve::kNow);
  static Result<Segment> open(const std::string& name, Access access);

  Segment(Segment&& other) noexcept;
  Segment& operator=(Segment&& other) noexcept;
  ~Segment();

  std::byte* data() const { return static_cast<std::byte*>(region_.get_address()); }
  std::uint64_t size() const { return region_.get_size(); }
  const std::string& name() const { return name_; }
  /// Takes the advisory lock that marks its supervisor as alive; the kernel drops it with the
  /// process. False when another process holds it, or the name was unlinked meanwhile.
  bool hold_liveness_lock();

 private:
  Segment(std::string name, bool owner, boost::interprocess::shared_memory_object memory,
          boost::interprocess::mapped_region region);

  std::string name_;
  bool owner_ = false;
  boost::interprocess::shared_memory_object memory_;
  boost::interprocess::mapped_region region_;
};

/// The control segment as its supervisor sees it.
class ControlSegment {
 public:
  /// Cleans what dead supervisors left, then makes a control segment with a fresh session.
  static Result<ControlSegment> create();
  const SegmentNames& names() const { return names_; }
  Control& control() const { return *reinterpret_cast<Control*>(segment_.data()); }

 private:
  ControlSegment(Segment segment, SegmentNames names)
      : segment_(std::move(segment)), names_(names) {}
  Segment segment_;
  SegmentNames names_;
};

/// One slot's segment, seen from either side.
class SlotSegment {
 public:
  /// Supervisor side: for its `generation`th worker.
  static Result<SlotSegment> create(const SegmentNames& names, std::uint32_t generation,
                                    const StreamFormat& format, Reserve reserve = Reserve::kNow);
  /// Worker side: opens and checks the header.
  static Result<SlotSegment> open(const std::string& name, std::uint64_t session);

  const SlotHeader& header() const { return at<SlotHeader>(0); }
  SlotOrders& orders() const { return at<SlotOrders>(SlotLayout::kOrders); }
  SlotReport& report() const { return at<SlotReport>(SlotLayout::kReport); }
  CommandRing& commands() const { return at<CommandRing>(SlotLayout::kCommands); }
  AudioRing audio() const { return AudioRing(segment_.data() + layout_.audio, format_); }
  std::byte* keyframe() const { return segment_.data() + layout_.keyframe; }
  std::uint64_t keyframe_bytes() const { return layout_.keyframe_bytes; }
  const std::string& name() const { return segment_.name(); }

 private:
  SlotSegment(Segment segment, const StreamFormat& format)
      : segment_(std::move(segment)), format_(format), layout_(format) {}
  template <class T>
  T& at(std::uint64_t offset) const {
    return *reinterpret_cast<T*>(segment_.data() + offset);
  }

  Segment segment_;
  StreamFormat format_;  // not read back from memory that a worker can write
  SlotLayout layout_;
};

/// Unlinks the segments of supervisors that are gone (their liveness lock is free); those of a
/// live one are never touched. Returns how many were removed.
int remove_orphans();

}  // namespace chronus::ipc

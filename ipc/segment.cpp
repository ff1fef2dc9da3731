// SPDX-License-Identifier: MIT
#include "ipc/segment.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/interprocess/exceptions.hpp>
#include <cerrno>
#include <cstring>
#include <new>
#include <random>

namespace chronus::ipc {
namespace bip = boost::interprocess;
namespace {

/// What nobody may do with a segment any more.
constexpr unsigned kFixedSize = F_SEAL_SHRINK | F_SEAL_GROW;

/// A descriptor as Boost.Interprocess maps it.
struct Mappable {
  int fd;
  bip::mapping_handle_t get_mapping_handle() const { return {fd, false}; }
};

Error failed(const std::string& what) { return Error{what + ": " + std::strerror(errno)}; }

/// Bytes are needed now, not at the first touch inside a real-time thread: shared memory is only
/// promised until a page is written.
bool reserve(int fd, std::uint64_t bytes) {
  int error = EINTR;
  // A signal makes the kernel give up half-way.
  while (error == EINTR) error = posix_fallocate(fd, 0, static_cast<off_t>(bytes));
  errno = error;
  return error == 0;
}

Result<bip::mapped_region> map(int fd, Segment::Access access, std::uint64_t bytes) {
  try {
    const bool writes = access == Segment::Access::kReadWrite;
    return bip::mapped_region(Mappable{fd}, writes ? bip::read_write : bip::read_only, 0, bytes);
  } catch (const bip::interprocess_exception& error) {
    return Error{std::string("cannot be mapped: ") + error.what()};
  }
}

void prefault(const bip::mapped_region& region) {
  const auto* bytes = static_cast<const volatile std::byte*>(region.get_address());
  for (std::size_t at = 0; at < region.get_size(); at += bip::mapped_region::get_page_size()) {
    (void)bytes[at];
  }
}

}  // namespace

Result<Segment> Segment::create(const std::string& label, std::uint64_t bytes, Writers writers,
                                Reserve when, std::uint64_t most) {
  const std::string it = "segment " + label + " (" + std::to_string(bytes) + " bytes)";
  if (bytes == 0 || bytes > kMaxSegmentBytes) return Error{it + ": no size for a segment"};
  FileDescriptor fd(memfd_create(label.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (fd.get() < 0) return failed("cannot create " + it);
  if (ftruncate(fd.get(), static_cast<off_t>(bytes)) != 0) return failed("cannot size " + it);
  const std::uint64_t mapped = std::min(bytes, most);
  if (when == Reserve::kNow && !reserve(fd.get(), mapped)) return failed("no memory for " + it);
  auto region = map(fd.get(), Access::kReadWrite, mapped);
  if (!region) return Error{it + " " + region.reason()};
  if (when == Reserve::kNow) prefault(*region);
  const unsigned readers_only = writers == Writers::kCreator ? F_SEAL_FUTURE_WRITE : 0;
  if (fcntl(fd.get(), F_ADD_SEALS, kFixedSize | readers_only | F_SEAL_SEAL) != 0) {
    return failed("cannot seal " + it);
  }
  return Segment(std::move(fd), std::move(*region));
}

Result<Segment> Segment::open(int number, Access access, std::uint64_t most) {
  FileDescriptor fd(number);
  const std::string it = "descriptor " + std::to_string(number);
  const int seals = fcntl(number, F_GET_SEALS);
  if (seals < 0) return failed(it + " is no segment");
  if ((static_cast<unsigned>(seals) & kFixedSize) != kFixedSize) {
    return Error{it + " is no segment: its size is not sealed"};
  }
  struct stat about = {};
  if (fstat(number, &about) != 0) return failed(it + " is no segment");
  auto region = map(number, access, std::min(static_cast<std::uint64_t>(about.st_size), most));
  if (!region) return Error{it + " " + region.reason()};
  prefault(*region);
  return Segment(std::move(fd), std::move(*region));
}

Result<ControlSegment> ControlSegment::create(std::uint64_t catalog) {
  std::random_device entropy;
  const Session session{getpid(), (std::uint64_t{entropy()} << 32U) | entropy(), catalog};
  auto segment = Segment::create("chronus-control", sizeof(Control), Segment::Writers::kCreator);
  if (!segment) return segment.error();
  auto* control = new (segment->data()) Control;
  control->layout_version = kLayoutVersion;
  control->supervisor_pid = session.pid;
  control->session = session.number;
  control->total_bytes = sizeof(Control);
  control->catalog = catalog;
  return ControlSegment(std::move(*segment), session);
}

Result<ControlView> ControlView::open(int fd, std::uint64_t session, std::uint64_t catalog) {
  auto segment = Segment::open(fd, Segment::Access::kReadOnly);
  if (!segment) return Error{"control: " + segment.reason()};
  const auto& control = *reinterpret_cast<const Control*>(segment->data());
  if (const auto fits = check_control(control, segment->size(), session); !fits) {
    return Error{"control: " + fits.reason()};
  }
  if (const auto same = check_catalog(control.catalog, catalog); !same) return same.error();
  return ControlView(std::move(*segment));
}

Result<SlotSegment> SlotSegment::create(const Session& session, std::uint32_t generation,
                                        const StreamFormat& format, Reserve reserve) {
  const SlotLayout layout(format);
  auto segment = Segment::create("chronus-worker-" + std::to_string(generation), layout.total,
                                 Segment::Writers::kAll, reserve, layout.keyframe);
  if (!segment) return segment.error();
  auto keyframe = KeyframeArea::map(segment->fd(), layout.keyframe, layout.keyframe_bytes, false);
  if (!keyframe) return keyframe.error();
  auto* header = new (segment->data()) SlotHeader;
  header->supervisor_pid = session.pid;
  header->session = session.number;
  header->generation = generation;
  header->rate = format.rate;
  header->block_frames = format.block_frames;
  header->channels = format.channels;
  header->orders_offset = SlotLayout::kOrders;
  header->report_offset = SlotLayout::kReport;
  header->meter_orders_offset = SlotLayout::kMeterOrders;
  header->module_reports_offset = SlotLayout::kModuleReports;
  header->commands_offset = SlotLayout::kCommands;
  header->audio_offset = layout.audio;
  header->keyframe_offset = layout.keyframe;
  header->keyframe_bytes = layout.keyframe_bytes;
  header->total_bytes = layout.total;
  header->catalog = session.catalog;
  // The rest of a fresh segment is zero, which is the initial value of every word in it.
  new (segment->data() + SlotLayout::kOrders) SlotOrders{};
  new (segment->data() + SlotLayout::kReport) SlotReport{};
  new (segment->data() + SlotLayout::kMeterOrders) MeterOrders{};
  new (segment->data() + SlotLayout::kModuleReports) ModuleReports{};
  SlotSegment slot(std::move(*segment), format);
  slot.keyframe_ = std::move(*keyframe);
  return slot;
}

Status SlotSegment::map_keyframe(bool locks_future) {
  auto mapped =
      KeyframeArea::map(segment_.fd(), layout_.keyframe, layout_.keyframe_bytes, locks_future);
  if (!mapped) return Error{"slot: " + mapped.reason()};
  keyframe_ = std::move(*mapped);
  return {};
}

Result<SlotSegment> SlotSegment::open(int fd, std::uint64_t session, std::uint64_t catalog) {
  // Read before it is mapped: it says how much of the segment is not to be touched.
  SlotHeader header;
  struct stat about = {};
  const bool has_header = fstat(fd, &about) == 0 && pread(fd, &header, sizeof header, 0) ==
                                                        static_cast<ssize_t>(sizeof header);
  const auto fits =
      has_header ? check_slot_header(header, static_cast<std::uint64_t>(about.st_size), session)
                 : Status{Error{"segment is too small"}};
  const std::uint64_t most = fits ? SlotLayout(header.format()).keyframe : sizeof header;
  auto segment = Segment::open(fd, Segment::Access::kReadWrite, most);
  if (!segment) return Error{"slot: " + segment.reason()};
  if (!fits) return Error{"slot: " + fits.reason()};
  const std::uint64_t made_with = header.catalog;
  const StreamFormat format = header.format();
  SlotSegment slot(std::move(*segment), format);
  const auto same = check_catalog(made_with, catalog);
  if (!same) {
    slot.report().catalog.store(catalog, std::memory_order_release);
    return same.error();
  }
  return slot;
}

}  // namespace chronus::ipc

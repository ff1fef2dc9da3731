// SPDX-License-Identifier: MIT
#include "ipc/segment.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/interprocess/exceptions.hpp>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <new>
#include <random>
#include <utility>
#include <vector>

namespace chronus::ipc {
namespace bip = boost::interprocess;
namespace {

constexpr std::string_view kPrefix = "chronus-";
constexpr std::string_view kControlSuffix = "-ctl";

std::string hex(std::uint64_t value) {
  char text[17] = {};
  std::to_chars(text, text + 16, value, 16);
  return text;
}

/// Bytes are needed now, not at the first touch inside a real-time thread: shared memory is only
/// promised until a page is written.
bool reserve(int fd, std::uint64_t bytes) {
  int error = EINTR;
  // A signal makes tmpfs give up half-way.
  while (error == EINTR) error = posix_fallocate(fd, 0, static_cast<off_t>(bytes));
  return error == 0;
}

void prefault(const bip::mapped_region& region) {
  const auto* bytes = static_cast<const volatile std::byte*>(region.get_address());
  for (std::size_t at = 0; at < region.get_size(); at += bip::mapped_region::get_page_size()) {
    (void)bytes[at];
  }
}

/// `chronus-<pid>-<session>-…`: anything else in /dev/shm is not ours, whatever it begins with.
bool is_segment_name(std::string_view name) {
  const auto skip = [&name](std::string_view allowed) {
    const std::size_t end = std::min(name.find_first_not_of(allowed), name.size());
    name.remove_prefix(end);
    const bool ends_in_dash = end > 0 && name.starts_with('-');
    if (ends_in_dash) name.remove_prefix(1);
    return ends_in_dash;
  };
  if (!name.starts_with(kPrefix)) return false;
  name.remove_prefix(kPrefix.size());
  return skip("0123456789") && skip("0123456789abcdef") && !name.empty() &&
         name.find('-') == std::string_view::npos;
}

std::vector<std::string> segment_names() {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at("/dev/shm", error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (is_segment_name(name)) names.push_back(name);
  }
  return names;
}

int unlink_segment(const std::string& name) {
  return bip::shared_memory_object::remove(name.c_str()) ? 1 : 0;
}

/// The supervisor behind a control segment. While this stands and the supervisor is dead, it holds
/// the liveness lock itself, so that nobody else can take the name for a live one's.
class Owner {
 public:
  explicit Owner(const std::string& control)
      : fd_(::open(("/dev/shm/" + control).c_str(), O_RDWR | O_CLOEXEC)),
        absent_(fd_ < 0 && errno == ENOENT),
        dead_(fd_ >= 0 && flock(fd_, LOCK_EX | LOCK_NB) == 0) {}
  ~Owner() {
    if (fd_ >= 0) close(fd_);
  }
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;
  bool is_absent() const { return absent_; }
  bool is_dead() const { return dead_; }

 private:
  int fd_;
  bool absent_;
  bool dead_;
};

}  // namespace

std::string SegmentNames::control() const {
  return std::string(kPrefix) + std::to_string(pid) + "-" + hex(session) +
         std::string(kControlSuffix);
}

std::string SegmentNames::worker(std::uint32_t generation) const {
  return std::string(kPrefix) + std::to_string(pid) + "-" + hex(session) + "-w" +
         std::to_string(generation);
}

Segment::Segment(std::string name, bool owner, bip::shared_memory_object memory,
                 bip::mapped_region region)
    : name_(std::move(name)),
      owner_(owner),
      memory_(std::move(memory)),
      region_(std::move(region)) {}

Segment::Segment(Segment&& other) noexcept
    : name_(std::exchange(other.name_, {})),
      owner_(std::exchange(other.owner_, false)),
      memory_(std::move(other.memory_)),
      region_(std::move(other.region_)) {}

Segment& Segment::operator=(Segment&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(owner_, other.owner_);
  memory_.swap(other.memory_);
  region_.swap(other.region_);
  return *this;
}

Segment::~Segment() {
  if (owner_) bip::shared_memory_object::remove(name_.c_str());
}

Result<Segment> Segment::create(const std::string& name, std::uint64_t bytes, Reserve when) {
  bool made = false;
  try {
    bip::shared_memory_object memory(bip::create_only, name.c_str(), bip::read_write,
                                     bip::permissions(0600));
    made = true;
    // Only a control segment's lock says anything (hold_liveness_lock() looks whether this took
    // it), but between the name and the lock a cleaner would take it for a dead supervisor's.
    (void)flock(memory.get_mapping_handle().handle, LOCK_EX | LOCK_NB);
    memory.truncate(static_cast<bip::offset_t>(bytes));
    const bool now = when == Reserve::kNow;
    if (now && !reserve(memory.get_mapping_handle().handle, bytes)) {
      bip::shared_memory_object::remove(name.c_str());
      return Error{"no shared memory for segment " + name + " (" + std::to_string(bytes) +
                   " bytes): is /dev/shm full?"};
    }
    bip::mapped_region region(memory, bip::read_write);
    if (now) prefault(region);
    return Segment(name, true, std::move(memory), std::move(region));
  } catch (const bip::interprocess_exception& error) {
    // A name that existed before belongs to somebody else.
    if (made) bip::shared_memory_object::remove(name.c_str());
    return Error{"cannot create segment " + name + ": " + error.what()};
  }
}

Result<Segment> Segment::open(const std::string& name, Access access) {
  try {
    const auto mode = access == Access::kReadOnly ? bip::read_only : bip::read_write;
    bip::shared_memory_object memory(bip::open_only, name.c_str(), mode);
    bip::mapped_region region(memory, mode);
    prefault(region);
    return Segment(name, false, std::move(memory), std::move(region));
  } catch (const bip::interprocess_exception& error) {
    return Error{"cannot open segment " + name + ": " + error.what()};
  }
}

bool Segment::hold_liveness_lock() {
  const int fd = memory_.get_mapping_handle().handle;
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) return false;
  // A cleaner may have unlinked the name between its creation and the lock.
  struct stat facts = {};
  return fstat(fd, &facts) == 0 && facts.st_nlink > 0;
}

Result<ControlSegment> ControlSegment::create() {
  remove_orphans();
  std::random_device entropy;
  for (int attempt = 0; attempt < 8; ++attempt) {
    const SegmentNames names{getpid(), (std::uint64_t{entropy()} << 32U) | entropy()};
    auto segment = Segment::create(names.control(), sizeof(Control));
    if (!segment) return segment.error();
    if (!segment->hold_liveness_lock()) continue;
    auto* control = new (segment->data()) Control;
    control->layout_version = kLayoutVersion;
    control->supervisor_pid = names.pid;
    control->session = names.session;
    control->total_bytes = sizeof(Control);
    return ControlSegment(std::move(*segment), names);
  }
  return Error{"cannot hold a control segment: another process keeps removing it"};
}

Result<SlotSegment> SlotSegment::create(const SegmentNames& names, std::uint32_t generation,
                                        const StreamFormat& format, Reserve reserve) {
  const SlotLayout layout(format);
  auto segment = Segment::create(names.worker(generation), layout.total, reserve);
  if (!segment) return segment.error();
  auto* header = new (segment->data()) SlotHeader;
  header->supervisor_pid = names.pid;
  header->session = names.session;
  header->generation = generation;
  header->rate = format.rate;
  header->block_frames = format.block_frames;
  header->channels = format.channels;
  header->orders_offset = SlotLayout::kOrders;
  header->report_offset = SlotLayout::kReport;
  header->commands_offset = SlotLayout::kCommands;
  header->audio_offset = layout.audio;
  header->keyframe_offset = layout.keyframe;
  header->keyframe_bytes = layout.keyframe_bytes;
  header->total_bytes = layout.total;
  // The rest of a fresh segment is zero, which is the initial value of every word in it.
  new (segment->data() + SlotLayout::kOrders) SlotOrders{};
  new (segment->data() + SlotLayout::kReport) SlotReport{};
  return SlotSegment(std::move(*segment), format);
}

Result<SlotSegment> SlotSegment::open(const std::string& name, std::uint64_t session) {
  auto segment = Segment::open(name, Segment::Access::kReadWrite);
  if (!segment) return segment.error();
  if (segment->size() < sizeof(SlotHeader)) return Error{"segment " + name + " is too small"};
  const auto& header = *reinterpret_cast<const SlotHeader*>(segment->data());
  if (const auto fits = check_slot_header(header, segment->size(), session); !fits) {
    return Error{name + ": " + fits.reason()};
  }
  const StreamFormat format = header.format();
  return SlotSegment(std::move(*segment), format);
}

int remove_orphans() {
  const std::vector<std::string> names = segment_names();
  int removed = 0;
  for (const auto& name : names) {
    if (name.ends_with(kControlSuffix)) continue;
    const std::string control = name.substr(0, name.rfind('-')) + std::string(kControlSuffix);
    const Owner owner(control);
    // A live supervisor makes its control segment first and removes it last: a slot's segment
    // without one has no owner.
    if (owner.is_absent() || owner.is_dead()) removed += unlink_segment(name);
  }
  // The control segments go last, so that an interrupted cleaning can be taken up again.
  for (const auto& name : names) {
    if (!name.ends_with(kControlSuffix)) continue;
    const Owner owner(name);
    if (owner.is_dead()) removed += unlink_segment(name);
  }
  return removed;
}

}  // namespace chronus::ipc

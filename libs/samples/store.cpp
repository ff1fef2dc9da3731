// SPDX-License-Identifier: MIT
#include "samples/store.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "base/check.hpp"
#include "engine/sample_shelf.hpp"
#include "samples/request.hpp"

namespace chronus::samples {
namespace {

using engine::SampleStoreHeader;

/// Samples begin on pages of their own, which can be given back.
constexpr std::uint64_t kPage = 4'096;
constexpr std::uint64_t whole_pages(std::uint64_t bytes) {
  return (bytes + kPage - 1) / kPage * kPage;
}
constexpr std::uint64_t kFirst = whole_pages(sizeof(SampleStoreHeader));

Error failed(const std::string& what) { return Error{what + ": " + std::strerror(errno)}; }

SampleStoreHeader& header_of(std::byte* memory) {
  return *reinterpret_cast<SampleStoreHeader*>(memory);
}

}  // namespace

Result<Store> Store::create(std::uint64_t most_bytes) {
  Store store;
  store.bytes_ = kFirst + whole_pages(most_bytes);
  store.fd_ = FileDescriptor(memfd_create("chronus-samples", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  const int fd = store.fd_.get();
  if (fd < 0 || ftruncate(fd, static_cast<off_t>(store.bytes_)) != 0) {
    return failed("no memory for samples");
  }
  // Not sealed against writing: what is sealed so cannot be given back.
  if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return failed("the samples' memory cannot be sealed");
  }
  store.reading_fd_ =
      FileDescriptor(::open(("/proc/self/fd/" + std::to_string(fd)).c_str(), O_RDONLY | O_CLOEXEC));
  if (store.reading_fd_.get() < 0) return failed("the samples' memory cannot be opened to be read");
  void* memory =
      mmap(nullptr, store.bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
  if (memory == MAP_FAILED) return failed("the samples' memory cannot be mapped");
  store.memory_ = static_cast<std::byte*>(memory);
  header_of(store.memory_).magic = engine::kSampleStoreMagic;
  header_of(store.memory_).bytes = store.bytes_;
  if (store.bytes_ > kFirst) store.free_[kFirst] = store.bytes_ - kFirst;
  for (std::uint32_t number = engine::kMostSamples; number > 0; --number) {
    store.numbers_.push_back(number);
  }
  return store;
}

Store::Store(Store&& other) noexcept
    : fd_(std::move(other.fd_)),
      reading_fd_(std::move(other.reading_fd_)),
      memory_(std::exchange(other.memory_, nullptr)),
      bytes_(other.bytes_),
      free_(std::move(other.free_)),
      taken_(std::move(other.taken_)),
      numbers_(std::move(other.numbers_)) {}

Store::~Store() {
  if (memory_ != nullptr) munmap(memory_, bytes_);
}

std::uint64_t Store::most_bytes() const { return bytes_ - kFirst; }

std::uint64_t Store::used_bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [number, bytes] : taken_) sum += bytes;
  return sum;
}

/// The first place that is large enough; 0: there is none.
std::uint64_t Store::take(std::uint64_t bytes) {
  const auto place = std::find_if(free_.begin(), free_.end(),
                                  [&](const auto& one) { return one.second >= bytes; });
  if (place == free_.end()) return 0;
  const auto [offset, room] = *place;
  if (room > bytes) free_[offset + bytes] = room - bytes;
  free_.erase(place);
  return offset;
}

Result<std::uint32_t> Store::add(std::span<const float> samples, std::uint32_t channels) {
  const std::size_t frames = channels == 0 ? 0 : samples.size() / channels;
  if (frames == 0 || channels > 2 || frames > INT32_MAX || samples.size() != frames * channels) {
    return Error{"is no sample of 1 or 2 channels"};
  }
  // Not by its maker's word, whom a file may have taken over. NaN compares as false.
  if (!std::all_of(samples.begin(), samples.end(),
                   [](float x) { return std::abs(x) <= kLoudestSample; })) {
    return Error{"holds what is no number, or louder than +60 dBFS"};
  }
  if (numbers_.empty()) {
    return Error{"there are " + std::to_string(engine::kMostSamples) + " samples already"};
  }
  // All that needs memory comes first: where there is none, nothing has changed.
  const std::uint32_t number = numbers_.back();
  std::uint64_t& taken = taken_[number];
  const std::uint64_t bytes = whole_pages(samples.size_bytes());
  const std::uint64_t offset = take(bytes);
  if (offset == 0) {
    return Error{"no room: it takes " + std::to_string(bytes) + " bytes, and samples have " +
                 std::to_string(bytes_ - kFirst) + " in all (--sample-bytes, /sample/unload)"};
  }
  // Now, and not at the first touch, which could not be refused.
  if (fallocate(fd_.get(), 0, static_cast<off_t>(offset), static_cast<off_t>(bytes)) != 0) {
    const Error error = failed("no memory for it");
    free_[offset] = bytes;
    return error;
  }
  std::memcpy(memory_ + offset, samples.data(), samples.size_bytes());
  numbers_.pop_back();
  taken = bytes;
  header_of(memory_).entries[number] = {offset, static_cast<std::uint32_t>(frames), channels};
  return number;
}

void Store::remove(std::uint32_t number) {
  const auto found = taken_.find(number);
  if (found == taken_.end()) return;
  auto& entry = header_of(memory_).entries[number];
  std::uint64_t offset = entry.offset, bytes = found->second;
  entry = {};
  taken_.erase(found);
  // The oldest number is used again last.
  numbers_.insert(numbers_.begin(), number);
  (void)fallocate(fd_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                  static_cast<off_t>(bytes));
  auto after = free_.upper_bound(offset);
  if (after != free_.end() && offset + bytes == after->first) {
    bytes += after->second;
    after = free_.erase(after);
  }
  if (after != free_.begin()) {
    const auto before = std::prev(after);
    if (before->first + before->second == offset) {
      before->second += bytes;
      return;
    }
  }
  free_[offset] = bytes;
}

Result<StoreView> StoreView::open(int number, bool locks_future) {
  const FileDescriptor fd(number);
  struct stat about = {};
  const int seals = fcntl(number, F_GET_SEALS);
  if (seals < 0 || (seals & F_SEAL_SHRINK) == 0 || fstat(number, &about) != 0) {
    return Error{"samples: descriptor " + std::to_string(number) + " is no store"};
  }
  StoreView view;
  view.bytes_ = static_cast<std::uint64_t>(about.st_size);
  if (view.bytes_ < sizeof(SampleStoreHeader)) return Error{"samples: the store is too small"};
  // What is to come is touched as a whole when it is mapped, and this is mostly empty.
  if (locks_future) (void)mlockall(MCL_FUTURE | MCL_ONFAULT);
  void* memory = mmap(nullptr, view.bytes_, PROT_READ, MAP_SHARED | MAP_NORESERVE, number, 0);
  const int error = errno;
  if (locks_future) (void)mlockall(MCL_FUTURE);
  errno = error;
  if (memory == MAP_FAILED) return failed("samples: the store cannot be mapped");
  view.memory_ = static_cast<const std::byte*>(memory);
  const auto& header = *reinterpret_cast<const SampleStoreHeader*>(view.memory_);
  if (header.magic != engine::kSampleStoreMagic || header.bytes != view.bytes_) {
    return Error{"samples: the store is none of this version"};
  }
  return view;
}

StoreView::StoreView(StoreView&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), bytes_(other.bytes_) {}

StoreView::~StoreView() {
  if (memory_ != nullptr) munmap(const_cast<std::byte*>(memory_), bytes_);
}

}  // namespace chronus::samples

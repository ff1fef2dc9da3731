// SPDX-License-Identifier: MIT
#include "audio/disk_file.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace chronus::audio {
namespace {

DiskFile& file_of(void* user) { return *static_cast<DiskFile*>(user); }

}  // namespace

DiskFile::~DiskFile() { (void)close(); }

Status DiskFile::open(const std::string& path, IfThere if_there) {
  constexpr int kNew = O_RDWR | O_CREAT | O_EXCL;
  const bool is_clients = if_there == IfThere::kRefuse;
  path_ = path;  // before there is a file: where memory fails what is open has its own name
  file_ = is_clients ? files_.open_below("/", path.substr(path.starts_with('/') ? 1 : 0), kNew)
                     : files_.open(path, kNew);
  is_new_ = file_ >= 0;
  if (file_ == -EEXIST && !is_clients) file_ = files_.open(path, O_RDWR | O_TRUNC);
  if (file_ < 0) return Error{disk::reason_of(file_)};
  at_ = size_ = data_start_ = units_ = 0;
  unit_bytes_ = 1;
  error_ = 0;
  return {};
}

void DiskFile::begin_data(int unit_bytes) {
  data_start_ = size_;
  unit_bytes_ = unit_bytes;
  units_ = 0;
}

Status DiskFile::close() {
  if (file_ < 0) return {};
  const bool was_deleted = is_deleted();
  // Some disks say only now that they had no room.
  const auto closed = files_.close(std::exchange(file_, -1));
  if (error_ == 0) error_ = closed;
  if (auto status = written(); !status) return status;
  return was_deleted ? Status(Error{"the file has been deleted"}) : Status{};
}

void DiskFile::discard() {
  if (file_ < 0) return;
  if (is_new_) (void)files_.remove(path_);
  (void)files_.close(std::exchange(file_, -1));
}

Status DiskFile::written() const {
  return error_ == 0 ? Status{} : Status(Error{disk::reason_of(error_)});
}

bool DiskFile::is_deleted() const { return file_ >= 0 && files_.is_deleted(file_); }

bool DiskFile::read_at(std::int64_t at, void* data, std::size_t count) const {
  return files_.read(file_, at, data, count) == static_cast<std::int64_t>(count);
}

bool DiskFile::write_at(std::int64_t at, const void* data, std::size_t count) {
  return files_.write(file_, at, data, count) == static_cast<std::int64_t>(count);
}

sf_count_t DiskFile::seek(sf_count_t offset, int whence) {
  const std::int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? at_ : size_;
  at_ = std::clamp<std::int64_t>(base + offset, 0, size_);
  return at_;
}

sf_count_t DiskFile::write(const char* data, sf_count_t count) {
  const std::int64_t begin = at_;
  const bool appends = begin + count > size_;
  if (appends && error_ != 0) return 0;
  sf_count_t done = 0;
  while (done < count) {
    const std::int64_t now =
        files_.write(file_, begin + done, data + done, static_cast<std::size_t>(count - done));
    if (now <= 0) {
      error_ = now == 0 ? -ENOSPC : now;
      if (!appends) return done;
      append_failed(begin + done - size_);
      return 0;
    }
    done += now;
  }
  at_ = begin + done;
  size_ = std::max(size_, at_);
  if (appends) ++units_;
  return done;
}

/// Half a unit would be a broken file, or a wrong length.
void DiskFile::append_failed(std::int64_t appended) {
  if (appended > 0 && unit_bytes_ > 0) {
    const std::int64_t data = data_bytes() + appended;
    size_ = data_start_ + std::max(data_bytes(), data - data % unit_bytes_);
  }
  at_ = size_;
  (void)files_.truncate(file_, size_);
}

SF_VIRTUAL_IO DiskFile::calls() {
  SF_VIRTUAL_IO calls;
  calls.get_filelen = [](void* user) -> sf_count_t { return file_of(user).size_; };
  calls.seek = [](sf_count_t offset, int whence, void* user) {
    return file_of(user).seek(offset, whence);
  };
  calls.read = [](void* data, sf_count_t count, void* user) -> sf_count_t {
    auto& file = file_of(user);
    const std::int64_t now =
        file.files_.read(file.file_, file.at_, data, static_cast<std::size_t>(count));
    file.at_ += std::max<std::int64_t>(now, 0);
    return std::max<std::int64_t>(now, 0);
  };
  calls.write = [](const void* data, sf_count_t count, void* user) {
    return file_of(user).write(static_cast<const char*>(data), count);
  };
  calls.tell = [](void* user) -> sf_count_t { return file_of(user).at_; };
  return calls;
}

}  // namespace chronus::audio

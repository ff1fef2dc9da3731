// SPDX-License-Identifier: MIT
#include "conductor/paging.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "conductor/json_text.hpp"
#include "conductor/service.hpp"

namespace chronus::conductor {
namespace {

/// One thing that is not divided any further, and where it stands.
struct Entry {
  std::vector<std::string> path;
  const Json* value;
  bool is_element;  ///< of the array at `path`
};

void collect(const Json& value, const std::vector<std::string>& path, bool elements,
             std::vector<Entry>& entries) {
  const auto items = value.items();
  if (value.is_object() && !items.empty()) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      auto inner = path;
      inner.push_back(value.keys()[i]);
      collect(items[i], inner, elements, entries);
    }
    return;
  }
  const bool is_list = value.is_array() && !items.empty();
  if (is_list != elements) return;
  if (!is_list) return entries.push_back({path, &value, false});
  for (const auto& element : items) entries.push_back({path, &element, true});
}

std::size_t size_of(const Entry& entry) {
  std::size_t size = to_text(*entry.value).size() + 1;
  for (const auto& key : entry.path) size += key.size() + 4;
  return size;
}

void put(Json& page, const Entry& entry) {
  Json* at = &page;
  for (const auto& key : entry.path) at = &at->member(key);
  if (entry.is_element) {
    at->push_back(*entry.value);
  } else {
    *at = *entry.value;
  }
}

/// Behind the end a client finds the lists that it looks for, with nothing in them.
void put_empty_lists(Json& page, const std::vector<Entry>& entries) {
  const Entry* last = nullptr;
  for (const Entry& entry : entries) {
    const bool is_known = last != nullptr && last->path == entry.path;
    last = &entry;
    if (is_known || !(entry.is_element || entry.value->is_array())) continue;
    const Json empty = Json::array();
    put(page, {entry.path, &empty, false});
  }
}

}  // namespace

Result<std::optional<std::size_t>> offset_at(const Request& request, std::size_t index) {
  if (index >= request.args.count()) return std::optional<std::size_t>{};
  const auto offset = request.args.integer(index, "offset", 0, std::numeric_limits<int>::max());
  if (!offset) return offset.error();
  return std::optional<std::size_t>{static_cast<std::size_t>(*offset)};
}

std::string page_name(std::string question, std::optional<std::size_t> offset) {
  if (offset) question += ' ' + std::to_string(*offset);
  return question;
}

std::string page_of(const std::string& text, std::size_t offset, std::size_t most_bytes) {
  auto whole = Json::parse(text);
  if (whole.is_array()) whole = Json{{"items", std::move(whole)}};
  std::vector<Entry> entries;
  for (const bool elements : {false, true}) collect(whole, {}, elements, entries);
  auto page = Json::object();
  if (offset >= entries.size()) put_empty_lists(page, entries);
  std::size_t bytes = 0;
  std::size_t next = std::min(offset, entries.size());
  for (const std::size_t first = next; next < entries.size(); ++next) {
    bytes += size_of(entries[next]);
    if (bytes > most_bytes && next > first) break;
    put(page, entries[next]);
  }
  page["more"] = next < entries.size();
  if (next < entries.size()) page["next"] = next;
  return to_text(page);
}

JsonText paged(JsonText whole, std::optional<std::size_t> offset) {
  return [whole = std::move(whole), offset]() -> std::string {
    auto text = whole();
    if (!offset && text.size() <= kMostWholeBytes) return text;
    return page_of(text, offset.value_or(0), offset ? kPageBytes : kMostWholeBytes);
  };
}

}  // namespace chronus::conductor

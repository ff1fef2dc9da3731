// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "conductor/sender.hpp"

namespace chronus::conductor {

struct Request;

/// JSON that a question is answered with, up to this size as a whole; what is longer comes in
/// pages.
inline constexpr std::size_t kMostWholeBytes = 60'000;
/// A page of those that a client asks for by an offset: with its address it fits the smallest usual
/// receive buffers (osc::kSmallPacketBytes).
inline constexpr std::size_t kPageBytes = 1'300;

/// The last argument of a question, an offset; nothing where it has no such argument.
Result<std::optional<std::size_t>> offset_at(const Request& request, std::size_t index);

/// The question of an answer that comes in pages: the same for all who ask for the same page.
std::string page_name(std::string question, std::optional<std::size_t> offset);

/// The part of a JSON text that begins at `offset` and has about `most_bytes`, at least one entry.
/// Entries are elements of arrays and what else stands in an object, which comes first; each page
/// is an object of the same shape with some of them. An array comes as `items`. `more` says whether
/// there are others, `next` at which offset. Behind the end there are the arrays, empty.
std::string page_of(const std::string& json, std::size_t offset, std::size_t most_bytes);

/// The answer as it is, where it fits and no offset is asked for; else a page of it.
JsonText paged(JsonText whole, std::optional<std::size_t> offset);

}  // namespace chronus::conductor

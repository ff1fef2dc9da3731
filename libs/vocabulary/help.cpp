// SPDX-License-Identifier: MIT
#include <cmath>

#include "base/json.hpp"
#include "vocabulary/vocabulary.hpp"

namespace chronus::vocabulary {
namespace {

const char* name_of(Type type) {
  switch (type) {
    case Type::kText:
      return "text";
    case Type::kSequencer:
      return "sequencer";
    case Type::kNumber:
      return "number";
    case Type::kWhole:
      return "whole";
    case Type::kValue:
      return "value";
    case Type::kAny:
      break;
  }
  return "any";
}

/// JSON has no infinity: a side that is open is null.
Json bound(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json to_json(const Argument& argument) {
  Json json{{"name", argument.name}, {"type", name_of(argument.type)}, {"unit", argument.unit}};
  const bool has_range = std::isfinite(argument.low) || std::isfinite(argument.high);
  if (has_range) {
    json["range"] = Json::array();
    json["range"].push_back(bound(argument.low));
    json["range"].push_back(bound(argument.high));
  } else {
    json["range"] = Json();
  }
  json["optional"] = argument.optional;
  json["several"] = argument.most > 1;
  if (!argument.words.empty()) json["words"] = argument.words;
  return json;
}

Json to_json(const MessageInfo& message) {
  auto arguments = Json::array();
  for (const auto& argument : message.arguments) arguments.push_back(to_json(argument));
  return Json{{"address", message.address},
              {"arguments", std::move(arguments)},
              {"usage", usage(message)},
              {"summary", message.summary},
              {"asks", message.asks_with != kNoQuestion},
              {"silent", message.answer == Answer::kSilent},
              {"journaled", message.journaled},
              {"undoable", message.undoable}};
}

}  // namespace

std::string help_json(const Vocabulary& vocabulary, std::string_view prefix) {
  auto messages = Json::array();
  for (const auto& section : vocabulary.sections()) {
    for (const auto& message : section.messages) {
      if (message.address.starts_with(prefix)) messages.push_back(to_json(message));
    }
  }
  return to_text(Json{{"messages", std::move(messages)}, {"more", false}});
}

}  // namespace chronus::vocabulary

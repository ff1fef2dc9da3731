// SPDX-License-Identifier: MIT
#pragma once

#include "services/record/record.hpp"
#include "supervisor/board.hpp"
#include "supervisor/recording_desk.hpp"

namespace chronus::supervisor {

/// What `/record` asks for goes to the desk, which answers. Conductor thread.
class LiveRecordings final : public services::Recordings {
 public:
  LiveRecordings(RecordingDesk& desk, const Board& board) : desk_(desk), board_(board) {}

  Status start(const conductor::Sender& sender, const osc::Message& message,
               const services::Take& take, Frame from) override {
    return desk_.start(sender, message, take, from);
  }
  Status stop(const conductor::Sender& sender, const osc::Message& message, Frame at) override {
    return desk_.stop(sender, message, at);
  }
  conductor::JsonText status() const override {
    return [&board = board_] { return board.record_json(); };
  }

 private:
  RecordingDesk& desk_;
  const Board& board_;
};

}  // namespace chronus::supervisor

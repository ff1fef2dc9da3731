// SPDX-License-Identifier: MIT
// Writes what the fuzzer of sample files begins with: a short sound in each kind of file that
// libsndfile writes and anybody sends.
#include <cstdio>
#include <filesystem>
#include <string>

#include "tests/unit/samples/sound_files.hpp"

namespace {

struct Kind {
  const char* name;
  int format;
  int rate;
  int channels;
};

constexpr Kind kKinds[] = {
    {"wav-8", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 8'000, 1},
    {"wav-16", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48'000, 2},
    {"wav-24", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 44'100, 2},
    {"wav-32", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 96'000, 1},
    {"wav-float", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48'000, 1},
    {"wav-double", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 48'000, 1},
    {"wav-ulaw", SF_FORMAT_WAV | SF_FORMAT_ULAW, 8'000, 1},
    {"wav-alaw", SF_FORMAT_WAV | SF_FORMAT_ALAW, 8'000, 1},
    {"wav-ima", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 22'050, 2},
    {"wav-ms", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 22'050, 1},
    {"wav-gsm", SF_FORMAT_WAV | SF_FORMAT_GSM610, 8'000, 1},
    {"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 48'000, 1},
    {"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 48'000, 1},
    {"aiff-16", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44'100, 2},
    {"aiff-float", SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 48'000, 1},
    {"au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 48'000, 1},
    {"caf-alac", SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 48'000, 1},
    {"flac-16", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48'000, 2},
    {"flac-24", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 96'000, 1},
    {"ogg-vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 48'000, 1},
    {"ogg-opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48'000, 1},
    {"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 48'000, 1},
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "fuzz_sounds FOLDER\n"), 2;
  for (const Kind& kind : kKinds) {
    const auto sound = chronus::samples::some_sound(static_cast<std::size_t>(300 * kind.channels));
    chronus::samples::write_sound(std::filesystem::path(argv[1]) / kind.name, sound, kind.format,
                                  kind.rate, kind.channels);
  }
  return 0;
}

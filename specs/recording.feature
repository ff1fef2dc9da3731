# SPDX-License-Identifier: MIT
Feature: Recordings hold what was played
  I record takes while I play. Each is a proper file at every moment, begins and ends where I said, and
  stays in its own directory. No take is ever overwritten.

  Scenario: A take has a name of its own when I give it none
    Given a running engine
    When I send /record/start
    Then it is done
    And a recording named like recording_YYYYMMDD_HHMMSS.wav is under way
    When it has gone on for 4800 frames
    And I send /record/stop
    Then it is done
    And the take is a WAV file of at least 4800 frames, as long as was told

  Scenario Outline: A take has the name that I give it: <file>
    Given a running engine
    When I send /record/start <file>
    Then it is done
    And a recording named like <file> is under way
    When it has gone on for 4800 frames
    And I send /record/stop
    Then it is done
    And the take is a <kind> file of at least 4800 frames, as long as was told

    Examples:
      | file        | kind |
      | take1.wav   | WAV  |
      | take1.flac  | FLAC |
      | "my take.wav" | WAV |

  Scenario: A name without an extension means a WAV
    Given a running engine
    When I send /record/start bare
    Then it is done
    And a recording named like bare.wav is under way
    When I send /record/stop
    Then it is done

  Scenario Outline: A take has the samples that I ask for: <take>
    Given a running engine
    When I send /record/start <take>
    Then it is done
    When it has gone on for 4800 frames
    And I send /record/stop
    Then it is done
    And its samples are <samples>

    Examples:
      | take               | samples |
      | plain.wav          | float   |
      | float.wav float    | float   |
      | studio.wav 24      | pcm24   |
      | cd.wav 16          | pcm16   |
      | studio.flac 24     | pcm24   |
      | cd.flac 16         | pcm16   |

  Scenario Outline: A sample format that the file cannot have is refused: <take>
    Given a running engine
    When I send /record/start <take>
    Then it is refused: "<reason>"
    And nothing has changed

    Examples:
      | take               | reason             |
      | take.wav 12        | float, 24 or 16    |
      | take.flac float    | FLAC has no float  |

  Scenario: Before and after a take the engine is idle
    Given an engine of its own
    When I ask /record/status
    Then the recording is idle
    When I send /record/start take.wav
    And I send /record/stop
    And I ask /record/status
    Then the recording is idle

  Scenario Outline: A recording stays inside its directory: <file>
    Given a running engine
    When I send /record/start <file>
    Then it is refused: "<reason>"
    And nothing has changed
    And no file has been made outside

    Examples:
      | file                    | reason    |
      | ../escape.wav           | '..' is not allowed |
      | /tmp/escape.wav         | the path must be relative |
      | sub/../../escape.wav    | '..' is not allowed |
      | ..                      | '..' is not allowed |
      | take.mp3                | .wav      |
      | take.                   | .wav      |

  Scenario: One take at a time
    Given a running engine
    And I have sent /record/start first.wav
    When I send /record/start second.wav
    Then it is refused: "first.wav"
    And nothing has changed

  Scenario: Nothing to stop
    Given a running engine
    When I send /record/stop
    Then it is refused: "record"
    And nothing has changed

  Scenario: A take that is there already is not overwritten
    Given a running engine
    And I have sent /record/start twice.wav
    And I have sent /record/stop
    When I send /record/start twice.wav
    Then it is refused: "there already"
    And nothing has changed

  Scenario Outline: The file is valid at every moment: <file>
    Given an engine of its own
    And I have sent /record/start <file>
    When the file is opened 30 times while it grows
    Then it could be read each time, and each time was the beginning of the last

    Examples:
      | file      |
      | grow.wav  |
      | grow.flac |

  Scenario Outline: Even when the engine is killed, what was recorded can be read: <file>
    Given an engine of its own
    And I have sent /record/start <file>
    When it has gone on for 48000 frames
    And the engine is killed
    Then the file can be read, and lacks less than half a second

    Examples:
      | file      |
      | dead.wav  |
      | dead.flac |

  Scenario: A take begins and ends on the frame
    # The take begins somewhere in the music; from there on it is the rendering, sample for sample.
    Given an engine of its own
    And these are sent
      """
      /seq/create line
      /seq/bpm line 171.3
      /seq/pattern line "x.3X.xx.7.x..1x2"
      /seq/assign line gate adsr1
      /seq/start line
      """
    When a take of a second is made in the middle of it
    Then it is a stretch of the journal's rendering, sample for sample

  Scenario: A whole set in FLAC is its rendering in 24 bits
    Given the clicks kick and hat
    And the score
      """
      /seq/create kick
      /seq/pattern kick "X..x3..x"
      /seq/assign kick gate kick
      /seq/create hat
      /seq/euclid hat 7 12
      /seq/assign hat gate hat
      /seq/start_all
      """
    When it is played live for 2 seconds into a FLAC file
    Then each sample is that of its rendering, in 24 bits

  Scenario Outline: A recording has the format that the engine was started with: <options>
    Given an engine started with "<options>"
    And I have sent /record/start take.wav
    When it has gone on for 4800 frames
    And I send /record/stop
    Then the take has <channels> channels at <rate> Hz

    Examples:
      | options                    | channels | rate  |
      | --rate 44100 --channels 1  | 1        | 44100 |
      | --rate 96000 --channels 8  | 8        | 96000 |
      | --rate 48000 --channels 2  | 2        | 48000 |

  Scenario: Recordings go where the operator says
    Given an engine started with "--record-dir elsewhere"
    When I send /record/start take.wav
    And I send /record/stop
    Then it is done
    And the take is in the directory "elsewhere"

  Scenario: A subscriber is told where a take is
    Given an engine of its own
    And I have sent /notify 1
    When I send /record/start told.wav
    Then an event "record" names told.wav
    When I send /record/stop
    Then an event "record" names told.wav

# SPDX-License-Identifier: MIT
Feature: Notes are played by as many voices as I gave them
  Modules with the same number of voices, connected, are an instrument. A note takes one voice of it,
  chords take several, and whatever happens to the one who plays them: no note is left hanging.

  Keys are an instrument of sines with an envelope that stands at the velocity while a note is held and
  is gone 96 frames behind its end. Its level is the sum of what its envelopes give.

  Scenario Outline: A note is a number or a name: <note>
    Given the keys p of 4 voices
    And the score
      """
      0.1 /note/p <note> 0.8
      """
    When it plays for 0.5 seconds
    Then p begins on frame 4800
    And p sounds <hz> Hz at frame 12000

    Examples:
      | note  | hz        |
      | 69    | 440       |
      | a4    | 440       |
      | 69.5  | 452.8930  |
      | "c#5" | 554.3653  |
      | eb5   | 622.2540  |
      | "84"  | 1046.5023 |

  Scenario Outline: Velocity is a share, or a number as in MIDI: <velocity>
    Given the keys p of 4 voices
    And the score
      """
      0.1 /note/p a4 <velocity>
      """
    When it plays for 0.5 seconds
    Then the level of p is <level> at frame 12000

    Examples:
      | velocity | level     |
      | 1        | 1         |
      | 0.25     | 0.25      |
      | 127      | 1         |
      | 64       | 0.5039370 |

  Scenario Outline: A note with <seconds> seconds ends by itself, on its frame
    Given the keys p of 4 voices
    And the score
      """
      0.1 /note/p a4 1 <seconds>
      """
    When it plays for 1 second
    Then p begins on frame 4800
    And p is let go on frame <frame>, and silent after it

    Examples:
      | seconds  | frame |
      | 0.25     | 16800 |
      | 0.1      | 9600  |
      | 0.012345 | 5393  |

  Scenario: The notes of a chord end one by one, or all at once
    Given the keys p of 4 voices
    And the score
      """
      0.1 /note/p a4 0.5
      0.1 /note/p db5 0.25
      0.1 /note/p e5 0.125
      0.3 /note/p/off db5
      0.5 /note/p a4 0
      0.7 /note/p c6 0.5
      0.9 /note/p/off
      """
    When it plays for 1.2 seconds
    Then p sounds 440, 554.3653 and 659.2551 Hz at frame 9600
    And p sounds 440 and 659.2551 Hz at frame 19200
    And p sounds 659.2551 Hz at frame 28800
    And p sounds 659.2551 and 1046.5023 Hz at frame 38400
    And the level of p is 0.875 at frame 9600
    And the level of p is 0.625 at frame 19200
    And the level of p is 0.125 at frame 28800
    And p is let go on frame 43200, and silent after it

  Scenario: A note that is played again begins anew in its voice, with its new end
    Given the keys p of 4 voices
    And the score
      """
      0.1 /note/p a4 0.5 0.3
      0.2 /note/p a4 0.25 0.5
      """
    When it plays for 1 second
    Then the level of p is 0.5 at frame 9000
    And the level of p is 0.25 at frame 12000
    And p is let go on frame 33600, and silent after it

  Scenario: What a note brings holds in its own voice, and not in the next note there
    Given the keys p of 4 voices
    And the score
      """
      0.1 /note/p a4 0.5 0.3 sustain 0.25
      0.2 /note/p e5 1 0.1 freq 880
      0.5 /note/p a4 0.5 0.3
      """
    When it plays for 1 second
    Then the level of p is 0.125 at frame 9000
    And p sounds 440 and 880 Hz at frame 10000
    And the level of p is 1.125 at frame 12000
    And the level of p is 0.5 at frame 30000

  Scenario: What a note brings it has alone, whatever is set while it sounds
    Given the keys p of 4 voices
    And the score
      """
      0.1 /note/p a4 1 sustain 0.25
      0.1 /note/p e5 1
      0.2 /mod/p_env/sustain 0.5
      """
    When it plays for 0.5 seconds
    Then the level of p is 1.25 at frame 9000
    And the level of p is 0.75 at frame 20000

  Scenario: Where no voice is free the one that was let go first is taken
    Given the keys p of 2 voices
    And the score
      """
      /mod/p_env/release 5
      0.1 /note/p a4 0.5
      0.2 /note/p db5 0.5
      0.3 /note/p/off db5
      0.31 /note/p e5 0.5
      """
    When it plays for 0.6 seconds
    Then p sounds 440 and 659.2551 Hz at frame 20000

  Scenario: Of those that are held the quietest is taken
    Given the keys p of 2 voices
    And the score
      """
      0.1 /note/p a4 0.8
      0.2 /note/p db5 0.3
      0.3 /note/p e5 0.5
      """
    When it plays for 0.6 seconds
    Then p sounds 440 and 659.2551 Hz at frame 20000

  Scenario: Of those that are as loud the oldest is taken, and its end finds nobody
    Given the keys p of 2 voices
    And the score
      """
      0.1 /note/p a4 0.5 0.4
      0.2 /note/p db5 0.5
      0.3 /note/p e5 0.5
      0.7 /note/p/off a4
      0.8 /note/p/off db5
      0.9 /note/p/off e5
      """
    When it plays for 1.2 seconds
    Then p sounds 554.3653 and 659.2551 Hz at frame 20000
    # The ends of the note that was taken from, by itself and by hand, are not those of its heir.
    And p sounds 554.3653 and 659.2551 Hz at frame 28800
    And p sounds 659.2551 Hz at frame 39000
    And p is let go on frame 43200, and silent after it

  Scenario: A hundred notes on two voices leave none behind
    Given the keys p of 2 voices
    And 100 notes on p between frames 4800 and 43200, each with its end, drawn from the seed 11
    When it plays for 1.2 seconds
    Then p is silent from frame 48000 on

  Scenario: A voice glides to its next note from the one that it had
    Given the keys p of 1 voices
    And the score
      """
      /mod/p/glide 0.05
      0.1 /note/p a3 1
      0.25 /note/p a4 1
      """
    When it plays for 0.6 seconds
    Then p sounds 220 Hz at frame 8500
    And p glides from 220 to 440 Hz after frame 12000, and arrives

  Scenario: A lane plays chords, a tie holds them, and one with notes of its own bends them
    Given the keys p of 4 voices
    And the score
      """
      /seq/create line
      /seq/steps line 4
      /seq/pattern line "x-x."
      /seq/param_lane line note "a4+e5 b4+f#5 c5 ."
      /seq/assign line param p note
      /seq/start line
      """
    When it plays for 0.5 seconds
    Then p sounds 440 and 659.2551 Hz at frame 1000
    And p sounds 493.8833 and 739.9888 Hz at frame 7000
    And p sounds 523.2511 Hz at frame 12500
    And p is let go on frame 15000, and silent after it

  Scenario Outline: No note hangs: <what> while a sequencer holds it
    Given the keys p of 4 voices
    And the score
      """
      /seq/create line
      /seq/steps line 8
      /seq/pattern line "x-------"
      /seq/param_lane line note "a4+c#5+e5 . . . . . . ."
      /seq/assign line param p note
      /seq/start line
      0.3 <message>
      """
    When it plays for 2.2 seconds
    Then p sounds 440, 554.3653 and 659.2551 Hz at frame 7000
    And p is silent from frame <frame> on

    Examples:
      | what                       | message                           | frame |
      | it is stopped              | /seq/stop line                    | 14500 |
      | all are stopped            | /seq/stop_all                     | 14500 |
      | the transport is stopped   | /transport/stop                   | 14500 |
      | it is deleted              | /seq/delete line                  | 14500 |
      | it is muted                | /seq/mute line 1                  | 14500 |
      | it is unassigned           | /seq/unassign line param p note   | 14500 |
      | a panic comes              | /panic                            | 15000 |
      | its pattern becomes rests  | /seq/pattern line ........        | 48100 |

  Scenario Outline: The end of a note goes with the tempo: <message>
    Given the keys p of 4 voices
    And the score
      """
      /seq/create line
      /seq/steps line 16
      /seq/pattern line "x-------........"
      /seq/param_lane line note "a4 . . . . . . . . . . . . . . ."
      /seq/assign line param p note
      /seq/start line
      0.26 <message>
      """
    When it plays for 1.5 seconds
    Then p is let go on frame <frame>, and silent until frame <next>

    # A sequencer's own tempo comes with its next step, on frame 18000: five are left. The transport's comes
    # at once, 480 frames into a step of 6000: of six, 0.08 are gone.
    Examples:
      | message              | frame | next  |
      | /seq/bpm line 240    | 33000 | 53000 |
      | /transport/bpm 240   | 30240 | 53000 |
      | /seq/bpm line 100    | 54000 | 71000 |

  Scenario: A note that is held goes on over a commit, and its end arrives
    Given the keys p of 4 voices
    And the score
      """
      0.1 /note/p a4 0.5
      0.1 /note/p db5 0.5 0.4
      0.2 /patch/create hum noise
      0.2 /mod/hum/level 0
      0.2 /patch/connect hum output.2
      0.2 /patch/commit
      0.7 /note/p/off a4
      """
    When it plays for 1 second
    Then p sounds 440 and 554.3653 Hz at frame 12000
    And p sounds 440 Hz at frame 25000
    And p is let go on frame 33600, and silent after it

  Scenario: A note whose module goes is gone, and does not come back with it
    Given the keys p of 4 voices
    And the score
      """
      0.1 /note/p a4 0.5
      0.2 /patch/delete p
      0.2 /patch/commit
      0.4 /patch/create p sine 4
      0.4 /patch/connect p p_env
      0.4 /patch/commit
      """
    When it plays for 1 second
    Then p sounds 440 Hz at frame 6000
    And p is silent from frame 10100 on

  Scenario: Notes sound on through kills, and end where they end
    Given the score
      """
      /patch/create p osc 8
      /patch/create p_env adsr 8
      /patch/create p_filter svf 8
      /patch/create echo delay
      /patch/connect p p_env
      /patch/connect p_env p_filter
      /patch/connect p_filter echo
      /patch/connect echo output
      /patch/commit
      /mod/p/wave saw
      /mod/p/level 0.1
      /mod/p_env/release 0.7
      /seq/create line
      /seq/bpm line 133.7
      /seq/pattern line "x--x-.X-------x-"
      /seq/param_lane line note "a3+c4+e4 . b3+d4+f4 . a4 . c3+g3+e4+b4 . . . d4 . . . e3 f3"
      /seq/assign line param p note
      /seq/start line
      0.5 /note/p c2 0.9 30
      """
    And it is being played and recorded
    When a worker is killed 6 times, in turn, each time that both are ready
    And the engine has played on for half a second and is ended
    Then no frame was lost and 6 workers died
    And each sample is that of the score's rendering

  Scenario: A note keeps what it brought through a failover
    Given an engine with the keys p of 4 voices, that records all
    When these are streamed
      """
      /note/p a4 0.5 level 0.6
      /note/p a5 0.25 freq 660
      """
    And it has played 12000 frames more
    And the worker that is heard gets a SIGKILL
    And it has played 12000 frames more
    And these are streamed
      """
      /note/p/off
      """
    And it has played 9600 frames more
    Then the recording is the journal's rendering, sample for sample
    And p sounds 440 and 660 Hz for 24000 frames or longer, and is silent at the end

  Scenario: A note that I hold through a failover ends when I let it go
    Given an engine with the keys p of 4 voices, that records all
    When these are streamed
      """
      /note/p a4 0.5
      /note/p e5 0.25
      """
    And it has played 12000 frames more
    And the worker that is heard gets a SIGKILL
    And it has played 12000 frames more
    And these are streamed
      """
      /note/p/off e5
      /note/p/off a4
      """
    And it has played 9600 frames more
    Then the recording is the journal's rendering, sample for sample
    And p sounds 440 and 659.2551 Hz for 24000 frames or longer, and is silent at the end

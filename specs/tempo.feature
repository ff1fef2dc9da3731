# SPDX-License-Identifier: MIT
Feature: The tempo is one for all, or each one's own
  A sequencer follows the transport until it has a tempo of its own. A change of tempo moves what comes;
  no step is skipped, none is doubled. A song can be entered where I want.

  A step is 6000 frames where nothing else is said: a sixteenth at 120 BPM, 48000 frames a second.

  Scenario Outline: A tempo of <bpm> comes with the next step, none skipped and none doubled
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick X3x.678x
      /seq/assign kick gate kick
      /seq/start kick
      0.3 /seq/bpm kick <bpm>
      """
    When it plays for <seconds> seconds
    Then kick is heard at
      | frame   | velocity |
      | 0       | 127      |
      | 6000    | 33       |
      | 12000   | 64       |
      | <six>   | 80       |
      | <seven> | 96       |
      | <eight> | 111      |
      | <last>  | 64       |
      | <again> | 127      |

    # Step 3 is still on frame 18000; the new step counts from there.
    Examples:
      | bpm | six   | seven | eight | last  | again  | seconds |
      | 60  | 30000 | 42000 | 54000 | 66000 | 78000  | 1.7     |
      | 240 | 21000 | 24000 | 27000 | 30000 | 33000  | 0.72    |
      | 90  | 26000 | 34000 | 42000 | 50000 | 58000  | 1.3     |
      | 120 | 24000 | 30000 | 36000 | 42000 | 48000  | 1.1     |

  Scenario: The transport's tempo moves all that follow it, and leaves the others alone
    # It is taken at once: four tenths of the step to frame 12000 are left, and take twice as long.
    Given the clicks kick, hat and own
    And the score
      """
      /seq/create kick
      /seq/create hat
      /seq/create own
      /seq/pattern * xxxxxxxxxxxxxxxx
      /seq/bpm own 120
      /seq/assign kick gate kick
      /seq/assign hat gate hat
      /seq/assign own gate own
      /seq/start_all
      0.2 /transport/bpm 60
      """
    When it plays for 1 second
    Then kick sounds on the frames 0, 6000, 14400, 26400, 38400
    And kick and hat sound on the same frames
    And own is heard as "xxxxxxxx"

  Scenario: What follows again meets the transport on its next step
    # Its place would be frame 16000; the transport's next step from there is frame 18000.
    Given the clicks kick and own
    And the score
      """
      /seq/create kick
      /seq/create own
      /seq/pattern * xxxxxxxxxxxxxxxx
      /seq/bpm own 90
      /seq/assign kick gate kick
      /seq/assign own gate own
      /seq/start_all
      0.2 /seq/follow own
      """
    When it plays for 0.7 seconds
    Then kick sounds on the frames 0, 6000, 12000, 18000, 24000, 30000
    And own sounds on the frames 0, 8000, 18000, 24000, 30000

  Scenario: A new sequencer starts in the transport's tempo
    Given the click kick
    And the score
      """
      /transport/bpm 90
      /seq/create kick
      /seq/pattern kick xxxx
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 0.6 seconds
    Then kick sounds on the frames 0, 8000, 16000, 24000

  Scenario Outline: A song begins at beat <beat>, on the very frame
    # The pattern has been running in thought since the song began: its first step at or behind the
    # beat is heard, and the second pattern of the chain in every second cycle.
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/chain kick X3x.678x .x......
      /seq/assign kick gate kick
      0.1 /transport/start <beat>
      """
    When it plays for 1.2 seconds
    Then kick sounds on the frames <frames>

    Examples:
      | beat | frames                                                    |
      | 0    | 4800, 10800, 16800, 28800, 34800, 40800, 46800            |
      | 1    | 4800, 10800, 16800, 22800, 34800                          |
      | 1.5  | 4800, 10800, 22800                                        |
      | 2    | 10800, 52800                                              |
      | 2.1  | 8400, 50400, 56400                                        |
      | 4    | 4800, 10800, 16800, 28800, 34800, 40800, 46800            |

  Scenario: A song begins anew while it plays
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/pattern kick "x... x... x... x..."
      /seq/assign kick gate kick
      /seq/start kick
      0.6 /transport/start
      """
    When it plays for 1.5 seconds
    Then kick sounds on the frames 0, 24000, 28800, 52800

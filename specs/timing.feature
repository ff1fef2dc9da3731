# SPDX-License-Identifier: MIT
Feature: Not one sample early or late
  Every step has a place that can be computed with pencil and paper: step n is n × 240 / (bpm × division)
  seconds after its anchor, which is where the sequencer started, was reset, or changed its tempo. It
  is heard on the nearest frame to that place; nothing drifts, however long the night.

  A step is 6000 frames where nothing else is said: a sixteenth at 120 BPM, 48000 frames a second.

  Scenario Outline: <division> steps to the bar at <bpm> BPM
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/config kick <bpm> 4 <division>
      /seq/pattern kick xxxx
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 2 seconds
    Then kick sounds on the frames <frames>

    Examples:
      | bpm   | division | frames                                         |
      | 120   | 4        | 0, 24000, 48000, 72000                         |
      | 120   | 8        | 0, 12000, 24000, 36000, 48000, 60000, 72000, 84000 |
      | 60    | 4        | 0, 48000                                       |
      | 60    | 2        | 0                                              |
      | 100   | 3        | 0, 38400, 76800                                |
      | 100   | 12       | 0, 9600, 19200, 28800, 38400, 48000, 57600, 67200, 76800, 86400 |
      | 133.7 | 8        | 0, 10770, 21541, 32311, 43082, 53852, 64622, 75393, 86163 |
      | 97.3  | 4        | 0, 29599, 59198, 88798                         |

  Scenario: A hundred random grooves, played live
    Given 100 grooves drawn from the seed 20240229
      | setting  | from | to  | decimals |
      | bpm      | 20   | 999 | 3        |
      | division | 1    | 64  | 0        |
      | swing    | 50   | 75  | 3        |
    When they are played live for 2 seconds, eight at a time
    Then more than 2000 steps are heard
    And the largest timing error is 0 samples
    And each recording is its rendering, sample for sample

  Scenario: A hundred random grooves that change their tempo five times
    Given 100 grooves drawn from the seed 4711
      | setting  | from | to  | decimals |
      | bpm      | 40   | 400 | 2        |
      | division | 4    | 32  | 0        |
    And each changes its tempo 5 times in 5 seconds, to 40 up to 400 BPM
    When they are rendered for 5 seconds, eight at a time
    Then more than 5000 steps are heard
    And the largest timing error is 0 samples

  Scenario: Nothing drifts in two minutes
    Given 8 grooves drawn from the seed 20240301
      | setting  | from | to  | decimals |
      | bpm      | 60   | 180 | 3        |
      | division | 8    | 16  | 0        |
      | swing    | 50   | 75  | 6        |
    When they are rendered for 120 seconds, eight at a time
    Then more than 2000 steps are heard
    And the largest timing error is 0 samples

  Scenario Outline: At <rate> frames a second every step is on its frame, too
    Given 8 grooves drawn from the seed 20240302
      | setting  | from | to  | decimals |
      | bpm      | 40   | 300 | 3        |
      | division | 4    | 24  | 0        |
      | swing    | 50   | 75  | 3        |
    When they are rendered at <rate> Hz in blocks of <block> frames
    Then the largest timing error is 0 samples

    Examples:
      | rate   | block |
      | 44100  | 96    |
      | 88200  | 1024  |
      | 96000  | 16    |
      | 192000 | 333   |

  Scenario Outline: What lies inside a step moves with the tempo: <place>
    # 120 BPM, and 60 from the frame named: what is still to come then takes twice as long.
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 4
      /seq/pattern kick <pattern>
      /seq/<setting>
      /seq/assign kick gate kick
      /seq/start kick
      <from>f /transport/bpm 60
      """
    When it plays for 0.4 seconds
    Then kick sounds on the frames <frames>
    And kick opens its gates for <gates> frames

    Examples:
      | place                 | pattern | setting            | from | frames           | gates                  |
      | a swung step          | .x..    | swing kick 75      | 8160 | 9840             | 3000                   |
      | a nudged step         | .x..    | nudge kick "0 -.5" | 1000 | 5000             | 6000                   |
      | a ratchet's hits      | x...    | ratchet kick 4     | 2000 | 0, 1500, 4000, 7000 | 750, 1000, 1500, 1500 |
      | the end of a gate     | x...    | gate_len kick 0.75 | 2000 | 0                | 7000                   |
      | the end of a tie      | x-..    | gate_len kick 0.5  | 9000 | 0                | 15000                  |

  Scenario: Through a ritardando a groove stays with its twin on a finer grid
    # The twin has no swing, no nudge and no ratchet: its steps are eight times as short, and the places of
    # the groove are among them.
    Given the clicks groove and twin
    And the score
      """
      /seq/create groove
      /seq/steps groove 4
      /seq/pattern groove xxx.
      /seq/swing groove 75
      /seq/nudge groove "0 0 .25 0"
      /seq/ratchet groove "1 1 2 1"
      /seq/assign groove gate groove
      /seq/create twin
      /seq/config twin 120 32 128
      /seq/follow twin
      /seq/pattern twin "x...........x.....x....x........"
      /seq/assign twin gate twin
      /seq/start_all
      9000f /transport/bpm 110
      9900f /transport/bpm 101.7
      21003f /transport/bpm 93
      33333f /transport/bpm 84.2
      47000f /transport/bpm 77
      60001f /transport/bpm 59.95
      75000f /transport/bpm 240
      """
    When it plays for 2 seconds
    Then groove and twin sound on the same frames

  Scenario: A start waits for the next step of the running transport
    Given the clicks kick and hat
    And the score
      """
      /seq/create kick
      /seq/create hat
      /seq/pattern * xxxxxxxx
      /seq/assign kick gate kick
      /seq/assign hat gate hat
      0.05 /seq/start kick
      0.26 /seq/start hat
      """
    When it plays for 0.5 seconds
    Then kick sounds on the frames 6000, 12000, 18000
    And hat sounds on the frames 18000

  Scenario: What starts within one step starts together
    Given the clicks kick and hat
    And the score
      """
      /seq/create kick
      /seq/create hat
      /seq/config * 133.7 16 16
      /seq/pattern * x..x..x.x..x..x.
      /seq/assign kick gate kick
      /seq/assign hat gate hat
      0.34 /seq/start kick
      0.37 /seq/start hat
      """
    When it plays for 2 seconds
    # The transport's third sixteenth at 120 BPM is frame 18000.
    Then kick and hat sound on the same frames
    And kick is first heard on frame 18000

  Scenario Outline: That holds for any tempo and division: <one> and <other>
    Given the clicks kick and hat
    And the score
      """
      /seq/create kick
      /seq/create hat
      /seq/config kick <one>
      /seq/config hat <other>
      /seq/assign kick gate kick
      /seq/assign hat gate hat
      0.34 /seq/start kick
      0.34 /seq/start hat
      """
    When it plays for 1 seconds
    Then kick is first heard on frame 18000
    And hat is first heard on frame 18000

    Examples:
      | one       | other     |
      | 120 4 16  | 100 4 16  |
      | 120 4 4   | 120 4 16  |
      | 120 4 16  | 120 4 4   |
      | 133.7 4 8 | 90 4 12   |

  Scenario: What starts later joins those of its tempo on their grid
    Given the clicks kick and hat
    And the score
      """
      /seq/create kick
      /seq/create hat
      /seq/config * 100 4 16
      /seq/pattern * xxxx
      /seq/assign kick gate kick
      /seq/assign hat gate hat
      0.34 /seq/start kick
      0.41 /seq/start hat
      """
    When it plays for 0.8 seconds
    Then kick sounds on the frames 18000, 25200, 32400
    And hat sounds on the frames 25200, 32400

  Scenario: A start finds the grid of what plays at its tempo
    Given the clicks kick, clave and hat
    And the score
      """
      /seq/create kick
      /seq/create clave
      /seq/create hat
      /seq/bpm clave 97
      /seq/pattern * xxxxxxxx
      /seq/gate_len * 0.1
      /seq/assign kick gate kick
      /seq/assign clave gate clave
      /seq/assign hat gate hat
      /seq/start kick
      /seq/start clave
      0.01 /seq/reset_all
      0.35 /seq/start hat
      """
    When it plays for 0.6 seconds
    # The second step of clave, 7422.68, is where both begin again.
    Then clave sounds on the frames 0, 7423, 14845, 22268
    And kick sounds on the frames 0, 6000, 7423, 13423, 19423, 25423
    And hat sounds on the frames 19423, 25423

  Scenario: A start on the frame of a step is in time for it
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/pattern kick xxxxxxxx
      /seq/assign kick gate kick
      0.25 /seq/start kick
      """
    When it plays for 0.5 seconds
    Then kick sounds on the frames 12000, 18000

  Scenario: start_all starts everything on one frame
    Given the clicks kick, hat and clave
    And the score
      """
      /seq/create kick
      /seq/create hat
      /seq/create clave
      /seq/pattern * X.......
      /seq/assign kick gate kick
      /seq/assign hat gate hat
      /seq/assign clave gate clave
      0.2 /seq/start_all
      """
    When it plays for 2.5 seconds
    Then kick sounds on the frames 12000, 108000
    And kick and hat sound on the same frames
    And kick and clave sound on the same frames

  Scenario: A stop closes an open gate on its own frame, and nothing follows
    Given the click bass
    And the score
      """
      /seq/create bass
      /seq/pattern bass X---X---
      /seq/assign bass gate bass
      /seq/start bass
      0.3 /seq/stop bass
      """
    When it plays for 2 seconds
    Then bass is heard at
      | frame | velocity | gate  |
      | 0     | 127      | 14400 |

  Scenario: stop_all stops everything and closes every gate
    Given the clicks kick and bass
    And the score
      """
      /seq/create kick
      /seq/pattern kick xxxxxxxx
      /seq/assign kick gate kick
      /seq/create bass
      /seq/pattern bass X-------
      /seq/assign bass gate bass
      /seq/start_all
      0.2 /seq/stop_all
      """
    When it plays for 2 seconds
    Then kick sounds on the frames 0, 6000
    And bass opens its gate for 9600 frames

  Scenario: A deleted sequencer closes its gate and is heard no more
    Given the click bass
    And the score
      """
      /seq/create bass
      /seq/pattern bass X-------
      /seq/assign bass gate bass
      /seq/start bass
      0.2 /seq/delete bass
      """
    When it plays for 2 seconds
    Then bass is heard at
      | frame | gate |
      | 0     | 9600 |

  Scenario: After a stop a start is at step 0 again
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 4
      /seq/pattern kick X3x.
      /seq/assign kick gate kick
      /seq/start kick
      0.2 /seq/stop kick
      0.45 /seq/start kick
      """
    When it plays for 1 second
    Then kick is heard as "X3..X3x."

  Scenario: A second start of what plays changes nothing
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 4
      /seq/pattern kick X3x.
      /seq/assign kick gate kick
      /seq/start kick
      0.2 /seq/start kick
      """
    When it plays for 1 second
    Then kick is heard as "X3x.X3x."

  Scenario: A reset makes the next step step 0, on the grid
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick X3x.678.
      /seq/assign kick gate kick
      /seq/start kick
      0.3 /seq/reset kick
      """
    When it plays for 1 second
    Then kick is heard as "X3x X3x.6"

  Scenario: A reset counts the cycles anew
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 2
      /seq/pattern kick X3
      /seq/cond kick 1ST
      /seq/assign kick gate kick
      /seq/start kick
      0.7 /seq/reset kick
      """
    When it plays for 1 second
    Then kick is heard as "X3....X3"

  Scenario: reset_all brings every step 0 to one frame, the latest of their next steps
    # Those of kick and hat after frame 48001 are 54000 and 50263, that of clave 58182.
    Given the clicks kick, hat and clave
    And the score
      """
      /seq/create kick
      /seq/pattern kick X...............
      /seq/assign kick gate kick
      /seq/create hat
      /seq/config hat 133.7 7 12
      /seq/pattern hat X......
      /seq/assign hat gate hat
      /seq/create clave
      /seq/config clave 99 5 8
      /seq/pattern clave X....
      /seq/assign clave gate clave
      /seq/start_all
      1.00002 /seq/reset_all
      """
    When it plays for 1.3 seconds
    Then kick is last heard on frame 58182
    And hat is last heard on frame 58182
    And clave is last heard on frame 58182

  Scenario: reset_all starts nothing that is stopped
    Given the clicks kick and hat
    And the score
      """
      /seq/create kick
      /seq/create hat
      /seq/assign kick gate kick
      /seq/assign hat gate hat
      /seq/start kick
      0.5 /seq/reset_all
      """
    When it plays for 1 second
    Then kick sounds on the frames 0, 24000
    And hat is silent

  Scenario: What a hand plays is on its frame as well
    Given the click kick
    And the score
      """
      4799f   /gate/kick 1
      9000f   /gate/kick 0
      0.26669 /gate/kick 1 0.5
      0.3     /gate/kick 0
      20017f  /gate/kick 1 100
      22000f  /gate/kick 0
      """
    When it plays for 0.5 seconds
    Then kick is heard at
      | frame | velocity | gate |
      | 4799  | 127      | 4201 |
      | 12801 | 64       | 1599 |
      | 20017 | 100      | 1983 |

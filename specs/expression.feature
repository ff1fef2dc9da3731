# SPDX-License-Identifier: MIT
Feature: Swing, chance, ratchets, nudges and conditions
  What makes a loop a groove: some steps late, some doubled, some only now and then. I can rely on the
  same set playing the same way twice, chances included.

  A step is 6000 frames: a sixteenth at 120 BPM.

  Scenario Outline: A swing of <percent> puts every second step at that part of its pair
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/pattern hat xxxxxxxx
      /seq/swing hat <percent>
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 1 second
    Then hat sounds on the frames <frames>

    Examples:
      | percent | frames                                            |
      | 50      | 0, 6000, 12000, 18000, 24000, 30000, 36000, 42000 |
      | 62      | 0, 7440, 12000, 19440, 24000, 31440, 36000, 43440 |
      | 66.667  | 0, 8000, 12000, 20000, 24000, 32000, 36000, 44000 |
      | 75      | 0, 9000, 12000, 21000, 24000, 33000, 36000, 45000 |

  Scenario: The gate is a part of the step as swing has left it
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat xxxx
      /seq/swing hat 75
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 0.5 seconds
    Then hat is heard at
      | frame | gate |
      | 0     | 4500 |
      | 9000  | 1500 |
      | 12000 | 4500 |
      | 21000 | 1500 |

  Scenario: Pairs are counted from step 0: the last of an odd count is straight
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 3
      /seq/pattern hat xxx
      /seq/swing hat 75
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 0.75 seconds
    Then hat sounds on the frames 0, 9000, 12000, 18000, 27000, 30000

  Scenario: A swing is heard from the next step on
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/pattern hat xxxxxxxx
      /seq/assign hat gate hat
      /seq/start hat
      0.3 /seq/swing hat 75
      """
    When it plays for 1 second
    Then hat sounds on the frames 0, 6000, 12000, 21000, 24000, 33000, 36000, 45000

  Scenario Outline: A ratchet of <hits> strikes evenly in its step
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/pattern hat ".x.X"
      /seq/ratchet hat ". <hits>"
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 0.5 seconds
    Then hat sounds on the frames <frames>
    And hat opens its gates for <gates> frames

    Examples:
      | hits | frames                                                      | gates                                      |
      | 1    | 6000, 18000                                                 | 3000, 3000                                 |
      | 2    | 6000, 9000, 18000                                           | 1500, 1500, 3000                           |
      | 3    | 6000, 8000, 10000, 18000                                    | 1000, 1000, 1000, 3000                     |
      | 4    | 6000, 7500, 9000, 10500, 18000                              | 750, 750, 750, 750, 3000                   |
      | 5    | 6000, 7200, 8400, 9600, 10800, 18000                        | 600, 600, 600, 600, 600, 3000              |
      | 8    | 6000, 6750, 7500, 8250, 9000, 9750, 10500, 11250, 18000     | 375, 375, 375, 375, 375, 375, 375, 375, 3000 |

  Scenario: One value of a ratchet is for every step, and a rest has nothing to strike
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat x.x.
      /seq/ratchet hat 2
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 0.5 seconds
    Then hat sounds on the frames 0, 3000, 12000, 15000

  Scenario Outline: A nudge of <nudge> moves a step by that part of a step
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/pattern hat x.x.x.x.
      /seq/nudge hat ". . <nudge>"
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 1 second
    Then hat sounds on the frames 0, <frame>, 24000, 36000

    Examples:
      | nudge | frame |
      | 0     | 12000 |
      | 0.1   | 12600 |
      | 0.5   | 15000 |
      | -0.1  | 11400 |
      | -0.5  | 9000  |
      | .     | 12000 |

  Scenario: The first step after a start is not nudged earlier, the same step is in the next cycle
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat x...
      /seq/nudge hat -0.25
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 1.5 seconds
    Then hat sounds on the frames 0, 22500, 46500, 70500

  Scenario: Swing and nudge add up, and steps keep their order
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat xxxx
      /seq/swing hat 70
      /seq/nudge hat 0 0.1 . -0.4
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 0.5 seconds
    Then hat sounds on the frames 0, 9000, 12000, 18000

  Scenario Outline: A condition decides in which cycles a step plays: <condition>
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat x.X.
      /seq/cond hat ". . <condition> ."
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 3 seconds
    Then hat is heard as "<heard>"

    Examples:
      | condition | heard                         |
      | 1ST       | x.X. x... x... x... x... x... |
      | !1ST      | x... x.X. x.X. x.X. x.X. x.X. |
      | 1:2       | x.X. x... x.X. x... x.X. x... |
      | 2:2       | x... x.X. x... x.X. x... x.X. |
      | !2:2      | x.X. x... x.X. x... x.X. x... |
      | 1:1       | x.X. x.X. x.X. x.X. x.X. x.X. |
      | 3:4       | x... x... x.X. x... x... x... |
      | 2:3       | x... x.X. x... x... x.X. x... |
      | 1:64      | x.X. x... x... x... x... x... |
      | FILL      | x... x... x... x... x... x... |
      | !FILL     | x.X. x.X. x.X. x.X. x.X. x.X. |
      | fill      | x... x... x... x... x... x... |
      | PRE       | x... x... x... x... x... x... |
      | .         | x.X. x.X. x.X. x.X. x.X. x.X. |

  Scenario: A fill is under my finger, at once
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat xxxx
      /seq/cond hat "!FILL FILL FILL !FILL"
      /seq/assign hat gate hat
      /seq/start hat
      0.6 /seq/fill hat 1
      1.2 /seq/fill hat 0
      """
    When it plays for 1.5 seconds
    Then hat is heard as "x..x xxx. .x.x"

  Scenario: PRE answers the condition before it, !PRE contradicts it
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat x123
      /seq/cond hat "1:2 PRE !PRE ."
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 2 seconds
    Then hat is heard as "x1.3 ..23 x1.3 ..23"

  Scenario: A muted step still decides what follows
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 2
      /seq/pattern hat x3
      /seq/cond hat "1ST PRE"
      /seq/assign hat gate hat
      /seq/mute hat 1
      /seq/start hat
      0.06 /seq/mute hat 0
      """
    When it plays for 0.5 seconds
    Then hat is heard as ".3.."

  Scenario: A step that does not play leaves its lanes unsent
    Given the voltage v
    And the score
      """
      /seq/create line
      /seq/steps line 2
      /seq/pattern line xx
      /seq/param_lane line offset "1 2"
      /seq/cond line ". 2:2"
      /seq/assign line param v offset
      /seq/start line
      """
    When it plays for 0.5 seconds
    Then v reads 1, 1, 1, 2 at the end of each step

  Scenario Outline: Always and never: a chance of <chance>
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat xX3x
      /seq/prob hat <chance>
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 1 second
    Then hat is heard as "<heard> <heard>"

    Examples:
      | chance    | heard |
      | 100       | xX3x  |
      | 1         | xX3x  |
      | 1.0       | xX3x  |
      | 0         | ....  |
      | "0 1 0 1" | .X.x  |
      | "0 . 0"   | .X.x  |
      | 0 100     | .X3x  |

  Scenario: A chance is a fraction of all steps in the long run
    # 4000 steps of 900 frames; three deviations are 2.2 percent.
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/config hat 800 16 16
      /seq/pattern hat xxxxxxxxxxxxxxxx
      /seq/prob hat 30
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 75 seconds
    Then 27.8 to 32.2 percent of the 4000 steps of hat are heard

  Scenario: The same seed plays the same, another one does not
    Given the clicks one, two and three
    And the score
      """
      /seq/create one
      /seq/create two
      /seq/create three
      /seq/pattern * xxxxxxxxxxxxxxxx
      /seq/prob * 50
      /seq/assign one gate one
      /seq/assign two gate two
      /seq/assign three gate three
      /seq/seed * 7
      /seq/seed three 8
      /seq/start_all
      """
    When it plays for 8 seconds
    And it plays for 8 seconds again
    Then both recordings have the same samples
    And one and three differ

  Scenario: Chance and condition must both be with a step
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 2
      /seq/pattern hat xX
      /seq/prob hat 0 1
      /seq/cond hat 1:2
      /seq/assign hat gate hat
      /seq/start hat
      """
    When it plays for 1 second
    Then hat is heard as ".X...X.."

  Scenario: Chances come with the next cycle, as patterns do
    Given the click hat
    And the score
      """
      /seq/create hat
      /seq/steps hat 4
      /seq/pattern hat xxxx
      /seq/assign hat gate hat
      /seq/start hat
      0.2 /seq/prob hat 0 1 0 1
      0.7 /seq/ratchet hat . 2
      1.1 /seq/cond hat !1ST
      """
    When it plays for 1 second
    Then hat is heard as "xxxx .x.x"

  Scenario: All of it together, live
    Given the clicks kick, hat and clave
    And the score
      """
      /seq/create kick
      /seq/pattern kick x.x3..x-x.X..7x.
      /seq/prob kick ". 50 . 30 . . 70"
      /seq/cond kick ". . 1:2 . . . . . !1ST"
      /seq/assign kick gate kick
      /seq/create hat
      /seq/pattern hat x5x5x5x5x5x5x5x5
      /seq/swing hat 61.3
      /seq/ratchet hat ". . 3 . . 2 . . . . . . . . 4"
      /seq/prob hat 85
      /seq/assign hat gate hat
      /seq/create clave
      /seq/euclid clave 5 12
      /seq/nudge clave 0.02 0.1 -0.2
      /seq/assign clave gate clave
      /seq/start_all
      """
    When it is played live for 3 seconds
    Then each sample is that of its rendering

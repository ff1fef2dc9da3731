# SPDX-License-Identifier: MIT
Feature: What I write is what I hear
  A pattern is a line of characters, one a step. I write it, and the recording has every hit of it on
  its own sample, as loud as written and as long as asked, and nothing else.

  A step is 6000 frames here: a sixteenth at 120 BPM, 48000 frames a second. In "is heard as" every
  character stands for a step, so that a whole recording can be read like a pattern.

  Scenario: A new sequencer plays its first step
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 4 seconds
    Then kick is heard as "x............... x..............."

  Scenario: x is a hit, X an accent, a dot a rest; spaces and bars are for the eye
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/pattern kick "x..X | .x.. | X..x | ...."
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 2 seconds
    Then kick is heard at
      | frame | velocity | gate |
      | 0     | 64       | 3000 |
      | 18000 | 127      | 3000 |
      | 30000 | 64       | 3000 |
      | 48000 | 127      | 3000 |
      | 66000 | 64       | 3000 |

  Scenario: Digits are velocities from soft to loud
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/pattern kick "123456789"
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 2 seconds
    Then kick is heard at
      | frame | velocity |
      | 0     | 1        |
      | 6000  | 17       |
      | 12000 | 33       |
      | 18000 | 48       |
      | 24000 | 64       |
      | 30000 | 80       |
      | 36000 | 96       |
      | 42000 | 111      |
      | 48000 | 127      |

  Scenario Outline: A short pattern is filled with rests, a long one is cut: "<written>"
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick "<written>"
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 2 seconds
    Then kick is heard as "<heard> <heard>"

    Examples:
      | written           | heard    |
      | x                 | x....... |
      | xX                | xX...... |
      | x..x..x.          | x..x..x. |
      | x..x..x.xxxxxxxx  | x..x..x. |
      |                   | ........ |

  Scenario Outline: A new length is heard from the next cycle on, so that the loop keeps its place: <message>
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick X3x.678x
      /seq/assign kick gate kick
      /seq/start kick
      0.3 <message>
      """
    When it plays for 3 seconds
    Then kick is heard as "<heard>"

    Examples:
      | message                   | heard                         |
      | /seq/steps kick 4         | X3x.678x X3x. X3x. X3x. X3x.  |
      | /seq/config kick 120 4 16 | X3x.678x X3x. X3x. X3x. X3x.  |
      | /seq/steps kick 10        | X3x.678x X3x.678x.. X3x.67    |

  Scenario Outline: A tie holds the note before through all of its own step: "<pattern>"
    Given the click bass
    And the score
      """
      /seq/create bass
      /seq/steps bass 8
      /seq/pattern bass "<pattern>"
      /seq/assign bass gate bass
      /seq/start bass
      """
    When it plays for 1 second
    Then bass opens its gates for <frames> frames
    And bass is heard as "<heard>"

    Examples:
      | pattern  | heard    | frames      |
      | x-.x.... | x-.x.... | 12000, 3000 |
      | X---.x-. | X---.x-. | 24000, 12000 |
      | x.-.x... | x...x... | 3000, 3000  |

  Scenario: A tie at the front of the pattern is a rest at first, and holds over the bar line later
    Given the click bass
    And the score
      """
      /seq/create bass
      /seq/steps bass 4
      /seq/pattern bass "-..x"
      /seq/assign bass gate bass
      /seq/start bass
      """
    When it plays for 1.5 seconds
    Then bass is heard as "...x -..x -..x"

  Scenario Outline: The gate is open for <fraction> of a step
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/pattern kick "x.......X......."
      /seq/gate_len kick <fraction>
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 2 seconds
    Then kick opens its gates for <frames>, <frames> frames

    Examples:
      | fraction | frames |
      | 0.1      | 600    |
      | 0.25     | 1500   |
      | 0.5      | 3000   |
      | 0.99     | 5940   |
      | 1        | 6000   |

  Scenario: The shortest gate is a hundredth of a step, counted from the step's frame
    # 800 ms a step: 38400 frames, of which a hundredth is 384.
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/config kick 75 4 4
      /seq/pattern kick .xx
      /seq/gate_len kick 0.01
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 2 seconds
    Then kick opens its gates for 384, 384 frames

  Scenario: A new pattern comes whole, at the start of the next cycle
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick x...x...
      /seq/assign kick gate kick
      /seq/start kick
      1.3 /seq/pattern kick Xxxxxxxx
      """
    When it plays for 3 seconds
    Then kick is heard as
      """
      x...x...
      x...x...
      Xxxxxxxx
      """

  Scenario: Of several new patterns in one cycle the last one comes
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick x...x...
      /seq/assign kick gate kick
      /seq/start kick
      0.2 /seq/pattern kick Xxxxxxxx
      0.9 /seq/pattern kick ..x...x.
      """
    When it plays for 2 seconds
    Then kick is heard as "x...x... ..x...x."

  Scenario: A pattern that comes on the very frame of the cycle's start is in time
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick x...x...
      /seq/assign kick gate kick
      /seq/start kick
      1 /seq/pattern kick ..x...x.
      """
    When it plays for 2 seconds
    Then kick is heard as "x...x... ..x...x."

  Scenario: While it is stopped a new pattern is there at once
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick xxxxxxxx
      /seq/pattern kick X.X.X...
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 1 second
    Then kick is heard as "X.X.X..."

  Scenario Outline: A pattern is rotated right by <n>
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick Xx.3..x.
      /seq/rotate kick <n>
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 1 second
    Then kick is heard as "<heard>"

    Examples:
      | n  | heard    |
      | 0  | Xx.3..x. |
      | 1  | .Xx.3..x |
      | 3  | .x.Xx.3. |
      | -1 | x.3..x.X |
      | 8  | Xx.3..x. |

  Scenario: A rotation of what plays comes with the next cycle
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick X..x....
      /seq/assign kick gate kick
      /seq/start kick
      0.4 /seq/rotate kick 2
      """
    When it plays for 2 seconds
    Then kick is heard as "X..x.... ..X..x.."

  Scenario: Fewer steps keep the beginning, more add rests: 16, 8 and 16 again
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/pattern kick xX.xxX.xxX.xxX.x
      /seq/steps kick 8
      /seq/steps kick 16
      /seq/assign kick gate kick
      /seq/start kick
      """
    When it plays for 2 seconds
    Then kick is heard as "xX.xxX.x........"

  Scenario: One sequencer strikes several modules, and several strike one
    Given the clicks left, right and both
    And the score
      """
      /seq/create one
      /seq/pattern one x...x...x...x...
      /seq/assign one gate left
      /seq/assign one gate right
      /seq/assign one gate both
      /seq/create two
      /seq/pattern two ..X...X...X...X.
      /seq/assign two gate both
      /seq/start_all
      """
    When it plays for 2 seconds
    Then left and right sound on the same frames
    And left is heard as "x...x...x...x..."
    And both is heard as "x.X.x.X.x.X.x.X."

  Scenario: What is taken back is let go of, with its gate closed
    Given the clicks kick and hat
    And the score
      """
      /seq/create beat
      /seq/pattern beat x--.x--.x--.x--.
      /seq/assign beat gate kick
      /seq/assign beat gate hat
      /seq/start beat
      0.6 /seq/unassign beat gate hat
      """
    When it plays for 2 seconds
    Then kick is heard as "x--. x--. x--. x--."
    And hat is heard at
      | frame | gate  |
      | 0     | 18000 |
      | 24000 | 4800  |

  Scenario: A mute is silence, not a stop: the steps run on
    Given the click kick
    And the score
      """
      /seq/create kick
      /seq/steps kick 8
      /seq/pattern kick X.x.3.x.
      /seq/assign kick gate kick
      /seq/start kick
      0.6 /seq/mute kick 1
      1.7 /seq/mute kick 0
      """
    When it plays for 3 seconds
    Then kick is heard as
      """
      X.x.3...
      ......x.
      X.x.3.x.
      """

  Scenario: Every pattern above holds live, too
    Given the clicks kick, hat, bass and clave
    And the score
      """
      /seq/create kick
      /seq/pattern kick "X..x | 3... | x..X | 7.1."
      /seq/assign kick gate kick
      /seq/create hat
      /seq/euclid hat 7 12 2
      /seq/assign hat gate hat
      /seq/create bass
      /seq/pattern bass "-.x- --.. X--- -..x"
      /seq/assign bass gate bass
      /seq/create clave
      /seq/pattern clave x..x..x...x.x...
      /seq/rotate clave 8
      /seq/assign clave gate clave
      /seq/start_all
      """
    When it is played live for 2 seconds
    Then kick is heard as "X..x 3... x..X 7.1."
    And hat is heard as "x.x.xx.x.xx. x.x."
    And bass is heard as "..x- --.. X--- -..x"
    And clave is heard as "..x.x...x..x..x."
    And each sample is that of its rendering

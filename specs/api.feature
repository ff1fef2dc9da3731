# SPDX-License-Identifier: MIT
Feature: Every message gets an honest answer
  I play blind: my screen shows the messages that I send and what comes back. A "/done" means that it
  is so, a "/fail" tells me what to do about it, and whatever was refused has not touched my music.

  Background:
    Given a running engine

  Scenario: A new sequencer is stopped and has sensible settings
    When I send /seq/create kick
    Then it is done
    And /seq/info kick says
      | key          | value              |
      | id           | "kick"             |
      | bpm          | 120                |
      | own_tempo    | false              |
      | steps        | 16                 |
      | division     | 16                 |
      | pattern      | "x..............." |
      | gate_len     | 0.5                |
      | swing        | 50                 |
      | muted        | false              |
      | playing      | false              |
      | current_step | -1                 |
      | lanes        | {}                 |
      | assignments  | []                 |

  Scenario: A new sequencer is in the tempo that is being played
    Given I have sent /transport/bpm 93
    When I send /seq/create kick
    Then it is done
    And /seq/info kick has bpm 93

  Scenario: Sequencers are listed until they are deleted
    Given the sequencer kick
    And the sequencer hat
    Then /seq/list names kick and hat
    When I send /seq/delete kick
    Then it is done
    And /seq/list names hat
    When I send /seq/delete hat
    Then it is done
    And /seq/list names nothing

  Scenario: A deleted name is free again, with nothing left of what it was
    Given the sequencer kick
    And I have sent /seq/pattern kick xxxx
    And I have sent /seq/delete kick
    When I send /seq/create kick
    Then it is done
    And /seq/info kick has pattern "x..............."

  Scenario Outline: A name is 1 to 32 of a-z, 0-9 and _: "<name>"
    When I send /seq/create <name>
    Then it is done
    And /seq/list names <name>

    Examples:
      | name                             |
      | k                                |
      | kick_2                           |
      | abcdefghijklmnopqrstuvwxyz012345 |

  Scenario Outline: What is done is echoed: <message>
    Given the sequencer kick
    And I have sent /seq/param_lane kick freq 100
    When I send <message>
    Then it is done
    And /seq/info kick has <key> <value>

    Examples: tempo and length
      | message                      | key       | value                              |
      | /seq/config kick 140 8 4     | bpm       | 140                                |
      | /seq/config kick 140 8 4     | steps     | 8                                  |
      | /seq/config kick 140 8 4     | division  | 4                                  |
      | /seq/config kick 140 8 4     | own_tempo | true                               |
      | /seq/config kick 93.5 12 12  | bpm       | 93.5                               |
      | /seq/bpm kick 1              | bpm       | 1                                  |
      | /seq/bpm kick 999            | bpm       | 999                                |
      | /seq/bpm kick 133.7          | own_tempo | true                               |
      | /seq/follow kick             | own_tempo | false                              |
      | /seq/gate_len kick 0.01      | gate_len  | 0.01                               |
      | /seq/gate_len kick 1         | gate_len  | 1                                  |
      | /seq/steps kick 1            | steps     | 1                                  |
      | /seq/steps kick 256          | steps     | 256                                |
      | /transport/bpm 77            | bpm       | 77                                 |

    Examples: patterns
      | message                              | key     | value              |
      | /seq/pattern kick "x.X. \| x..x"     | pattern | "x.X.x..x........" |
      | /seq/pattern kick "1234 5678 9--."   | pattern | "1234x678X--....." |
      | /seq/pattern kick ""                 | pattern | "................" |
      | /seq/chain kick x-3. X...            | chain   | ["x-3.", "X..."] |
      | /seq/chain kick off                  | chain   | []                 |
      | /seq/euclid kick 5 16                | pattern | "x..x..x..x..x..." |
      | /seq/euclid kick 3 8                 | pattern | "x..x..x."         |
      | /seq/euclid kick 3 8                 | steps   | 8                  |
      | /seq/rotate kick 3                   | pattern | "...x............" |
      | /seq/rotate kick -3                  | pattern | ".............x.." |

    Examples: expression
      | message                          | key     | value                                 |
      | /seq/swing kick 50               | swing   | 50                                    |
      | /seq/swing kick 75               | swing   | 75                                    |
      | /seq/swing kick 62.5             | swing   | 62.5                                  |
      | /seq/prob kick ". ."             | prob    | ""                                    |
      | /seq/ratchet kick "."            | ratchet | ""                                    |
      | /seq/fill kick 1                 | fill    | true                                  |
      | /seq/mute kick 1                 | muted   | true                                  |
      | /seq/seed kick 0                 | seed    | 0                                     |
      | /seq/seed kick 2147483647        | seed    | 2147483647                            |
      | /seq/quantum kick 4              | quantum | 4                                     |
      | /seq/quantum kick 0.0625         | quantum | 0.0625                                |
      | /seq/quantum kick 1024           | quantum | 1024                                  |

    Examples: assignments and playing
      | message                                | key     | value |
      | /seq/start kick                        | playing | true  |
      | /seq/stop kick                         | playing | false |
      | /seq/reset kick                        | playing | false |
      | /seq/start_all                         | playing | true  |
      | /seq/stop_all                          | playing | false |
      | /seq/reset_all                         | playing | false |

  Scenario Outline: Lists of a value a step are read in either form: <message>
    Given the sequencer kick
    And I have sent /seq/steps kick 4
    When I send <message>
    Then it is done
    And /seq/info kick has <key> "<words>"

    Examples:
      | message                           | key     | words        |
      | /seq/ratchet kick "1 2 . 8"       | ratchet | . 2 . 8      |
      | /seq/ratchet kick 1 2 1 8         | ratchet | . 2 . 8      |
      | /seq/ratchet kick "1,2,.,8"       | ratchet | . 2 . 8      |
      | /seq/ratchet kick 3               | ratchet | 3 3 3 3      |
      | /seq/ratchet kick 2 3             | ratchet | 2 3 . .      |
      | /seq/ratchet kick 2 3 4 5 6 7     | ratchet | 2 3 4 5      |
      | /seq/cond kick "1ST !1:2 fill _"  | cond    | 1ST !1:2 FILL . |
      | /seq/cond kick PRE !PRE           | cond    | PRE !PRE . . |
      | /seq/cond kick !FILL              | cond    | !FILL !FILL !FILL !FILL |

  Scenario Outline: A sequencer drives gates and parameters, and lets go of them: <unassign>
    Given the sequencer kick
    And these are sent
      """
      /patch/new
      /patch/create osc1 sine
      /patch/create env1 adsr
      /patch/connect osc1 env1
      /patch/connect env1 output
      /patch/commit
      /seq/assign kick gate env1
      /seq/param_lane kick note "c4 e4"
      /seq/param_lane kick freq "100 200"
      /seq/assign kick param osc1 note freq
      /seq/assign kick param osc1 freq
      /seq/assign kick param osc1 note level
      """
    When I send <unassign>
    Then it is done
    And <left> assignments of kick are left

    Examples:
      | unassign                                | left |
      | /seq/unassign kick gate env1            | 3    |
      | /seq/unassign kick param osc1 note freq | 3    |
      | /seq/unassign kick param osc1 freq      | 3    |
      | /seq/unassign kick param osc1 note      | 2    |
      | /seq/unassign kick                      | 0    |

  Scenario Outline: Refused, with a reason to act on, and nothing has changed: <message>
    Given the sequencer kick
    And I have sent /seq/param_lane kick freq 100
    When I send <message>
    Then it is refused: "<reason>"
    And nothing has changed

    Examples: names
      | message                                       | reason                           |
      | /seq/create kick                              | exists already                   |
      | /seq/create Kick                              | use 1 to 32 of a-z, 0-9 and _    |
      | /seq/create "big kick"                        | use 1 to 32 of a-z, 0-9 and _    |
      | /seq/create abcdefghijklmnopqrstuvwxyz0123456 | use 1 to 32 of a-z, 0-9 and _    |
      | /seq/create ""                                | use 1 to 32 of a-z, 0-9 and _    |
      | /seq/create                                   | usage: /seq/create id            |
      | /seq/create one two                           | usage: /seq/create id            |
      | /seq/delete nobody                            | no sequencer 'nobody'            |
      | /seq/info nobody                              | no sequencer 'nobody'            |
      | /seq/nothing kick                             | unknown address                  |

    Examples: an id that nobody has
      | message                          | reason                |
      | /seq/config nobody 120 16 16     | no sequencer 'nobody' |
      | /seq/pattern nobody x            | no sequencer 'nobody' |
      | /seq/param_lane nobody freq 1    | no sequencer 'nobody' |
      | /seq/assign nobody gate adsr1    | no sequencer 'nobody' |
      | /seq/unassign nobody             | no sequencer 'nobody' |
      | /seq/start nobody                | no sequencer 'nobody' |
      | /seq/stop nobody                 | no sequencer 'nobody' |
      | /seq/reset nobody                | no sequencer 'nobody' |
      | /seq/bpm nobody 120              | no sequencer 'nobody' |
      | /seq/follow nobody               | no sequencer 'nobody' |
      | /seq/gate_len nobody 0.5         | no sequencer 'nobody' |
      | /seq/steps nobody 16             | no sequencer 'nobody' |
      | /seq/euclid nobody 3 8           | no sequencer 'nobody' |
      | /seq/rotate nobody 1             | no sequencer 'nobody' |
      | /seq/swing nobody 50             | no sequencer 'nobody' |
      | /seq/prob nobody 50              | no sequencer 'nobody' |
      | /seq/ratchet nobody 2            | no sequencer 'nobody' |
      | /seq/nudge nobody 0              | no sequencer 'nobody' |
      | /seq/cond nobody 1ST             | no sequencer 'nobody' |
      | /seq/fill nobody 1               | no sequencer 'nobody' |
      | /seq/seed nobody 1               | no sequencer 'nobody' |
      | /seq/mute nobody 1               | no sequencer 'nobody' |
      | /seq/chain nobody x              | no sequencer 'nobody' |
      | /seq/quantum nobody 4            | no sequencer 'nobody' |

    Examples: tempo and length
      | message                          | reason                             |
      | /seq/config kick 0 16 16         | bpm 0 is outside 1 to 999          |
      | /seq/config kick 1000 16 16      | bpm 1000 is outside 1 to 999       |
      | /seq/config kick 120 0 16        | steps (argument 3)                 |
      | /seq/config kick 120 257 16      | from 1 to 256                      |
      | /seq/config kick 120 16 0        | division (argument 4)              |
      | /seq/config kick 120 16 15.5     | division (argument 4)              |
      | /seq/config kick 120 16          | usage: /seq/config id              |
      | /seq/config kick fast 16 16      | bpm (argument 2) must be a number  |
      | /seq/bpm kick 0.99               | is outside 1 to 999                |
      | /seq/bpm kick 999.5              | is outside 1 to 999                |
      | /seq/bpm kick nan                | bpm (argument 2)                   |
      | /seq/bpm kick inf                | bpm (argument 2)                   |
      | /seq/bpm                         | usage: /seq/bpm id                 |
      | /seq/gate_len kick 0             | is outside 0.01 to 1               |
      | /seq/gate_len kick 0.005         | is outside 0.01 to 1               |
      | /seq/gate_len kick 1.5           | is outside 0.01 to 1               |
      | /seq/steps kick 0                | steps (argument 2)                 |
      | /seq/steps kick 257              | from 1 to 256                      |
      | /seq/steps kick 8.5              | must be a whole number             |
      | /transport/bpm 0                 | bpm 0 is outside 1 to 999          |
      | /transport/bpm 1000              | bpm 1000 is outside 1 to 999       |

    Examples: patterns
      | message                      | reason                          |
      | /seq/pattern kick x..q       | 'q' at position 4               |
      | /seq/pattern kick "x. 0"     | '0' at position 4               |
      | /seq/pattern                 | usage: /seq/pattern id          |
      | /seq/chain kick x... x..q    | 'q' at position 4               |
      | /seq/euclid kick 17 16       | pulses 17 is outside 0 to 16    |
      | /seq/euclid kick -1 16       | pulses (argument 2)             |
      | /seq/euclid kick 3 300       | from 1 to 256                   |
      | /seq/euclid kick 5           | usage: /seq/euclid id           |
      | /seq/rotate kick 1.5         | must be a whole number          |

    Examples: lanes and assignments
      | message                                | reason                          |
      | /seq/param_lane kick note "60 h9"      | 'h9' (value 2)                  |
      | /seq/param_lane kick note 128          | outside the MIDI notes 0 to 127 |
      | /seq/param_lane kick note 60+h4        | is no chord                     |
      | /seq/param_lane kick cutoff "1 open"   | 'open' (value 2)                |
      | /seq/param_lane kick Lane 1            | use 1 to 32 of a-z, 0-9 and _   |
      | /seq/param_lane kick                   | usage: /seq/param_lane id       |
      | /seq/assign kick gate nobody           | no module 'nobody'              |
      | /seq/assign kick param nobody freq     | no module 'nobody'              |
      | /seq/assign kick sound adsr1           | usage: /seq/assign id           |
      | /seq/unassign kick gate adsr1          | does not drive the gate         |
      | /seq/unassign kick param sine1 freq    | does not drive                  |

    Examples: expression
      | message                       | reason                                      |
      | /seq/swing kick 49.9          | is outside 50 to 75                         |
      | /seq/swing kick 75.1          | is outside 50 to 75                         |
      | /seq/prob kick "50 often"     | 'often' (value 2)                           |
      | /seq/prob kick 101            | a percentage up to 100                      |
      | /seq/prob kick -0.1           | a fraction from 0 to 1                      |
      | /seq/prob kick 1.5            | from 2 on, a percentage up to 100           |
      | /seq/ratchet kick 0           | no whole number from 1 to 8                 |
      | /seq/ratchet kick 9           | no whole number from 1 to 8                 |
      | /seq/ratchet kick 1.5         | no whole number from 1 to 8                 |
      | /seq/nudge kick 0.6           | no part of a step from -0.5 to 0.5          |
      | /seq/nudge kick -0.6          | no part of a step from -0.5 to 0.5          |
      | /seq/cond kick 3:2            | A:B with 1 <= A <= B <= 64                  |
      | /seq/cond kick 0:2            | A:B with 1 <= A <= B <= 64                  |
      | /seq/cond kick 1:65           | A:B with 1 <= A <= B <= 64                  |
      | /seq/cond kick MAYBE          | none of 1ST, FILL, PRE                      |
      | /seq/mute kick 2              | mute (argument 2)                           |
      | /seq/fill kick yes            | fill (argument 2)                           |
      | /seq/seed kick -1             | seed (argument 2)                           |
      | /seq/seed kick 2147483648     | seed (argument 2)                           |
      | /seq/quantum kick 0.05        | neither 0 nor from 0.0625 to 1024 beats     |
      | /seq/quantum kick 1025        | neither 0 nor from 0.0625 to 1024 beats     |
      | /seq/quantum kick -1          | neither 0 nor from 0.0625 to 1024 beats     |

  Scenario: A gate or a parameter that a module does not have is refused, by the module's name
    Given the sequencer kick
    And these are sent
      """
      /patch/new
      /patch/create osc1 sine
      /patch/connect osc1 output
      /patch/commit
      """
    When I send /seq/assign kick gate osc1
    Then it is refused: "'osc1' (sine) has no gate"
    And nothing has changed
    When I send /seq/assign kick param osc1 cutoff
    Then it is refused: "'osc1' (sine) has no parameter 'cutoff'"
    And nothing has changed

  Scenario: A module of the draft may be assigned before the draft is heard
    Given the sequencer kick
    And these are sent
      """
      /patch/new
      /patch/create late_env adsr
      """
    When I send /seq/assign kick gate late_env
    Then it is done
    And 1 assignment of kick is left

  Scenario: One message to several sequencers
    Given the sequencer kick
    And the sequencer hat
    And the sequencer snare
    When I send /seq/pattern {kick,hat} x.x.
    Then it is done
    And /seq/info kick has pattern "x.x............."
    And /seq/info hat has pattern "x.x............."
    And /seq/info snare has pattern "x..............."
    When I send /seq/mute * 1
    Then it is done
    And /seq/info snare has muted true

  Scenario: A message to several sequencers changes all of them, or none
    Given the sequencer kick
    And the sequencer hat
    And I have sent /seq/steps hat 8
    When I send /seq/pattern * x.q
    Then it is refused: "'q' at position 3"
    And nothing has changed

  Scenario Outline: Numbers are taken as they are meant: <message>
    Given the sequencer kick
    When I send <message>
    Then it is done
    And /seq/info kick has <key> <value>

    Examples:
      | message                        | key      | value |
      | /seq/config kick 120.0 8.0 4.0 | steps    | 8     |
      | /seq/config kick 120.0 8.0 4.0 | division | 4     |
      | /seq/bpm kick 90               | bpm      | 90    |
      | /seq/mute kick 1.0             | muted    | true  |
      | /seq/steps kick "8"            | steps    | 8     |
      | /seq/gate_len kick 1.0000001   | gate_len | 1     |
      | /seq/swing kick 75.000004      | swing    | 75    |

  Scenario: The transport tells its tempo and where it is
    Given I have sent /transport/bpm 100
    When I ask /transport/info
    Then the answer has bpm 100
    And the answer's seconds are its frame at 48000 a second

  Scenario: Each client gets its own answers
    Given a second client
    When the second client sends /seq/create theirs
    Then the first client hears nothing
    And /seq/list names theirs

  Scenario: A sync is answered when all before it has been applied
    Given the sequencer kick
    When 200 tempos are sent without waiting, and then a sync
    Then the sync is answered last, and all have been taken

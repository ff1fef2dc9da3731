# SPDX-License-Identifier: MIT
Feature: Sets are kept by name, and whatever was done can be undone
  A verse and a chorus are two sets: I change between them while the music plays. What I, or somebody
  else, did by mistake is taken back, and the take is still the journal's rendering.

  Scenario: A set that was saved comes back as a whole
    Given an engine of its own
    And these are sent
      """
      /seq/create kick
      /seq/pattern kick x.x.x.x.x.x.x.x.
      /seq/assign kick gate adsr1
      /seq/start kick
      /session/save verse
      /seq/create hat
      /seq/pattern kick X...............
      /transport/bpm 150
      /session/load verse
      """
    Then /seq/list names kick
    And /seq/info kick has pattern "x.x.x.x.x.x.x.x."
    And /seq/info kick has playing true
    And /seq/info kick has bpm 120
    When these are sent
      """
      /undo
      """
    Then /seq/list names kick and hat
    And /seq/info kick has bpm 150

  Scenario: What is not there is refused, with what is nearest
    Given an engine of its own
    And these are sent
      """
      /session/save verse
      """
    When I send /session/load vers
    Then it is refused: "no session 'vers'; did you mean verse?"
    And nothing has changed
    When I send /session/load ../verse
    Then it is refused: "session"
    And nothing has changed
    Given these are sent
      """
      /session/delete verse
      """
    When I send /session/load verse
    Then it is refused: "no session 'verse'"

  Scenario: A session with a fault is refused with its line, and changes nothing
    Given an engine of its own
    And these are sent
      """
      /seq/create kick
      /session/save verse
      """
    When the session verse loses its last line
    And I send /session/load verse
    Then it is refused: "cut off"
    And nothing has changed
    Given these are sent
      """
      /session/save verse
      """
    When "/seq/create kick" becomes "/seq/creat kick" in the session verse
    And I send /session/load verse
    Then it is refused: "line "
    And nothing has changed

  Scenario: Undone by somebody else, and done again
    Given an engine of its own
    And these are sent
      """
      /seq/create kick
      /seq/pattern kick X...X...
      """
    And a second client
    When the second client sends /undo
    Then /seq/info kick has pattern "x..............."
    When these are sent
      """
      /undo
      """
    Then /seq/list names nothing
    When these are sent
      """
      /redo 2
      """
    Then /seq/info kick has pattern "X...X..........."
    When I send /redo
    Then it is refused: "nothing to redo"

  Scenario: The take with loads and undone commits in it is the journal's rendering
    Given an engine that records all
    And these are sent
      """
      /seq/create kick
      /seq/pattern kick x.x.x.x.x.x.x.x.
      /seq/assign kick gate adsr1
      /seq/start kick
      /session/save verse
      /patch/edit
      /patch/create d delay
      /patch/connect filter1 d
      /patch/connect d output
      /patch/commit
      """
    When it has played 9600 frames more
    And these are sent
      """
      /undo
      /seq/create hat
      /seq/pattern kick X
      """
    And it has played 9600 frames more
    And these are sent
      """
      /session/load verse
      """
    And it has played 9600 frames more
    And these are sent
      """
      /session/undo 2
      /redo
      /seq/delete kick
      """
    And it has played 30000 frames more
    And these are sent
      """
      /undo
      """
    And it has played 9600 frames more
    Then the recording is the journal's rendering, sample for sample

  Scenario: What I hold by hand sounds again when the engine was killed, and what I ended does not
    Given an engine of its own
    And these are sent
      """
      /patch/edit
      /patch/create keys sine 4
      /patch/create env adsr 4
      /patch/connect keys env
      /patch/connect env output
      /patch/commit
      """
    When these are streamed
      """
      /gate/adsr1 1 0.8
      /note/keys c4 100
      /note/keys e4 100
      /note/keys e4 0
      """
    And the engine has played on, is killed and is started again
    Then /gate/adsr1 is open
    And 1 voice sounds
    When these are streamed
      """
      /gate/adsr1 0
      /note/keys/off
      """
    And the engine has played on, is killed and is started again
    Then /gate/adsr1 is closed
    And 0 voices sound

  Scenario: A set that is loaded holds what it held
    Given an engine of its own
    When these are streamed
      """
      /gate/adsr1 1 0.8
      """
    And these are sent
      """
      /session/save drone
      """
    And these are streamed
      """
      /gate/adsr1 0
      """
    And these are sent
      """
      /session/load drone
      """
    Then /gate/adsr1 is open
    When these are sent
      """
      /undo
      """
    Then /gate/adsr1 is closed

  Scenario: A sample that was let go by mistake is there again
    Given an engine with samples
    And these are sent
      """
      /patch/new
      /patch/create s sampler
      /patch/connect s output
      /patch/commit
      /sample/load clap click.wav
      """
    When these are streamed
      """
      /mod/s/sample clap
      """
    And these are sent
      """
      /sample/unload clap
      """
    Then no sample is loaded
    When these are sent
      """
      /undo
      """
    Then the sample clap is loaded
    And the last step to be undone is "/mod/s/sample clap"
    When these are sent
      """
      /redo
      """
    Then no sample is loaded

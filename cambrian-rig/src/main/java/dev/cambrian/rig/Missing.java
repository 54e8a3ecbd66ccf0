package dev.cambrian.rig;

import java.util.Optional;

/**
 * Something that a command names and that is not there.
 *
 * @param what goes on after "the start command "
 * @param file of the artifact, where one has to do with it
 */
record Missing(String what, Optional<String> file, Optional<Integer> line) {
  static Missing of(String what) {
    return new Missing(what, Optional.empty(), Optional.empty());
  }

  static Missing in(String file, int line, String what) {
    return new Missing(what, Optional.of(file), Optional.of(Math.max(1, line)));
  }

  /** With the artifact's file that may have been meant. */
  static Missing of(String what, Optional<String> like) {
    return new Missing(
        what + like.map(it -> "; there is " + it).orElse(""), like, Optional.empty());
  }
}

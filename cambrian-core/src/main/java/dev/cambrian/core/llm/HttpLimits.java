package dev.cambrian.core.llm;

import java.time.Duration;

/**
 * What bounds one exchange over HTTP.
 *
 * @param connect to open a connection
 * @param idle between two bytes
 * @param whole of one attempt
 * @param bytes of one response, unpacked
 * @param singleWait the most that {@code retry-after} is obeyed
 * @param totalWait of all waits of one exchange
 * @param networkFailures after so many in a row the provider counts as unreachable
 */
record HttpLimits(
    Duration connect,
    Duration idle,
    Duration whole,
    long bytes,
    Duration singleWait,
    Duration totalWait,
    int networkFailures) {
  static final HttpLimits STANDARD =
      new HttpLimits(
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofMinutes(60),
          Texts.MAX_ANSWER,
          Duration.ofSeconds(120),
          Duration.ofMinutes(15),
          8);
}

package dev.cambrian.server.api;

import java.time.Duration;

/**
 * How long the server has patience with a client.
 *
 * @param idle for one that neither sends nor takes anything, while it could
 * @param head for the head of a request, from its first byte on
 * @param body for the body of a request
 * @param heartbeat of silence, after which an event stream sends a comment; shorter than {@code
 *     idle} of whoever is between
 * @param guess for how long a wrong token of a login is left without an answer
 */
record ApiLimits(Duration idle, Duration head, Duration body, Duration heartbeat, Duration guess) {
  static final ApiLimits STANDARD =
      new ApiLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(15),
          Duration.ofMillis(500));

  /** With the standard answer to guesses. */
  ApiLimits(Duration idle, Duration head, Duration body, Duration heartbeat) {
    this(idle, head, body, heartbeat, STANDARD.guess());
  }
}

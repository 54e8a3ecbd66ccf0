package dev.cambrian.server.api;

/** Who may make a call. */
enum Access {
  /** Everybody, without a token even where one is required. */
  ANYBODY,
  /** The operator and every organism that is let in. */
  ORGANISMS,
  /** The operator alone. */
  OPERATOR
}

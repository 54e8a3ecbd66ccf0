package dev.cambrian.server.cli;

import dev.cambrian.server.terminal.JsonProgress;
import dev.cambrian.server.terminal.LiveProgress;
import dev.cambrian.server.terminal.PlainProgress;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.Screen;

/** The one way in which commands show how long work goes on. */
final class Displays {
  private Displays() {}

  /** Objects on standard output, or what is for people on standard error. */
  static ProgressDisplay of(Session session, boolean json) {
    return json ? new JsonProgress(session.out()) : forPeople(session);
  }

  /**
   * On standard error, for standard output has the result alone: objects, or what is for people.
   */
  static ProgressDisplay beside(Session session, boolean json) {
    return json ? new JsonProgress(session.err()) : forPeople(session);
  }

  /** Redrawn in place on a screen that can do that, else a line for each thing that happens. */
  static ProgressDisplay forPeople(Session session) {
    return session.errScreen().live()
        ? new LiveProgress(
            session.err(), session.errScreen().style(), () -> Screen.size(session.environment()))
        : new PlainProgress(session.err());
  }
}

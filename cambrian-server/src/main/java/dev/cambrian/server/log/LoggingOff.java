package dev.cambrian.server.log;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Silences the libraries' logging in a command that speaks for itself. The JDK makes one of these
 * when something first logs, and not at all where nothing does.
 */
public final class LoggingOff {
  /** Called by {@link java.util.logging.LogManager}. */
  public LoggingOff() {
    Logger.getLogger("").setLevel(Level.OFF);
  }

  /** Has it take effect, before anything logs. */
  public static void install() {
    System.setProperty("java.util.logging.config.class", LoggingOff.class.getName());
  }
}

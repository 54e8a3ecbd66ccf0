package dev.cambrian.server.log;

import java.util.OptionalInt;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Writes the server's log: each line has a time, a level, the name of what happened, the component
 * that it happened in, and the generation where there is one.
 */
public final class ServerLog {
  static final String PREFIX = "dev.cambrian.";

  private final String component;

  private ServerLog(String component) {
    this.component = component;
  }

  /** Of a component, such as {@code supervisor}. */
  public static ServerLog of(String component) {
    return new ServerLog(component);
  }

  public void info(String event, String text) {
    write(Level.INFO, event, OptionalInt.empty(), text);
  }

  public void info(String event, int generation, String text) {
    write(Level.INFO, event, OptionalInt.of(generation), text);
  }

  public void debug(String event, int generation, String text) {
    write(Level.FINE, event, OptionalInt.of(generation), text);
  }

  public void warn(String event, String text) {
    write(Level.WARNING, event, OptionalInt.empty(), text);
  }

  public void warn(String event, int generation, String text) {
    write(Level.WARNING, event, OptionalInt.of(generation), text);
  }

  /** Something that should not be; with the place that it comes from. */
  public void error(String event, int generation, Throwable failure) {
    write(Level.SEVERE, event, OptionalInt.of(generation), where(failure));
  }

  /** Something that should not be; with the place that it comes from. */
  public void error(String event, Throwable failure) {
    write(Level.SEVERE, event, OptionalInt.empty(), where(failure));
  }

  private static String where(Throwable failure) {
    StackTraceElement[] frames = failure.getStackTrace();
    return frames.length == 0 ? failure.toString() : failure + " at " + frames[0];
  }

  private void write(Level level, String event, OptionalInt generation, String text) {
    if (Logging.takes(level)) {
      LogRecord line = new LogRecord(level, text);
      line.setLoggerName(PREFIX + component);
      line.setParameters(new Object[] {new LogLine.Facts(event, component, generation)});
      Logging.write(line);
    }
  }
}

package dev.cambrian.server.log;

import java.io.PrintStream;
import java.time.ZoneId;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Turns the log on in a process that serves. */
public final class Logging {
  private static final String LIBRARIES = "";

  private Logging() {}

  /** How the lines look. */
  public enum Form {
    TEXT,
    JSON
  }

  /**
   * From now on lines go to that stream; of the libraries warnings and worse.
   *
   * @param debug tells more
   */
  public static void to(PrintStream stream, Form form, boolean debug, ZoneId zone) {
    Formatter formatter =
        switch (form) {
          case TEXT -> new LogLine.ForPeople(zone);
          case JSON -> new LogLine.ForPrograms();
        };
    Lines handler = new Lines(stream, formatter);
    Logger root = Logger.getLogger(LIBRARIES);
    for (Handler before : root.getHandlers()) {
      root.removeHandler(before);
    }
    root.addHandler(handler);
    root.setLevel(Level.WARNING);
    lines = Optional.of(handler);
    least = debug ? Level.FINE : Level.INFO;
  }

  @SuppressWarnings("NonFinalStaticField")
  private static volatile Optional<Lines> lines = Optional.empty();

  @SuppressWarnings("NonFinalStaticField")
  private static volatile Level least = Level.OFF;

  /** Whether a line of the server's own would be written. */
  static boolean takes(Level level) {
    return lines.isPresent() && level.intValue() >= least.intValue();
  }

  /**
   * Writes a line of the server's own. Not by way of a logger: the JDK takes all handlers from
   * those as soon as the process is asked to end, when there is still something to tell.
   */
  static void write(LogRecord line) {
    lines.ifPresent(it -> it.publish(line));
  }

  private static final class Lines extends Handler {
    private final PrintStream stream;

    Lines(PrintStream stream, Formatter formatter) {
      this.stream = stream;
      setFormatter(formatter);
      setLevel(Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord line) {
      if (isLoggable(line)) {
        stream.print(getFormatter().format(line));
        stream.flush();
      }
    }

    @Override
    public void flush() {
      stream.flush();
    }

    @Override
    public void close() {}
  }
}

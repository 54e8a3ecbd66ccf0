package dev.cambrian.server.log;

import java.io.PrintStream;
import java.time.ZoneId;
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
    Logger root = Logger.getLogger(LIBRARIES);
    for (Handler before : root.getHandlers()) {
      root.removeHandler(before);
    }
    root.addHandler(new Lines(stream, formatter));
    root.setLevel(Level.WARNING);
    Logger ours = Logger.getLogger(ServerLog.PREFIX.substring(0, ServerLog.PREFIX.length() - 1));
    ours.setLevel(debug ? Level.FINE : Level.INFO);
    KEPT = ours;
  }

  /** The JDK forgets the level of a logger that nobody holds. */
  @SuppressWarnings({"unused", "NonFinalStaticField", "FieldCanBeLocal"})
  private static Logger KEPT = Logger.getLogger(LIBRARIES);

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

package dev.cambrian.server.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the screen behind a stream.
 *
 * @param terminal whether a terminal interprets what is written there, be it ever so plain
 * @param live whether lines on it can be redrawn
 * @param coloured whether it shows colours
 */
public record Screen(boolean terminal, boolean live, boolean coloured) {

  /** A file or a pipe. */
  public static final Screen NONE = new Screen(false, false, false);

  private static final int DEFAULT_WIDTH = 80;
  private static final int DEFAULT_HEIGHT = 24;

  private static final Size DEFAULT = new Size(DEFAULT_HEIGHT, DEFAULT_WIDTH);

  /** Rows and columns. */
  public record Size(int height, int width) {}

  /**
   * Looks at a file descriptor of this process; {@code NO_COLOR} of any value but none
   * (no-color.org) and {@code TERM=dumb} are respected.
   *
   * @param descriptor 1 for standard output, 2 for standard error
   */
  public static Screen of(int descriptor, Map<String, String> environment) {
    return of(isTerminal(descriptor), environment);
  }

  static Screen of(boolean terminal, Map<String, String> environment) {
    boolean capable = terminal && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Screen(terminal, capable, capable && wanted);
  }

  public Style style() {
    return coloured ? Style.COLOURED : Style.PLAIN;
  }

  /**
   * The size now: {@code COLUMNS} and {@code LINES}, else what the terminal says, else 80 by 24.
   */
  public static Size size(Map<String, String> environment) {
    Optional<Integer> width = positive(environment.get("COLUMNS"));
    Optional<Integer> height = positive(environment.get("LINES"));
    if (width.isPresent() && height.isPresent()) {
      return new Size(height.get(), width.get());
    }
    Size asked = ask(Path.of("/dev/tty"), "stty", "size");
    return new Size(height.orElse(asked.height), width.orElse(asked.width));
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      // No /proc on this system: Java only tells of both input and output together.
      return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
  }

  /** Reads only once the program has ended, which it must within a second. */
  static Size ask(Path input, String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    try {
      Process program = builder.start();
      try {
        return program.waitFor(1, TimeUnit.SECONDS) ? parse(firstLine(program)) : DEFAULT;
      } finally {
        program.destroyForcibly();
      }
    } catch (IOException e) {
      return DEFAULT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DEFAULT;
    }
  }

  private static String firstLine(Process program) throws IOException {
    try (BufferedReader answer = program.inputReader(StandardCharsets.US_ASCII)) {
      String line = answer.readLine();
      return line == null ? "" : line;
    }
  }

  static Size parse(String sttySize) {
    String[] parts = sttySize.strip().split(" ", -1);
    return new Size(
        positive(parts[0]).orElse(DEFAULT_HEIGHT),
        positive(parts[parts.length - 1]).filter(w -> parts.length == 2).orElse(DEFAULT_WIDTH));
  }

  private static Optional<Integer> positive(@Nullable String text) {
    if (text == null || !text.matches("[1-9][0-9]{0,4}")) {
      return Optional.empty();
    }
    return Optional.of(Integer.parseInt(text));
  }
}

package dev.cambrian.server.cli;

import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Screen;
import dev.cambrian.server.terminal.Style;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;

/**
 * What one run of a command is given: streams, environment, clock.
 *
 * @param out results; UTF-8
 * @param err progress and complaints; UTF-8
 * @param outScreen what is behind {@code out}
 * @param errScreen what is behind {@code err}
 * @param zone in which people read times
 */
record Session(
    PrintStream out,
    PrintStream err,
    Screen outScreen,
    Screen errScreen,
    Map<String, String> environment,
    Clock clock,
    ZoneId zone) {

  Session {
    environment = Map.copyOf(environment);
  }

  /** That of this process. */
  static Session ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Session(
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
        Screen.of(1, environment),
        Screen.of(2, environment),
        environment,
        Clock.systemUTC(),
        ZoneId.systemDefault());
  }

  Style style() {
    return outScreen.style();
  }

  /** Prints a line of safe text. */
  void line(String text) {
    out.print(text + "\n");
  }

  /** Whether output was lost, other than by a reader at the end of a pipe that had seen enough. */
  boolean outputLost() {
    return out.checkError() && !isPipe();
  }

  private static boolean isPipe() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException noProc) {
      return false;
    }
  }

  /** Somebody else's bytes: made safe on a screen, untouched in a file or pipe. */
  void content(byte[] bytes) {
    if (outScreen.terminal()) {
      out.print(SafeText.block(new String(bytes, StandardCharsets.UTF_8)));
    } else {
      out.write(bytes, 0, bytes.length);
    }
  }

  /** How wide lines may be: as the screen, or without limit in a file or pipe. */
  int width() {
    return outScreen.terminal() ? Screen.size(environment).width() : Integer.MAX_VALUE;
  }

  boolean debug() {
    return environment.getOrDefault("CAMBRIAN_DEBUG", "").equals("1");
  }
}

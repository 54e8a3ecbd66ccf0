package dev.cambrian.server.cli;

import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.SafeText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Commands to go on with; as they are printed they find the home that was used. */
final class NextSteps {
  /** Of a command, so that what stands behind short ones stands in one column. */
  private static final int LEAST_WIDTH = 23;

  private final Session session;
  private final String place;
  private final Map<String, String> steps = new LinkedHashMap<>();

  NextSteps(Session session, CambrianHome home) {
    this.session = session;
    boolean found =
        CambrianHome.locate(Optional.empty(), session.environment())
            .directory()
            .equals(home.directory());
    this.place = found ? "" : " --home " + word(home.directory().toString());
  }

  /**
   * @param command the words after {@code cambrian}, without the home
   */
  void add(String command, String what) {
    steps.put("./cambrian " + command + place, what);
  }

  /** Prints them below a heading; nothing where there are none. */
  void show() {
    if (steps.isEmpty()) {
      return;
    }
    session.line("");
    session.line("Next:");
    int width =
        Math.max(LEAST_WIDTH, steps.keySet().stream().mapToInt(String::length).max().orElse(0));
    steps.forEach(
        (command, what) ->
            session.line(
                "  %s  %s"
                    .formatted(
                        command + " ".repeat(width - command.length()),
                        session.style().faint(what))));
  }

  /** As a shell takes it for one word. */
  private static String word(String text) {
    String safe = SafeText.line(text);
    return safe.matches("[\\w./~+,:@%=-]+") ? safe : "'" + safe.replace("'", "'\\''") + "'";
  }
}

package dev.cambrian.server.organism;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What keepers say on standard error, which no organism in a container can write to: a JSON object
 * a line, with {@code report} being {@code building}, {@code running} or {@code ended}; the latter
 * with {@code reason}, and where they are known {@code exit} and {@code peak}. The reason stands in
 * its exit code, too. Safe for several threads.
 */
final class KeeperReport {
  private static final int LONGEST_LINE = 4096;

  /** By the keeper's word. */
  private static final Map<String, StopReason> REASONS =
      Map.ofEntries(
          Map.entry("exited", StopReason.EXITED),
          Map.entry("build-failed", StopReason.BUILD_FAILED),
          Map.entry("build-late", StopReason.BUILD_TOO_LONG),
          Map.entry("out-of-memory", StopReason.OUT_OF_MEMORY),
          Map.entry("lifetime", StopReason.LIFETIME_OVER),
          Map.entry("output", StopReason.TOO_MUCH_OUTPUT),
          Map.entry("disk", StopReason.DISK),
          Map.entry("processes", StopReason.TOO_MANY_PROCESSES),
          Map.entry("not-started", StopReason.NOT_STARTED),
          Map.entry("stopped", StopReason.STOPPED),
          Map.entry("terminated", StopReason.STOPPED_OUTSIDE));

  /** By what they end with, in this order from the first on; {@code exited} is 0. */
  private static final List<String> STATUSES =
      List.of(
          "build-failed",
          "build-late",
          "out-of-memory",
          "lifetime",
          "output",
          "disk",
          "processes",
          "not-started",
          "stopped",
          "terminated");

  private static final int FIRST_STATUS = 64;

  private final StringBuilder line = new StringBuilder();
  private final Consumer<Organism.State> states;
  private Optional<End> end = Optional.empty();

  KeeperReport(Consumer<Organism.State> states) {
    this.states = states;
  }

  /**
   * What a keeper's own exit code tells, where the report was lost; empty where it is none of a
   * keeper's.
   */
  static Optional<StopReason> byStatus(long code) {
    long at = code - FIRST_STATUS;
    if (code == 0) {
      return Optional.of(StopReason.EXITED);
    }
    return at < 0 || at >= STATUSES.size()
        ? Optional.empty()
        : Optional.ofNullable(REASONS.get(STATUSES.get((int) at)));
  }

  /** Takes some of it, in ASCII; lines may come in parts. */
  synchronized void take(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        take(line.toString());
        line.setLength(0);
      } else if (line.length() < LONGEST_LINE) {
        line.append((char) (bytes[i] & 0x7f));
      }
    }
  }

  private void take(String report) {
    try {
      Members members = Members.of(Json.parse(report));
      switch (members.requireString("report")) {
        case "building" -> states.accept(Organism.State.BUILDING);
        case "running" -> states.accept(Organism.State.RUNNING);
        case "ended" -> end = Optional.of(end(members));
        default -> {}
      }
    } catch (JsonException complaint) {
      // Perl's own, such as of a memory that is full; the end tells the rest.
      return;
    }
  }

  private static End end(Members members) {
    return new End(
        members.requireNamed("reason", word -> Optional.ofNullable(REASONS.get(word))),
        members.optionalInt("exit", Integer.MIN_VALUE),
        members.optionalLong("peak", 0));
  }

  /** What it said of the end. */
  synchronized Optional<End> end() {
    return end;
  }
}

package dev.cambrian.server.docker;

import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.server.home.HomeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What tells our containers from all others, and whose they are: the process that started one is
 * named by the boot of its machine, its process space, its number there and when it began, so that
 * another with the same number is no mistake. When it began is counted from the boot: a clock that
 * is set makes no other process of it.
 */
final class Labels {
  static final String OWNER = "dev.cambrian.owner";
  static final String RUN = "dev.cambrian.run";
  static final String GENERATION = "dev.cambrian.generation";

  /** Of a container that does not end with a process: the home that it is of. */
  static final String HOME = "dev.cambrian.home";

  /** Of such a container: how many seconds it may run. */
  static final String LONGEST = "dev.cambrian.longest";

  private static final String SEPARATOR = "/";
  private static final String UNKNOWN = "unknown";

  /** Of what stands behind the name of a program in {@code /proc/PID/stat}. */
  private static final int BEGAN = 19;

  private Labels() {}

  /** What can be known of an owner from here. */
  enum Owner {
    ALIVE,
    ENDED,
    /** Of another machine, another boot of this one or another process space. */
    OUT_OF_SIGHT
  }

  static Map<String, String> of(VerificationRequest request) {
    return Map.of(
        OWNER, owner(), RUN, request.runId(), GENERATION, String.valueOf(request.generation()));
  }

  /** Of a verification that outlives this process, which is not its owner therefore. */
  static Map<String, String> lasting(VerificationRequest request, HomeId home, Duration longest) {
    return Map.of(
        HOME,
        home.value(),
        RUN,
        request.runId(),
        GENERATION,
        String.valueOf(request.generation()),
        LONGEST,
        String.valueOf(longest.toSeconds()));
  }

  /** This process. */
  static String owner() {
    return owner(ProcessHandle.current().pid());
  }

  /** A process of this process space. */
  static String owner(long pid) {
    return String.join(SEPARATOR, boot(), space(), String.valueOf(pid), began(pid));
  }

  static Owner find(String owner) {
    String[] parts = owner.split(SEPARATOR, -1);
    if (parts.length != 4
        || owner.contains(UNKNOWN)
        || !parts[0].equals(boot())
        || !parts[1].equals(space())
        || !parts[2].matches("\\d{1,10}")) {
      return Owner.OUT_OF_SIGHT;
    }
    String began = began(Long.parseLong(parts[2]));
    if (began.equals(parts[3])) {
      return Owner.ALIVE;
    }
    return began.equals(UNKNOWN) ? Owner.OUT_OF_SIGHT : Owner.ENDED;
  }

  /** In ticks since the boot; empty where there is no such process. */
  private static String began(long pid) {
    try {
      String stat = read("/proc/" + pid + "/stat");
      String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      // A zombie has ended, too.
      return behindName[0].matches("[ZX]") ? "" : behindName[BEGAN];
    } catch (IOException unseen) {
      // Of other users' processes there may be nothing to see (hidepid), and then there is no
      // first.
      boolean seesAll = Files.isReadable(Path.of("/proc/1/stat"));
      return seesAll && !Files.exists(Path.of("/proc/" + pid)) ? "" : UNKNOWN;
    }
  }

  private static String space() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException none) {
      return UNKNOWN;
    }
  }

  private static String boot() {
    try {
      return read("/proc/sys/kernel/random/boot_id").strip();
    } catch (IOException none) {
      return UNKNOWN;
    }
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
  }
}

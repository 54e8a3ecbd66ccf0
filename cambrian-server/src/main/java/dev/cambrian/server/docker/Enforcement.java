package dev.cambrian.server.docker;

import com.github.dockerjava.api.model.Info;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Which limits on a container a daemon keeps. One without control groups, such as a daemon without
 * root on cgroup v1, takes every limit without a word and keeps none.
 *
 * @param memory on memory
 * @param swap on swap, beside that on memory
 * @param tasks on processes and threads
 * @param processors on processor time
 */
record Enforcement(boolean memory, boolean swap, boolean tasks, boolean processors) {
  static final Enforcement WHOLE = new Enforcement(true, true, true, true);
  private static final Enforcement NONE = new Enforcement(false, false, false, false);

  /** As the daemon tells it; what it does not tell is not kept. */
  static Enforcement of(Info info) {
    // Before 20.10.12 all the others are told as true then.
    if ("none".equals(info.getCGroupDriver())) {
      return NONE;
    }
    return new Enforcement(
        Boolean.TRUE.equals(info.getMemoryLimit()),
        Boolean.TRUE.equals(info.getSwapLimit()),
        Boolean.TRUE.equals(info.getRawValues().get("PidsLimit")),
        Boolean.TRUE.equals(info.getCpuCfsQuota()));
  }

  /**
   * Why no artifact is judged there, in one line. Without these limits an artifact could take the
   * machine's memory, and be blamed for what others on that machine take.
   */
  Optional<String> refusal(URI host) {
    return missing(Map.of("memory", memory, "processes", tasks))
        .map(
            it ->
                "the Docker daemon at %s cannot limit a container's %s (one without root can only on"
                        .formatted(host, it)
                    + " cgroup v2 with systemd); use a daemon that runs as root, or bubblewrap"
                    + " (--runner process)");
  }

  /** What a verification goes without, in one line. */
  Optional<String> caveat() {
    return missing(Map.of("swap", swap, "processor time", processors))
        .map(it -> "the Docker daemon cannot limit a container's " + it);
  }

  private static Optional<String> missing(Map<String, Boolean> kept) {
    return kept.entrySet().stream()
        .filter(it -> !it.getValue())
        .map(Map.Entry::getKey)
        .sorted()
        .reduce((one, other) -> one + " and " + other);
  }
}

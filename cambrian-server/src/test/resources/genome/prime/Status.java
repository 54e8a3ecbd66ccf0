package prime;

import tools.jackson.databind.node.ObjectNode;

/** What the organism does right now. */
final class Status {
  private final int generation;
  private final long started = System.nanoTime();
  private volatile String doing = "idle";

  Status(int generation) {
    this.generation = generation;
  }

  /** {@code idle}, {@code generating} or {@code verifying}. */
  void set(String what) {
    doing = what;
  }

  ObjectNode json() {
    return Json.object()
        .put("generation", generation)
        .put("status", doing)
        .put("uptime", (System.nanoTime() - started) / 1_000_000_000L);
  }
}

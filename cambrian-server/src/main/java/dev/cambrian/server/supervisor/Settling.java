package dev.cambrian.server.supervisor;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.pipeline.Supervision;
import dev.cambrian.server.log.ServerLog;

/**
 * Brings git up to date with the history, in the background and once: a crash between an event and
 * its refs leaves the archive behind.
 */
final class Settling {
  private static final ServerLog LOG = ServerLog.of("supervisor");

  private final Settlement settlement;
  private final Supervision supervision;
  private final Thread thread = Thread.ofVirtual().name("cambrian-settle").unstarted(this::all);

  Settling(Settlement settlement, Supervision supervision) {
    this.settlement = settlement;
    this.supervision = supervision;
  }

  void start() {
    thread.start();
  }

  /** Waits for its end; returns at once where it was never started. */
  void awaitEnd() throws InterruptedException {
    thread.join();
  }

  private void all() {
    try {
      for (int generation : settlement.behind()) {
        one(generation);
      }
    } catch (CambrianException e) {
      LOG.warn("archive.unsettled", String.valueOf(e.getMessage()));
    }
  }

  /** One that cannot be settled keeps no other from being so. */
  private void one(int generation) {
    try {
      supervision.settle(generation);
      LOG.info("archive.settled", generation, "git was brought up to date with the history");
    } catch (CambrianException e) {
      LOG.warn("archive.unsettled", generation, String.valueOf(e.getMessage()));
    }
  }
}

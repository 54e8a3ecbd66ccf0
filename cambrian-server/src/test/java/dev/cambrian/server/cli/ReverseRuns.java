package dev.cambrian.server.cli;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.home.CambrianHome;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells of a reverse run in a grown home, with the report that its baseline has already. */
final class ReverseRuns {
  private ReverseRuns() {}

  static void append(CambrianHome home, int generation, int baseline, boolean viable) {
    try (History history = History.open(home.history())) {
      String report = history.generation(baseline).orElseThrow().reportBlob().orElseThrow();
      Event run =
          new Event.BaselineReverseRun(
              generation,
              new ReverseRun(
                  baseline,
                  new ReverseRun.Judged(
                      viable,
                      viable ? Optional.empty() : Optional.of(Stage.TEST),
                      "1 of 2 tests failed" + GrownHome.HOSTILE,
                      report)));
      history.append(
          StreamId.generation(generation),
          WriteCondition.any(),
          Causation.of(UUID.randomUUID()),
          List.of(run));
    }
  }
}

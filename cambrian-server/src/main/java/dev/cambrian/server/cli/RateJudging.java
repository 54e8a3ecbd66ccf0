package dev.cambrian.server.cli;

import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.rate.Rejudging;
import dev.cambrian.server.rate.Trials;
import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.WorkProgress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Has the answers of a set judged anew. */
final class RateJudging {
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Session session;
  private final boolean json;

  /**
   * @param json whether objects tell of it
   */
  RateJudging(Session session, boolean json) {
    this.session = session;
    this.json = json;
  }

  ExitStatus judge(Trials set, Verifier verifier) {
    Rejudging.Outcome outcome = new Interruptible(CLOSING).run(() -> judged(set, verifier));
    outcome.differences().forEach(it -> warn("another verdict, " + it));
    outcome.aborted().forEach(it -> warn("no verdict, " + it));
    told(
        "%s: %d of %d answers judged anew have the recorded verdict, isolation: %s"
            .formatted(
                set.directory(),
                outcome.judged() - outcome.differences().size(),
                outcome.judged(),
                verifier.isolation()));
    if (Thread.currentThread().isInterrupted()) {
      return ExitStatus.INTERRUPTED;
    }
    if (!outcome.aborted().isEmpty()) {
      return ExitStatus.INFRASTRUCTURE;
    }
    return outcome.differences().isEmpty() ? ExitStatus.OK : ExitStatus.NEGATIVE;
  }

  private Rejudging.Outcome judged(Trials set, Verifier verifier) {
    int total = Rejudging.answers(set);
    AtomicInteger done = new AtomicInteger();
    try (ProgressDisplay display = Displays.beside(session, json)) {
      display.work(
          new WorkProgress.Begun(set.directory().toString(), Caps.NONE, Pace.UNKNOWN, true));
      display.work(new WorkProgress.Counted(0, total, "answers", "", 1));
      return new Rejudging(
              verifier,
              line -> {
                display.note(line);
                display.work(
                    new WorkProgress.Counted(done.incrementAndGet(), total, "answers", "", 1));
              })
          .judge(set);
    }
  }

  private void told(String line) {
    try (ProgressDisplay display = Displays.beside(session, json)) {
      display.note(line);
    }
  }

  private void warn(String line) {
    session.err().println("cambrian: " + SafeText.line(line));
  }
}

package dev.cambrian.server.cli;

import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.rate.Rejudging;
import dev.cambrian.server.rate.Trials;
import dev.cambrian.server.terminal.SafeText;
import java.time.Duration;

/** Has the answers of a set judged anew. */
final class RateJudging {
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Session session;

  RateJudging(Session session) {
    this.session = session;
  }

  ExitStatus judge(Trials set, Verifier verifier) {
    Rejudging.Outcome outcome =
        new Interruptible(CLOSING).run(() -> new Rejudging(verifier, this::tell).judge(set));
    outcome.differences().forEach(it -> warn("another verdict, " + it));
    outcome.aborted().forEach(it -> warn("no verdict, " + it));
    tell(
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

  private synchronized void tell(String line) {
    session.err().println(SafeText.line(line));
  }

  private void warn(String line) {
    session.err().println("cambrian: " + SafeText.line(line));
  }
}

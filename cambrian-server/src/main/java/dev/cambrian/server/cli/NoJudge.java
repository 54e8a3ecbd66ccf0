package dev.cambrian.server.cli;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.supervisor.Judge;
import java.util.Optional;

/** Of a server that only looks: it runs nothing, whoever asks. */
final class NoJudge implements Verifier {
  private static final String REASON = "this server only looks (serve --read-only)";

  private NoJudge() {}

  static Judge judge() {
    return Judge.of(new NoJudge(), spec -> Optional.of(REASON));
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    return new Verification.Aborted(FailureKind.CANCELLED, REASON);
  }

  @Override
  public String isolation() {
    return Judge.NOTHING_RUN;
  }
}

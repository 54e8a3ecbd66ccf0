package dev.cambrian.core.pipeline;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Ends one verification after the other as it was told, the later ones viable; builds before each.
 */
final class ScriptedVerifier implements Verifier {
  /** How a verification ends. */
  @FunctionalInterface
  interface Ending {
    Verification of(VerificationRequest request);
  }

  private final Deque<Ending> script = new ArrayDeque<>();
  final List<VerificationRequest> requests = new CopyOnWriteArrayList<>();

  static ScriptedVerifier aborting(FailureKind... kinds) {
    ScriptedVerifier verifier = new ScriptedVerifier();
    for (FailureKind kind : kinds) {
      verifier.then(request -> new Verification.Aborted(kind, "because of " + kind.id()));
    }
    return verifier;
  }

  synchronized ScriptedVerifier then(Ending ending) {
    script.add(ending);
    return this;
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    requests.add(request);
    listener.stageStarted(Stage.BUILD);
    listener.stageFinished(Stage.BUILD, true, Duration.ofMillis(2));
    return next().of(request);
  }

  private synchronized Ending next() {
    Ending ending = script.poll();
    return ending == null ? request -> new Verification.Judged(Worlds.viable(request)) : ending;
  }
}

package dev.cambrian.server.dashboard;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.server.supervisor.Caller;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.verify.HistoryVerifier;
import dev.cambrian.server.verify.Verification;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What can be done with a generation: look whether it is as it was sealed, run it again, stop it.
 */
final class GenerationActions implements Page {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** It reads everything of a generation, so that few at a time may ask for it. */
  private static final int AT_ONCE = 2;

  private final Supervisor supervisor;
  private final Semaphore verifying = new Semaphore(AT_ONCE);

  GenerationActions(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get("/ui/generations/{generation}/verification", this::verification),
        Call.post("/ui/generations/{generation}/again", this::again),
        Call.post("/ui/generations/{generation}/stop", this::stop));
  }

  /** What was verified, and what came out. */
  record Verified(GenerationRecord record, Verification verification, Duration took) {}

  private void verification(Context context) throws InterruptedException {
    int generation = Parameters.generation(context);
    GenerationRecord record = supervisor.generation(generation);
    long began = System.nanoTime();
    Verification verification = verify(generation);
    Html.page(
        context,
        Templates.render(
            "generationverification.jte",
            Map.of(
                "frame",
                GenerationPage.frame("Integrity of generation " + generation),
                "verified",
                new Verified(record, verification, Duration.ofNanos(System.nanoTime() - began)))));
  }

  private Verification verify(int generation) throws InterruptedException {
    if (!verifying.tryAcquire()) {
      throw new RequestException(
          Kind.UNAVAILABLE, "other generations are being verified at the moment; ask again");
    }
    FutureTask<Verification> task =
        new FutureTask<>(
            () -> {
              try {
                return new HistoryVerifier(
                        supervisor.file(), supervisor.archive(), supervisor.home())
                    .run(generation)
                    .orElseThrow(() -> new SupervisionException.Unknown(generation));
              } finally {
                verifying.release();
              }
            });
    Thread.ofVirtual().name("cambrian-verify-generation").start(task);
    try {
      return task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new RequestException(
          Kind.UNAVAILABLE,
          "it takes longer than %d s; 'cambrian verify' has no limit".formatted(LIMIT.toSeconds()));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof CambrianException known) {
        throw known;
      }
      throw new IllegalStateException("the verification failed", failed);
    }
  }

  private void again(Context context) {
    GenerationRecord taken = supervisor.again(Parameters.generation(context));
    context.redirect("/ui/generations/" + taken.generation(), HttpStatus.SEE_OTHER);
  }

  private void stop(Context context) {
    int generation = Parameters.generation(context);
    GenerationRecord _ = supervisor.rollBack(generation, new Caller.Operator());
    context.redirect("/ui/generations/" + generation, HttpStatus.SEE_OTHER);
  }
}

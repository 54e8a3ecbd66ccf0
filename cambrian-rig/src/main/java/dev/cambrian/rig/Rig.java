package dev.cambrian.rig;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import java.io.IOException;
import java.util.concurrent.Executors;

/**
 * The stages in their order over whatever sandbox it is given: {@code manifest -> build -> test ->
 * start -> health}. It works in a private directory that is removed at the end whatever happens,
 * and never writes into the artifact.
 */
final class Rig {
  private static final long NEARLY_FULL = 16L << 20;

  private final RigLimits limits;
  private final SandboxFactory sandboxes;
  private final Scratch.Source scratches;

  Rig(RigLimits limits, SandboxFactory sandboxes, Scratch.Source scratches) {
    this.limits = limits;
    this.sandboxes = sandboxes;
    this.scratches = scratches;
  }

  /**
   * Judges; interrupting the thread ends every process and throws.
   *
   * @throws WallsException where the sandbox does not work, for whoever chose it
   */
  Verification judge(Assignment assignment, VerificationListener listener)
      throws InterruptedException {
    try (Scratch scratch = scratches.make();
        var background = Executors.newThreadPerTaskExecutor(Aside::thread)) {
      HealthChecks.Endpoint endpoint = HealthChecks.Endpoint.of(assignment.spec().entry().health());
      Judgement judgement = new Judgement();
      Verification verification =
          new RigRun(assignment, endpoint, limits, sandboxes, scratch, judgement, listener)
              .run(background);
      return scratch.usableBytes() < NEARLY_FULL && !viable(verification)
          ? aborted("the disk of " + scratches.place() + " is full; free some space")
          : verification;
    } catch (WallsException e) {
      requireNotInterrupted();
      throw e;
    } catch (InfrastructureException e) {
      requireNotInterrupted();
      return aborted(e.getMessage());
    } catch (IOException e) {
      requireNotInterrupted();
      return aborted("the rig could not work in " + scratches.place() + ": " + e);
    }
  }

  /**
   * What fails because its thread was interrupted, as a file's channel does, or because the signal
   * that is going to interrupt it ended a process first, is no fault.
   */
  private static void requireNotInterrupted() throws InterruptedException {
    Thread.sleep(RunningCommand.SIGNAL_TO_INTERRUPT);
  }

  private static boolean viable(Verification verification) {
    return verification instanceof Verification.Judged(var report) && report.viable();
  }

  static Verification aborted(@org.jspecify.annotations.Nullable String reason) {
    return new Verification.Aborted(
        FailureKind.RESOURCE, Text.cut(Text.firstLine(String.valueOf(reason)), 500));
  }
}

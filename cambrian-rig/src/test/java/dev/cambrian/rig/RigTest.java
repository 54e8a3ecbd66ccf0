package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.VerificationListener;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RigTest {
  @TempDir Path directory;

  /** Of a machine where a signal ends the sandbox and only then interrupts the rig. */
  private record DyingSandboxes(Thread judge) implements SandboxFactory {
    @Override
    public String isolation() {
      return Isolation.NONE.id();
    }

    @Override
    public Sandbox open(Scratch scratch, Toolbox toolbox, int generation) {
      CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS).execute(judge::interrupt);
      throw new InfrastructureException("the sandbox died");
    }
  }

  @Test
  void a_sandbox_that_died_of_the_signal_that_then_interrupts_us_is_no_fault() {
    Needs.python();
    TestArtifact artifact = TestArtifact.honestPython();
    SealedArtifact sealed = artifact.seal(directory);
    Assignment assignment =
        new Assignment(
            7,
            sealed.directory(),
            Optional.empty(),
            artifact.spec(),
            Baseline.NONE,
            dev.cambrian.core.verdict.Measures.NONE);
    Rig rig =
        new Rig(
            RigLimits.DEFAULT,
            new DyingSandboxes(Thread.currentThread()),
            Scratch.below(directory));

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> rig.judge(assignment, VerificationListener.NONE));
  }
}

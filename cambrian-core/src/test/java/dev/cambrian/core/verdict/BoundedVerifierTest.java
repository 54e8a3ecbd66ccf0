package dev.cambrian.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BoundedVerifierTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Spec SPEC =
      Specs.parse("S.md", "---\ntitle: S\nversion: 1\n---\n# S\n".getBytes(StandardCharsets.UTF_8));

  /** Holds every verification until it is let go. */
  private static final class Holding implements Verifier {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Override
    public Verification verify(VerificationRequest request, VerificationListener listener) {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      inside.decrementAndGet();
      return new Verification.Aborted(FailureKind.RESOURCE, "held");
    }
  }

  private static VerificationRequest request() {
    return new VerificationRequest("run", 1, Path.of("nowhere"), "sha256:0", SPEC);
  }

  @Test
  void no_more_than_the_bound_go_on_at_once_and_all_get_their_turn() throws InterruptedException {
    Holding holding = new Holding();
    BoundedVerifier bounded = new BoundedVerifier(holding, 2);
    List<Thread> threads = new ArrayList<>();
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    bounded.verify(request(), VerificationListener.NONE);
                    done.incrementAndGet();
                  }));
    }
    await().atMost(PATIENCE).until(() -> holding.inside.get() == 2);

    holding.gate.countDown();

    for (Thread thread : threads) {
      assertThat(thread.join(PATIENCE)).isTrue();
    }
    assertThat(done).hasValue(5);
    assertThat(holding.most).hasValue(2);
  }

  @Test
  void one_that_waits_can_be_cancelled_and_takes_nobodys_turn() throws InterruptedException {
    Holding holding = new Holding();
    BoundedVerifier bounded = new BoundedVerifier(holding, 1);
    Thread first =
        Thread.ofVirtual().start(() -> bounded.verify(request(), VerificationListener.NONE));
    await().atMost(PATIENCE).until(() -> holding.inside.get() == 1);
    AtomicReference<Verification> answer = new AtomicReference<>();
    Thread second =
        Thread.ofVirtual()
            .start(() -> answer.set(bounded.verify(request(), VerificationListener.NONE)));

    second.interrupt();

    assertThat(second.join(PATIENCE)).isTrue();
    assertThat(answer.get())
        .isInstanceOfSatisfying(
            Verification.Aborted.class,
            it -> assertThat(it.kind()).isEqualTo(FailureKind.CANCELLED));
    holding.gate.countDown();
    assertThat(first.join(PATIENCE)).isTrue();
    assertThat(bounded.verify(request(), VerificationListener.NONE))
        .isEqualTo(new Verification.Aborted(FailureKind.RESOURCE, "held"));
  }

  @Test
  void a_bound_below_one_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BoundedVerifier(new Holding(), 0))
        .withMessageContaining("0");
  }
}

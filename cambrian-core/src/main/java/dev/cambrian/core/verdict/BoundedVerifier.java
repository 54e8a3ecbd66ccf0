package dev.cambrian.core.verdict;

import java.util.concurrent.Semaphore;

/**
 * Lets so many verifications go on at once and has the others wait for their turn, in the order in
 * which they came. One that is interrupted while it waits is {@link Verification.Aborted} with
 * {@link FailureKind#CANCELLED} and takes nobody's turn.
 */
public final class BoundedVerifier implements Verifier {
  private final Verifier verifier;
  private final Semaphore turns;

  /**
   * Bounds another.
   *
   * @param most at once, at least 1
   */
  public BoundedVerifier(Verifier verifier, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one verification must be allowed, not " + most);
    }
    this.verifier = verifier;
    this.turns = new Semaphore(most, true);
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    try {
      turns.acquire();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Verification.Aborted(
          FailureKind.CANCELLED, "the verification was cancelled while it waited for its turn");
    }
    try {
      return verifier.verify(request, listener);
    } finally {
      turns.release();
    }
  }

  @Override
  public String isolation() {
    return verifier.isolation();
  }
}

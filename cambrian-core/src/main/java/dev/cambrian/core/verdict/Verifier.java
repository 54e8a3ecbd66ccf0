package dev.cambrian.core.verdict;

/**
 * Judges an artifact. The library brings none that runs code: the rig's local runner and the
 * Supervisor's container runner implement this.
 */
@FunctionalInterface
public interface Verifier {
  /**
   * Judges and waits for the verdict. Interrupting the thread ends every process that was started
   * and answers {@link Verification.Aborted} with {@link FailureKind#CANCELLED}. Never throws for
   * anything that the artifact does.
   */
  Verification verify(VerificationRequest request, VerificationListener listener);

  /**
   * What this verifier really isolates with, for screens and reports: {@code bubblewrap}, {@code
   * none}, …
   */
  default String isolation() {
    return "unknown";
  }
}

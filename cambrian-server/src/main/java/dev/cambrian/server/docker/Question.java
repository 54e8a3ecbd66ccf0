package dev.cambrian.server.docker;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A question with a limit. The client library has one of its own for an answer, which has no effect
 * on the sockets that most daemons listen on: there one that hangs would hold up whoever asks for
 * ever.
 */
final class Question {
  /** What an interruption leaves, so that what was made is known and can be removed. */
  private static final Duration FINISHING = Duration.ofSeconds(5);

  private Question() {}

  /**
   * The answer. An interruption shortens the limit and stays set.
   *
   * @throws RuntimeException what the question throws, or where it has no answer in time
   */
  static <T> T ask(Supplier<T> question, Duration limit) {
    FutureTask<T> answer = new FutureTask<>(question::get);
    Thread.ofPlatform().daemon().name("cambrian-docker").start(answer);
    boolean interrupted = false;
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        try {
          return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
          deadline = Math.min(deadline, System.nanoTime() + FINISHING.toNanos());
        }
      }
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IllegalStateException("no answer within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

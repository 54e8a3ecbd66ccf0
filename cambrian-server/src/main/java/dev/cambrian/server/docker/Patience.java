package dev.cambrian.server.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives up on a daemon that accepts a request and does not begin to answer it. The library's own
 * limit holds on TCP alone: a read from a socket file has none.
 */
final class Patience {
  private Patience() {}

  /**
   * The same client, whose every call throws {@link UncheckedIOException} after that time.
   *
   * <p>A proxy, since the class of its requests cannot be compiled against without a warning: it
   * bears annotations that are not shipped with it.
   */
  static DockerHttpClient of(Duration patience, DockerHttpClient client) {
    return (DockerHttpClient)
        Proxy.newProxyInstance(
            DockerHttpClient.class.getClassLoader(),
            new Class<?>[] {DockerHttpClient.class},
            (_, method, arguments) -> within(patience, () -> method.invoke(client, arguments)));
  }

  private static Object within(Duration patience, Callable<Object> call) throws Throwable {
    FutureTask<Object> answer = new FutureTask<>(call);
    Thread.ofVirtual().start(answer);
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof InvocationTargetException thrown
          ? thrown.getTargetException()
          : e;
    } catch (TimeoutException _) {
      // An interrupted read closes its connection.
      answer.cancel(true);
      throw new UncheckedIOException(
          new InterruptedIOException("no answer within " + patience.toSeconds() + " s"));
    } catch (InterruptedException _) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
    }
  }
}

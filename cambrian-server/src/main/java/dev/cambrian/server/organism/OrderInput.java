package dev.cambrian.server.organism;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The standard input of a container: an order, and then nothing until it is closed. */
final class OrderInput extends InputStream {
  private final byte[] order;
  private final CompletableFuture<Boolean> attached = new CompletableFuture<>();
  private final CountDownLatch taken = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Attachment attachment = new Attachment();
  private int at;

  OrderInput(byte[] order) {
    this.order = order;
  }

  ResultCallback<Frame> callback() {
    return attachment;
  }

  /** Waits until nothing of it can be lost any more. */
  void awaitAttached(Duration patience) throws IOException, InterruptedException {
    try {
      attached.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("it did not attach to the container", e);
    }
  }

  /** Waits until all of it was sent. */
  void awaitTaken(Duration patience) throws IOException, InterruptedException {
    if (!taken.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("it did not take the order");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** When it is asked for more, what it gave before was sent. */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (at == order.length) {
      taken.countDown();
      awaitClosed();
      return -1;
    }
    int count = Math.min(length, order.length - at);
    System.arraycopy(order, at, into, offset, count);
    at += count;
    return count;
  }

  private void awaitClosed() throws InterruptedIOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      attachment.close();
    } catch (IOException gone) {
      // The connection is closed already.
      return;
    }
  }

  private final class Attachment extends ResultCallback.Adapter<Frame> {
    @Override
    public void onStart(Closeable stream) {
      super.onStart(stream);
      attached.complete(true);
    }

    @Override
    public void onError(@Nullable Throwable problem) {
      attached.completeExceptionally(problem == null ? new IOException("no reason") : problem);
      super.onError(problem);
    }
  }
}

package dev.cambrian.server.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.cambrian.rig.ContainerJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams of an attached container. Its input stays open until {@link #end}; its
 * output waits in a bounded queue for whoever reads it; of its complaints the first kilobytes are
 * kept.
 */
final class RigStreams extends ResultCallback.Adapter<Frame> {
  private static final int MOST_FRAMES = 4096;
  private static final int MOST_COMPLAINT = 4096;
  private static final byte[] END = new byte[0];

  private final ByteArrayOutputStream order = new ByteArrayOutputStream();
  private final LinkedBlockingQueue<byte[]> frames = new LinkedBlockingQueue<>(MOST_FRAMES);
  private final ByteArrayOutputStream complaint = new ByteArrayOutputStream();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** What the input begins with. */
  void order(ContainerJob job) throws IOException {
    job.send(order);
  }

  void awaitAttached(Duration patience) throws InterruptedException {
    if (!awaitStarted(patience)) {
      throw new DockerException(
          "the Docker daemon did not attach to a container within " + patience.toSeconds() + " s");
    }
  }

  private boolean awaitStarted(Duration patience) throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                awaitStarted();
                started.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    return started.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void onNext(Frame frame) {
    byte[] payload = frame.getPayload();
    if (payload == null || payload.length == 0) {
      return;
    }
    if (frame.getStreamType() == StreamType.STDERR) {
      complain(payload);
    } else {
      // A full buffer is the library's own, which it fills again.
      queue(payload.clone());
    }
  }

  private synchronized void complain(byte[] payload) {
    complaint.write(payload, 0, Math.min(payload.length, MOST_COMPLAINT - complaint.size()));
  }

  private void queue(byte[] payload) {
    try {
      while (ended.getCount() > 0 && !frames.offer(payload, 100, TimeUnit.MILLISECONDS)) {
        // Its reader is slow, and so is the container then.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onComplete() {
    queue(END);
    super.onComplete();
  }

  @Override
  public void onError(@Nullable Throwable problem) {
    queue(END);
    super.onError(problem);
  }

  /** Nobody is interested any more; the output ends after what has come. */
  void end() {
    ended.countDown();
    try {
      close();
    } catch (IOException gone) {
      // The connection is closed already.
      return;
    }
  }

  /** What it said on standard error, in one line. */
  synchronized String complaint() {
    String text = complaint.toString(StandardCharsets.UTF_8).strip();
    return text.lines().findFirst().orElse("");
  }

  /** The container's standard input: the order, and then nothing until the end. */
  InputStream input() {
    return new Input(order.toByteArray());
  }

  private final class Input extends InputStream {
    private final byte[] bytes;
    private int at;

    Input(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (at == bytes.length) {
        awaitEnd();
        return -1;
      }
      int count = Math.min(length, bytes.length - at);
      System.arraycopy(bytes, at, into, offset, count);
      at += count;
      return count;
    }
  }

  private void awaitEnd() throws InterruptedIOException {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** The container's standard output. */
  InputStream output() {
    return new Output();
  }

  private final class Output extends InputStream {
    private byte[] frame = new byte[0];
    private int at;
    private boolean over;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      while (at == frame.length) {
        if (over) {
          return -1;
        }
        next();
      }
      int count = Math.min(length, frame.length - at);
      System.arraycopy(frame, at, into, offset, count);
      at += count;
      return count;
    }

    private void next() throws InterruptedIOException {
      try {
        byte[] next = null;
        while (next == null) {
          // What has come is read out, even after the end.
          boolean over = ended.getCount() == 0;
          next = frames.poll(over ? 0 : 100, TimeUnit.MILLISECONDS);
          if (next == null && over) {
            next = END;
          }
        }
        frame = next;
        at = 0;
        over = frame.length == 0;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }
}

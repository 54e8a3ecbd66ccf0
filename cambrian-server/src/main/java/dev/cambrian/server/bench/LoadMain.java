package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks a server for one thing over and over, by so many connections that are kept alive, each of
 * which asks again as soon as it has its answer. A process of its own. Arguments: port, path,
 * connections, milliseconds of warm-up, milliseconds that count. Prints one line: answers a second,
 * median and 99th percentile in milliseconds, bytes of a body.
 */
final class LoadMain {
  private static final int BUFFER = 256 << 10;

  private LoadMain() {}

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    int port = Integer.parseInt(args[0]);
    int connections = Integer.parseInt(args[2]);
    long begin = System.nanoTime() + Long.parseLong(args[3]) * 1_000_000;
    long end = begin + Long.parseLong(args[4]) * 1_000_000;
    List<double[]> samples = new ArrayList<>();
    long bytes = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<Client>> clients = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        clients.add(
            threads.submit(
                () -> {
                  try (Client client = new Client(port, args[1])) {
                    client.run(begin, end);
                    return client;
                  }
                }));
      }
      for (Future<Client> client : clients) {
        samples.add(client.get().samples());
        bytes = client.get().bytes;
      }
    }
    Statistics all = new Statistics(samples.stream().flatMapToDouble(Arrays::stream).toArray());
    System.out.printf(
        Locale.ROOT,
        "%.2f %.3f %.3f %d%n",
        all.sorted().length / ((end - begin) / 1e9),
        all.median(),
        all.percentile(99),
        bytes);
  }

  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final byte[] request;
    private final byte[] buffer = new byte[BUFFER];
    private double[] samples = new double[1024];
    private int count;
    private int from;
    private int to;
    private long bytes;

    Client(int port, String path) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = socket.getInputStream();
      request = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path).getBytes(ISO_8859_1);
    }

    double[] samples() {
      return Arrays.copyOf(samples, count);
    }

    /** Counts the answers that end between the two times, one at the least. */
    void run(long begin, long end) throws IOException {
      for (long now = System.nanoTime(); now < end || count == 0; ) {
        long asked = now;
        socket.getOutputStream().write(request);
        skip(head());
        now = System.nanoTime();
        if (now >= begin && (now < end || count == 0)) {
          if (count == samples.length) {
            samples = Arrays.copyOf(samples, count * 2);
          }
          samples[count++] = (now - asked) / 1e6;
        }
      }
    }

    /** Gives the length of the body. */
    private long head() throws IOException {
      StringBuilder head = new StringBuilder(256);
      while (!endsHead(head)) {
        fill();
        head.append((char) buffer[from++]);
      }
      String text = head.toString().toLowerCase(Locale.ROOT);
      if (!text.startsWith("http/1.1 200 ")) {
        throw new IOException("answered " + text.lines().findFirst().orElse("nothing"));
      }
      return text.lines()
          .filter(line -> line.startsWith("content-length:"))
          .map(line -> Long.parseLong(line.substring("content-length:".length()).strip()))
          .findFirst()
          .orElseThrow(() -> new IOException("the answer has no length"));
    }

    private static boolean endsHead(StringBuilder head) {
      int length = head.length();
      return length >= 4 && head.charAt(length - 1) == '\n' && head.charAt(length - 3) == '\n';
    }

    private void skip(long length) throws IOException {
      bytes = length;
      for (long left = length; left > 0; ) {
        fill();
        int taken = (int) Math.min(left, to - from);
        from += taken;
        left -= taken;
      }
    }

    private void fill() throws IOException {
      if (from == to) {
        from = 0;
        to = in.read(buffer);
        if (to < 0) {
          throw new EOFException("the server has gone");
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}

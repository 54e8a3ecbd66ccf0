package dev.cambrian.rig;

import dev.cambrian.rig.ProbeRequest.Header;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One HTTP/1.1 exchange (RFC 9112) with a program that may do its worst. The deadline bounds the
 * exchange as a whole, memory is bounded whatever comes, no redirect is followed, no proxy asked,
 * nothing unpacked, no connection kept. A general client guarantees only some of that and cannot
 * reach into a sandbox's network, so this one speaks to the line itself.
 */
final class HttpExchange {
  static final int MAX_BODY = 256 * 1024;
  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_HEADERS = 200;
  private static final int MAX_HEADER_BYTES = 64 * 1024;
  private static final int MAX_INTERIM = 10;

  private final ProbeRequest request;
  private final Dialer dialer;
  private final long started = System.nanoTime();

  private HttpExchange(ProbeRequest request, Dialer dialer) {
    this.request = request;
    this.dialer = dialer;
  }

  /** Never throws for anything that the other side does. */
  static ProbeAnswer run(ProbeRequest request, Dialer dialer) {
    return new HttpExchange(request, dialer).run();
  }

  private ProbeAnswer run() {
    long deadline = started + request.deadline().toNanos();
    try (Dialer.Line line = dialer.line()) {
      Thread alarm = abortAt(deadline, line);
      try {
        line.send(
            loopback(request.host()),
            request.port(),
            head(),
            request.patience(),
            request.deadline());
        return read(new BufferedInputStream(line.in(), 16 * 1024));
      } finally {
        alarm.interrupt();
      }
    } catch (ConnectException e) {
      return failed(
          System.nanoTime() >= deadline ? late() : "connection refused on port " + request.port());
    } catch (MalformedResponseException e) {
      return failed(e.problem());
    } catch (IOException e) {
      return failed(System.nanoTime() >= deadline ? late() : "connection broken: " + reason(e));
    }
  }

  /** Interrupted, the alarm is off. */
  static Thread abortAt(long deadline, Dialer.Line line) {
    return Aside.start(
        () -> {
          try {
            Thread.sleep(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            line.abort();
          } catch (InterruptedException over) {
            // The exchange ended first.
            return;
          }
        });
  }

  static InetAddress loopback(String host) throws IOException {
    return switch (host.toLowerCase(Locale.ROOT)) {
      case "localhost", "127.0.0.1" ->
          InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
      case "[::1]", "::1" -> InetAddress.ofLiteral("::1");
      default -> throw new IOException("not a loopback address: " + host);
    };
  }

  /** Whether anything accepts connections there. */
  static boolean listening(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(loopback(host), port), 1000);
      return true;
    } catch (SocketTimeoutException busy) {
      // On a loopback only a listener whose queue is full lets a caller wait.
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  private byte[] head() {
    byte[] body =
        request.body().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Host", request.host() + ":" + request.port()));
    headers.add(new Header("User-Agent", "cambrian-rig"));
    headers.add(new Header("Accept", "*/*"));
    headers.add(new Header("Accept-Encoding", "identity"));
    if (request.body().isPresent()) {
      headers.add(new Header("Content-Type", "application/json"));
    }
    for (Header own : request.headers()) {
      headers.removeIf(it -> it.name().equalsIgnoreCase(own.name()));
    }
    request.headers().stream()
        .filter(it -> !it.name().equalsIgnoreCase("connection"))
        .filter(it -> !it.name().equalsIgnoreCase("content-length"))
        .forEach(headers::add);
    if (request.body().isPresent() || !bodiless(request.method())) {
      headers.add(new Header("Content-Length", String.valueOf(body.length)));
    }
    headers.add(new Header("Connection", "close"));
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(target()).append(" HTTP/1.1\r\n");
    for (Header header : headers) {
      head.append(oneLine(header.name())).append(": ").append(oneLine(header.value()));
      head.append("\r\n");
    }
    head.append("\r\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static boolean bodiless(String method) {
    return method.equals("GET") || method.equals("HEAD") || method.equals("DELETE");
  }

  private static String oneLine(String text) {
    return text.replace('\r', ' ').replace('\n', ' ');
  }

  private String target() {
    StringBuilder target = new StringBuilder();
    for (byte b : request.target().getBytes(StandardCharsets.UTF_8)) {
      if (b > 0x20 && b < 0x7f && b != '"' && b != '<' && b != '>' && b != '#') {
        target.append((char) b);
      } else {
        target.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return target.toString();
  }

  private ProbeAnswer read(InputStream in) throws IOException {
    for (int interim = 0; interim <= MAX_INTERIM; interim++) {
      int status = statusOf(line(in, MAX_LINE, "status line"));
      List<Header> headers = headers(in);
      if (status < 200 && status != 101) {
        continue;
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      boolean cut = false;
      if (!request.method().equals("HEAD") && status >= 200 && status != 204 && status != 304) {
        cut = body(in, headers, body);
      }
      return new ProbeAnswer.Answered(status, headers, body.toByteArray(), cut, took());
    }
    throw new MalformedResponseException("more than " + MAX_INTERIM + " interim responses");
  }

  private static int statusOf(String line) throws MalformedResponseException {
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?")) {
      throw new MalformedResponseException("no HTTP response: " + Text.cut(line, 80));
    }
    return Integer.parseInt(line, 9, 12, 10);
  }

  private static List<Header> headers(InputStream in) throws IOException {
    List<Header> headers = new ArrayList<>();
    int bytes = 0;
    while (true) {
      String line = line(in, MAX_LINE, "header");
      if (line.isEmpty()) {
        return headers;
      }
      bytes += line.length();
      if (headers.size() == MAX_HEADERS || bytes > MAX_HEADER_BYTES) {
        throw new MalformedResponseException("more than 200 headers or 64 KiB of them");
      }
      int colon = line.indexOf(':');
      if (colon < 1 || !isToken(line.substring(0, colon))) {
        throw new MalformedResponseException("malformed header: " + Text.cut(line, 80));
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
  }

  /** No space stands before the colon, no line goes on with the one before it (RFC 9112, 5). */
  private static boolean isToken(String name) {
    return name.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
  }

  /** Reads the body; true where it was cut at the limit. */
  private static boolean body(InputStream in, List<Header> headers, ByteArrayOutputStream body)
      throws IOException {
    Optional<String> encoding = single(headers, "transfer-encoding");
    Optional<String> length = single(headers, "content-length");
    if (encoding.isPresent()) {
      if (!encoding.get().equalsIgnoreCase("chunked") || length.isPresent()) {
        throw new MalformedResponseException("unsupported Transfer-Encoding " + encoding.get());
      }
      return chunks(in, body);
    }
    if (length.isEmpty()) {
      return copy(in, body, Long.MAX_VALUE, false);
    }
    if (!length.get().matches("[0-9]{1,18}")) {
      throw new MalformedResponseException("malformed Content-Length " + length.get());
    }
    return copy(in, body, Long.parseLong(length.get()), true);
  }

  private static Optional<String> single(List<Header> headers, String name)
      throws MalformedResponseException {
    List<String> values =
        headers.stream()
            .filter(it -> it.name().equalsIgnoreCase(name))
            .map(Header::value)
            .distinct()
            .toList();
    if (values.size() > 1) {
      throw new MalformedResponseException("contradicting headers " + name);
    }
    return values.stream().findFirst();
  }

  private static boolean chunks(InputStream in, ByteArrayOutputStream body) throws IOException {
    while (true) {
      String line = line(in, MAX_LINE, "chunk size");
      int semicolon = line.indexOf(';');
      String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new MalformedResponseException("malformed chunk size");
      }
      long length = Long.parseLong(size, 16);
      if (length == 0) {
        headers(in);
        return false;
      }
      if (copy(in, body, length, true)) {
        return true;
      }
      if (!line(in, 2, "chunk end").isEmpty()) {
        throw new MalformedResponseException("malformed chunk");
      }
    }
  }

  private static boolean copy(
      InputStream in, ByteArrayOutputStream body, long length, boolean exact) throws IOException {
    byte[] buffer = new byte[8 * 1024];
    long left = length;
    while (left > 0) {
      int room = MAX_BODY - body.size();
      int n = in.read(buffer, 0, (int) Math.min(left, Math.min(buffer.length, room + 1L)));
      if (n < 0) {
        if (exact) {
          throw new MalformedResponseException("body ended " + left + " bytes early");
        }
        return false;
      }
      body.write(buffer, 0, Math.min(n, room));
      if (n > room) {
        return true;
      }
      left -= n;
    }
    return false;
  }

  private static String line(InputStream in, int max, String what) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new MalformedResponseException("connection closed before the end of the " + what);
      }
      if (line.size() == max) {
        throw new MalformedResponseException(what + " of more than " + max + " bytes");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  private ProbeAnswer failed(String reason) {
    return new ProbeAnswer.Failed(reason, took());
  }

  private String late() {
    return "no whole answer within " + Text.seconds(request.deadline());
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** The other side does not speak HTTP/1.1 within the bounds. */
  private static final class MalformedResponseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    MalformedResponseException(String problem) {
      super(problem);
      this.problem = problem;
    }

    String problem() {
      return problem;
    }
  }
}

package dev.cambrian.rig;

import dev.cambrian.rig.ProbeRequest.Header;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

/**
 * One HTTP/1.1 exchange (RFC 9112) with a program that may do its worst. The deadline bounds the
 * exchange as a whole, memory is bounded whatever comes, no redirect is followed, no proxy asked,
 * nothing unpacked, no connection kept. A general client guarantees only some of that and cannot
 * reach into a sandbox's network, so this one speaks to the line itself.
 */
final class HttpExchange {
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
        HttpAnswer answer =
            HttpAnswer.read(new BufferedInputStream(line.in(), 16 * 1024), request.method());
        return new ProbeAnswer.Answered(
            answer.status(), answer.headers(), answer.body(), answer.cut(), took());
      } finally {
        alarm.interrupt();
      }
    } catch (ConnectException e) {
      return failed(
          System.nanoTime() >= deadline ? late() : "connection refused on port " + request.port());
    } catch (HttpAnswer.MalformedException e) {
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
    head.append(request.method())
        .append(' ')
        .append(target(request.target()))
        .append(" HTTP/1.1\r\n");
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

  /** What a request line cannot carry is percent-encoded. */
  static String target(String written) {
    StringBuilder target = new StringBuilder();
    for (byte b : written.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0x20 && b < 0x7f && b != '"' && b != '<' && b != '>' && b != '#') {
        target.append((char) b);
      } else {
        target.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return target.toString();
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
}

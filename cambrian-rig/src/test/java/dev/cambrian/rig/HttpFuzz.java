package dev.cambrian.rig;

import dev.cambrian.rig.ProbeRequest.Header;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A line {@code METHOD TARGET}, then all that a server sends. */
final class HttpFuzz {
  private HttpFuzz() {}

  static void fuzz(byte[] input) {
    int line = 0;
    while (line < Math.min(input.length, 2000) && input[line] != '\n') {
      line++;
    }
    String first = new String(input, 0, line, StandardCharsets.UTF_8);
    byte[] sent = Arrays.copyOfRange(input, Math.min(line + 1, input.length), input.length);
    int space = first.indexOf(' ');
    String word = space < 0 ? first : first.substring(0, space);
    String method = List.of("POST", "HEAD", "DELETE").contains(word) ? word : "GET";
    ProbeRequest request = request(method, space < 0 ? "/" : first.substring(space + 1));
    ProbeAnswer whole = ask(request, sent, false);
    holds(same(whole, ask(request, sent, true)), "it matters how the bytes come");
    switch (whole) {
      case ProbeAnswer.Failed failed ->
          holds(
              !failed.reason().isBlank()
                  && failed.reason().length() <= 10_000
                  && failed.reason().indexOf('\n') < 0,
              "an odd reason: " + failed.reason());
      case ProbeAnswer.Answered answered -> isBounded(answered, method);
    }
    int cut = Math.floorMod(Arrays.hashCode(sent), sent.length + 1);
    ProbeAnswer begun = ask(request, Arrays.copyOf(sent, cut), false);
    holds(
        begun instanceof ProbeAnswer.Failed || endsWithItsConnection(begun) || same(begun, whole),
        "a response that was cut is another answer");
  }

  private static void isBounded(ProbeAnswer.Answered answered, String method) {
    holds(answered.status() >= 101 && answered.status() <= 999, "no status");
    holds(answered.body().length <= HttpAnswer.MAX_BODY, "a body beyond the limit");
    holds(!answered.cut() || answered.body().length == HttpAnswer.MAX_BODY, "cut too early");
    holds(!method.equals("HEAD") || answered.body().length == 0, "a body of HEAD");
    holds(answered.headers().size() <= 200, "too many headers");
    for (Header header : answered.headers()) {
      holds(
          !header.name().isEmpty()
              && header.name().chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':'),
          "no name of a header: " + header.name());
      holds(header.value().indexOf('\n') < 0, "a header of two lines");
    }
    if (!hasBody(answered, method) || header(answered, "transfer-encoding").isPresent()) {
      return;
    }
    length(answered)
        .ifPresent(
            length ->
                holds(
                    Math.min(length, HttpAnswer.MAX_BODY) == answered.body().length,
                    "a body that is not as long as it should be"));
  }

  private static boolean hasBody(ProbeAnswer.Answered answered, String method) {
    return !method.equals("HEAD")
        && answered.status() >= 200
        && answered.status() != 204
        && answered.status() != 304;
  }

  /** Only the end of the connection tells where such a body ends. */
  private static boolean endsWithItsConnection(ProbeAnswer answer) {
    return answer instanceof ProbeAnswer.Answered answered
        && header(answered, "content-length").isEmpty()
        && header(answered, "transfer-encoding").isEmpty();
  }

  private static Optional<Long> length(ProbeAnswer.Answered answered) {
    return header(answered, "content-length").map(Long::parseLong);
  }

  private static Optional<String> header(ProbeAnswer.Answered answered, String name) {
    return answered.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  private static boolean same(ProbeAnswer one, ProbeAnswer other) {
    return switch (one) {
      case ProbeAnswer.Failed failed ->
          other instanceof ProbeAnswer.Failed too && too.reason().equals(failed.reason());
      case ProbeAnswer.Answered answered ->
          other instanceof ProbeAnswer.Answered too
              && answered.status() == too.status()
              && answered.headers().equals(too.headers())
              && Arrays.equals(answered.body(), too.body())
              && answered.cut() == too.cut();
    };
  }

  private static ProbeRequest request(String method, String target) {
    return new ProbeRequest(
        "localhost",
        8401,
        method,
        target,
        List.of(new Header("X-Asked", target), new Header("Connection", "keep-alive")),
        method.equals("POST") ? Optional.of("{}") : Optional.empty(),
        Duration.ZERO,
        Duration.ofSeconds(20));
  }

  private static ProbeAnswer ask(ProbeRequest request, byte[] sent, boolean byteByByte) {
    return HttpExchange.run(request, () -> new PlayedLine(sent, byteByByte));
  }

  /** A line whose other end says its piece whatever it is asked. */
  private record PlayedLine(InputStream in) implements Dialer.Line {
    PlayedLine(byte[] sent, boolean byteByByte) {
      this(
          new ByteArrayInputStream(sent) {
            @Override
            public int read(byte[] buffer, int offset, int length) {
              return super.read(buffer, offset, byteByByte ? Math.min(1, length) : length);
            }

            @Override
            public int available() {
              return byteByByte ? 0 : super.available();
            }
          });
    }

    @Override
    public void send(
        InetAddress host, int port, byte[] request, Duration patience, Duration timeout) {
      String text = new String(request, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      holds(end > 0, "the head has no end");
      String[] lines = text.substring(0, end).split("\r\n", -1);
      holds(
          lines[0].matches("(GET|POST|HEAD|DELETE) [!-~]* HTTP/1\\.1"), "no request: " + lines[0]);
      boolean body = lines[0].startsWith("POST");
      holds(lines.length == (body ? 9 : 7), "a line was slipped in: " + Arrays.asList(lines));
      holds(text.substring(end + 4).equals(body ? "{}" : ""), "the body is another");
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
  }

  private static void holds(boolean law, String broken) {
    if (!law) {
      throw new AssertionError(broken);
    }
  }
}

package dev.cambrian.rig;

import dev.cambrian.rig.ProbeRequest.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An HTTP/1.1 response (RFC 9112) of a program that may do its worst: memory is bounded whatever
 * comes. Time is not: that is up to whoever holds the line.
 *
 * @param body at most {@link #MAX_BODY} bytes
 * @param cut whether there was more of it
 * @param kept whether the connection can be used for another request
 */
@SuppressWarnings("ArrayRecordComponent")
record HttpAnswer(int status, List<Header> headers, byte[] body, boolean cut, boolean kept) {
  static final int MAX_BODY = 256 * 1024;
  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_HEADERS = 200;
  private static final int MAX_HEADER_BYTES = 64 * 1024;
  private static final int MAX_INTERIM = 10;

  HttpAnswer {
    headers = List.copyOf(headers);
  }

  /**
   * Reads one, interim responses skipped.
   *
   * @param method that it answers
   * @throws MalformedException where it is none
   */
  static HttpAnswer read(InputStream in, String method) throws IOException {
    for (int interim = 0; interim <= MAX_INTERIM; interim++) {
      String first = line(in, MAX_LINE, "status line");
      int status = statusOf(first);
      List<Header> headers = headers(in);
      if (status < 200 && status != 101) {
        continue;
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      boolean cut = false;
      if (!method.equals("HEAD") && status >= 200 && status != 204 && status != 304) {
        cut = body(in, headers, body);
      }
      boolean kept = first.startsWith("HTTP/1.1") && !cut && kept(method, status, headers);
      return new HttpAnswer(status, headers, body.toByteArray(), cut, kept);
    }
    throw new MalformedException("more than " + MAX_INTERIM + " interim responses");
  }

  /** Whether the next answer may follow on the same connection (RFC 9112, 9.3). */
  private static boolean kept(String method, int status, List<Header> headers)
      throws MalformedException {
    boolean framed =
        method.equals("HEAD")
            || status == 204
            || status == 304
            || single(headers, "transfer-encoding").isPresent()
            || single(headers, "content-length").isPresent();
    return framed
        && status != 101
        && headers.stream()
            .filter(it -> it.name().equalsIgnoreCase("connection"))
            .noneMatch(it -> it.value().toLowerCase(Locale.ROOT).contains("close"));
  }

  private static int statusOf(String line) throws MalformedException {
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?")) {
      throw new MalformedException("no HTTP response: " + Text.cut(line, 80));
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
        throw new MalformedException("more than 200 headers or 64 KiB of them");
      }
      int colon = line.indexOf(':');
      if (colon < 1 || !isToken(line.substring(0, colon))) {
        throw new MalformedException("malformed header: " + Text.cut(line, 80));
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
        throw new MalformedException("unsupported Transfer-Encoding " + encoding.get());
      }
      return chunks(in, body);
    }
    if (length.isEmpty()) {
      return copy(in, body, Long.MAX_VALUE, false);
    }
    if (!length.get().matches("[0-9]{1,18}")) {
      throw new MalformedException("malformed Content-Length " + length.get());
    }
    return copy(in, body, Long.parseLong(length.get()), true);
  }

  private static Optional<String> single(List<Header> headers, String name)
      throws MalformedException {
    List<String> values =
        headers.stream()
            .filter(it -> it.name().equalsIgnoreCase(name))
            .map(Header::value)
            .distinct()
            .toList();
    if (values.size() > 1) {
      throw new MalformedException("contradicting headers " + name);
    }
    return values.stream().findFirst();
  }

  private static boolean chunks(InputStream in, ByteArrayOutputStream body) throws IOException {
    while (true) {
      String line = line(in, MAX_LINE, "chunk size");
      int semicolon = line.indexOf(';');
      String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new MalformedException("malformed chunk size");
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
        throw new MalformedException("malformed chunk");
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
          throw new MalformedException("body ended " + left + " bytes early");
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
        throw new MalformedException("connection closed before the end of the " + what);
      }
      if (line.size() == max) {
        throw new MalformedException(what + " of more than " + max + " bytes");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** The other side does not speak HTTP/1.1 within the bounds. */
  static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    MalformedException(String problem) {
      super(problem);
      this.problem = problem;
    }

    String problem() {
      return problem;
    }
  }
}

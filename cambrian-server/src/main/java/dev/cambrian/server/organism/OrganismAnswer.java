package dev.cambrian.server.organism;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an organism answers to a GET.
 *
 * @param status from 100 to 599
 * @param body at most 256 KiB; hostile text
 */
public record OrganismAnswer(int status, String body) {
  private static final int MOST = 256 << 10;

  private static final Pattern HEAD = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})[ \\n]");
  private static final Pattern LENGTH =
      Pattern.compile("\\r?\\ncontent-length:[ \\t]*([0-9]{1,9})[ \\t]*\\r?\\n");

  static OrganismAnswer of(BackLine line, String path, Duration patience)
      throws IOException, InterruptedException {
    if (!path.matches("/[\\x21-\\x7e]{0,200}")) {
      throw new IllegalArgumentException("no path to ask for: " + path);
    }
    return line.ask("ORGANISM", patience, channel -> heard(channel, path));
  }

  private static OrganismAnswer heard(SocketChannel channel, String path) throws IOException {
    ByteBuffer request = ByteBuffer.wrap(request(path).getBytes(StandardCharsets.US_ASCII));
    while (request.hasRemaining()) {
      channel.write(request);
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
    while (answer.size() <= MOST && !whole(answer) && channel.read(buffer) >= 0) {
      answer.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return parsed(answer.toByteArray());
  }

  /** In the protocol that knows no body in parts and no connection that stays. */
  private static String request(String path) {
    return "GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1:8401\r\n\r\n";
  }

  private static boolean whole(ByteArrayOutputStream answer) {
    String text = answer.toString(StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    Matcher length =
        end < 0 ? LENGTH.matcher("") : LENGTH.matcher(lower(text.substring(0, end + 2)));
    return length.find() && text.length() - end - 4 >= Integer.parseInt(length.group(1));
  }

  private static String lower(String head) {
    return head.toLowerCase(Locale.ROOT);
  }

  private static OrganismAnswer parsed(byte[] answer) throws IOException {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    Matcher head = HEAD.matcher(text.lines().findFirst().orElse("") + "\n");
    if (end < 0 || !head.lookingAt()) {
      throw new IOException("the organism gives no answer that is HTTP");
    }
    return new OrganismAnswer(
        Integer.parseInt(head.group(1)),
        new String(
            answer, end + 4, Math.min(answer.length - end - 4, MOST), StandardCharsets.UTF_8));
  }
}

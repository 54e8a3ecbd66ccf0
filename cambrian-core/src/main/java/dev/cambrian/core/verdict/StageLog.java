package dev.cambrian.core.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the command of a stage printed, as far as it is kept; hostile text. No verdict depends on
 * it.
 *
 * <p>Its {@linkplain #encode() stored form} is plain text in UTF-8:
 *
 * <pre>
 * cambrian-stage-log 1
 * stdout: 20 bytes, 0 bytes before them were cut
 * BUILD of echo: done
 *
 * stderr: 65536 bytes, 4711 bytes before them were cut
 * …
 * </pre>
 *
 * A heading is followed by as many bytes as it says and a line feed, so that no text can pretend to
 * be a heading.
 */
public record StageLog(Output stdout, Output stderr) {
  private static final String MAGIC = "cambrian-stage-log 1\n";

  /**
   * The end of one stream.
   *
   * @param text in which invalid UTF-8 was replaced; at most {@link #MOST} bytes in UTF-8
   * @param cut bytes that were printed before the text and are not kept
   */
  public record Output(String text, long cut) {
    /** The most bytes of one stream, 64 KiB. */
    public static final int MOST = 64 * 1024;

    public static final Output NONE = new Output("", 0);

    public Output {
      text = new String(text.getBytes(UTF_8), UTF_8);
      if (text.getBytes(UTF_8).length > MOST) {
        throw new IllegalArgumentException("more than 64 KiB of a stream are kept");
      }
      if (cut < 0) {
        throw new IllegalArgumentException("a negative number of bytes was cut");
      }
    }

    /**
     * Keeps the end of what was printed.
     *
     * @param last the last bytes of it
     * @param before how many were printed before those
     */
    public static Output of(byte[] last, long before) {
      int from = before > 0 ? firstWhole(last) : 0;
      byte[] text = new String(last, from, last.length - from, UTF_8).getBytes(UTF_8);
      long cut = before + from;
      if (text.length > MOST) {
        // Replacements are longer than what they replace.
        byte[] end = Arrays.copyOfRange(text, text.length - MOST, text.length);
        int whole = firstWhole(end);
        cut += text.length - MOST + whole;
        text = Arrays.copyOfRange(end, whole, end.length);
      }
      return new Output(new String(text, UTF_8), cut);
    }

    /** What is cut in the midst of a character begins after it. */
    private static int firstWhole(byte[] bytes) {
      int from = 0;
      while (from < bytes.length && from < 3 && (bytes[from] & 0xc0) == 0x80) {
        from++;
      }
      return from;
    }
  }

  /** The stored form. */
  public byte[] encode() {
    return (MAGIC + heading("stdout", stdout) + heading("stderr", stderr)).getBytes(UTF_8);
  }

  private static String heading(String name, Output output) {
    // Written without a formatter, which a rig that judges once would have to load for this alone.
    int bytes = output.text().getBytes(UTF_8).length;
    return String.join(
        "",
        List.of(
            name,
            ": ",
            Integer.toString(bytes),
            " bytes, ",
            Long.toString(output.cut()),
            " bytes before them were cut\n",
            output.text(),
            "\n"));
  }

  /** What {@link #encode} wrote; empty where the bytes are nothing of that kind. */
  public static Optional<StageLog> decode(byte[] stored) {
    Reader reader = new Reader(stored);
    if (!reader.line().equals(Optional.of(MAGIC.strip()))) {
      return Optional.empty();
    }
    Optional<Output> stdout = reader.output("stdout");
    Optional<Output> stderr = stdout.flatMap(_ -> reader.output("stderr"));
    return stderr.filter(_ -> reader.atEnd()).map(it -> new StageLog(stdout.orElseThrow(), it));
  }

  private static final class Reader {
    private static final Pattern HEADING =
        Pattern.compile(
            "(stdout|stderr): (\\d{1,6}) bytes, (\\d{1,18}) bytes before them were cut");
    private static final int LONGEST_HEADING = 100;

    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean atEnd() {
      return at == bytes.length;
    }

    Optional<String> line() {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n' && end - at <= LONGEST_HEADING) {
        end++;
      }
      if (end == bytes.length || bytes[end] != '\n') {
        return Optional.empty();
      }
      String line = new String(bytes, at, end - at, UTF_8);
      at = end + 1;
      return Optional.of(line);
    }

    Optional<Output> output(String name) {
      Optional<Matcher> heading =
          line().map(HEADING::matcher).filter(it -> it.matches() && it.group(1).equals(name));
      if (heading.isEmpty()) {
        return Optional.empty();
      }
      int length = Integer.parseInt(heading.get().group(2));
      if (length > Output.MOST || length >= bytes.length - at || bytes[at + length] != '\n') {
        return Optional.empty();
      }
      try {
        String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
        at += length + 1;
        return Optional.of(new Output(text, Long.parseLong(heading.get().group(3))));
      } catch (CharacterCodingException notText) {
        return Optional.empty();
      }
    }
  }
}

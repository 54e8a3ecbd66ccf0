package dev.cambrian.core.artifact;

import dev.cambrian.core.json.Quote;
import dev.cambrian.core.spec.Toolchain;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the files out of a model's answer, in linear time.
 *
 * <p>A line ends with LF and with nothing else: U+2028 and a lone CR are content. A line {@code
 * <file path="P">} opens a block; white space may follow it. A line that is exactly {@code
 * </file:end>} closes it, with LF, CR LF or the end of the answer behind it. What stands between is
 * the file, byte for byte in UTF-8, CR included; a block with no line is an empty file. Within a
 * block an opening line is content; outside of one everything else is ignored.
 *
 * <p>Rules beside those of {@link ArtifactPath}: {@code answer-too-large} (16 MiB), {@code
 * answer-not-unicode} (an unpaired surrogate), {@code no-files}, {@code unclosed-block}, and {@code
 * malformed-opening}: outside of a block a line begins with {@code <file path=} and is no opening
 * line, so that a file would get lost in silence.
 */
public final class AnswerParser {
  static final String CLOSING = "</file:end>";
  private static final String OPENING = "<file path=";

  private final String answer;
  private final PathSet paths;
  private final NavigableMap<String, byte[]> files = new TreeMap<>();
  private int position;

  private AnswerParser(String answer, Toolchain toolchain, String specArtifactPath) {
    this.answer = answer;
    this.paths = new PathSet(toolchain, specArtifactPath);
  }

  /**
   * The files in ascending order of their paths by code point.
   *
   * @param specArtifactPath see {@link dev.cambrian.core.spec.Spec#artifactPath()}
   * @throws AnswerRejectedException if the answer breaks a rule
   */
  public static NavigableMap<String, byte[]> parse(
      String answer, Toolchain toolchain, String specArtifactPath) {
    checkSize(answer);
    return new AnswerParser(answer, toolchain, specArtifactPath).parse();
  }

  private static void checkSize(String answer) {
    long bytes = answer.length();
    for (int i = 0; i < answer.length() && bytes <= ArtifactPath.MAX_TOTAL_BYTES; i++) {
      char c = answer.charAt(i);
      if (c >= 0x80) {
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    if (bytes > ArtifactPath.MAX_TOTAL_BYTES) {
      throw rejected("answer-too-large", "the answer has more than 16 MiB");
    }
  }

  private NavigableMap<String, byte[]> parse() {
    while (position < answer.length()) {
      String line = nextLine();
      if (line.startsWith(OPENING)) {
        block(path(line));
      }
    }
    if (files.isEmpty()) {
      throw rejected(
          "no-files",
          "no file block stands in the answer; each file is a line <file path=\"P\">, its content"
              + " and a line "
              + CLOSING);
    }
    return Collections.unmodifiableNavigableMap(files);
  }

  private String path(String line) {
    String opening = line.stripTrailing();
    if (opening.length() < OPENING.length() + 3
        || opening.charAt(OPENING.length()) != '"'
        || !opening.endsWith("\">")) {
      throw rejected(
          "malformed-opening",
          "a block is opened by <file path=\"P\"> alone on its line, not by "
              + Quote.of(opening, 100));
    }
    String path = opening.substring(OPENING.length() + 1, opening.length() - 2);
    paths.add(path).ifPresent(AnswerParser::reject);
    return path;
  }

  private void block(String path) {
    int start = position;
    while (position < answer.length()) {
      int lineStart = position;
      int lineEnd = endOfLine();
      if (isClosing(lineStart, lineEnd)) {
        files.put(path, utf8(path, start, lineStart));
        return;
      }
    }
    throw new AnswerRejectedException(
        "unclosed-block",
        "the block of \"%s\" is not closed by a line %s".formatted(path, CLOSING),
        Optional.of(path));
  }

  private boolean isClosing(int start, int end) {
    boolean carriageReturn = end > start && answer.charAt(end - 1) == '\r' && end < answer.length();
    int length = end - start - (carriageReturn ? 1 : 0);
    return length == CLOSING.length() && answer.startsWith(CLOSING, start);
  }

  private String nextLine() {
    int start = position;
    return answer.substring(start, endOfLine());
  }

  /** Where this line's text ends; moves on to the next line. */
  private int endOfLine() {
    int feed = answer.indexOf('\n', position);
    int end = feed < 0 ? answer.length() : feed;
    position = feed < 0 ? end : feed + 1;
    return end;
  }

  private byte[] utf8(String path, int start, int end) {
    try {
      ByteBuffer encoded =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(answer, start, end));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new AnswerRejectedException(
          "answer-not-unicode",
          "the file \"%s\" has an unpaired surrogate".formatted(path),
          Optional.of(path));
    }
  }

  private static void reject(ArtifactProblem problem) {
    throw new AnswerRejectedException(problem.rule(), problem.message(), problem.path());
  }

  private static AnswerRejectedException rejected(String rule, String reason) {
    return new AnswerRejectedException(rule, reason, Optional.empty());
  }
}

package dev.cambrian.core.artifact;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;

/** Writes files as the blocks that {@link AnswerParser} reads. */
public final class AnswerFormat {
  private AnswerFormat() {}

  /**
   * The blocks of all files; parsing them gives the same files again.
   *
   * @throws UnrenderableException if a file has a line that would close its block, does not end
   *     with a line feed (an empty file may), or is not UTF-8
   */
  public static String render(SortedMap<String, byte[]> files) {
    StringBuilder rendered = new StringBuilder();
    files.forEach((path, content) -> rendered.append(block(path, content)));
    return rendered.toString();
  }

  /**
   * One block.
   *
   * @throws UnrenderableException as for {@link #render}
   */
  public static String block(String path, byte[] content) {
    String text = text(path, content);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new UnrenderableException(path, "its last line has no line feed");
    }
    for (int start = 0; start < text.length(); start = text.indexOf('\n', start) + 1) {
      if (text.startsWith(AnswerParser.CLOSING + "\n", start)
          || text.startsWith(AnswerParser.CLOSING + "\r\n", start)) {
        throw new UnrenderableException(path, "it has a line " + AnswerParser.CLOSING);
      }
    }
    return "<file path=\"" + path + "\">\n" + text + AnswerParser.CLOSING + "\n";
  }

  private static String text(String path, byte[] content) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new UnrenderableException(path, "it is not UTF-8");
    }
  }
}

package dev.cambrian.core.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecOutline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * By what a spec is known again.
 *
 * @param hash {@code sha256:…} of its bytes
 * @param near the same of its text without what changes no meaning: in prose white space, case and
 *     Markdown's punctuation, in fenced blocks white space at line ends and blank lines. A changed
 *     number or word is always another text.
 */
public record Fingerprint(String hash, String near) {

  public static Fingerprint of(Spec spec) {
    return of(spec.text().getBytes(UTF_8))
        .orElseThrow(() -> new IllegalArgumentException(spec.fileName() + " was never read"));
  }

  /** Of any bytes; empty where {@link SpecOutline} is. */
  public static Optional<Fingerprint> of(byte[] text) {
    return SpecOutline.of(text)
        .map(it -> new Fingerprint(Sha256.of(text), Sha256.of(normalised(it).getBytes(UTF_8))));
  }

  static String normalised(SpecOutline outline) {
    Map<Integer, SpecOutline.Fence> fences = new HashMap<>();
    outline.fences().forEach(it -> fences.put(it.line(), it));
    StringBuilder text = new StringBuilder();
    List<String> lines = outline.lines();
    for (int line = 1; line <= lines.size(); line++) {
      SpecOutline.Fence fence = fences.get(line);
      if (fence == null) {
        prose(lines.get(line - 1), text);
      } else {
        code(fence, text);
        line = Math.max(line, fence.lastLine());
      }
    }
    return text.toString();
  }

  private static void code(SpecOutline.Fence fence, StringBuilder text) {
    text.append("\n```").append(fence.kind()).append('\n');
    fence
        .content()
        .lines()
        .filter(it -> !it.isBlank())
        .forEach(it -> text.append(it.stripTrailing()).append('\n'));
    text.append("```\n");
  }

  private static void prose(String line, StringBuilder text) {
    String rest = withoutMarkers(line.strip());
    if (rest.chars().allMatch(c -> "=-|:*_ \t".indexOf(c) >= 0)) {
      return;
    }
    boolean space = true;
    for (int i = 0; i < rest.length(); i++) {
      char c = rest.charAt(i);
      if (Character.isWhitespace(c) || c == '|' || c == '\uFEFF') {
        space = true;
      } else if (!"*_~`".contains(String.valueOf(c)) || joins(rest, i)) {
        if (space && !text.isEmpty()) {
          text.append(' ');
        }
        space = false;
        text.append(Character.toLowerCase(c));
      }
    }
  }

  /** Without what makes a heading, a quotation or an item of a list. */
  private static String withoutMarkers(String line) {
    String rest = line;
    while (!rest.isEmpty()) {
      boolean bullet =
          rest.length() > 1
              && "-*+".indexOf(rest.charAt(0)) >= 0
              && Character.isWhitespace(rest.charAt(1));
      if (!bullet && "#>".indexOf(rest.charAt(0)) < 0) {
        break;
      }
      rest = rest.substring(1).stripLeading();
    }
    return rest;
  }

  /** Within a word or number, where it is no emphasis. */
  private static boolean joins(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && Character.isLetterOrDigit(text.charAt(at - 1))
        && Character.isLetterOrDigit(text.charAt(at + 1));
  }
}

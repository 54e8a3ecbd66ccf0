package dev.cambrian.core.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The prompt texts beside this class. */
final class Templates {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]+)}}");
  private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

  private Templates() {}

  static String text(String name) {
    return TEXTS.computeIfAbsent(name, Templates::load);
  }

  /** Fills every placeholder in one pass: a value that looks like a placeholder stays as it is. */
  static String fill(String name, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text(name))
        .replaceAll(
            (MatchResult match) -> {
              String value = values.get(match.group(1));
              if (value == null) {
                throw new IllegalArgumentException(
                    name + " has an unknown placeholder " + match.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }

  private static String load(String name) {
    try (InputStream in = Templates.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip() + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.cambrian.core.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The prompt texts that lie as resources beside a class. */
public final class Templates {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]+)}}");

  private final Class<?> owner;
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  /**
   * @param owner beside which the texts lie
   */
  public Templates(Class<?> owner) {
    this.owner = owner;
  }

  /**
   * The text of that file, which ends with one line feed.
   *
   * @throws IllegalStateException if there is no such resource
   */
  public String text(String name) {
    return texts.computeIfAbsent(name, this::load);
  }

  /**
   * Fills every placeholder, such as <code>{{stage}}</code>, in one pass: a value that looks like a
   * placeholder stays as it is.
   *
   * @throws IllegalArgumentException if a placeholder has no value
   */
  public String fill(String name, Map<String, String> values) {
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

  private String load(String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip() + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

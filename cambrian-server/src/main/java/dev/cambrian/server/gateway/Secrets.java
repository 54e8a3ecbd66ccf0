package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.stream.Stream;

/** What no blob, log or error may show. Prints as nothing itself. */
final class Secrets {
  private static final int SHORTEST = 8;

  private final List<String> values;

  Secrets(List<String> values) {
    this.values = values.stream().filter(value -> value.length() >= SHORTEST).toList();
  }

  Secrets and(String value) {
    return new Secrets(Stream.concat(values.stream(), Stream.of(value)).toList());
  }

  /** The same with {@code ***} for each secret. */
  String scrub(String text) {
    String clean = text;
    for (String value : values) {
      clean = clean.replace(value, "***");
    }
    return clean;
  }

  /** As {@link #scrub(String)}; every other byte stays what it is. */
  byte[] scrub(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    String clean = scrub(text);
    return clean.equals(text) ? bytes : clean.getBytes(ISO_8859_1);
  }

  @Override
  public String toString() {
    return "Secrets(" + values.size() + ")";
  }
}

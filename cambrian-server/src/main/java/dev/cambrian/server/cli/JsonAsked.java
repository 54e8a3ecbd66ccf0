package dev.cambrian.server.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whether a command line asks for JSON, told from its words: it may be one that is refused. */
final class JsonAsked {
  private static final String OPTION = "--json";

  private JsonAsked() {}

  /** Words behind {@code --} are no options. */
  static boolean by(String... args) {
    List<String> words = Stream.of(args).takeWhile(it -> !it.equals("--")).toList();
    return words.contains(OPTION) || words.contains(OPTION + "=true") || format(words);
  }

  /** Of {@code sql}, which has other formats too. */
  private static boolean format(List<String> words) {
    return words.contains("sql")
        && String.join("=", words).toLowerCase(Locale.ROOT).matches("(?s).*=--format=json(=.*)?");
  }
}

package dev.cambrian.server.selfcheck;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is true of this one self-check and stands in its fixtures for {@code @WORD@}. */
final class World {
  /** Every artifact has a network of its own, so that all can use one port. */
  private static final String PORT = "18401";

  private static final Pattern WORD = Pattern.compile("@[A-Z][A-Z_]+@");

  private final Map<String, String> words = new LinkedHashMap<>();

  World() {
    words.put("@PORT@", PORT);
  }

  World with(String word, String meaning) {
    World more = new World();
    more.words.putAll(words);
    more.words.put("@" + word + "@", meaning);
    return more;
  }

  /**
   * Fills it in.
   *
   * @throws IllegalArgumentException where a word has no meaning
   */
  String in(String text) {
    String told = text;
    for (Map.Entry<String, String> word : words.entrySet()) {
      told = told.replace(word.getKey(), word.getValue());
    }
    Matcher unknown = WORD.matcher(told);
    if (unknown.find()) {
      throw new IllegalArgumentException("nobody knows what " + unknown.group() + " stands for");
    }
    return told;
  }

  NavigableMap<String, byte[]> in(NavigableMap<String, byte[]> files) {
    NavigableMap<String, byte[]> told = new TreeMap<>();
    files.forEach(
        (path, content) ->
            told.put(
                path,
                in(new String(content, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)));
    return told;
  }
}

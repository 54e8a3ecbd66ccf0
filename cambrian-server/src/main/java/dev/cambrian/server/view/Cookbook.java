package dev.cambrian.server.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** Questions to a history, with the SQL that answers them; the README shows the same. */
public final class Cookbook {
  private static final String COMMENT = "-- ";
  private static final List<Recipe> RECIPES = read();

  private Cookbook() {}

  /**
   * One question.
   *
   * @param question in plain words
   * @param sql one statement
   */
  public record Recipe(String question, String sql) {}

  /** In the README's order. */
  public static List<Recipe> recipes() {
    return RECIPES;
  }

  private static List<Recipe> read() {
    try (InputStream in = Cookbook.class.getResourceAsStream("cookbook.sql")) {
      if (in == null) {
        throw new IllegalStateException("this build lacks cookbook.sql");
      }
      String text = new String(in.readAllBytes(), UTF_8);
      return Arrays.stream(text.strip().split("\n\n", -1)).map(Cookbook::recipe).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own file cannot be read", e);
    }
  }

  /** The question stands in the first line. */
  private static Recipe recipe(String block) {
    int end = block.indexOf('\n');
    return new Recipe(block.substring(COMMENT.length(), end), block.substring(end + 1).strip());
  }
}

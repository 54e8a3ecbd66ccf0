package dev.cambrian.server.phenotype;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the code of an offspring. Its tests count as files alone. Nothing of it is run. */
final class Sources {
  /** Of a larger file nothing but its size is read. */
  static final int MAX_BYTES = 256 * 1024;

  private static final Set<String> TEST_DIRECTORIES = Set.of("test", "tests", "__tests__");
  private static final List<String> SCRIPTS = List.of(".js", ".mjs", ".cjs", ".ts", ".mts");

  private final JavaTraits java = new JavaTraits();
  private int unparsed;
  private int large;
  private boolean tokens;

  Traits read(Offspring offspring) {
    Traits traits = new Traits(offspring.name());
    for (Map.Entry<String, byte[]> file : offspring.files().entrySet()) {
      String path = file.getKey();
      traits.add(Kind.FILE, path, path, 0, Set.of());
      if (isTest(path)) {
        continue;
      }
      if (file.getValue().length > MAX_BYTES) {
        large++;
      } else {
        read(path, new String(file.getValue(), StandardCharsets.UTF_8), traits);
      }
    }
    return traits;
  }

  private void read(String path, String text, Traits traits) {
    if (path.endsWith(".java")) {
      if (!java.read(path, text, traits)) {
        unparsed++;
        new TokenTraits(Tokens.Language.JAVA, path, traits).read(text);
      }
    } else if (path.endsWith(".py")) {
      tokens = true;
      new TokenTraits(Tokens.Language.PYTHON, path, traits).read(text);
    } else if (SCRIPTS.stream().anyMatch(path::endsWith)) {
      tokens = true;
      new TokenTraits(Tokens.Language.SCRIPT, path, traits).read(text);
    }
  }

  /** What limits what was read, one line each. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (large > 0) {
      notes.add(
          "%d files of more than %d KiB were only compared by size"
              .formatted(large, MAX_BYTES / 1024));
    }
    if (unparsed > 0) {
      notes.add(
          "%d Java files could not be parsed and were read by their tokens".formatted(unparsed));
    }
    if (tokens) {
      notes.add("Python and JavaScript are read by their tokens, not by a grammar");
    }
    return notes;
  }

  /** By the places and names that Maven, pytest and node look at. */
  static boolean isTest(String path) {
    List<String> segments = List.of(path.split("/", -1));
    String name = segments.getLast();
    String lower = name.toLowerCase(Locale.ROOT);
    return segments.subList(0, segments.size() - 1).stream().anyMatch(TEST_DIRECTORIES::contains)
        || lower.startsWith("test_")
        || lower.startsWith("test-")
        || lower.equals("conftest.py")
        || lower.matches(".{1,200}[._-]test\\.[a-z]{1,4}")
        || name.endsWith("Test.java")
        || name.endsWith("Tests.java");
  }

  /** The words of a path, as names that stand around what is in the file. */
  static Set<String> words(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return new TreeSet<>(Set.of(dot > 0 ? name.substring(0, dot) : name));
  }
}

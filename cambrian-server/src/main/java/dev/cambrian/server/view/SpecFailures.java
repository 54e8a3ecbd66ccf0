package dev.cambrian.server.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the trials of one spec failed: what was said alike is told once.
 *
 * @param node 0 for the base
 * @param trials that count
 * @param failed of them
 * @param groups most frequent first
 */
public record SpecFailures(int node, int trials, int failed, List<Group> groups) {
  /** Names that are told of one group. */
  public static final int MOST_NAMES = 2;

  private static final int LONGEST = 300;

  /**
   * What test frameworks say of two texts that are not equal, in the order of the call. Short ones,
   * such as states and booleans, may be meant the one way or the other, and are left alone.
   */
  private static final Pattern UNEQUAL =
      Pattern.compile("(?s)(.*?)('[^']{8,}'|\"[^\"]{8,}\") != ('[^']{8,}'|\"[^\"]{8,}\")(.*)");

  /** Digests, of which the first digits tell enough. */
  private static final Pattern HEX = Pattern.compile("([0-9a-f]{8})[0-9a-f]{24,}");

  /** What one trial said of one thing that failed: hostile text but for the trial's numbers. */
  record Said(
      int trial,
      int generation,
      String name,
      String message,
      Optional<String> file,
      Optional<Integer> line,
      Optional<String> printed) {}

  /**
   * Tests, contracts or vectors that said the same.
   *
   * @param message its first line, long runs of hexadecimal digits shortened: hostile text
   * @param trials in which at least one of them said it
   * @param names of all that did, each once: hostile text
   * @param example the first of them
   */
  public record Group(String message, int trials, List<String> names, Example example) {
    public Group {
      names = List.copyOf(names);
    }

    /** The names, or the first of them and how many there are besides. */
    public String named() {
      String first = String.join(", ", names.stream().limit(MOST_NAMES).toList());
      return names.size() > MOST_NAMES
          ? first + " and %d more".formatted(names.size() - MOST_NAMES)
          : first;
    }
  }

  /**
   * Where one of them is to be seen: the artifact's words but for the numbers.
   *
   * @param line from 1
   * @param printed the last line of what failed, where it named no test, contract or vector
   */
  public record Example(
      int trial,
      int generation,
      Optional<String> file,
      Optional<Integer> line,
      Optional<String> printed) {
    /** {@code tests/test_app.py:46, trial 1}. */
    public String text() {
      return file.map(it -> it + line.map(":%d"::formatted).orElse("") + ", ").orElse("")
          + "trial "
          + trial;
    }
  }

  public SpecFailures {
    groups = List.copyOf(groups);
  }

  /**
   * @param said in the order of the trials
   */
  static SpecFailures of(int node, int trials, int failed, List<Said> said) {
    Map<String, List<Said>> alike = new LinkedHashMap<>();
    said.forEach(
        it -> alike.computeIfAbsent(key(message(it.message())), _ -> new ArrayList<>()).add(it));
    List<Group> groups = new ArrayList<>();
    alike.forEach((_, all) -> groups.add(group(message(all.getFirst().message()), all)));
    groups.sort(Comparator.comparingInt((Group it) -> -it.trials()));
    return new SpecFailures(node, trials, failed, groups);
  }

  private static Group group(String message, List<Said> said) {
    Set<Integer> trials = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    said.forEach(
        it -> {
          trials.add(it.trial());
          names.add(it.name());
        });
    Said first = said.getFirst();
    return new Group(
        HEX.matcher(message).replaceAll("$1…"),
        trials.size(),
        List.copyOf(names),
        new Example(
            first.trial(), first.generation(), first.file(), first.line(), first.printed()));
  }

  /** The same for a and b as for b and a: which is expected, tests write as they like. */
  private static String key(String message) {
    Matcher unequal = UNEQUAL.matcher(message);
    if (!unequal.matches() || unequal.group(2).compareTo(unequal.group(3)) <= 0) {
      return message;
    }
    return "%s%s != %s%s"
        .formatted(unequal.group(1), unequal.group(3), unequal.group(2), unequal.group(4));
  }

  private static String message(String said) {
    String line = said.strip().lines().findFirst().orElse("").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }
}

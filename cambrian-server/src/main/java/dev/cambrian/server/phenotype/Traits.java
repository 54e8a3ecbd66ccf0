package dev.cambrian.server.phenotype;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What one offspring has, by place. Bounded, whatever the artifact holds. */
final class Traits {
  static final int MAX_TRAITS = 20_000;
  static final int MAX_TEXT = 160;
  private static final int MAX_VALUES = 8;
  private static final int MAX_CONTEXT = 24;

  /** A place. */
  record Key(Kind kind, String subject) {
    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::kind).thenComparing(Key::subject);
  }

  /** What stands in a place: its values, where the first stands, and the names around it. */
  static final class Trait {
    private final SortedSet<String> values = new TreeSet<>();
    private final Set<String> context = new TreeSet<>();
    private final Example example;

    private Trait(Example example) {
      this.example = example;
    }

    String value() {
      return String.join(" | ", values);
    }

    Set<String> context() {
      return context;
    }

    Optional<Example> example() {
      return Optional.of(example);
    }
  }

  private final String offspring;
  private final Map<Key, Trait> traits = new HashMap<>();
  private boolean cut;

  Traits(String offspring) {
    this.offspring = offspring;
  }

  /**
   * Notes a trait.
   *
   * @param line from 1; 0 where there is none
   * @param context names that stand around it
   */
  void add(Kind kind, String subject, String value, String path, int line, Set<String> context) {
    Key key = new Key(kind, bounded(subject));
    Trait trait = traits.get(key);
    if (trait == null) {
      if (traits.size() >= MAX_TRAITS) {
        cut = true;
        return;
      }
      trait = new Trait(new Example(offspring, path, line));
      traits.put(key, trait);
    }
    if (trait.values.size() < MAX_VALUES) {
      trait.values.add(bounded(value));
    }
    for (String name : context) {
      if (trait.context.size() >= MAX_CONTEXT) {
        break;
      }
      trait.context.add(bounded(name));
    }
  }

  /** Notes that something is there. */
  void add(Kind kind, String subject, String path, int line, Set<String> context) {
    add(kind, subject, Variant.PRESENT, path, line, context);
  }

  String offspring() {
    return offspring;
  }

  Map<Key, Trait> all() {
    return traits;
  }

  /** Whether there was more than is held. */
  boolean cut() {
    return cut;
  }

  /** At most so many characters, and never half of one. */
  static String bounded(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
    return text.substring(0, end) + "…";
  }
}

package dev.cambrian.core.json;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the values of a document stand: a tree beside the JSON tree.
 *
 * @param line from 1; 0 where it is not known
 */
public record Lines(int line, Map<String, Lines> members, List<Lines> elements) {
  /** The lines of a document that was not read from text. */
  public static final Lines UNKNOWN = new Lines(0);

  public Lines(int line) {
    this(line, Map.of(), List.of());
  }

  /** The lines of a member, or this where there is no such member. */
  public Lines member(String name) {
    return members.getOrDefault(name, this);
  }

  /** The lines of an element, or this where there is no such element. */
  public Lines element(int index) {
    return index < elements.size() ? elements.get(index) : this;
  }

  /** The same, further down: a block within a file. */
  public Lines shifted(int by) {
    return new Lines(
        line + by,
        members.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().shifted(by))),
        elements.stream().map(e -> e.shifted(by)).toList());
  }
}

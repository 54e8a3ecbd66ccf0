package dev.cambrian.server.selfcheck;

import dev.cambrian.core.artifact.AnswerParser;
import dev.cambrian.core.spec.Toolchain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A part of a catalogue file. A line {@code == NAME} begins it, lines {@code KEY: VALUE} follow (a
 * key may stand more than once), then file blocks as models write them. What stands before the
 * first section, empty lines and lines that begin with {@code #} are for people.
 *
 * @param files by path; may be empty
 */
record Section(String name, Map<String, List<String>> values, NavigableMap<String, byte[]> files) {
  private static final String HEAD = "== ";
  private static final String OPENING = "<file path=";
  private static final String CLOSING = "</file:end>";

  Section {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    files = Collections.unmodifiableNavigableMap(new TreeMap<>(files));
  }

  /** All sections in their order. */
  static List<Section> readAll(String text) {
    List<Section> sections = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    boolean inFile = false;
    boolean inSection = false;
    for (String line : text.split("\n", -1)) {
      if (!inFile && line.startsWith(HEAD)) {
        if (inSection) {
          sections.add(read(lines));
        }
        lines.clear();
        inSection = true;
      }
      inFile = inFile ? !line.equals(CLOSING) : line.startsWith(OPENING);
      lines.add(line);
    }
    if (inSection) {
      sections.add(read(lines));
    }
    return List.copyOf(sections);
  }

  private static Section read(List<String> lines) {
    String name = lines.getFirst().substring(HEAD.length()).strip();
    Map<String, List<String>> values = new LinkedHashMap<>();
    int at = 1;
    for (; at < lines.size() && !lines.get(at).startsWith(OPENING); at++) {
      String line = lines.get(at);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(": ");
      if (colon < 1) {
        throw new IllegalArgumentException("%s: no KEY: VALUE: %s".formatted(name, line));
      }
      values
          .computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
          .add(line.substring(colon + 2).strip());
    }
    String blocks = String.join("\n", lines.subList(at, lines.size()));
    return new Section(
        name,
        values,
        blocks.isBlank()
            ? new TreeMap<>()
            : AnswerParser.parse(blocks, Toolchain.PYTHON, "spec/NONE.md"));
  }

  void requireKeys(Set<String> known) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(name + ": unknown key " + key);
      }
    }
  }

  List<String> all(String key) {
    return values.getOrDefault(key, List.of());
  }

  Optional<String> one(String key) {
    List<String> found = all(key);
    if (found.size() > 1) {
      throw new IllegalArgumentException(name + ": more than one " + key);
    }
    return found.stream().findFirst();
  }

  String required(String key) {
    return one(key).orElseThrow(() -> new IllegalArgumentException(name + ": no " + key));
  }
}

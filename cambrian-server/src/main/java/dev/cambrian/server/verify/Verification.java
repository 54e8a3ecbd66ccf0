package dev.cambrian.server.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a verification went through.
 *
 * @param checked how many of each kind were checked, in order
 * @param defects one line each
 * @param headDigest of the last good event
 */
public record Verification(
    SequencedMap<String, Long> checked, List<String> defects, String headDigest) {

  public Verification {
    checked = new LinkedHashMap<>(checked);
    defects = List.copyOf(defects);
  }

  public boolean sound() {
    return defects.isEmpty();
  }

  /** Collects while checking. */
  static final class Tally {

    private final Map<String, Long> checked = new LinkedHashMap<>();
    private final List<String> defects = new ArrayList<>();

    void count(String kind, long more) {
      checked.merge(kind, more, Long::sum);
    }

    void defect(String line) {
      defects.add(line);
    }

    boolean clean() {
      return defects.isEmpty();
    }

    void add(Tally more) {
      more.checked.forEach(this::count);
      defects.addAll(more.defects);
    }

    Verification done(String headDigest) {
      return new Verification(new LinkedHashMap<>(checked), defects, headDigest);
    }
  }
}

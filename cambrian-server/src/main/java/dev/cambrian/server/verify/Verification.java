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
 * @param leftOut how many of each kind an export does not hold, in order; none of a home
 * @param notes one line each about what is worth to know and no defect
 * @param defects one line each, those of the history itself first
 * @param unlisted how many more defects there are of the history itself than are listed
 * @param headDigest of the last event
 */
public record Verification(
    SequencedMap<String, Long> checked,
    SequencedMap<String, Long> leftOut,
    List<String> notes,
    List<String> defects,
    long unlisted,
    String headDigest) {

  public Verification {
    checked = new LinkedHashMap<>(checked);
    leftOut = new LinkedHashMap<>(leftOut);
    notes = List.copyOf(notes);
    defects = List.copyOf(defects);
  }

  public boolean sound() {
    return found() == 0;
  }

  /** How many defects there are, listed or not. */
  public long found() {
    return defects.size() + unlisted;
  }

  /** Collects while checking. */
  static final class Tally {

    private final Map<String, Long> checked = new LinkedHashMap<>();
    private final Map<String, Long> leftOut = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> defects = new ArrayList<>();

    void count(String kind, long more) {
      checked.merge(kind, more, Long::sum);
    }

    void leftOut(String kind, long more) {
      leftOut.merge(kind, more, Long::sum);
    }

    void note(String line) {
      notes.add(line);
    }

    void defect(String line) {
      defects.add(line);
    }

    boolean clean() {
      return defects.isEmpty();
    }

    void add(Tally more) {
      more.checked.forEach(this::count);
      more.leftOut.forEach(this::leftOut);
      notes.addAll(more.notes);
      defects.addAll(more.defects);
    }

    Verification done(long unlisted, String headDigest) {
      return new Verification(
          new LinkedHashMap<>(checked),
          new LinkedHashMap<>(leftOut),
          notes,
          defects,
          unlisted,
          headDigest);
    }
  }
}

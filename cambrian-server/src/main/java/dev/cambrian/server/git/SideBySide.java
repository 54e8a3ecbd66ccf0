package dev.cambrian.server.git;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;

/**
 * Two texts beside each other, as far as they differ and a few lines around. It holds what others
 * wrote: hostile text.
 *
 * @param hunks in order; none where nothing differs
 * @param added lines of the second that are not in the first, all of them
 * @param removed lines of the first that are not in the second, all of them
 * @param cut whether there are more rows than were asked for, which are left out
 */
public record SideBySide(List<Hunk> hunks, int added, int removed, boolean cut) {
  /** Lines around a difference. */
  private static final int CONTEXT = 3;

  /** Neighbouring rows. */
  public record Hunk(List<Row> rows) {
    public Hunk {
      rows = List.copyOf(rows);
    }
  }

  /** How many are shown. */
  public int rows() {
    return hunks.stream().mapToInt(it -> it.rows().size()).sum();
  }

  public enum Kind {
    SAME,
    /** A line has taken the place of another. */
    CHANGED,
    ADDED,
    REMOVED
  }

  /**
   * A line of either or both.
   *
   * @param before its number in the first, from 1; 0 where it is not there
   * @param old without its line feed; empty where it is not there
   * @param after its number in the second, likewise
   */
  public record Row(Kind kind, int before, String old, int after, String now) {}

  public SideBySide {
    hunks = List.copyOf(hunks);
  }

  /**
   * For text of which nothing is known. Where lines are so much alike that the longest common run
   * would take long to find they count as changed.
   */
  static DiffAlgorithm algorithm() {
    HistogramDiff histogram = new HistogramDiff();
    histogram.setFallbackAlgorithm(null);
    return histogram;
  }

  /**
   * @param beforeLine line of its file, from 1, in which the first text begins
   * @param mostRows of all hunks
   */
  static SideBySide of(
      RawText one, int beforeLine, RawText other, int afterLine, List<Edit> edits, int mostRows) {
    Builder builder = new Builder(one, beforeLine, other, afterLine, mostRows);
    int next = 0;
    while (next < edits.size()) {
      int end = next + 1;
      while (end < edits.size()
          && edits.get(end).getBeginA() - edits.get(end - 1).getEndA() <= 2 * CONTEXT) {
        end++;
      }
      builder.hunk(edits.subList(next, end));
      next = end;
    }
    return new SideBySide(
        builder.hunks,
        edits.stream().mapToInt(Edit::getLengthB).sum(),
        edits.stream().mapToInt(Edit::getLengthA).sum(),
        builder.cut);
  }

  private static final class Builder {
    private final RawText one;
    private final int beforeLine;
    private final RawText other;
    private final int afterLine;
    private final List<Hunk> hunks = new ArrayList<>();
    private List<Row> rows = new ArrayList<>();
    private int left;
    private boolean cut;

    Builder(RawText one, int beforeLine, RawText other, int afterLine, int mostRows) {
      this.one = one;
      this.beforeLine = beforeLine;
      this.other = other;
      this.afterLine = afterLine;
      this.left = mostRows;
    }

    void hunk(List<Edit> edits) {
      rows = new ArrayList<>();
      Edit first = edits.getFirst();
      int before = Math.max(0, first.getBeginA() - CONTEXT);
      int after = first.getBeginB() - (first.getBeginA() - before);
      for (Edit edit : edits) {
        same(before, after, edit.getBeginA() - before);
        changed(edit);
        before = edit.getEndA();
        after = edit.getEndB();
      }
      same(before, after, Math.min(CONTEXT, one.size() - before));
      if (!rows.isEmpty()) {
        hunks.add(new Hunk(rows));
      }
    }

    private void same(int before, int after, int count) {
      for (int i = 0; i < count; i++) {
        row(Kind.SAME, before + i, after + i);
      }
    }

    private void changed(Edit edit) {
      int both = Math.min(edit.getLengthA(), edit.getLengthB());
      for (int i = 0; i < both; i++) {
        row(Kind.CHANGED, edit.getBeginA() + i, edit.getBeginB() + i);
      }
      for (int i = edit.getBeginA() + both; i < edit.getEndA(); i++) {
        row(Kind.REMOVED, i, -1);
      }
      for (int i = edit.getBeginB() + both; i < edit.getEndB(); i++) {
        row(Kind.ADDED, -1, i);
      }
    }

    private void row(Kind kind, int before, int after) {
      if (left == 0) {
        cut = true;
        return;
      }
      left--;
      rows.add(
          new Row(
              kind,
              before < 0 ? 0 : before + beforeLine,
              before < 0 ? "" : one.getString(before),
              after < 0 ? 0 : after + afterLine,
              after < 0 ? "" : other.getString(after)));
    }
  }
}

package dev.cambrian.server.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.jspecify.annotations.Nullable;

/** How two pieces of text differ, line by line. */
public final class LineDiff {
  private LineDiff() {}

  /**
   * The hunks of a unified diff in git's format, each with a header {@code @@ … @@}; empty where
   * nothing differs.
   *
   * @param beforeLine line of its file, from 1, in which the first piece begins; the headers count
   *     from there
   * @param afterLine the same of the second
   */
  public static String unified(String before, int beforeLine, String after, int afterLine) {
    RawText one = new RawText(before.getBytes(UTF_8));
    RawText other = new RawText(after.getBytes(UTF_8));
    EditList edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, one, other);
    ByteArrayOutputStream hunks = new ByteArrayOutputStream();
    try (Placed formatter = new Placed(hunks, beforeLine - 1, afterLine - 1)) {
      formatter.format(edits, one, other);
      formatter.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return hunks.toString(UTF_8);
  }

  /**
   * The same beside each other.
   *
   * @param mostRows that are shown
   */
  public static SideBySide sideBySide(
      String before, int beforeLine, String after, int afterLine, int mostRows) {
    RawText one = new RawText(before.getBytes(UTF_8));
    RawText other = new RawText(after.getBytes(UTF_8));
    EditList edits = SideBySide.algorithm().diff(RawTextComparator.DEFAULT, one, other);
    return SideBySide.of(one, beforeLine, other, afterLine, edits, mostRows);
  }

  private static final class Placed extends DiffFormatter {
    private final int before;
    private final int after;

    Placed(ByteArrayOutputStream out, int before, int after) {
      super(out);
      this.before = before;
      this.after = after;
    }

    @Override
    protected void writeHunkHeader(
        int aStart, int aEnd, int bStart, int bEnd, @Nullable String function) throws IOException {
      super.writeHunkHeader(aStart + before, aEnd + before, bStart + after, bEnd + after, function);
    }
  }
}

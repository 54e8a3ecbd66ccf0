package dev.cambrian.server.git;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Compares the trees of two generations, file by file. */
final class TreeComparison {
  private static final RawText NOTHING = new RawText(new byte[0]);

  private final ArchiveReader before;
  private final ArchiveReader after;
  private final int mostBytes;

  /**
   * @param mostBytes of a file that is compared
   */
  TreeComparison(ArchiveReader before, ArchiveReader after, int mostBytes) {
    this.before = before;
    this.after = after;
    this.mostBytes = mostBytes;
  }

  List<FileChange> changes(TreeFilter paths, int mostRows) throws IOException {
    List<FileChange> changes = new ArrayList<>();
    try (DiffFormatter formatter = new DiffFormatter(OutputStream.nullOutputStream());
        ObjectReader reader = before.repository().newObjectReader()) {
      formatter.setRepository(before.repository());
      formatter.setDiffAlgorithm(SideBySide.algorithm());
      formatter.setDetectRenames(true);
      formatter.setBinaryFileThreshold(mostBytes);
      formatter.setPathFilter(paths);
      int left = mostRows;
      List<DiffEntry> entries = new ArrayList<>(formatter.scan(before.tree(), after.tree()));
      entries.sort(Comparator.comparing(TreeComparison::path));
      for (DiffEntry entry : entries) {
        FileChange.Content content = content(formatter, reader, entry, left);
        if (content instanceof FileChange.Content.Lines lines) {
          left -= lines.text().hunks().stream().mapToInt(it -> it.rows().size()).sum();
        }
        changes.add(new FileChange(path(entry), from(entry), kind(entry), content));
      }
    }
    return changes;
  }

  private FileChange.Content content(
      DiffFormatter formatter, ObjectReader reader, DiffEntry entry, int left) throws IOException {
    long oldSize = size(reader, entry.getOldId(), entry.getOldPath());
    long newSize = size(reader, entry.getNewId(), entry.getNewPath());
    if (Math.max(oldSize, newSize) > mostBytes) {
      return new FileChange.Content.Large(oldSize, newSize);
    }
    FileHeader header = formatter.toFileHeader(entry);
    if (header.getPatchType() != FileHeader.PatchType.UNIFIED) {
      return new FileChange.Content.Binary(oldSize, newSize);
    }
    return new FileChange.Content.Lines(
        SideBySide.of(
            text(reader, entry.getOldId(), entry.getOldPath()),
            1,
            text(reader, entry.getNewId(), entry.getNewPath()),
            1,
            header.toEditList(),
            left));
  }

  private static boolean absent(AbbreviatedObjectId id, String path) {
    return path.equals(DiffEntry.DEV_NULL) || id == null;
  }

  private static long size(ObjectReader reader, AbbreviatedObjectId id, String path)
      throws IOException {
    return absent(id, path) ? 0 : reader.getObjectSize(id.toObjectId(), Constants.OBJ_BLOB);
  }

  private static RawText text(ObjectReader reader, AbbreviatedObjectId id, String path)
      throws IOException {
    return absent(id, path)
        ? NOTHING
        : new RawText(reader.open(id.toObjectId(), Constants.OBJ_BLOB).getBytes());
  }

  private static String path(DiffEntry entry) {
    return entry.getChangeType() == DiffEntry.ChangeType.DELETE
        ? entry.getOldPath()
        : entry.getNewPath();
  }

  private static Optional<String> from(DiffEntry entry) {
    return kind(entry) == FileChange.Kind.RENAMED
        ? Optional.of(entry.getOldPath())
        : Optional.empty();
  }

  private static FileChange.Kind kind(DiffEntry entry) {
    return switch (entry.getChangeType()) {
      case ADD -> FileChange.Kind.ADDED;
      case DELETE -> FileChange.Kind.REMOVED;
      case MODIFY -> FileChange.Kind.CHANGED;
      case RENAME, COPY -> FileChange.Kind.RENAMED;
    };
  }
}

package dev.cambrian.server.imports;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What lies in a directory that could be imported. No link is followed; what an artifact ships
 * within itself is code and no record.
 *
 * @param records files named {@code generations.json} or {@code summary.json}, the former first
 * @param artifacts directories with a {@code manifest.json}
 * @param texts Markdown files, any of which may be a spec
 * @param whole whether everything was seen
 */
record SourceFiles(List<Path> records, List<Path> artifacts, List<Path> texts, boolean whole) {

  private static final int MAX_LEVELS = 10;
  private static final int MAX_ENTRIES = 500_000;
  private static final String GENERATIONS = "generations.json";
  private static final String SUMMARY = "summary.json";
  private static final String MANIFEST = "manifest.json";
  private static final Set<String> NOT_OURS =
      Set.of(".git", ".venv", "venv", "node_modules", "__pycache__");

  SourceFiles {
    records = List.copyOf(records);
    artifacts = List.copyOf(artifacts);
    texts = List.copyOf(texts);
  }

  /** Looks through a directory. */
  static SourceFiles in(Path root) throws IOException {
    Search search = new Search(root);
    Files.walkFileTree(root, Set.of(), MAX_LEVELS, search);
    search.generations.sort(null);
    search.summaries.sort(null);
    search.artifacts.sort(null);
    search.texts.sort(null);
    List<Path> records = new ArrayList<>(search.generations);
    records.addAll(search.summaries);
    return new SourceFiles(records, search.artifacts, search.texts, search.entries <= MAX_ENTRIES);
  }

  private static final class Search extends SimpleFileVisitor<Path> {

    private final Path root;
    private final List<Path> generations = new ArrayList<>();
    private final List<Path> summaries = new ArrayList<>();
    private final List<Path> artifacts = new ArrayList<>();
    private final List<Path> texts = new ArrayList<>();
    private int entries;

    Search(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (directory.equals(root)) {
        return FileVisitResult.CONTINUE;
      }
      if (NOT_OURS.contains(String.valueOf(directory.getFileName()))) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (Files.isRegularFile(directory.resolve(MANIFEST), LinkOption.NOFOLLOW_LINKS)) {
        artifacts.add(directory);
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (++entries > MAX_ENTRIES) {
        return FileVisitResult.TERMINATE;
      }
      if (attributes.isRegularFile()) {
        String name = String.valueOf(file.getFileName());
        switch (name) {
          case GENERATIONS -> generations.add(file);
          case SUMMARY -> summaries.add(file);
          default -> {
            if (name.toLowerCase(Locale.ROOT).endsWith(".md")) {
              texts.add(file);
            }
          }
        }
      }
      return FileVisitResult.CONTINUE;
    }

    /** What cannot be read cannot be imported; a record that needs it says so. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (file.equals(root)) {
        throw failure;
      }
      return FileVisitResult.CONTINUE;
    }
  }
}

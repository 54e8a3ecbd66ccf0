package dev.cambrian.server.git;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.pipeline.GenerationArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Keeps the code of generations in one bare git repository. A generation's artifact is a commit on
 * branch {@code gen-N}; promotion merges it into {@code main} without fast-forward and leaves the
 * annotated tag {@code gen-N}; rolling back leaves the annotated tag {@code gen-N-failed}. Either
 * deletes the branch.
 *
 * <p>Every call may be repeated after a crash at any point. Several threads and several processes
 * may use one repository at a time. An interrupt never cuts a call short. Nothing of the user's git
 * configuration, environment, hooks or keys is read. The repository is created by the first write.
 */
public final class GitArchive implements GenerationArchive, AutoCloseable {

  /** Bytes of a file whose lines are compared by {@link #changes}. */
  public static final int MOST_COMPARED = 256 * 1024;

  private final GitStore store;
  private final Clock clock;

  /**
   * @param directory of the bare repository; it need not exist
   * @param clock of the commits
   */
  public GitArchive(Path directory, Clock clock) {
    this.store = new GitStore(directory);
    this.clock = clock;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The commit's parent is the parent generation's where that is archived, else the tip of
   * {@code main}.
   *
   * @throws ArchiveException if other content is archived under this number, or if the repository
   *     cannot be written
   */
  @Override
  public void commit(int generation, int parent, Path artifact) {
    String what = "archive generation " + generation;
    ObjectId tree = store.write(what, repository -> ArtifactTree.insert(repository, artifact));
    store.exclusively(
        what,
        repository -> {
          GenerationRefs refs = new GenerationRefs(repository, clock);
          Optional<ObjectId> existing = refs.commitOf(generation);
          if (existing.isEmpty()) {
            refs.createBranch(generation, tree, parent);
          } else if (!refs.treeOf(existing.get()).equals(tree)) {
            throw new ArchiveException(
                "generation %d is archived in %s with other content than %s"
                    .formatted(generation, store.directory(), artifact));
          }
          return tree;
        });
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArchiveException if the generation was never committed or is marked as failed
   */
  @Override
  public void promote(int generation) {
    store.exclusively(
        "promote generation " + generation,
        repository -> {
          GenerationRefs refs = new GenerationRefs(repository, clock);
          if (refs.commitAt(GenerationRefs.failedTag(generation)).isPresent()) {
            throw new ArchiveException(
                "generation %d is marked as failed and cannot be promoted".formatted(generation));
          }
          if (refs.commitAt(GenerationRefs.promotedTag(generation)).isEmpty()) {
            refs.mergeIntoMain(generation);
            refs.tagPromoted(generation);
          }
          refs.deleteBranch(generation);
          return generation;
        });
  }

  /**
   * {@inheritDoc}
   *
   * <p>A generation that never had an artifact gets its tag on a commit without files.
   *
   * @throws ArchiveException if the generation was promoted
   */
  @Override
  public void rollBack(int generation, String reason) {
    store.exclusively(
        "roll back generation " + generation,
        repository -> {
          GenerationRefs refs = new GenerationRefs(repository, clock);
          if (refs.commitAt(GenerationRefs.promotedTag(generation)).isPresent()
              || refs.isMergedIntoMain(generation)) {
            throw new ArchiveException(
                "generation %d was promoted and cannot be rolled back".formatted(generation));
          }
          refs.tagFailed(generation, reason);
          refs.deleteBranch(generation);
          return generation;
        });
  }

  @Override
  public boolean contains(int generation) {
    return store
        .read(
            "look for generation " + generation,
            repository -> new GenerationRefs(repository, clock).commitOf(generation).isPresent())
        .orElse(false);
  }

  /**
   * The files of a generation in ascending order; empty where it left no code.
   *
   * @throws ArchiveException if the generation is not archived
   */
  public List<ArchivedFile> files(int generation) {
    return reading(generation, "list generation " + generation, ArchiveReader::files);
  }

  /**
   * The content of one file of a generation, empty where it has no such file.
   *
   * @throws ArchiveException if the generation is not archived
   */
  public Optional<byte[]> read(int generation, String path) {
    return reading(generation, "read generation " + generation, reader -> reader.read(path));
  }

  /**
   * How the code of two generations and their copies of the spec differ, as a unified diff in git's
   * format; empty where they do not. It holds what a model wrote: hostile text.
   *
   * @throws ArchiveException if either is not archived
   */
  public byte[] diff(int from, int to) {
    return diff(from, to, PathFilter.create(Manifest.FILE_NAME).negate());
  }

  /**
   * The same file by file and line by line, in the order of their paths.
   *
   * @param mostRows of all files together; behind them files have no rows, but their counts
   * @throws ArchiveException if either is not archived
   */
  public List<FileChange> changes(int from, int to, int mostRows) {
    TreeFilter paths = PathFilter.create(Manifest.FILE_NAME).negate();
    String what = "compare generations %d and %d".formatted(from, to);
    return reading(
        from,
        what,
        reader ->
            reading(
                to,
                what,
                other ->
                    new TreeComparison(reader, other, MOST_COMPARED).changes(paths, mostRows)));
  }

  /** As {@link #diff}, of {@code manifest.json} alone. */
  public byte[] manifestDiff(int from, int to) {
    return diff(from, to, PathFilter.create(Manifest.FILE_NAME));
  }

  private byte[] diff(int from, int to, TreeFilter paths) {
    String what = "compare generations %d and %d".formatted(from, to);
    return reading(from, what, reader -> reading(to, what, other -> reader.diff(other, paths)));
  }

  /**
   * Compares what is archived with what the history says of it: every listed file with its size and
   * hash, no other file but {@code manifest.json}, and the artifact hash over the archived bytes.
   *
   * @param files as the event {@code artifact.sealed} lists them
   */
  public ArchiveCheck verify(int generation, String artifactHash, List<ArtifactFile> files) {
    if (!contains(generation)) {
      return new ArchiveCheck("", 0, List.of("generation %d is not in git".formatted(generation)));
    }
    return reading(
        generation,
        "verify generation " + generation,
        reader -> reader.verify(artifactHash, files));
  }

  /** How many generations were promoted; empty where there is no repository yet. */
  public Optional<Integer> promotions() {
    return store.read(
        "count promotions", repository -> new GenerationRefs(repository, clock).promoted());
  }

  /** When the last commit on {@code main} was made; empty where there is none yet. */
  public Optional<Instant> lastCommit() {
    return store
        .read(
            "read the last commit",
            repository -> new GenerationRefs(repository, clock).lastCommit())
        .flatMap(it -> it);
  }

  /** Every generation that has a branch or a tag, ascending. */
  public SortedSet<Integer> generations() {
    return store
        .read("list generations", repository -> new GenerationRefs(repository, clock).all())
        .orElseGet(TreeSet::new);
  }

  /** Which refs every generation has. */
  public Refs refs() {
    return store
        .read("list generations", repository -> new GenerationRefs(repository, clock).standing())
        .orElseGet(() -> new Refs(new TreeSet<>(), new TreeSet<>(), new TreeSet<>()));
  }

  /**
   * Generations by their refs.
   *
   * @param branches those that are not closed yet
   * @param promoted those with the tag {@code gen-N}
   * @param failed those with the tag {@code gen-N-failed}
   */
  public record Refs(
      SortedSet<Integer> branches, SortedSet<Integer> promoted, SortedSet<Integer> failed) {}

  /** Whether this generation has the tag of a promoted one. */
  public boolean promoted(int generation) {
    return store
        .read(
            "look for the tag of generation " + generation,
            repository -> new GenerationRefs(repository, clock).isPromoted(generation))
        .orElse(false);
  }

  /** Whether a generation that left no code is archived, and without files. */
  public ArchiveCheck verifyEmpty(int generation) {
    if (!contains(generation)) {
      return new ArchiveCheck("", 0, List.of("generation %d is not in git".formatted(generation)));
    }
    return reading(generation, "verify generation " + generation, ArchiveReader::verifyEmpty);
  }

  private interface Reading<T> {
    T from(ArchiveReader reader) throws IOException;
  }

  private <T> T reading(int generation, String what, Reading<T> reading) {
    return store
        .read(
            what,
            repository -> {
              GenerationRefs refs = new GenerationRefs(repository, clock);
              String ref = refs.refOf(generation).orElseThrow(() -> absent(generation));
              ObjectId commit = refs.commitAt(ref).orElseThrow(() -> absent(generation));
              return reading.from(new ArchiveReader(repository, ref, refs.treeOf(commit)));
            })
        .orElseThrow(() -> absent(generation));
  }

  private ArchiveException absent(int generation) {
    return new ArchiveException(
        "generation %d is not in %s; 'cambrian log' lists the generations"
            .formatted(generation, store.directory()));
  }

  @Override
  public void close() {
    store.close();
  }
}

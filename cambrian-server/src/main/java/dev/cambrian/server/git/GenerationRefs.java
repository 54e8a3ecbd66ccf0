package dev.cambrian.server.git;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.LockFailedException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The steps that move a generation between its refs. Each is idempotent and changes one ref by
 * compare-and-swap; the caller holds the store's lock.
 *
 * <p>{@code main} begins with an empty commit, so that every promotion is a real merge. A tag
 * stands on the generation's own commit.
 */
final class GenerationRefs {
  private static final Pattern GENERATION =
      Pattern.compile("refs/(?:heads|tags)/gen-([1-9][0-9]{0,8})(?:-failed)?");

  static final String MAIN = Constants.R_HEADS + "main";

  private static final int REASON_LIMIT = 500;
  private static final Duration REF_LIMIT = Duration.ofSeconds(10);
  private static final Duration CLOCK_SLACK = Duration.ofDays(1);

  private final Repository repository;
  private final Clock clock;
  private final Duration lockLimit;

  GenerationRefs(Repository repository, Clock clock) {
    this(repository, clock, REF_LIMIT);
  }

  GenerationRefs(Repository repository, Clock clock, Duration lockLimit) {
    this.repository = repository;
    this.clock = clock;
    this.lockLimit = lockLimit;
  }

  static String branch(int generation) {
    return Constants.R_HEADS + "gen-" + generation;
  }

  static String promotedTag(int generation) {
    return Constants.R_TAGS + "gen-" + generation;
  }

  static String failedTag(int generation) {
    return Constants.R_TAGS + "gen-" + generation + "-failed";
  }

  /** The commit that a ref stands on, its tag peeled. */
  Optional<ObjectId> commitAt(String refName) throws IOException {
    Ref ref = repository.exactRef(refName);
    if (ref == null || ref.getObjectId() == null) {
      return Optional.empty();
    }
    Ref peeled = repository.getRefDatabase().peel(ref);
    ObjectId target = peeled.getPeeledObjectId();
    return Optional.of(target == null ? ref.getObjectId() : target);
  }

  /** The ref under which a generation is found: its tags before its branch. */
  Optional<String> refOf(int generation) throws IOException {
    for (String name :
        new String[] {promotedTag(generation), failedTag(generation), branch(generation)}) {
      if (repository.exactRef(name) != null) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  Optional<ObjectId> commitOf(int generation) throws IOException {
    Optional<String> name = refOf(generation);
    return name.isPresent() ? commitAt(name.get()) : Optional.empty();
  }

  /** How many promoted generations there are. */
  int promoted() throws IOException {
    return (int)
        repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS + "gen-").stream()
            .filter(ref -> !ref.getName().endsWith("-failed"))
            .count();
  }

  /** The commit that {@code main} stands on. */
  Optional<Instant> lastCommit() throws IOException {
    Optional<ObjectId> main = commitAt(MAIN);
    if (main.isEmpty()) {
      return Optional.empty();
    }
    try (RevWalk walk = new RevWalk(repository)) {
      return Optional.of(Instant.ofEpochSecond(walk.parseCommit(main.get()).getCommitTime()));
    }
  }

  SortedSet<Integer> all() throws IOException {
    SortedSet<Integer> found = new TreeSet<>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      Matcher name = GENERATION.matcher(ref.getName());
      if (name.matches()) {
        found.add(Integer.parseInt(name.group(1)));
      }
    }
    return found;
  }

  /** Which refs every generation has. */
  GitArchive.Refs standing() throws IOException {
    SortedSet<Integer> branches = new TreeSet<>();
    SortedSet<Integer> promoted = new TreeSet<>();
    SortedSet<Integer> failed = new TreeSet<>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      Matcher name = GENERATION.matcher(ref.getName());
      if (name.matches()) {
        SortedSet<Integer> kind =
            ref.getName().startsWith(Constants.R_HEADS)
                ? branches
                : ref.getName().endsWith("-failed") ? failed : promoted;
        kind.add(Integer.parseInt(name.group(1)));
      }
    }
    return new GitArchive.Refs(branches, promoted, failed);
  }

  boolean isPromoted(int generation) throws IOException {
    return repository.exactRef(Constants.R_TAGS + "gen-" + generation) != null;
  }

  /** The tip of {@code main}, which is made where it is not there yet. */
  ObjectId main() throws IOException {
    Optional<ObjectId> tip = commitAt(MAIN);
    if (tip.isPresent()) {
      return tip.get();
    }
    ObjectId root = commit(emptyTree(), "Begin the archive of generations");
    compareAndSwap(MAIN, ObjectId.zeroId(), root);
    return commitAt(MAIN).orElse(root);
  }

  void createBranch(int generation, ObjectId tree, int parent) throws IOException {
    Optional<ObjectId> parentCommit = parent > 0 ? commitOf(parent) : Optional.empty();
    ObjectId commit =
        commit(
            tree,
            "Generation %d\n\nParent-Generation: %d".formatted(generation, parent),
            parentCommit.isPresent() ? parentCommit.get() : main());
    require(compareAndSwap(branch(generation), ObjectId.zeroId(), commit), branch(generation));
  }

  /** Merges without fast-forward; the merge takes the generation's tree as it is. */
  void mergeIntoMain(int generation) throws IOException {
    ObjectId commit =
        commitAt(branch(generation))
            .orElseThrow(
                () ->
                    new ArchiveException(
                        "generation %d has no commit that could be promoted"
                            .formatted(generation)));
    while (true) {
      ObjectId tip = main();
      if (isMerged(commit, tip)) {
        return;
      }
      ObjectId merge = commit(treeOf(commit), "Promote generation " + generation, tip, commit);
      if (compareAndSwap(MAIN, tip, merge)) {
        return;
      }
    }
  }

  boolean isMergedIntoMain(int generation) throws IOException {
    Optional<ObjectId> commit = commitAt(branch(generation));
    return commit.isPresent() && isMerged(commit.get(), main());
  }

  void tagPromoted(int generation) throws IOException {
    tag(
        promotedTag(generation),
        "Generation %d was promoted".formatted(generation),
        commitAt(branch(generation)));
  }

  void tagFailed(int generation, String reason) throws IOException {
    Optional<ObjectId> commit = commitAt(branch(generation));
    tag(
        failedTag(generation),
        "Generation %d failed: %s".formatted(generation, oneLine(reason)),
        commit.isPresent()
            ? commit
            : Optional.of(
                commit(emptyTree(), "Generation %d left no code".formatted(generation), main())));
  }

  void deleteBranch(int generation) throws IOException {
    String name = branch(generation);
    Ref ref = repository.exactRef(name);
    if (ref != null) {
      require(compareAndSwap(name, ref.getObjectId(), ObjectId.zeroId()), name);
    }
  }

  ObjectId treeOf(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(commit).getTree().copy();
    }
  }

  /**
   * Looks along the first parents of {@code main} for the merge of this very commit; no merge is
   * older than what it merges, so the walk ends soon.
   */
  private boolean isMerged(ObjectId commit, ObjectId tip) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      Instant oldest = committed(walk.parseCommit(commit)).minus(CLOCK_SLACK);
      RevCommit at = walk.parseCommit(tip);
      while (true) {
        if (at.getParentCount() > 1 && at.getParent(1).equals(commit)) {
          return true;
        }
        if (at.getParentCount() == 0 || committed(at).isBefore(oldest)) {
          return false;
        }
        at = walk.parseCommit(at.getParent(0));
      }
    }
  }

  private static Instant committed(RevCommit commit) {
    return Instant.ofEpochSecond(commit.getCommitTime());
  }

  private ObjectId emptyTree() throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId tree = inserter.insert(new TreeFormatter());
      inserter.flush();
      return tree;
    }
  }

  private ObjectId commit(ObjectId tree, String message, ObjectId... parents) throws IOException {
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setParentIds(parents);
    commit.setAuthor(cambrian());
    commit.setCommitter(cambrian());
    commit.setMessage(message + "\n");
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }

  private void tag(String refName, String message, Optional<ObjectId> commit) throws IOException {
    if (repository.exactRef(refName) != null) {
      return;
    }
    TagBuilder tag = new TagBuilder();
    tag.setTag(refName.substring(Constants.R_TAGS.length()));
    tag.setObjectId(
        commit.orElseThrow(() -> new ArchiveException("nothing to tag as " + refName)),
        Constants.OBJ_COMMIT);
    tag.setTagger(cambrian());
    tag.setMessage(message + "\n");
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId id = inserter.insert(tag);
      inserter.flush();
      require(compareAndSwap(refName, ObjectId.zeroId(), id), refName);
    }
  }

  private PersonIdent cambrian() {
    return new PersonIdent("Cambrian", "cambrian@localhost", clock.instant(), ZoneOffset.UTC);
  }

  static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(REASON_LIMIT)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .forEach(line::appendCodePoint);
    String stripped = line.toString().strip();
    return stripped.isEmpty() ? "no reason was given" : stripped;
  }

  private void require(boolean swapped, String refName) {
    if (!swapped) {
      throw new ArchiveException(
          "%s in %s was changed by someone else at the same time; try again"
              .formatted(refName, repository.getDirectory()));
    }
  }

  /**
   * Answers false where the ref does not have the expected value. A lock file beside the ref is
   * waited for; one that nobody has touched for the whole wait was left behind by a program that
   * died, and is taken away.
   */
  private boolean compareAndSwap(String refName, ObjectId expected, ObjectId replacement)
      throws IOException {
    RefLocks locks = new RefLocks(repository.getDirectory().toPath(), refName, lockLimit);
    // JGit waits for seconds before it tells that one is there.
    locks.clear();
    while (true) {
      RefUpdate.Result result = update(refName, expected, replacement);
      switch (result) {
        case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {
          return true;
        }
        case LOCK_FAILURE -> {
          if (!expected.equals(valueOf(refName))) {
            return false;
          }
          locks.check();
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        case REJECTED,
            REJECTED_CURRENT_BRANCH,
            REJECTED_MISSING_OBJECT,
            REJECTED_OTHER_REASON,
            IO_FAILURE,
            NOT_ATTEMPTED,
            RENAMED ->
            throw new ArchiveException(
                "cannot change %s in %s: %s".formatted(refName, repository.getDirectory(), result));
      }
    }
  }

  private RefUpdate.Result update(String refName, ObjectId expected, ObjectId replacement)
      throws IOException {
    RefUpdate update = repository.updateRef(refName);
    update.setExpectedOldObjectId(expected);
    update.setNewObjectId(replacement);
    update.setForceUpdate(true);
    update.disableRefLog();
    try {
      return replacement.equals(ObjectId.zeroId()) ? update.delete() : update.update();
    } catch (LockFailedException held) {
      // The lock on the packed refs, which a deletion needs, too.
      return RefUpdate.Result.LOCK_FAILURE;
    }
  }

  private ObjectId valueOf(String refName) throws IOException {
    Ref ref = repository.exactRef(refName);
    return ref == null || ref.getObjectId() == null ? ObjectId.zeroId() : ref.getObjectId();
  }
}

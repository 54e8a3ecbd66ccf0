package dev.cambrian.server.phenotype;

import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.server.git.ArchiveException;
import dev.cambrian.server.git.ArchivedFile;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.rate.Trial;
import dev.cambrian.server.rate.TrialAttempt;
import dev.cambrian.server.rate.Trials;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.RebuiltCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects the viable offspring of one spec. */
public final class Litter {
  /** More are not compared. */
  public static final int MOST = 200;

  private static final int PAGE = 500;

  private final Spec spec;
  private final List<Offspring> offspring = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, String> atHome = new HashMap<>();
  private int left;

  public Litter(Spec spec) {
    this.spec = spec;
  }

  /** The files of a generation, by path; none where its code is not there. */
  @FunctionalInterface
  private interface Code {
    Map<String, byte[]> of(int generation);
  }

  /** Adds the viable generations of a home, ascending, from its git archive. */
  public void add(History history, GitArchive archive) {
    add(
        history,
        generation -> {
          Map<String, byte[]> files = new HashMap<>();
          for (ArchivedFile file : archive.files(generation)) {
            archive.read(generation, file.path()).ifPresent(it -> files.put(file.path(), it));
          }
          return files;
        });
  }

  /** Adds those of an export, whose code its recorded answers give. */
  public void add(History history, RebuiltCode code) {
    add(history, code::files);
  }

  private void add(History history, Code code) {
    HistoryView view = new HistoryView(history);
    int after = 0;
    List<GenerationRecord> page;
    do {
      page = history.generations(after, PAGE, Optional.empty());
      for (GenerationRecord record : page) {
        after = record.generation();
        if (record.specHash().equals(spec.hash()) && record.viable().orElse(false)) {
          add(record, view, code);
        }
      }
    } while (page.size() == PAGE);
  }

  private void add(GenerationRecord record, HistoryView view, Code code) {
    String name = "generation " + record.generation();
    if (full()) {
      return;
    }
    try {
      SortedMap<String, byte[]> files = new TreeMap<>(code.of(record.generation()));
      if (!Optional.of(ArtifactHash.of(files)).equals(record.artifactHash())) {
        notes.add(
            name
                + " is left out: the code that is there is not what was judged; see 'cambrian verify'");
        return;
      }
      record.artifactHash().ifPresent(it -> atHome.putIfAbsent(it, name));
      files.remove(Manifest.FILE_NAME);
      files.remove(spec.artifactPath());
      offspring.add(
          new Offspring(
              name, files, view.detail(record.generation()).flatMap(detail -> detail.report())));
    } catch (ArchiveException e) {
      notes.add("%s is left out: %s".formatted(name, e.getMessage()));
    }
  }

  /**
   * Adds what is viable of recorded trials; their defects become notes. A trial was grown in a
   * home: one whose artifact came from this one already is not added again.
   */
  public void add(Trials set) {
    set.defects().forEach(it -> notes.add("%s: %s".formatted(set.directory(), it)));
    for (Trial trial : set.trials()) {
      Optional<TrialAttempt> viable = trial.viable();
      if (viable.isEmpty()) {
        continue;
      }
      TrialAttempt attempt = viable.get();
      String name = trial.directory().toString();
      Optional<String> known = attempt.artifactHash().map(atHome::get);
      if (known.isPresent()) {
        notes.add("%s is %s; it counts once".formatted(name, known.get()));
      } else if (!attempt
          .report()
          .flatMap(it -> it.artifactHash())
          .equals(attempt.artifactHash())) {
        notes.add(name + " is left out: its report is about another artifact");
      } else if (!full()) {
        offspring.add(new Offspring(name, set.files(attempt), attempt.report()));
      }
    }
  }

  private boolean full() {
    boolean full = offspring.size() >= MOST;
    left += full ? 1 : 0;
    return full;
  }

  public List<Offspring> offspring() {
    return List.copyOf(offspring);
  }

  /** What was left out and why, one line each, which may quote hostile text. */
  public List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    if (left > 0) {
      all.add(
          "%d more viable offspring are left out: %d are compared at most".formatted(left, MOST));
    }
    return all;
  }
}

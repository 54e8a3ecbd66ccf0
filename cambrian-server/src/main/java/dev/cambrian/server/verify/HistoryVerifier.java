package dev.cambrian.server.verify;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.HistoryCheck;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.server.git.ArchiveCheck;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Checks a home from end to end: the digest chain and every blob, then for each closed generation
 * the spec's hash, the artifact on disk, the code in git with its tag, and the report. A generation
 * that is still open is checked as far as it has come and its git is left alone. While something
 * grows, the history is a moment ahead of git; a defect that is seen then must last to be one.
 */
public final class HistoryVerifier {

  private static final int PAGE = 200;
  private static final String NOT_AS_SEALED = " is not as it was sealed";
  private static final int PATIENCE = 40;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final SqliteHistory history;
  private final GitArchive archive;
  private final CambrianHome home;
  private final Runnable pause;
  private Verification.Tally tally = new Verification.Tally();
  private int pauses;
  private final Map<String, Optional<Spec>> specs = new HashMap<>();

  public HistoryVerifier(SqliteHistory history, GitArchive archive, CambrianHome home) {
    this(history, archive, home, () -> LockSupport.parkNanos(PAUSE.toNanos()));
  }

  /**
   * @param pause gives a growth time to reach git
   */
  HistoryVerifier(SqliteHistory history, GitArchive archive, CambrianHome home, Runnable pause) {
    this.history = history;
    this.archive = archive;
    this.home = home;
    this.pause = pause;
  }

  /** Reads everything; never changes anything. */
  public Verification run() {
    HistoryCheck chain = history.verify();
    tally.count("events", chain.events());
    tally.count("blobs", chain.blobs());
    chain
        .broken()
        .ifPresent(
            broken ->
                tally.defect(
                    broken.position() > 0
                        ? "event %d: %s".formatted(broken.position(), broken.reason())
                        : broken.reason()));
    for (String kind : List.of("specs", "generations", "artifacts", "git commits", "reports")) {
      tally.count(kind, 0);
    }
    if (chain.sound()) {
      generations();
      strangers();
    }
    return tally.done(chain.headDigest());
  }

  private void generations() {
    int after = 0;
    while (true) {
      List<GenerationRecord> page = history.generations(after, PAGE, Optional.empty());
      for (GenerationRecord record : page) {
        lasting(record);
      }
      if (page.size() < PAGE) {
        return;
      }
      after = page.getLast().generation();
    }
  }

  /** Code that no event tells of: events are missing, or the history is another's. */
  private void strangers() {
    Set<Integer> kept = new TreeSet<>(archive.generations());
    kept.addAll(home.sealedGenerations());
    for (int generation : kept) {
      Optional<GenerationRecord> known = history.generation(generation);
      if (known.isEmpty()) {
        tally.defect(
            "generation %d: its code is in artifacts/ or git, but the history does not know it"
                .formatted(generation));
      } else if (!known.get().outcome().closed() && archive.promoted(generation)) {
        tally.defect(
            "generation %d: git has it as promoted, the history has not".formatted(generation));
      }
    }
  }

  /** Checks anew as long as the record changes or a growth may be about to write to git. */
  private void lasting(GenerationRecord first) {
    specs.computeIfAbsent(first.specHash(), this::spec);
    Verification.Tally whole = tally;
    GenerationRecord record = first;
    while (true) {
      tally = new Verification.Tally();
      checked(record);
      if (tally.clean()) {
        break;
      }
      GenerationRecord now = history.generation(record.generation()).orElse(record);
      if (now.equals(record)) {
        if (pauses >= PATIENCE || !growing()) {
          break;
        }
        pauses++;
        pause.run();
      }
      record = now;
    }
    whole.add(tally);
    tally = whole;
  }

  /** Every growth has a file there for as long as it runs. */
  private boolean growing() {
    String[] growths = home.directory().resolve("growths").toFile().list();
    return growths != null && growths.length > 0;
  }

  private void checked(GenerationRecord record) {
    tally.count("generations", 1);
    try {
      generation(record);
    } catch (CambrianException e) {
      tally.defect("generation %d: %s".formatted(record.generation(), e.getMessage()));
    }
  }

  private void generation(GenerationRecord record) {
    Optional<Spec> spec = specs.computeIfAbsent(record.specHash(), this::spec);
    Optional<Event.ArtifactSealed> sealed =
        history.read(StreamId.generation(record.generation())).stream()
            .map(RecordedEvent::event)
            .filter(Event.ArtifactSealed.class::isInstance)
            .map(Event.ArtifactSealed.class::cast)
            .findFirst();
    if (spec.isPresent() && sealed.isPresent()) {
      artifact(sealed.get(), named(spec.get(), sealed.get()));
    }
    if (record.outcome().closed()) {
      git(record, sealed);
    }
    report(record);
  }

  /** The same spec may have been registered under another name than this artifact has it by. */
  private static Spec named(Spec spec, Event.ArtifactSealed sealed) {
    return sealed
        .specFileName(spec.hash())
        .filter(name -> !name.equals(spec.fileName()))
        .map(name -> Specs.parse(name, spec.text().getBytes(StandardCharsets.UTF_8)))
        .orElse(spec);
  }

  /** The registered bytes, whose hash must be the stream's and the one that the spec itself has. */
  private Optional<Spec> spec(String hash) {
    tally.count("specs", 1);
    try {
      return stored(hash);
    } catch (CambrianException e) {
      tally.defect("spec %s: %s".formatted(hash, e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Spec> stored(String hash) {
    Optional<Event.SpecRegistered> registered =
        history.read(StreamId.spec(hash)).stream()
            .map(RecordedEvent::event)
            .filter(Event.SpecRegistered.class::isInstance)
            .map(Event.SpecRegistered.class::cast)
            .findFirst();
    if (registered.isEmpty()) {
      tally.defect("spec %s was never registered".formatted(hash));
      return Optional.empty();
    }
    Optional<byte[]> bytes = history.get(registered.get().specBlob());
    if (bytes.isEmpty()) {
      tally.defect("spec %s: its text is not stored".formatted(hash));
      return Optional.empty();
    }
    Spec spec = Specs.parse(registered.get().fileName(), bytes.get());
    if (!spec.hash().equals(hash)) {
      tally.defect("spec %s: the stored text has the hash %s".formatted(hash, spec.hash()));
      return Optional.empty();
    }
    return Optional.of(spec);
  }

  private void artifact(Event.ArtifactSealed sealed, Spec spec) {
    tally.count("artifacts", 1);
    String who =
        "generation %d: artifact %s: ".formatted(sealed.generation(), sealed.artifactRef());
    Path directory = home.directory().resolve(sealed.artifactRef());
    switch (ArtifactReader.read(directory, spec)) {
      case ArtifactReader.Broken broken -> broken(who, directory, sealed, broken);
      case ArtifactReader.Sound sound -> sound(who, sealed, sound.artifact());
    }
  }

  /**
   * Names the files that changed, of which the reader only knows that the whole hash is another.
   */
  private void broken(
      String who, Path directory, Event.ArtifactSealed sealed, ArtifactReader.Broken broken) {
    List<String> changed = SealedFiles.changed(directory, sealed.files());
    changed.forEach(path -> tally.defect(who + path + NOT_AS_SEALED));
    boolean explained =
        !changed.isEmpty()
            || broken.problems().stream()
                .anyMatch(problem -> problem.rule().equals("file-missing"));
    broken.problems().stream()
        .filter(problem -> !explained || !problem.rule().equals("artifact-hash"))
        .filter(problem -> problem.path().filter(changed::contains).isEmpty())
        .forEach(problem -> tally.defect(who + problem.message()));
  }

  /** One that agrees with its own manifest, but perhaps not with the history. */
  private void sound(String who, Event.ArtifactSealed sealed, SealedArtifact artifact) {
    String actual = artifact.manifest().artifactHash();
    if (!actual.equals(sealed.artifactHash())) {
      tally.defect("%shash is %s, not %s".formatted(who, actual, sealed.artifactHash()));
    }
    SealedFiles.differing(sealed.files(), artifact.files())
        .forEach(path -> tally.defect(who + path + NOT_AS_SEALED));
    if (!isSealedManifest(sealed, artifact.manifestBytes())) {
      tally.defect(who + Manifest.FILE_NAME + NOT_AS_SEALED);
    }
  }

  private boolean isSealedManifest(Event.ArtifactSealed sealed, byte[] actual) {
    return history.get(sealed.manifestBlob()).filter(was -> Arrays.equals(was, actual)).isPresent();
  }

  private void git(GenerationRecord record, Optional<Event.ArtifactSealed> sealed) {
    String tag =
        "gen-" + record.generation() + (record.outcome() == Outcome.PROMOTED ? "" : "-failed");
    tally.count("git commits", 1);
    ArchiveCheck check =
        sealed.isPresent()
            ? archive.verify(record.generation(), sealed.get().artifactHash(), sealed.get().files())
            : archive.verifyEmpty(record.generation());
    check.defects().forEach(line -> tally.defect("git: " + line));
    if (check.agrees() && sealed.isPresent()) {
      boolean kept =
          archive
              .read(record.generation(), Manifest.FILE_NAME)
              .filter(bytes -> isSealedManifest(sealed.get(), bytes))
              .isPresent();
      if (!kept) {
        tally.defect("git: %s: %s%s".formatted(check.ref(), Manifest.FILE_NAME, NOT_AS_SEALED));
      }
    }
    if (check.agrees() && !check.ref().equals(tag)) {
      tally.defect(
          "git: generation %d is at %s, not at the tag %s"
              .formatted(record.generation(), check.ref(), tag));
    }
  }

  private void report(GenerationRecord record) {
    if (record.reportBlob().isEmpty()) {
      return;
    }
    tally.count("reports", 1);
    String who = "generation %d: report".formatted(record.generation());
    Optional<byte[]> bytes = history.get(record.reportBlob().get());
    if (bytes.isEmpty()) {
      tally.defect(who + " is not stored");
      return;
    }
    ViabilityReport report = ReportCodec.decode(bytes.get());
    if (report.generation() != record.generation()
        || !Optional.of(report.viable()).equals(record.viable())
        || !report.failureStage().equals(record.failureStage())
        || !report.specHash().equals(record.specHash())
        || !report.artifactHash().equals(record.artifactHash())) {
      tally.defect(
          who + " does not agree with the verdict, spec and artifact that the history tells of");
    }
  }
}

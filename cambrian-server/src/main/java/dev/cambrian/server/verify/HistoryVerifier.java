package dev.cambrian.server.verify;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.HistoryCheck;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.server.git.ArchiveCheck;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
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
 * that is still open is checked as far as it has come and its git is left alone. An export of a
 * campaign has neither artifacts nor git: its specs and recorded answers are held against the
 * history instead, and what it does not hold is counted. While something grows, the history is a
 * moment ahead of git; a defect that is seen then must last to be one.
 *
 * <p>Goes on after a defect, so that one run names all of them. What the walk over the events told
 * of, an event that is gone or unreadable or a content that is not there or another, is not told
 * again for each thing that needs it.
 */
public final class HistoryVerifier {

  private static final int PAGE = 200;
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
    tell(chain);
    try {
      generations();
      campaigns();
      strangers();
      if (home.isExport()) {
        new ExportCheck(history, home.directory(), tally).run();
      }
    } catch (HistoryException.Corrupt unreadable) {
      unlessTold(chain, unreadable);
    }
    return tally.done(chain.defects() - chain.broken().size(), chain.headDigest());
  }

  /**
   * One generation alone: the digests of its own events, and on through its spec, artifact, git and
   * report; empty where there is none of that number.
   */
  public Optional<Verification> run(int generation) {
    return history
        .generation(generation)
        .map(
            record -> {
              HistoryCheck chain = history.verify(StreamId.generation(generation));
              tell(chain);
              lasting(record);
              return tally.done(chain.defects() - chain.broken().size(), chain.headDigest());
            });
  }

  private void tell(HistoryCheck chain) {
    tally.count("events", chain.events());
    tally.count("blobs", chain.blobs());
    for (HistoryCheck.Broken broken : chain.broken()) {
      tally.defect(
          broken.position() > 0
              ? "event %d: %s".formatted(broken.position(), broken.reason())
              : broken.reason());
    }
    for (String kind :
        home.isExport()
            ? List.of("specs", "generations", "reports")
            : List.of("specs", "generations", "artifacts", "git commits", "reports")) {
      tally.count(kind, 0);
    }
  }

  /** The walk read the same rows, so that it has told of what no one can read. */
  private void unlessTold(HistoryCheck chain, HistoryException.Corrupt unreadable) {
    if (chain.sound()) {
      tally.defect(String.valueOf(unreadable.getMessage()));
    }
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

  /** Their specs, of which one that came to no trial has no generation. */
  private void campaigns() {
    for (CampaignRecord record : history.campaigns()) {
      try {
        Campaigns.find(history, record.campaignId()).stream()
            .flatMap(it -> it.nodes().stream().map(node -> it.specHash(node.index())))
            .forEach(it -> specs.computeIfAbsent(it, this::spec));
      } catch (HistoryException | IllegalArgumentException told) {
        // The walk over the events has told of what cannot be read.
      }
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

  /** By its events: where its projection says something else, the walk has told of that. */
  private void generation(GenerationRecord record) {
    Optional<Told> events = told(record.generation());
    String specHash = events.flatMap(Told::specHash).orElse(record.specHash());
    Optional<Spec> spec = specs.computeIfAbsent(specHash, this::spec);
    if (events.isEmpty()) {
      return;
    }
    Told told = events.get();
    boolean inGit = told.closed() && told.tellsOfCode();
    if (home.isExport()) {
      tally.leftOut("artifacts", told.sealed().isPresent() ? 1 : 0);
      tally.leftOut("git commits", inGit ? 1 : 0);
    } else {
      told.sealed().ifPresent(event -> artifact(event, spec));
      if (inGit) {
        git(record.generation(), told);
      }
    }
    told.verdict().ifPresent(verdict -> report(verdict, specHash, told.sealed()));
    told.reverseRun().ifPresent(run -> reverseRun(record.generation(), run));
  }

  /** The report of a reverse run is about another generation's artifact. */
  private void reverseRun(int generation, ReverseRun run) {
    run.end()
        .fold(judged -> Optional.of(judged), _ -> Optional.<ReverseRun.Judged>empty())
        .ifPresent(judged -> reverseReport(generation, run.baseline(), judged));
  }

  private void reverseReport(int generation, int baseline, ReverseRun.Judged judged) {
    tally.count("reports", 1);
    Optional<Told> other = told(baseline);
    Optional<byte[]> bytes = content(judged.reportBlob());
    if (other.isEmpty() || bytes.isEmpty()) {
      return;
    }
    ViabilityReport report = ReportCodec.decode(bytes.get());
    boolean sameArtifact =
        report.artifactHash().isEmpty()
            || report
                .artifactHash()
                .equals(other.get().sealed().map(Event.ArtifactSealed::artifactHash));
    if (report.generation() != baseline
        || report.viable() != judged.viable()
        || !report.failureStage().equals(judged.failureStage())
        || !Optional.of(report.specHash()).equals(other.get().specHash())
        || !sameArtifact) {
      tally.defect(
          "generation %d: the report of its reverse run does not agree with what the history tells of generation %d"
              .formatted(generation, baseline));
    }
  }

  /** Empty where an event cannot be read. */
  private Optional<Told> told(int generation) {
    try {
      return Optional.of(Told.of(history.read(StreamId.generation(generation))));
    } catch (HistoryException.Corrupt | HistoryException.TooNew unreadable) {
      return Optional.empty();
    }
  }

  /** Empty where it is missing or another, of which the walk over the events has told. */
  private Optional<byte[]> content(String hash) {
    try {
      return history.get(hash);
    } catch (HistoryException.Corrupt told) {
      return Optional.empty();
    }
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
    Optional<Event.SpecRegistered> registered = registered(hash);
    if (registered.isEmpty()) {
      return Optional.empty();
    }
    Optional<byte[]> bytes = content(registered.get().specBlob());
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Spec spec = Specs.parse(registered.get().fileName(), bytes.get());
    if (!spec.hash().equals(hash)) {
      tally.defect("spec %s: the stored text has the hash %s".formatted(hash, spec.hash()));
      return Optional.empty();
    }
    return Optional.of(spec);
  }

  private Optional<Event.SpecRegistered> registered(String hash) {
    try {
      Optional<Event.SpecRegistered> registered =
          history.read(StreamId.spec(hash)).stream()
              .map(RecordedEvent::event)
              .filter(Event.SpecRegistered.class::isInstance)
              .map(Event.SpecRegistered.class::cast)
              .findFirst();
      if (registered.isEmpty()) {
        tally.defect("spec %s was never registered".formatted(hash));
      }
      return registered;
    } catch (HistoryException.Corrupt | HistoryException.TooNew told) {
      return Optional.empty();
    }
  }

  private void artifact(Event.ArtifactSealed sealed, Optional<Spec> spec) {
    tally.count("artifacts", 1);
    new ArtifactCheck(
            "generation %d: artifact %s: ".formatted(sealed.generation(), sealed.artifactRef()),
            home.directory().resolve(sealed.artifactRef()),
            sealed,
            bytes -> isSealedManifest(sealed, bytes),
            tally::defect)
        .run(spec);
  }

  private boolean isSealedManifest(Event.ArtifactSealed sealed, byte[] actual) {
    return content(sealed.manifestBlob()).map(was -> Arrays.equals(was, actual)).orElse(true);
  }

  private void git(int generation, Told told) {
    Optional<Event.ArtifactSealed> sealed = told.sealed();
    String tag = "gen-" + generation + (told.promoted() ? "" : "-failed");
    tally.count("git commits", 1);
    ArchiveCheck check =
        sealed.isPresent()
            ? archive.verify(generation, sealed.get().artifactHash(), sealed.get().files())
            : archive.verifyEmpty(generation);
    check.defects().forEach(line -> tally.defect("git: " + line));
    if (check.agrees() && sealed.isPresent()) {
      boolean kept =
          archive
              .read(generation, Manifest.FILE_NAME)
              .filter(bytes -> isSealedManifest(sealed.get(), bytes))
              .isPresent();
      if (!kept) {
        tally.defect(
            "git: %s: %s%s"
                .formatted(check.ref(), Manifest.FILE_NAME, ArtifactCheck.NOT_AS_SEALED));
      }
    }
    if (check.agrees() && !check.ref().equals(tag)) {
      tally.defect(
          "git: generation %d is at %s, not at the tag %s".formatted(generation, check.ref(), tag));
    }
  }

  private void report(
      Event.VerdictGiven verdict, String specHash, Optional<Event.ArtifactSealed> sealed) {
    tally.count("reports", 1);
    Optional<byte[]> bytes = content(verdict.reportBlob());
    if (bytes.isEmpty()) {
      return;
    }
    ViabilityReport report = ReportCodec.decode(bytes.get());
    boolean sameArtifact =
        sealed.isEmpty()
            || report.artifactHash().equals(sealed.map(Event.ArtifactSealed::artifactHash));
    if (report.generation() != verdict.generation()
        || report.viable() != verdict.viable()
        || !report.failureStage().equals(verdict.failureStage())
        || !report.specHash().equals(specHash)
        || !sameArtifact) {
      tally.defect(
          "generation %d: report does not agree with the verdict, spec and artifact that the history tells of"
              .formatted(verdict.generation()));
    }
  }
}

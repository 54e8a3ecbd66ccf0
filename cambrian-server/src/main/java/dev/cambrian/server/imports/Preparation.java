package dev.cambrian.server.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.pipeline.ImportedGeneration;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.OlderReports;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ReportException;
import dev.cambrian.core.verdict.ViabilityReport;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.node.ObjectNode;

/** Makes a record into a generation that can be imported, or says why it cannot. */
final class Preparation {

  private final History history;
  private final Records records;
  private final Artifacts artifacts;
  private final SpecTexts texts;

  Preparation(History history, Records records, Artifacts artifacts, SpecTexts texts) {
    this.history = history;
    this.records = records;
    this.artifacts = artifacts;
    this.texts = texts;
  }

  /**
   * @param generation its number here
   * @param parent its parent's number here
   */
  ImportedGeneration of(SourceRecord record, int generation, int parent) throws RefusedException {
    Optional<Artifacts.Found> found =
        artifacts.of(record, records.othersHashes(record), generation, parent);
    Optional<ImportedGeneration.Verdict> report = report(record, generation);
    boolean lives = record.outcome() == Outcome.PROMOTED || record.outcome() == Outcome.TESTED;
    if (lives && found.isEmpty()) {
      throw new RefusedException(
          "it is %s, but its code %s is nowhere"
              .formatted(record.outcome().id(), record.artifactHash().orElse("")));
    }
    if (lives && report.isEmpty()) {
      throw new RefusedException(
          "it is %s, but has no viability report".formatted(record.outcome().id()));
    }
    if (record.outcome() == Outcome.PROMOTED
        && !report.map(ImportedGeneration.Verdict::viable).orElse(false)) {
      throw new RefusedException("it is promoted, but its report says non-viable");
    }
    Spec spec = found.isPresent() ? found.get().spec() : spec(record);
    Optional<Instant> created =
        record.created().or(() -> found.map(it -> it.sound().artifact().manifest().createdAt()));
    return new ImportedGeneration(
        generation,
        parent,
        spec,
        found.map(Artifacts.Found::sound),
        found.isPresent() ? report : Optional.empty(),
        record.outcome(),
        found.map(Artifacts.Found::model).or(record::model).orElse("unknown"),
        record.campaignId(),
        created,
        completed(record, created, report),
        reason(record, found, report),
        record.correlationId());
  }

  private static Optional<ImportedGeneration.Verdict> report(SourceRecord record, int generation)
      throws RefusedException {
    if (record.viability().isEmpty()) {
      return Optional.empty();
    }
    Instant completed = record.completed().or(record::created).orElse(Instant.EPOCH);
    try {
      // Without code the report is no verdict, but still tells why it ended.
      ObjectNode json =
          OlderReports.completed(
              record.viability().get(),
              generation,
              record.specHash(),
              record.artifactHash().orElse(record.specHash()),
              completed);
      ViabilityReport report = ReportCodec.fromJson(json);
      byte[] bytes = (Json.write(json, new DefaultPrettyPrinter()) + "\n").getBytes(UTF_8);
      return Optional.of(new ImportedGeneration.Verdict(report, bytes));
    } catch (ReportException e) {
      throw new RefusedException("viability: " + e.getMessage());
    }
  }

  private static Optional<Instant> completed(
      SourceRecord record, Optional<Instant> created, Optional<ImportedGeneration.Verdict> report) {
    return record
        .completed()
        .or(
            () ->
                report
                    .filter(it -> record.viability().orElseThrow().path("completed_at").isString())
                    .map(it -> it.report().completedAt())
                    .filter(at -> created.isEmpty() || !at.isBefore(created.get())));
  }

  private static Optional<String> reason(
      SourceRecord record,
      Optional<Artifacts.Found> found,
      Optional<ImportedGeneration.Verdict> report) {
    if (found.isPresent()) {
      return Optional.empty();
    }
    String lost = record.artifactHash().isPresent() ? "its code was not kept" : "it left no code";
    return Optional.of(
        report
            .flatMap(it -> it.report().diagnostics())
            .map(it -> "failed at %s: %s; %s".formatted(it.stage().id(), it.summary(), lost))
            .orElse("%s where it was grown; %s".formatted(record.outcome().id(), lost)));
  }

  private Spec spec(SourceRecord record) throws RefusedException {
    String hash = record.specHash();
    return registered(hash)
        .or(() -> artifacts.spec(hash))
        .or(() -> texts.of(hash))
        .orElseThrow(() -> new RefusedException("its spec %s is nowhere".formatted(hash)));
  }

  private Optional<Spec> registered(String hash) {
    return history.read(StreamId.spec(hash)).stream()
        .map(recorded -> recorded.event())
        .filter(Event.SpecRegistered.class::isInstance)
        .map(Event.SpecRegistered.class::cast)
        .findFirst()
        .flatMap(event -> history.get(event.specBlob()).map(bytes -> parsed(event, bytes)));
  }

  private static Spec parsed(Event.SpecRegistered event, byte[] bytes) {
    try {
      return Specs.parse(event.fileName(), bytes);
    } catch (SpecException e) {
      throw new IllegalStateException("a registered spec cannot be read: " + e.getMessage(), e);
    }
  }
}

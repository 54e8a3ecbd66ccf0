package dev.cambrian.server.view;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Extracts what is shown from a history. */
public final class HistoryView {

  private static final int PAGE = 500;

  private final History history;
  private final Asked asked;
  private final Map<String, Optional<Event.SpecRegistered>> specs = new HashMap<>();

  public HistoryView(History history) {
    this.history = history;
    this.asked = new Asked(history);
  }

  /** The latest generations, highest number first, of one outcome where it is present. */
  public List<LogEntry> log(int limit, Optional<Outcome> outcome) {
    List<GenerationRecord> records =
        outcome.isEmpty() ? history.latest(limit) : latestOf(outcome, limit);
    return records.stream().map(this::entry).toList();
  }

  /** The line of one generation. */
  LogEntry entry(GenerationRecord record) {
    return new LogEntry(
        record, spec(record.specHash()).map(Event.SpecRegistered::title), taken(record));
  }

  /** What one generation took, tokens and money. */
  public Taken taken(GenerationRecord record) {
    List<RecordedEvent> events = history.read(StreamId.generation(record.generation()));
    return Taken.of(record, asked.of(record, events));
  }

  private List<GenerationRecord> latestOf(Optional<Outcome> outcome, int limit) {
    Deque<GenerationRecord> latest = new ArrayDeque<>();
    int after = 0;
    while (true) {
      List<GenerationRecord> page = history.generations(after, PAGE, outcome);
      for (GenerationRecord record : page) {
        latest.addFirst(record);
        if (latest.size() > limit) {
          latest.removeLast();
        }
      }
      if (page.size() < PAGE) {
        return List.copyOf(latest);
      }
      after = page.getLast().generation();
    }
  }

  /** Everything of one generation; empty where there is none of that number. */
  public Optional<GenerationDetail> detail(int generation) {
    return history
        .generation(generation)
        .map(
            record -> {
              List<RecordedEvent> events = history.read(StreamId.generation(generation));
              List<Event.LlmAnswered> exchanges = asked.of(record, events);
              return new GenerationDetail(
                  record,
                  events,
                  spec(record.specHash()),
                  report(record),
                  exchanges,
                  files(events),
                  estimates(exchanges));
            });
  }

  private Map<Event.LlmAnswered, TokenUsage> estimates(List<Event.LlmAnswered> exchanges) {
    EstimatedTokens estimated = new EstimatedTokens(history);
    Map<Event.LlmAnswered, TokenUsage> estimates = new HashMap<>();
    exchanges.forEach(it -> estimated.of(it).ifPresent(estimate -> estimates.put(it, estimate)));
    return estimates;
  }

  private List<ArtifactFile> files(List<RecordedEvent> events) {
    return events.stream()
        .map(RecordedEvent::event)
        .filter(Event.ArtifactSealed.class::isInstance)
        .map(Event.ArtifactSealed.class::cast)
        .findFirst()
        .map(this::files)
        .orElse(List.of());
  }

  private List<ArtifactFile> files(Event.ArtifactSealed sealed) {
    List<ArtifactFile> files = new ArrayList<>(sealed.files());
    history
        .get(sealed.manifestBlob())
        .map(it -> new ArtifactFile(Manifest.FILE_NAME, it.length, sealed.manifestBlob()))
        .ifPresent(files::add);
    files.sort(Comparator.comparing(ArtifactFile::path));
    return files;
  }

  /** The exchanges of a generation with their texts, in order. */
  public List<Exchange> exchanges(GenerationDetail detail) {
    return detail.exchanges().stream().map(this::exchange).toList();
  }

  /** One of them. */
  public Exchange exchange(Event.LlmAnswered event) {
    return new Exchange(
        event,
        Json.parseStored(text("request", event.requestBlob(), event.generation())),
        text("answer", event.answerBlob(), event.generation()));
  }

  /** The answers that led to a generation as they were recorded, in order. */
  List<RecordedEvent> asked(GenerationDetail detail) {
    return asked.recorded(detail.record(), detail.events());
  }

  /** Every attempt at a stage, in order: more than one where a verification began again. */
  public List<StageRun> stages(GenerationDetail detail, Stage stage) {
    return detail.events().stream()
        .map(RecordedEvent::event)
        .filter(Event.StageFinished.class::isInstance)
        .map(Event.StageFinished.class::cast)
        .filter(event -> event.stage() == stage)
        .map(
            event ->
                new StageRun(
                    event, event.logBlob().map(hash -> stored("log", hash, event.generation()))))
        .toList();
  }

  private String text(String what, String hash, int generation) {
    return new String(stored(what, hash, generation), StandardCharsets.UTF_8);
  }

  private Optional<ViabilityReport> report(GenerationRecord record) {
    return record
        .reportBlob()
        .map(hash -> ReportCodec.decode(stored("report", hash, record.generation())));
  }

  private byte[] stored(String what, String hash, int generation) {
    return history
        .get(hash)
        .orElseThrow(
            () ->
                new HistoryException.Corrupt(
                    "the %s %s of generation %d is not stored; 'cambrian verify' tells more"
                        .formatted(what, hash, generation)));
  }

  /** The spec of that hash as it was registered. */
  public Optional<Event.SpecRegistered> spec(String hash) {
    return specs.computeIfAbsent(
        hash,
        wanted ->
            history.read(StreamId.spec(wanted)).stream()
                .map(RecordedEvent::event)
                .filter(Event.SpecRegistered.class::isInstance)
                .map(Event.SpecRegistered.class::cast)
                .findFirst());
  }
}

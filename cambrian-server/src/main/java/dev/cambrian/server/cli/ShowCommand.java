package dev.cambrian.server.cli;

import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.GenerationJson;
import dev.cambrian.core.history.History;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.view.ChangedSince;
import dev.cambrian.server.view.CodeInGit;
import dev.cambrian.server.view.EntryJson;
import dev.cambrian.server.view.Exchange;
import dev.cambrian.server.view.GenerationDetail;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.RebuiltCode;
import dev.cambrian.server.view.StageRun;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows one generation in full, with its report.")
final class ShowCommand implements Callable<Integer> {

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      paramLabel = "N",
      converter = Values.Generation.class,
      description = "The generation, a number from 1.")
  private int generation;

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = "Print this file of its code instead, byte for byte where it is not a screen.")
  private @Nullable String file;

  @Option(
      names = "--exchanges",
      description = "Print what the model was asked and what it answered instead, uncut.")
  private boolean exchanges;

  @Option(
      names = "--log",
      paramLabel = "STAGE",
      converter = Values.StageName.class,
      description =
          "Print what the command of this stage printed instead: build, test, start or health; its standard error comes last.")
  private @Nullable Stage log;

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  ShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    refuseTwoThings();
    if (file != null) {
      printFile(file);
      return ExitStatus.OK.code();
    }
    CambrianHome at = home.home(session.environment());
    try (History history = home.history(session.environment())) {
      HistoryView view = new HistoryView(history);
      GenerationDetail detail =
          view.detail(generation).orElseThrow(() -> ArchivedCode.absent(at, generation));
      if (log != null) {
        printLog(view.stages(detail, log), log);
      } else if (exchanges) {
        printExchanges(view.exchanges(detail));
      } else if (json) {
        session.line(JsonText.pretty(json(detail, history)));
      } else {
        try (GitArchive archive = new GitArchive(at.archive(), session.clock())) {
          new DetailText(session, at)
              .lines(detail, ChangedSince.of(detail, history, new CodeInGit(archive)))
              .forEach(session::line);
        }
      }
    }
    return ExitStatus.OK.code();
  }

  private void refuseTwoThings() {
    List<String> given =
        Stream.of(
                file == null ? "" : "--file",
                exchanges ? "--exchanges" : "",
                log == null ? "" : "--log")
            .filter(name -> !name.isEmpty())
            .toList();
    if (given.size() > 1) {
      throw CliException.usage(
          "%s and %s show different things: give one of them"
              .formatted(given.getFirst(), given.getLast()));
    }
  }

  /** Of the last attempt. */
  private void printLog(List<StageRun> runs, Stage stage) {
    if (runs.isEmpty()) {
      throw CliException.usage(
          "generation %d never came to the stage %s; 'cambrian show %d' tells how far it came"
              .formatted(generation, stage.id(), generation));
    }
    StageRun last = runs.getLast();
    byte[] stored =
        last.stored()
            .orElseThrow(
                () ->
                    CliException.usage(
                        "the stage %s of generation %d has no log: it ran no command, or an older Cambrian verified it"
                            .formatted(stage.id(), generation)));
    Optional<StageLog> known = last.log();
    if (json) {
      session.line(
          JsonText.pretty(
              LogText.json(
                  last,
                  known.orElseThrow(
                      () ->
                          CliException.usage(
                              "the log of the stage %s of generation %d has a form that is not known here; without --json it is printed as it is"
                                  .formatted(stage.id(), generation))))));
    } else {
      known.ifPresentOrElse(it -> LogText.print(session, last, it), () -> session.content(stored));
    }
  }

  private void printExchanges(List<Exchange> all) {
    if (json) {
      session.line(JsonText.pretty(ExchangesText.json(generation, all)));
    } else {
      new ExchangesText(session.style(), session::line).show(generation, all);
    }
  }

  private void printFile(String path) {
    CambrianHome at = home.home(session.environment());
    try (GitArchive archive = new GitArchive(at.archive(), session.clock())) {
      if (!archive.contains(generation)) {
        printRebuilt(path, at);
        return;
      }
      byte[] content =
          archive
              .read(generation, path)
              .orElseThrow(() -> ArchivedCode.noFile(archive, generation, path));
      session.content(content);
    }
  }

  /** Where git has none, of an export, its code is what its answers give. */
  private void printRebuilt(String path, CambrianHome at) {
    try (History history = home.history(session.environment())) {
      if (history.generation(generation).isEmpty()) {
        throw ArchivedCode.absent(at, generation);
      }
      RebuiltCode code = new RebuiltCode(history);
      session.content(
          code.read(generation, path)
              .orElseThrow(
                  () ->
                      CliException.usage(
                          (code.contains(generation)
                                  ? "generation %d has no file %s; 'cambrian show %d' lists its files"
                                  : "generation %d has no code that gives %s; 'cambrian show %d' tells what became of it")
                              .formatted(generation, path, generation))));
    }
  }

  private static ObjectNode json(GenerationDetail detail, History history) {
    ObjectNode node = GenerationJson.of(detail.record(), history);
    EntryJson.add(detail.entry(), node);
    detail.estimatedTokens().ifPresent(it -> node.put("estimated-tokens", it));
    EventCodec codec = EventCodec.standard();
    ArrayNode events = node.putArray("events");
    for (RecordedEvent event : detail.events()) {
      ObjectNode each =
          events
              .addObject()
              .put("position", event.position())
              .put("version", event.version())
              .put("type", event.type())
              .put("recorded-at", event.recordedAt().toString());
      each.set("data", Json.parseStored(codec.encode(event.event()).data()));
    }
    return node;
  }
}

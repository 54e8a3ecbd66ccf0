package dev.cambrian.server.cli;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.reproduce.Chain;
import dev.cambrian.server.reproduce.Exchanges;
import dev.cambrian.server.reproduce.Link;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Style;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import dev.cambrian.server.view.GenerationDetail;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.Lineage;
import dev.cambrian.server.view.Taken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a chain has come to, where its time went, and how to look at each of it. */
final class ReproductionSummary {
  private final Session session;
  private final Style style;
  private final CambrianHome home;
  private final boolean json;
  private final Chain chain;

  ReproductionSummary(Session session, CambrianHome home, boolean json, Chain chain) {
    this.session = session;
    this.style = session.style();
    this.home = home;
    this.json = json;
    this.chain = chain;
  }

  /** Prints it and tells how the process is to end. */
  ExitStatus show() {
    try (History history = History.open(home.history())) {
      if (json) {
        session.line(JsonText.line(node(history)));
      } else {
        text(history);
      }
    }
    return chain.failure().map(it -> ExitStatus.of(it.fault())).orElse(ExitStatus.OK);
  }

  private void text(History history) {
    HistoryView view = new HistoryView(history);
    session.line("");
    Link last = chain.links().getLast();
    if (chain.complete()) {
      session.line(
          style.good("Reproduced to depth %d: %s.".formatted(chain.plan().depth(), told())));
    } else {
      session.line(
          style.bad(
              "The chain ended in step %d of %d: %s"
                  .formatted(
                      last.number(),
                      chain.plan().depth(),
                      SafeText.line(last.failure().orElseThrow().reason()))));
    }
    drawn(history, view);
    session.line("");
    table();
    session.line("");
    fact("time", Format.duration(chain.elapsed()));
    List<Event.LlmAnswered> answers = answers(history);
    fact("model", models(answers));
    fact("spent", taken(view, answers).sentence());
    fact("isolation", isolation(history));
    if (!chain.complete()) {
      mourn(last, view);
    }
    next(last, view);
  }

  private void next(Link last, HistoryView view) {
    List<Integer> generations = chain.generations();
    NextSteps next = new NextSteps(session, home);
    generations.forEach(it -> next.add("show " + it, "generation %d in full".formatted(it)));
    generations.stream()
        .reduce((_, later) -> later)
        .flatMap(
            it ->
                file(view, it).map(file -> "show %d --file %s".formatted(it, SafeText.line(file))))
        .ifPresent(command -> next.add(command, "a file of it"));
    last.generations().stream()
        .filter(it -> !generations.contains(it))
        .forEach(it -> next.add("show " + it, "why generation %d failed".formatted(it)));
    if (generations.size() > 1) {
      next.add("diff %d %d".formatted(generations.get(0), generations.get(1)), "how they differ");
    }
    next.add("serve", "the dashboard once more: the one of this run is gone");
    next.show();
    List<Organism> organisms =
        chain.links().stream().flatMap(link -> link.organism().stream()).toList();
    if (!organisms.isEmpty()) {
      session.line("");
      session.line("What the organisms printed:");
      organisms.forEach(
          it ->
              session.line(
                  "  generation %-4d %s"
                      .formatted(it.generation(), SafeText.line(logOf(it).toString()))));
    }
  }

  private String told() {
    return chain.links().stream()
        .map(
            link ->
                link.organism()
                    .map(
                        it ->
                            "generation %d grew %d"
                                .formatted(it.generation(), link.promoted().orElse(0)))
                    .orElse("the core grew %d".formatted(link.promoted().orElse(0))))
        .collect(Collectors.joining(", "));
  }

  private void drawn(History history, HistoryView view) {
    List<Integer> all =
        chain.links().stream().flatMap(link -> link.generations().stream()).toList();
    if (!all.isEmpty()) {
      session.line("");
      new LineageTable(session).show(Lineage.of(history).around(all.getFirst()), view);
    }
  }

  private void table() {
    Table table =
        new Table(
            List.of(
                Column.right("STEP"),
                Column.left("GROWN FROM"),
                Column.left("BY"),
                Column.left("GENERATION"),
                Column.right("STARTING"),
                Column.right("ANSWERING"),
                Column.right("VERIFYING"),
                Column.right("OTHER"),
                Column.right("WHOLE")));
    for (Link link : chain.links()) {
      Link.Times times = link.times();
      table.add(
          List.of(
              Integer.toString(link.number()),
              link.spec().fileName(),
              link.organism()
                  .map(it -> "generation " + it.generation())
                  .orElse(link.number() == 1 ? "the core" : "-"),
              link.promoted().map(String::valueOf).orElse("none"),
              times.living().isZero() ? "-" : Format.duration(times.living()),
              Format.duration(times.answering()),
              Format.duration(times.verifying()),
              Format.duration(times.other()),
              Format.duration(times.whole())));
    }
    table.lines(session.width()).forEach(session::line);
    session.line(
        style.faint(
            "starting: until the organism ran, its build included; answering: the model; verifying: the rig; other: sealing, git, the organism's own work and its end"));
  }

  private static String models(List<Event.LlmAnswered> answers) {
    if (answers.isEmpty()) {
      return "no answer";
    }
    String names =
        answers.stream()
            .map(Event.LlmAnswered::producerModel)
            .distinct()
            .collect(Collectors.joining(", "));
    long live = answers.stream().filter(Exchanges::live).count();
    return live == 0
        ? names + " (replayed, no model was called)"
        : "%s (%s)".formatted(names, live == answers.size() ? "live" : "some of it replayed");
  }

  private List<Event.LlmAnswered> answers(History history) {
    return chain.links().stream().flatMap(it -> Exchanges.of(history, it).stream()).toList();
  }

  /** Of the generations, and of the answers that came to nothing. */
  private Taken taken(HistoryView view, List<Event.LlmAnswered> answers) {
    List<GenerationDetail> details =
        chain.links().stream()
            .flatMap(link -> link.generations().stream())
            .flatMap(it -> view.detail(it).stream())
            .toList();
    List<Event.LlmAnswered> lost = new ArrayList<>(answers);
    details.forEach(it -> it.exchanges().forEach(lost::remove));
    return details.stream().map(GenerationDetail::taken).reduce(Taken.of(lost), Taken::plus);
  }

  private String isolation(History history) {
    String verified =
        chain.links().stream()
            .flatMap(link -> link.generations().stream())
            .flatMap(it -> history.generation(it).stream())
            .flatMap(it -> it.isolation().stream())
            .distinct()
            .collect(Collectors.joining(", "));
    String lived =
        chain.links().stream()
            .flatMap(link -> link.organism().stream())
            .map(Organism::isolation)
            .distinct()
            .collect(Collectors.joining(", "));
    return Stream.of(
            verified.isEmpty() ? "" : "verified in " + verified,
            lived.isEmpty() ? "" : "organisms in " + lived)
        .filter(it -> !it.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** What is known of where it ended, and what may help. */
  private void mourn(Link last, HistoryView view) {
    last.generations().stream()
        .reduce((_, later) -> later)
        .flatMap(view::detail)
        .map(GenerationDetail::record)
        .ifPresent(
            record ->
                fact(
                    "failed",
                    "generation %d%s"
                        .formatted(
                            record.generation(),
                            record.failureStage().map(Stage::id).map(" at "::concat).orElse(""))));
    last.lastLines().forEach(line -> fact("it printed", line));
    fact(
        "do",
        switch (last.failure().orElseThrow().fault()) {
          case CANDIDATE ->
              last.generations().isEmpty()
                  ? "look at what the organism printed; the genome asks too little of it, or its budget was too small"
                  : "look at the report of generation %d, then run it again: every run begins anew"
                      .formatted(last.generations().getLast());
          case INFRASTRUCTURE ->
              "mend what is named above ('cambrian doctor' tells what this machine has), then run it again";
          case INTERRUPTED -> "run it again: every run begins anew";
        });
  }

  private Path logOf(Organism organism) {
    return home.directory().resolve("organisms").resolve(organism.id().toString()).resolve("log");
  }

  private static Optional<String> file(HistoryView view, int generation) {
    return view.detail(generation).stream()
        .flatMap(detail -> detail.files().stream())
        .map(ArtifactFile::path)
        .filter(path -> !path.equals(Manifest.FILE_NAME) && !path.startsWith("spec/"))
        .reduce((_, later) -> later);
  }

  private void fact(String name, String value) {
    session.line("  %-10s %s".formatted(name, SafeText.line(value)));
  }

  private ObjectNode node(History history) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("event", "result")
            .put("complete", chain.complete())
            .put("depth", chain.plan().depth());
    chain.generations().forEach(node.putArray("generations")::add);
    for (Link link : chain.links()) {
      step(node.withArray("steps").addObject(), link, history);
    }
    chain
        .failure()
        .ifPresent(
            it ->
                node.put("failed-step", chain.links().getLast().number())
                    .put("reason", it.reason()));
    List<Event.LlmAnswered> answers = answers(history);
    Taken taken = taken(new HistoryView(history), answers);
    TokenUsage usage = taken.usage();
    if (usage.total() > 0) {
      node.putObject("token-usage").put("input", usage.input()).put("output", usage.output());
    }
    taken.cost().ifPresent(cost -> node.put("cost-micro-usd", cost));
    return node.put("replayed", answers.stream().noneMatch(Exchanges::live))
        .put("elapsed-ms", chain.elapsed().toMillis())
        .put("home", home.directory().toString());
  }

  private void step(ObjectNode node, Link link, History history) {
    node.put("step", link.number())
        .put("spec", link.spec().fileName())
        .put("spec-hash", link.spec().hash());
    link.organism()
        .ifPresent(
            it ->
                node.put("grown-by", it.generation())
                    .put("organism", it.id().toString())
                    .put("isolation", it.isolation())
                    .put("log", logOf(it).toString()));
    link.promoted().ifPresent(it -> node.put("promoted", it));
    link.generations().forEach(node.putArray("generations")::add);
    link.generations().stream()
        .reduce((_, later) -> later)
        .flatMap(history::generation)
        .flatMap(GenerationRecord::failureStage)
        .ifPresent(it -> node.put("failure-stage", it.id()));
    link.lastLines().forEach(node.withArray("last-lines")::add);
    Link.Times times = link.times();
    ObjectNode ms = node.putObject("elapsed-ms");
    put(ms, "whole", times.whole());
    put(ms, "living", times.living());
    put(ms, "answering", times.answering());
    put(ms, "verifying", times.verifying());
    put(ms, "stages", times.stages());
    put(ms, "other", times.other());
  }

  private static void put(ObjectNode node, String name, Duration duration) {
    node.put(name, duration.toMillis());
  }
}

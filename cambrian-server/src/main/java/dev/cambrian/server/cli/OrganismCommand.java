package dev.cambrian.server.cli;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.organism.StartRequest;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;

@Command(
    name = "organism",
    mixinStandardHelpOptions = true,
    description = "Runs promoted generations on a Supervisor: organism start|list|logs|stop.")
final class OrganismCommand implements Runnable {

  @Spec private CommandSpec command = CommandSpec.create();

  /** With its subcommands. */
  static CommandLine line(Session session) {
    return new CommandLine(new OrganismCommand())
        .addSubcommand(new Start(session))
        .addSubcommand(new ListAll(session))
        .addSubcommand(new Logs(session))
        .addSubcommand(new Stop(session));
  }

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "Name what to do: start, list, logs or stop");
  }

  /** For the id of an organism. */
  static final class Id implements ITypeConverter<UUID> {
    @Override
    public UUID convert(String text) {
      if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
        throw new TypeConversionException(
            "'%s' is not the id of an organism; 'cambrian organism list' lists them"
                .formatted(text));
      }
      return UUID.fromString(text);
    }
  }

  /** For a lifetime in whole seconds. */
  static final class Lifetime extends Values.Whole {
    Lifetime() {
      super(1, 31_536_000);
    }
  }

  /** For how many generations it may grow, and how many lines are shown. */
  static final class Count extends Values.Whole {
    Count() {
      super(1, 100_000);
    }
  }

  private static Organism organism(JsonNode json) {
    try {
      return Organism.of(json);
    } catch (JsonException e) {
      throw ServerClient.notOurs(e);
    }
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Starts a promoted generation.")
  static final class Start implements Callable<Integer> {
    private final Session session;
    @Mixin private final ServerClient server = new ServerClient();

    @Parameters(
        paramLabel = "N",
        converter = Values.Generation.class,
        description = "The generation.")
    private int generation;

    @Option(
        names = "--spec",
        paramLabel = "FILE",
        description = "What it grows from, a file of the Supervisor's machine; else its own spec.")
    private @Nullable Path spec;

    @Option(names = "--model", paramLabel = "NAME", description = "The model that it asks first.")
    private @Nullable String model;

    @Option(
        names = "--escalation-model",
        paramLabel = "NAME",
        description = "The model that it asks in a retry.")
    private @Nullable String escalationModel;

    @Option(
        names = "--max-gens",
        paramLabel = "N",
        converter = Count.class,
        description = "Generations that it grows at most; 5 by default.")
    private @Nullable Integer maxGens;

    @Option(
        names = "--max-retries",
        paramLabel = "N",
        converter = Values.Retries.class,
        description = "Retries of each; 3 by default.")
    private @Nullable Integer maxRetries;

    @Option(
        names = "--max-parse-retries",
        paramLabel = "N",
        converter = Values.ParseRetries.class,
        description = "Repairs of each answer; 2 by default.")
    private @Nullable Integer maxParseRetries;

    @Option(
        names = "--token-budget",
        paramLabel = "TOKENS",
        converter = Values.TokenBudget.class,
        description = "In its whole life; 0, the default, is no limit.")
    private @Nullable Long tokenBudget;

    @Option(
        names = "--usd-budget",
        paramLabel = "DOLLARS",
        converter = Values.UsdBudget.class,
        description = "In its whole life; 0, the default, is no limit.")
    private @Nullable Long usdBudget;

    @Option(
        names = "--lifetime",
        paramLabel = "SECONDS",
        converter = Lifetime.class,
        description = "After which it is ended; a day by default.")
    private @Nullable Integer lifetime;

    @Option(names = "--json", description = "The organism as JSON.")
    private boolean json;

    Start(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
      StartRequest request =
          new StartRequest(
              generation,
              Optional.ofNullable(spec).map(Start::readable),
              Optional.ofNullable(model),
              Optional.ofNullable(escalationModel),
              Optional.ofNullable(maxGens),
              Optional.ofNullable(maxRetries),
              Optional.ofNullable(maxParseRetries),
              tokenBudget == null ? OptionalLong.empty() : OptionalLong.of(tokenBudget),
              usdBudget == null ? OptionalLong.empty() : OptionalLong.of(usdBudget),
              Optional.ofNullable(lifetime).map(Duration::ofSeconds));
      JsonNode answer = ServerClient.json(server.post(session, "/organisms", request.json()));
      Organism started = organism(answer);
      session.line(
          json
              ? JsonText.pretty(answer)
              : "Generation %d runs as organism %s (%s)."
                  .formatted(started.generation(), started.id(), started.isolation()));
      return ExitStatus.OK.code();
    }

    private static Path readable(Path file) {
      if (!Files.isRegularFile(file)) {
        throw CliException.usage(
            file + ": there is no such file; give the path of a specification");
      }
      return file.toAbsolutePath().normalize();
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the organisms, the newest first.")
  static final class ListAll implements Callable<Integer> {
    private final Session session;
    @Mixin private final ServerClient server = new ServerClient();

    @Option(names = "--json", description = "A JSON array.")
    private boolean json;

    ListAll(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
      JsonNode answer = ServerClient.json(server.get(session, "/organisms"));
      if (json) {
        session.line(JsonText.pretty(answer));
        return ExitStatus.OK.code();
      }
      List<Organism> organisms = new ArrayList<>();
      answer.forEach(it -> organisms.add(organism(it)));
      if (organisms.isEmpty()) {
        session.line("No organism has run yet; 'cambrian organism start N' starts one.");
        return ExitStatus.OK.code();
      }
      Table table =
          new Table(
              List.of(
                  Column.left("ORGANISM"),
                  Column.right("GEN"),
                  Column.left("STATE"),
                  Column.left("ISOLATION"),
                  Column.left("MODEL"),
                  Column.left("STARTED"),
                  Column.left("ENDED"),
                  Column.right("EXIT")));
      organisms.forEach(it -> table.add(row(it)));
      table.lines(session.width()).forEach(session::line);
      return ExitStatus.OK.code();
    }

    private List<String> row(Organism it) {
      return List.of(
          it.id().toString(),
          Integer.toString(it.generation()),
          it.state().id(),
          it.isolation(),
          it.model(),
          Format.time(it.started(), session.zone()),
          it.end().map(end -> end.reason().text()).orElse(""),
          it.end().flatMap(Organism.Ended::exitCode).map(String::valueOf).orElse(""));
    }
  }

  @Command(
      name = "logs",
      mixinStandardHelpOptions = true,
      description = "Prints the last lines that an organism printed.")
  static final class Logs implements Callable<Integer> {
    private final Session session;
    @Mixin private final ServerClient server = new ServerClient();

    @Parameters(paramLabel = "ID", converter = Id.class, description = "The organism.")
    private UUID id = new UUID(0, 0);

    @Option(
        names = "--tail",
        paramLabel = "N",
        converter = Count.class,
        defaultValue = "200",
        description = "So many lines; ${DEFAULT-VALUE} by default.")
    private int tail;

    Logs(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
      session.content(server.get(session, "/organisms/%s/log?tail=%d".formatted(id, tail)));
      return ExitStatus.OK.code();
    }
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Ends an organism and waits until it has ended.")
  static final class Stop implements Callable<Integer> {
    private final Session session;
    @Mixin private final ServerClient server = new ServerClient();

    @Parameters(paramLabel = "ID", converter = Id.class, description = "The organism.")
    private UUID id = new UUID(0, 0);

    @Option(names = "--json", description = "The organism as JSON.")
    private boolean json;

    Stop(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
      JsonNode answer =
          ServerClient.json(
              server.post(session, "/organisms/%s/stop".formatted(id), Json.object()));
      Organism stopped = organism(answer);
      session.line(
          json
              ? JsonText.pretty(answer)
              : "Organism %s has ended: %s."
                  .formatted(
                      stopped.id(), stopped.end().map(it -> it.reason().text()).orElse("not yet")));
      return ExitStatus.OK.code();
    }
  }
}

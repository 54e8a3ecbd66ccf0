package dev.cambrian.server.cli;

import dev.cambrian.core.artifact.AnswerRejectedException;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.pipeline.PipelineException;
import dev.cambrian.core.pipeline.Replayer;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.server.home.Directories;
import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.WorkProgress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Rebuilds one generation from its recorded exchanges, without a model, and compares it; exits 1 where it differs.")
final class ReplayCommand implements Callable<Integer> {

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      paramLabel = "N",
      converter = Values.Generation.class,
      description = "The generation, a number from 1.")
  private int generation;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Keep the rebuilt artifact there; the directory must not exist.")
  private @Nullable Path output;

  @Option(
      names = "--json",
      description = "A JSON object; what goes on as one a line on standard error.")
  private boolean json;

  ReplayCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (History history = home.history(session.environment())) {
      requireArtifact(history);
      requireOwnExchanges(history);
      Replayer replayer = new Replayer(history);
      if (output == null) {
        return show(
            Directories.temporary(
                "cambrian-replay-", scratch -> replay(replayer, scratch.resolve("artifact"))));
      }
      if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
        throw CliException.usage(output + " exists already; name a directory that does not");
      }
      return show(replay(replayer, output));
    }
  }

  private void requireArtifact(History history) {
    GenerationRecord record =
        history
            .generation(generation)
            .orElseThrow(
                () ->
                    CliException.usage(
                        "there is no generation %d in %s; 'cambrian log' lists the generations"
                            .formatted(generation, home.home(session.environment()).directory())));
    if (record.artifactHash().isEmpty()) {
      throw CliException.usage(
          "generation %d has no artifact to rebuild; 'cambrian show %d' tells why"
              .formatted(generation, generation));
    }
  }

  private void requireOwnExchanges(History history) {
    boolean asked =
        history.read(StreamId.generation(generation)).stream()
            .anyMatch(it -> it.event() instanceof Event.LlmAnswered);
    if (!asked) {
      throw CliException.usage(
          "generation %d was spawned or imported, not grown by the core, so nothing of it can be rebuilt; 'cambrian show %d --exchanges' shows what an organism asked for it"
              .formatted(generation, generation));
    }
  }

  /** What was sealed once and cannot be rebuilt is a difference, just as other bytes are. */
  private Replayer.Replay replay(Replayer replayer, Path target) {
    try (ProgressDisplay display = Displays.beside(session, json)) {
      display.work(
          new WorkProgress.Begun(
              "generation %d anew".formatted(generation), Caps.NONE, Pace.UNKNOWN, true));
      display.work(
          new WorkProgress.Busy(
              "replay",
              "generation %d is rebuilt from its recorded exchanges".formatted(generation),
              Optional.empty()));
      Replayer.Replay replay = replayer.replay(generation, target);
      // Told once it is done: what goes wrong is one line.
      display.work(
          new WorkProgress.Line(
              new WorkProgress.Counted(
                  replay.exchanges(), replay.exchanges(), "exchanges", "", 1)));
      return replay;
    } catch (PipelineException e) {
      throw new CliException(ExitStatus.NEGATIVE, String.valueOf(e.getMessage()), e);
    } catch (AnswerRejectedException | SpecException e) {
      throw new CliException(
          ExitStatus.NEGATIVE,
          "generation %d: what was accepted then is refused now: %s"
              .formatted(generation, e.getMessage()),
          e);
    }
  }

  private int show(Replayer.Replay replay) {
    if (json) {
      ObjectNode node =
          JsonNodeFactory.instance
              .objectNode()
              .put("generation", replay.generation())
              .put("identical", replay.identical())
              .put("exchanges", replay.exchanges())
              .put("sealed-hash", replay.sealedHash())
              .put("rebuilt-hash", replay.rebuiltHash());
      replay.differences().forEach(node.putArray("differences")::add);
      session.line(JsonText.pretty(node));
    } else {
      session.line(
          "generation %d rebuilt from %d recorded %s"
              .formatted(
                  replay.generation(),
                  replay.exchanges(),
                  replay.exchanges() == 1 ? "exchange" : "exchanges"));
      session.line("  sealed   " + replay.sealedHash());
      session.line("  rebuilt  " + replay.rebuiltHash());
      replay.differences().forEach(line -> session.line("  differs: " + SafeText.line(line)));
      if (output != null) {
        session.line("  kept in  " + output);
      }
      session.line(
          replay.identical()
              ? session.style().good("Identical, byte for byte.")
              : session.style().bad("Not identical."));
    }
    return (replay.identical() ? ExitStatus.OK : ExitStatus.NEGATIVE).code();
  }
}

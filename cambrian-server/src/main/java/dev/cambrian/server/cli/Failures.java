package dev.cambrian.server.cli;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.campaign.CampaignException;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmSettingsException;
import dev.cambrian.core.llm.RecordingException;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns what went wrong into one line on standard error and an exit status; whoever asked for
 * objects gets the two as the last line of standard output, too. A stack trace is shown only where
 * {@code CAMBRIAN_DEBUG=1}.
 */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private final Session session;
  private final boolean json;

  /** For people alone. */
  Failures(Session session) {
    this(session, false);
  }

  /**
   * @param json whether objects were asked for
   */
  Failures(Session session, boolean json) {
    this.session = session;
    this.json = json;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult result) {
    if (failure instanceof ParameterException parameter) {
      return handleParseException(parameter, new String[0]);
    }
    return report(failure).code();
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine line = failure.getCommandLine();
    complain(
        ExitStatus.USAGE,
        "%s; see '%s --help'"
            .formatted(
                optionBeforeCommand(line, args)
                    .or(() -> negativeGeneration(line, args))
                    .or(() -> unknownCommand(failure))
                    .or(() -> unknownOption(failure))
                    .orElseGet(() -> brief(String.valueOf(failure.getMessage()))),
                line.getCommandSpec().qualifiedName()));
    trace(failure);
    return ExitStatus.USAGE.code();
  }

  /** Every option belongs to a command. */
  private static Optional<String> optionBeforeCommand(CommandLine line, String[] args) {
    if (line.getParent() != null || args.length == 0 || !args[0].startsWith("-")) {
      return Optional.empty();
    }
    String option = args[0].replaceFirst("=.*", "");
    String name = line.getCommandName();
    return Stream.of(args)
        .skip(1)
        .filter(line.getSubcommands()::containsKey)
        .findFirst()
        .map(
            command ->
                "the option '%s' goes after the command: %s %s %s …"
                    .formatted(option, name, command, option))
        .or(
            () ->
                Optional.of(
                        "the option '%s' needs a command before it, as in: %s log %s …"
                            .formatted(option, name, option))
                    .filter(_ -> option.equals("--home")));
  }

  /** With those that are written alike. */
  private static Optional<String> unknownCommand(ParameterException failure) {
    return failure instanceof UnmatchedArgumentException unmatched
            && !unmatched.isUnknownOption()
            && !unmatched.getCommandLine().getSubcommands().isEmpty()
        ? Optional.of(
            "there is no command '%s'%s"
                .formatted(
                    unmatched.getUnmatched().getFirst(),
                    Similar.nearest(
                            unmatched.getUnmatched().getFirst(),
                            unmatched.getCommandLine().getSubcommands().keySet())
                        .or(() -> unmatched.getSuggestions().stream().findFirst())
                        .map(": do you mean '%s'?"::formatted)
                        .orElse("")))
        : Optional.empty();
  }

  /** What stands behind it may be its value. */
  private static Optional<String> unknownOption(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)
        || !unmatched.isUnknownOption()) {
      return Optional.empty();
    }
    String option = unmatched.getUnmatched().getFirst().replaceFirst("=.*", "");
    List<String> known =
        unmatched.getCommandLine().getCommandSpec().options().stream()
            .flatMap(it -> Stream.of(it.names()))
            .filter(it -> it.startsWith("--"))
            .toList();
    return Optional.of(
        "there is no option '%s'%s"
            .formatted(
                option,
                Similar.nearest(option, known).map(": do you mean '%s'?"::formatted).orElse("")));
  }

  /** A number with a sign looks like an option. */
  private static Optional<String> negativeGeneration(CommandLine line, String[] args) {
    boolean takesGenerations =
        line.getCommandSpec().positionalParameters().stream()
            .flatMap(it -> Stream.of(it.converters()))
            .anyMatch(Values.Generation.class::isInstance);
    return Stream.of(args)
        .filter(_ -> takesGenerations)
        .filter(it -> it.matches("-[0-9]+"))
        .findFirst()
        .map(Values.Generation::refusal);
  }

  ExitStatus report(Throwable failure) {
    ExitStatus status = status(failure);
    complain(status, message(failure));
    trace(failure);
    return status;
  }

  static ExitStatus status(Throwable failure) {
    return switch (failure) {
      case CliException cli -> cli.status();
      case SpecException spec -> ExitStatus.USAGE;
      case CampaignException campaign -> ExitStatus.USAGE;
      case LlmSettingsException settings -> ExitStatus.USAGE;
      case RecordingException recording -> ExitStatus.USAGE;
      case LlmException.NotRecorded missing -> ExitStatus.USAGE;
      case LlmException.Interrupted interrupted -> ExitStatus.INTERRUPTED;
      case InterruptedException interrupted -> ExitStatus.INTERRUPTED;
      default -> ExitStatus.INFRASTRUCTURE;
    };
  }

  private static String message(Throwable failure) {
    if (failure instanceof CambrianException) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof InterruptedException) {
      return "interrupted";
    }
    if (failure instanceof OutOfMemoryError) {
      return "the memory is full (%s); give Java more with CAMBRIAN_JAVA_OPTS=-Xmx4g"
          .formatted(failure.getMessage());
    }
    return "%s%s; this is a defect of Cambrian: CAMBRIAN_DEBUG=1 shows where"
        .formatted(
            failure.getClass().getSimpleName(),
            failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")");
  }

  private void complain(ExitStatus status, String message) {
    String line = SafeText.line(message.strip());
    session.out().flush();
    session.err().print("cambrian: " + line + "\n");
    session.err().flush();
    if (json) {
      session.line(
          JsonText.line(
              Json.object().put("event", "result").put("error", line).put("exit", status.code())));
      session.out().flush();
    }
  }

  private void trace(Throwable failure) {
    if (session.debug()) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      session.err().print(SafeText.block(trace.toString()));
      session.err().flush();
    }
  }

  /** Its first line, without the full stop and without how picocli calls a parameter. */
  private static String brief(String text) {
    String line =
        text.lines()
            .findFirst()
            .orElse("")
            .strip()
            .replaceFirst(
                "^Invalid value for positional parameter at index \\d+ \\((\\w+)\\)", "$1");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}

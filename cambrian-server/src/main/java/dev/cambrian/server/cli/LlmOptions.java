package dev.cambrian.server.cli;

import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.LlmSettingsException;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.ReplayClient;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that choose a model. */
final class LlmOptions {

  /** The words after {@code --llm}, if it is given; its help tells who is asked else. */
  private abstract static class Provider {
    abstract List<String> words();
  }

  /** The default is the provider that the environment has a key of. */
  private static final class KeyedProvider extends Provider {
    @Option(
        names = "--llm",
        paramLabel = "PROVIDER",
        description = {
          PROVIDERS,
          "anthropic by default where ANTHROPIC_API_KEY is set, else replay."
        },
        parameterConsumer = ProviderConsumer.class)
    private List<String> llm = List.of();

    @Override
    List<String> words() {
      return llm;
    }
  }

  /** Nobody is asked by default. */
  private static final class ReplayProvider extends Provider {
    @Option(
        names = "--llm",
        paramLabel = "PROVIDER",
        description = {PROVIDERS, "replay by default."},
        parameterConsumer = ProviderConsumer.class)
    private List<String> llm = List.of();

    @Override
    List<String> words() {
      return llm;
    }
  }

  private static final String PROVIDERS = "anthropic, openai, command 'PROGRAM', manual or replay;";

  @Mixin private final Provider provider;

  @Option(
      names = "--llm-command",
      paramLabel = "PROGRAM",
      description =
          "For --llm command: reads the prompt on standard input and answers on standard output.")
  private @Nullable String command;

  @Option(names = "--model", paramLabel = "NAME", description = "The first model asked.")
  private @Nullable String model;

  @Option(
      names = "--escalation-model",
      paramLabel = "NAME",
      description = "The model asked on a retry.")
  private @Nullable String escalationModel;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description =
          "Of an Anthropic or OpenAI-compatible server, such as http://localhost:11434/v1.")
  private @Nullable String baseUrl;

  @Option(
      names = "--record",
      paramLabel = "DIR",
      description = "Record each exchange there, to be replayed later.")
  private @Nullable Path record;

  @Option(
      names = "--recordings",
      paramLabel = "DIR",
      description = "Recordings to replay; else those that ship with Cambrian.")
  private List<Path> recordings = List.of();

  private final boolean replayByDefault;
  private final Supplier<List<Path>> shipped;

  /** The default provider is the one that the environment has a key of. */
  LlmOptions() {
    this(false, Shipped::recordings);
  }

  private LlmOptions(boolean replayByDefault, Supplier<List<Path>> shipped) {
    this.replayByDefault = replayByDefault;
    this.provider = replayByDefault ? new ReplayProvider() : new KeyedProvider();
    this.shipped = shipped;
  }

  /**
   * Options by which nobody is asked unless they name somebody.
   *
   * @param shipped replayed where no recordings are named
   */
  static LlmOptions replaying(Supplier<List<Path>> shipped) {
    return new LlmOptions(true, shipped);
  }

  /**
   * The model that the options and the environment choose.
   *
   * @throws CliException that names the option, not the variable that it stands for
   */
  LlmClients.Choice choose(CambrianHome home, Map<String, String> environment) {
    LlmSettings settings = settings(home);
    Map<String, String> changed = environment(environment);
    return chosen(() -> LlmClients.choose(settings, changed));
  }

  /** The same without recording, for whoever records by itself. */
  LlmClients.Choice chooseUnrecorded(CambrianHome home, Map<String, String> environment) {
    LlmSettings settings = unrecorded(home);
    Map<String, String> changed = environment(environment);
    return chosen(() -> LlmClients.choose(settings, changed));
  }

  /** The same for whoever asks through a gateway. */
  GatewaySettings gateway(CambrianHome home, Map<String, String> environment, Prices prices) {
    LlmSettings settings = settings(home);
    Map<String, String> changed = environment(environment);
    return chosen(() -> GatewaySettings.of(settings, changed, prices));
  }

  private <T> T chosen(Supplier<T> choice) {
    try {
      return choice.get();
    } catch (LlmSettingsException e) {
      String line = String.valueOf(e.getMessage());
      throw new CliException(
          ExitStatus.USAGE,
          baseUrl == null ? line : line.replaceAll("(ANTHROPIC|OPENAI)_BASE_URL", "--base-url"),
          e);
    }
  }

  private LlmSettings settings(CambrianHome home) {
    LlmSettings settings = unrecorded(home);
    return record == null ? settings : settings.withRecord(record);
  }

  private LlmSettings unrecorded(CambrianHome home) {
    named("--model", model);
    named("--escalation-model", escalationModel);
    if (record != null && Files.exists(record) && !Files.isDirectory(record)) {
      throw CliException.usage("--record %s: there is a file; name a directory".formatted(record));
    }
    for (Path each : recordings) {
      if (!Files.exists(each)) {
        throw CliException.usage(
            "--recordings %s: there is no such file or directory; name one that --record wrote"
                .formatted(each));
      }
    }
    List<String> llm = provider.words();
    LlmSettings settings = LlmSettings.defaults().withManualDirectory(home.manual());
    if (!llm.isEmpty()) {
      settings = settings.withProvider(llm.getFirst());
    } else if (command != null) {
      settings = settings.withProvider("command");
    } else if (replayByDefault) {
      settings = settings.withProvider(ReplayClient.PROVIDER);
    }
    if (llm.size() > 1) {
      settings = settings.withCommand(llm.getLast());
    } else if (command != null) {
      settings = settings.withCommand(command);
    }
    if (model != null) {
      settings = settings.withModel(model);
    }
    if (escalationModel != null) {
      settings = settings.withEscalationModel(escalationModel);
    }
    return settings.withRecordings(replayed());
  }

  /** Where exchanges are recorded. */
  Optional<Path> record() {
    return Optional.ofNullable(record);
  }

  /** What {@code --recordings} names. */
  List<Path> named() {
    return recordings;
  }

  /** Where answers are replayed from. */
  List<Path> replayed() {
    return recordings.isEmpty() ? shipped.get() : recordings;
  }

  private static void named(String option, @Nullable String name) {
    if (name != null && name.isBlank()) {
      throw CliException.usage("%s '%s': give the name of a model".formatted(option, name));
    }
  }

  /** The environment, with the base URL where the option names one. */
  private Map<String, String> environment(Map<String, String> environment) {
    if (baseUrl == null) {
      return environment;
    }
    if (!baseUrl.matches("https?://.+")) {
      throw CliException.usage(
          "--base-url must begin with http:// or https://, not '%s'".formatted(baseUrl));
    }
    Map<String, String> changed = new HashMap<>(environment);
    changed.put("ANTHROPIC_BASE_URL", baseUrl);
    changed.put("OPENAI_BASE_URL", baseUrl);
    return changed;
  }

  /** After {@code command} stands its program, unless what follows is an option or a spec. */
  static final class ProviderConsumer implements IParameterConsumer {

    @Override
    public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
      if (args.isEmpty() || args.peek().isBlank()) {
        throw new ParameterException(command.commandLine(), "--llm needs the name of a provider");
      }
      List<String> words = new ArrayList<>();
      words.add(args.pop());
      if (words.getFirst().equals("command") && !args.isEmpty() && isProgram(args.peek())) {
        words.add(args.pop());
      }
      option.setValue(words);
    }

    private static boolean isProgram(String word) {
      boolean spec = word.endsWith(".md") && Files.isRegularFile(Path.of(word));
      return !word.startsWith("-") && !spec;
    }
  }
}

package dev.cambrian.core.llm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which model to ask and how; see {@link LlmClients}. Holds no key.
 *
 * @param provider one of {@link LlmClients#PROVIDERS}; absent: {@code anthropic} where its key is
 *     set, else {@code replay}
 * @param model the provider's name of the first model
 * @param escalationModel asked on a retry
 * @param command for the provider {@code command}
 * @param commandTimeout after which the command is killed
 * @param manualDirectory for the provider {@code manual}
 * @param recordings directories or files for the provider {@code replay}
 * @param record directory into which each exchange is recorded
 * @param maxTokensField for {@code openai}; absent: by the base URL
 */
public record LlmSettings(
    Optional<String> provider,
    Optional<String> model,
    Optional<String> escalationModel,
    Optional<String> command,
    Duration commandTimeout,
    Path manualDirectory,
    List<Path> recordings,
    Optional<Path> record,
    Optional<OpenAiClient.MaxTokensField> maxTokensField) {
  public LlmSettings {
    recordings = List.copyOf(recordings);
    if (commandTimeout.isNegative() || commandTimeout.isZero()) {
      throw new LlmSettingsException("the command's timeout must be above 0");
    }
  }

  /** All by default: prompts of {@code manual} go to {@code prompts}, no recordings. */
  public static LlmSettings defaults() {
    return new LlmSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        CommandClient.DEFAULT_TIMEOUT,
        Path.of("prompts"),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  public LlmSettings withProvider(String name) {
    return copy(Optional.of(name), model, escalationModel, command, recordings, record);
  }

  public LlmSettings withModel(String name) {
    return copy(provider, Optional.of(name), escalationModel, command, recordings, record);
  }

  public LlmSettings withEscalationModel(String name) {
    return copy(provider, model, Optional.of(name), command, recordings, record);
  }

  public LlmSettings withCommand(String line) {
    return copy(provider, model, escalationModel, Optional.of(line), recordings, record);
  }

  public LlmSettings withRecordings(List<Path> places) {
    return copy(provider, model, escalationModel, command, places, record);
  }

  public LlmSettings withRecord(Path directory) {
    return copy(provider, model, escalationModel, command, recordings, Optional.of(directory));
  }

  public LlmSettings withManualDirectory(Path directory) {
    return new LlmSettings(
        provider,
        model,
        escalationModel,
        command,
        commandTimeout,
        directory,
        recordings,
        record,
        maxTokensField);
  }

  private LlmSettings copy(
      Optional<String> newProvider,
      Optional<String> newModel,
      Optional<String> newEscalationModel,
      Optional<String> newCommand,
      List<Path> newRecordings,
      Optional<Path> newRecord) {
    return new LlmSettings(
        newProvider,
        newModel,
        newEscalationModel,
        newCommand,
        commandTimeout,
        manualDirectory,
        newRecordings,
        newRecord,
        maxTokensField);
  }
}

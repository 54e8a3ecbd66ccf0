package dev.cambrian.server.cli;

import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.server.home.CambrianHome;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;

/** What the model of trials is asked with, and where they are recorded. */
final class TrialOptions {
  @Mixin private final LlmOptions llm = new LlmOptions();

  @Mixin private final SpendingOptions spending = new SpendingOptions();
  @Mixin private final PriceOption prices = new PriceOption();

  /** Where organisms are answered from: what {@code --recordings} names, else those. */
  List<Path> recordings(Path... otherwise) {
    return llm.named().isEmpty() ? List.of(otherwise) : llm.named();
  }

  RateGrowth growth(
      Session session, CambrianHome at, Spec spec, int retries, int infrastructureRetries) {
    Path set =
        llm.record()
            .orElseThrow(
                () -> CliException.usage("--trials needs --record DIR, where the trials will lie"));
    LlmClients.Choice choice = llm.chooseUnrecorded(at, session.environment());
    if (choice.replays()) {
      throw CliException.usage(
          "a trial is a fresh answer, and replay has none: name a model with --llm");
    }
    GrowthOptions options =
        GrowthOptions.of(choice.model())
            .withEscalationModel(choice.escalationModel())
            .withMaxRetries(retries)
            .withInfrastructureRetries(infrastructureRetries)
            .withMaxOutputTokens(spending.maxOutputTokens());
    return new RateGrowth(
        session,
        at,
        spec,
        set,
        options,
        new RateGrowth.Model(
            choice.client(), prices.of(at), spending.tokenBudget(), spending.usdBudget()));
  }
}

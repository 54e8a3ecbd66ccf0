package dev.cambrian.server.campaign;

import dev.cambrian.core.Pause;
import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignBudget;
import dev.cambrian.core.campaign.CampaignListener;
import dev.cambrian.core.campaign.CampaignMeans;
import dev.cambrian.core.campaign.CampaignRunner;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.BudgetedClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a server runs its campaigns with.
 *
 * @param verifier bounded to what the machine bears beside the server's own verifications
 * @param refusal why an artifact of that spec cannot be judged now, in one line that says what
 *     mends it
 */
public record HostMeans(
    History history,
    GenerationArchive archive,
    Path home,
    Clock clock,
    Pause pause,
    Verifier verifier,
    Function<Spec, Optional<String>> refusal,
    LlmClients.Choice model,
    Prices prices) {

  /** Those of a supervisor: its history, its archive, its judge, and the model of its gateway. */
  public static HostMeans of(Supervisor supervisor, Judge judge, GatewaySettings models) {
    return new HostMeans(
        supervisor.history(),
        supervisor.archive(),
        supervisor.home().directory(),
        supervisor.clock(),
        Pause.SLEEP,
        judge.once(),
        judge.refusal(),
        models.choice(),
        models.prices());
  }

  /**
   * One that keeps the campaign's caps, of which is gone what it has spent.
   *
   * @throws dev.cambrian.core.campaign.CampaignException if a newer Cambrian began it
   */
  CampaignRunner runner(Campaign campaign) {
    Budget budget = CampaignBudget.of(campaign, home, prices::costMicroUsd);
    return new CampaignRunner(
        new CampaignMeans(
            history,
            new BudgetedClient(model.client(), budget, prices),
            verifier,
            home,
            archive,
            clock,
            pause,
            prices::costMicroUsd),
        campaign.id(),
        CampaignListener.NONE);
  }
}

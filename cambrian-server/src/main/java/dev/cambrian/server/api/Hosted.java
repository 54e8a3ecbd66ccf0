package dev.cambrian.server.api;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.campaign.CampaignHost;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.gateway.GatewayToken;
import dev.cambrian.server.gateway.GatewayTokens;
import dev.cambrian.server.organism.Organisms;
import dev.cambrian.server.organism.StartOrder;
import dev.cambrian.server.organism.TokenSource;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a server hosts beside its generations.
 *
 * @param tokens of the organisms
 * @param campaigns that run here
 * @param model that an organism asks where its order names none
 * @param escalationModel that it asks in a retry
 * @param occasion what the server runs for, as a sentence; empty where it just serves
 * @param conclusion how that ended; empty before, and where it just serves
 */
public record Hosted(
    Organisms organisms,
    GatewayTokens tokens,
    Gateway gateway,
    CampaignHost campaigns,
    String model,
    String escalationModel,
    Supplier<Optional<String>> occasion,
    Supplier<Optional<Conclusion>> conclusion) {

  /** Calls of one organism at once. */
  private static final int IN_FLIGHT = 4;

  /**
   * Tokens as orders need them: for the two models of the order, its budgets and its lifetime.
   *
   * @param history where the spec of a generation is found
   */
  public static TokenSource tokens(GatewayTokens tokens, History history, Clock clock) {
    return new TokenSource() {
      @Override
      public String issue(UUID organismId, StartOrder order) {
        return tokens.issue(
            new GatewayToken.Grant(
                organismId,
                order.generation(),
                specHash(order, history),
                List.of(order.model(), order.escalationModel()),
                order.tokenBudget(),
                order.budgetMicroUsd(),
                IN_FLIGHT,
                clock.instant().plus(order.limits().lifetime()).plus(order.limits().grace())));
      }

      @Override
      public void revoke(UUID organismId) {
        tokens.revoke(organismId);
      }
    };
  }

  private static String specHash(StartOrder order, History history) {
    return order
        .spec()
        .map(file -> Sha256.of(Specs.bytes(file)))
        .orElseGet(
            () ->
                history
                    .generation(order.generation())
                    .map(GenerationRecord::specHash)
                    .orElse(Sha256.of(new byte[0])));
  }
}

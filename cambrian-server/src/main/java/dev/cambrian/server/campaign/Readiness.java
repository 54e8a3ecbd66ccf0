package dev.cambrian.server.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.plan.LeastBudget;
import dev.cambrian.server.plan.SpecPast;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import java.util.Optional;

/** What a campaign needs of a server before anything is begun; else it is refused. */
final class Readiness {
  private final HostMeans means;

  Readiness(HostMeans means) {
    this.means = means;
  }

  /** A model that gives fresh answers. */
  void requireModel() {
    if (means.model().replays()) {
      throw new RequestException(
          Kind.UNAVAILABLE,
          "a trial is a fresh answer, and replay has none: start the server with a model, by --llm");
    }
  }

  void requireJudge(Spec spec) {
    means
        .refusal()
        .apply(spec)
        .ifPresent(
            reason -> {
              throw new RequestException(Kind.UNAVAILABLE, reason);
            });
  }

  void requireReady(Spec spec, CampaignSettings settings) {
    try {
      Grower.requireReady(means.model().client(), spec, GrowthOptions.of(settings.model()));
    } catch (LlmException e) {
      throw new RequestException(Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  void requireEnough(Spec spec, CampaignSettings settings, boolean forced) {
    if (!forced) {
      LeastBudget.refusal(
              settings, SpecPast.of(means.history(), spec.hash(), Optional.of(settings.model())))
          .ifPresent(
              it -> {
                throw new RequestException(
                    Kind.MALFORMED, it + "; with \"force\": true it begins all the same");
              });
    }
  }

  Spec spec(CampaignOrder.Base base) {
    return switch (base) {
      case CampaignOrder.Base.Given(Spec spec) -> spec;
      case CampaignOrder.Base.Registered(String hash) ->
          means.history().read(StreamId.spec(hash)).stream()
              .map(RecordedEvent::event)
              .filter(Event.SpecRegistered.class::isInstance)
              .map(Event.SpecRegistered.class::cast)
              .findFirst()
              .map(
                  it ->
                      Specs.parse(
                          it.fileName(), Campaigns.text(means.history(), hash).getBytes(UTF_8)))
              .orElseThrow(
                  () ->
                      new RequestException(
                          Kind.UNKNOWN, "no spec %s is registered here".formatted(hash)));
    };
  }
}

package dev.cambrian.core.campaign;

import dev.cambrian.core.Pause;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a campaign is run with.
 *
 * @param llm answers trials and proposals; whatever caps there are it keeps, and it begins with
 *     what the campaign has spent
 * @param verifier bounded to what the machine bears
 * @param home that gets {@code campaigns/ID} with all recordings and reports
 * @param cost of an answer in millionths of a US dollar; empty where its price is unknown
 */
public record CampaignMeans(
    History history,
    LlmClient llm,
    Verifier verifier,
    Path home,
    GenerationArchive archive,
    Clock clock,
    Pause pause,
    Function<LlmAnswer, OptionalLong> cost) {
  /** The same with another verifier. */
  public CampaignMeans withVerifier(Verifier other) {
    return new CampaignMeans(history, llm, other, home, archive, clock, pause, cost);
  }
}

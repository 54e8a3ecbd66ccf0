package dev.cambrian.core.history;

import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.llm.TokenUsage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One campaign as its events tell it.
 *
 * @param version of the stream {@code campaign/ID}: what the next append expects
 * @param correlationId of its start
 * @param baseHash of the spec that is to be improved
 * @param engine of the rules by which its events are made, at least 1
 * @param settings that it was begun with; how many trials it wants is among them
 * @param note why it is run
 * @param ending once it is finished
 * @param promotedNode of its tree, where it ended so
 * @param promotedHash of that node's spec
 * @param probabilityBetter 0 to 1: than the base, as it was when it ended
 * @param reason of its pause, or of its end
 * @param usage of its answered proposals and its trials that ended, as far as it was told; what
 *     voided trials used that earlier versions wrote is known of their generations alone
 * @param usageKnown whether every provider told it
 * @param costMicroUsd of the same; empty where any price is unknown
 */
public record CampaignRecord(
    String campaignId,
    long version,
    UUID correlationId,
    String baseHash,
    int engine,
    CampaignSettings settings,
    Optional<String> note,
    CampaignStatus status,
    Optional<Ending> ending,
    Optional<Integer> promotedNode,
    Optional<String> promotedHash,
    OptionalDouble probabilityBetter,
    Optional<String> reason,
    Proposals proposals,
    Trials trials,
    TokenUsage usage,
    boolean usageKnown,
    OptionalLong costMicroUsd,
    Instant started,
    Optional<Instant> completed) {

  /** How many proposals there were, and how many of them ended in which way. */
  public record Proposals(int asked, int accepted, int rejected, int abandoned) {
    static final Proposals NONE = new Proposals(0, 0, 0, 0);

    /** Those that have not ended. */
    public int open() {
      return asked - accepted - rejected - abandoned;
    }
  }

  /**
   * How many trials there were.
   *
   * @param scored those that count
   * @param viable of the scored ones
   * @param voided those that count for nothing
   */
  public record Trials(int started, int scored, int viable, int voided) {
    static final Trials NONE = new Trials(0, 0, 0, 0);

    /** Those that have not ended. */
    public int open() {
      return started - scored - voided;
    }
  }
}

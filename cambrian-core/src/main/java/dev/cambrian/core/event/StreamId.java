package dev.cambrian.core.event;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The name of a stream of events that is consistent in itself, such as {@code generation/7}. */
public record StreamId(String value) {
  private static final String GENERATION = "generation/";
  private static final String CAMPAIGN = "campaign/";
  private static final Pattern NAME =
      Pattern.compile(
          "(generation|organism)/(0|[1-9][0-9]{0,9})|spec/sha256:[0-9a-f]{64}|campaign/"
              + CampaignEvent.ID);

  public StreamId {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException("no stream is named " + value);
    }
  }

  public static StreamId generation(int generation) {
    return new StreamId(GENERATION + generation);
  }

  public static StreamId organism(int generation) {
    return new StreamId("organism/" + generation);
  }

  public static StreamId spec(String specHash) {
    return new StreamId("spec/" + specHash);
  }

  /**
   * @throws IllegalArgumentException if the id is not of the form {@link CampaignEvent#ID}
   */
  public static StreamId campaign(String id) {
    return new StreamId(CAMPAIGN + id);
  }

  /** The one stream that this event belongs to. */
  public static StreamId of(Event event) {
    return switch (event) {
      case Event.OfGeneration of -> generation(of.generation());
      case Event.OfOrganism of -> organism(of.generation());
      case Event.LlmAnswered of ->
          of.organismId().isPresent() ? organism(of.generation()) : generation(of.generation());
      case Event.OfSpec of -> spec(of.specHash());
      case Event.OfCampaign of -> campaign(of.campaignId());
    };
  }

  /** The number of the generation whose stream this is; empty for any other stream. */
  public OptionalInt generation() {
    return value.startsWith(GENERATION)
        ? OptionalInt.of(Integer.parseInt(value.substring(GENERATION.length())))
        : OptionalInt.empty();
  }

  /** The id of the campaign whose stream this is; empty for any other stream. */
  public Optional<String> campaign() {
    return value.startsWith(CAMPAIGN)
        ? Optional.of(value.substring(CAMPAIGN.length()))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * A proposal of a campaign; at most one of the last three is there, none while it is open.
 *
 * @param askedVersion of the stream when it was decided
 */
public record Proposal(
    CampaignEvent.ProposalAsked asked,
    long askedVersion,
    Instant askedAt,
    Optional<CampaignEvent.ProposalAnswered> answered,
    Optional<CampaignEvent.ProposalAccepted> accepted,
    Optional<CampaignEvent.ProposalRejected> rejected,
    Optional<CampaignEvent.ProposalAbandoned> abandoned) {
  Proposal(CampaignEvent.ProposalAsked asked, long askedVersion, Instant askedAt) {
    this(
        asked,
        askedVersion,
        askedAt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Proposal answered(CampaignEvent.ProposalAnswered event) {
    return new Proposal(
        asked, askedVersion, askedAt, Optional.of(event), accepted, rejected, abandoned);
  }

  Proposal ended(CampaignEvent.ProposalAccepted event) {
    return new Proposal(
        asked, askedVersion, askedAt, answered, Optional.of(event), rejected, abandoned);
  }

  Proposal ended(CampaignEvent.ProposalRejected event) {
    return new Proposal(
        asked, askedVersion, askedAt, answered, accepted, Optional.of(event), abandoned);
  }

  Proposal ended(CampaignEvent.ProposalAbandoned event) {
    return new Proposal(
        asked, askedVersion, askedAt, answered, accepted, rejected, Optional.of(event));
  }

  public int number() {
    return asked.proposal();
  }

  public boolean open() {
    return accepted.isEmpty() && rejected.isEmpty() && abandoned.isEmpty();
  }
}

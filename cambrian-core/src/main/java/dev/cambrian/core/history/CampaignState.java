package dev.cambrian.core.history;

import dev.cambrian.core.evolution.Operator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the fold knows of a campaign. It grows with the tree of specs and what is open at once, not
 * with the trials.
 *
 * @param position of the campaign's first event in the whole history
 * @param specs hashes by node, the base first
 * @param openProposals by number
 * @param openTrials their numbers
 */
record CampaignState(
    CampaignRecord record,
    long position,
    List<String> specs,
    Map<Integer, OpenProposal> openProposals,
    Set<Integer> openTrials) {
  CampaignState {
    specs = List.copyOf(specs);
    openProposals = Map.copyOf(openProposals);
    openTrials = Set.copyOf(openTrials);
  }

  /** Asked, and neither accepted nor rejected nor abandoned. */
  record OpenProposal(Operator operator, int parent, boolean answered) {}
}

package dev.cambrian.core.history;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The states of unfinished generations and campaigns as this process committed them last, so that
 * the next append need not read a wide row again. A stream only grows, so a state is right for its
 * version for ever; if another process appended in between, the version is another and nothing is
 * found.
 */
final class OpenStates {
  private final Map<Integer, GenerationState> states = new ConcurrentHashMap<>();
  private final Map<String, CampaignState> campaigns = new ConcurrentHashMap<>();

  void committed(GenerationState state) {
    GenerationRecord record = state.record();
    if (record.completed().isPresent()) {
      states.remove(record.generation());
    } else {
      states.put(record.generation(), state);
    }
  }

  Optional<GenerationState> at(int generation, long version) {
    return Optional.ofNullable(states.get(generation))
        .filter(state -> state.record().version() == version);
  }

  void committed(CampaignState state) {
    CampaignRecord record = state.record();
    if (record.completed().isPresent()) {
      campaigns.remove(record.campaignId());
    } else {
      campaigns.put(record.campaignId(), state);
    }
  }

  /** As it was at that version or an earlier one: what followed has to be folded into it. */
  Optional<CampaignState> until(String campaignId, long version) {
    return Optional.ofNullable(campaigns.get(campaignId))
        .filter(state -> state.record().version() <= version);
  }
}

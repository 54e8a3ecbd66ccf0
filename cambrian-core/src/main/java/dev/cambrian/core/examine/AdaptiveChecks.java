package dev.cambrian.core.examine;

import dev.cambrian.core.spec.Contract;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Contracts against what failed most in one campaign, carried into the next ones for information
 * until they expire.
 *
 * @param campaign that they come from; letters, digits, {@code .}, {@code _} and {@code -}
 * @param specHash of the spec that they were written for
 * @param mode what failed, as {@link FailureMode#name()} tells it
 * @param validatedAgainst known-good generations, all of which keep every contract
 * @param lifetime into how many campaigns they are carried, at least 1
 * @param carriedInto those that they were carried into already
 */
public record AdaptiveChecks(
    String campaign,
    String specHash,
    String mode,
    List<Integer> validatedAgainst,
    int lifetime,
    List<String> carriedInto,
    List<Contract> contracts) {
  /** Into so many campaigns where nothing else is said. */
  public static final int LIFETIME = 5;

  private static final Pattern CAMPAIGN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

  public AdaptiveChecks {
    if (!CAMPAIGN.matcher(campaign).matches()
        || lifetime < 1
        || !carriedInto.stream().allMatch(it -> CAMPAIGN.matcher(it).matches())) {
      throw new IllegalArgumentException("no name of a campaign, or no lifetime");
    }
    validatedAgainst = List.copyOf(validatedAgainst);
    carriedInto = List.copyOf(carriedInto);
    contracts = List.copyOf(contracts);
  }

  /** Whether they are run in that campaign; never in the one that they come from. */
  public boolean activeIn(String another) {
    return !another.equals(campaign)
        && (carriedInto.contains(another) || carriedInto.size() < lifetime);
  }

  /** The same, carried into that campaign; nothing changes where they were or have expired. */
  public AdaptiveChecks carried(String another) {
    if (!activeIn(another) || carriedInto.contains(another)) {
      return this;
    }
    List<String> campaigns = new ArrayList<>(carriedInto);
    campaigns.add(another);
    return new AdaptiveChecks(
        campaign, specHash, mode, validatedAgainst, lifetime, campaigns, contracts);
  }

  /** Whether no further campaign will have them. */
  public boolean expired() {
    return carriedInto.size() >= lifetime;
  }

  /**
   * What is run in a campaign: the contracts of all that are active, the latest first, no two the
   * same, at most {@link WrittenContracts#MOST}.
   *
   * @param all the oldest first
   */
  public static List<Contract> of(List<AdaptiveChecks> all, String campaign) {
    Set<Contract> asked = new HashSet<>();
    Set<String> names = new HashSet<>();
    List<Contract> contracts = new ArrayList<>();
    for (AdaptiveChecks checks : all.reversed()) {
      for (Contract contract :
          checks.activeIn(campaign) ? checks.contracts() : List.<Contract>of()) {
        if (contracts.size() < WrittenContracts.MOST
            && asked.add(ContractAnswer.nameless(contract))) {
          String name = contract.name();
          for (int n = 2; !names.add(name); n++) {
            name = contract.name() + " (" + n + ")";
          }
          contracts.add(ContractAnswer.named(contract, name));
        }
      }
    }
    return List.copyOf(contracts);
  }
}

package dev.cambrian.core.mutation;

import java.util.Locale;
import java.util.Optional;

/** Why a proposal is refused without a trial, in the order in which it is told. */
public enum ProposalRule {
  /** No answer that can be read, or no text that can be a spec. */
  UNREADABLE,
  /** Longer than the campaign's rules allow a spec to become. */
  TOO_LONG,
  /** Byte for byte the parent. */
  NO_CHANGE,
  /** Byte for byte the base, the donor or another known spec. */
  KNOWN_SPEC,
  /** One of these but for white space, case and Markdown's punctuation, see {@link Fingerprint}. */
  NEAR_EQUAL,
  /** A byte of the front matter is another. */
  FRONT_MATTER_CHANGED,
  /**
   * The FROZEN blocks are not those of the base: byte for byte, with the same names, in the same
   * order, below the same headings.
   */
  FROZEN_CHANGED,
  /** The contracts are not those of the base. */
  CONTRACT_CHANGED,
  /** The vectors are not those of the base, those that do not count included. */
  VECTOR_CHANGED,
  /** The commands or the toolchain are not those of the base. */
  ENTRY_CHANGED,
  /** A heading of the parent is gone, changed or in another place. */
  HEADING_LOST,
  /**
   * Outside of the edited section stands one MUST, MUST NOT, SHALL, SHALL NOT or REQUIRED of RFC
   * 2119 less.
   */
  MUST_WEAKENED,
  /** A byte outside of the edited section is another. */
  OUTSIDE_CHANGED,
  /** An error of {@link dev.cambrian.core.spec.SpecLint}, or a warning that the parent has not. */
  LINT;

  /** The name in events, such as {@code frozen-changed}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<ProposalRule> of(String id) {
    for (ProposalRule rule : values()) {
      if (rule.id().equals(id)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }
}

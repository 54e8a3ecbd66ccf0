package dev.cambrian.core.mutation;

/** What a model's answer to a {@link ProposalTask} holds. */
public sealed interface ProposalAnswer {

  /**
   * A text for {@link ProposalGate}; nothing of it is checked.
   *
   * @param child the parent's text with another section, put together by code
   * @param section the new section's text, as it stands in the child
   * @param rationale in the model's words: hostile text without control characters, at most {@link
   *     Proposals#MAX_RATIONALE} characters; may be empty
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Proposed(byte[] child, String section, String rationale) implements ProposalAnswer {}

  /**
   * @param refusal of the rule {@link ProposalRule#UNREADABLE}
   */
  record Unreadable(Refusal refusal) implements ProposalAnswer {}
}

package dev.cambrian.core.mutation;

import dev.cambrian.core.spec.Spec;
import java.util.Optional;
import java.util.Set;

/**
 * A text that may become a spec of a campaign; any bytes, whoever put them together.
 *
 * @param base of the campaign
 * @param parent that was to be changed
 * @param sectionId the one section of the parent in which it was
 * @param child what came of it
 * @param donor from which a section was taken over
 * @param known all specs of the campaign, refused and accepted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Candidate(
    Spec base,
    Spec parent,
    String sectionId,
    byte[] child,
    Optional<Spec> donor,
    Set<Fingerprint> known) {
  public Candidate {
    known = Set.copyOf(known);
  }
}

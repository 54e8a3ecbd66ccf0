package dev.cambrian.core.mutation;

import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.spec.Spec;
import java.util.Optional;

/**
 * What a model is to do with one section.
 *
 * @param operator any but {@link Operator#COPY}
 * @param base of the campaign, by whose length that of the child is bounded
 * @param sectionId of a section of the parent that is evolvable
 * @param traces of the parent's offspring
 * @param donor present exactly for {@link Operator#TRANSPLANT}
 * @param notes on what touching this or that section did before; empty where nothing is known
 */
public record ProposalTask(
    Operator operator,
    Spec base,
    Spec parent,
    String sectionId,
    FailureTraces traces,
    Optional<Donor> donor,
    String notes,
    Rules rules) {

  /**
   * Another spec, and a section in it of which the parent's is to take something over.
   *
   * @param traces of the donor's offspring
   */
  public record Donor(Spec spec, String sectionId, FailureTraces traces) {
    public Donor {
      require(
          Sections.of(spec)
              .find(sectionId)
              .filter(it -> it.kind() == Section.Kind.PROSE)
              .isPresent(),
          "the donor has no prose in a section " + sectionId);
    }

    Section section() {
      return Sections.of(spec).find(sectionId).orElseThrow();
    }
  }

  public ProposalTask {
    require(operator != Operator.COPY, "nobody is asked for a copy");
    require(
        donor.isPresent() == (operator == Operator.TRANSPLANT),
        "a donor is given exactly for a transplant");
    require(
        Sections.of(parent).find(sectionId).filter(Section::evolvable).isPresent(),
        "the parent has no evolvable section " + sectionId);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }

  Section section() {
    return Sections.of(parent).find(sectionId).orElseThrow();
  }
}

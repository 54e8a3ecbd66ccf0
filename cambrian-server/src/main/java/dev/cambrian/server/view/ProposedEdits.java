package dev.cambrian.server.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.artifact.AnswerParser;
import dev.cambrian.core.artifact.AnswerRejectedException;
import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.Proposal;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.history.History;
import dev.cambrian.core.mutation.Section;
import dev.cambrian.core.mutation.SectionDiff.Change;
import dev.cambrian.core.mutation.SectionDiff.Status;
import dev.cambrian.core.mutation.Sections;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.server.git.LineDiff;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What proposals changed, or would have changed. What a proposal that has ended changed is found
 * once and remembered. Safe for use by many threads.
 */
public final class ProposedEdits {
  private static final int REMEMBERED = 500;
  private static final int MOST_ROWS = 400;

  /** The file of an answer that holds the section's new text. */
  private static final String SECTION = "section.md";

  private final History history;
  private final Map<String, List<SpecComparison.Entry>> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(
                Map.Entry<String, List<SpecComparison.Entry>> eldest) {
              return size() > REMEMBERED;
            }
          });

  public ProposedEdits(History history) {
    this.history = history;
  }

  /**
   * The sections that differ from the parent's: of an accepted proposal those of the spec that it
   * made, of a refused one the section that was answered. None where nothing can be read.
   */
  public List<SpecComparison.Entry> of(Campaign campaign, Proposal proposal) {
    if (proposal.open()) {
      return List.of();
    }
    String key = "%s/%d".formatted(campaign.id(), proposal.number());
    List<SpecComparison.Entry> found = known.get(key);
    if (found == null) {
      found = found(campaign, proposal);
      known.put(key, found);
    }
    return found;
  }

  private List<SpecComparison.Entry> found(Campaign campaign, Proposal proposal) {
    Optional<Sections> parent =
        SpecDetail.sections(history, campaign.specHash(proposal.asked().parent()));
    if (parent.isEmpty()) {
      return List.of();
    }
    if (proposal.accepted().isPresent()) {
      return SpecDetail.sections(history, proposal.accepted().get().specHash())
          .map(it -> SpecComparison.of(parent.get(), it).differing())
          .orElse(List.of());
    }
    return proposal
        .asked()
        .section()
        .flatMap(parent.get()::find)
        .flatMap(section -> answered(proposal).map(it -> refused(section, it)))
        .map(List::of)
        .orElse(List.of());
  }

  private Optional<String> answered(Proposal proposal) {
    return proposal
        .answered()
        .map(CampaignEvent.ProposalAnswered::answerBlob)
        .flatMap(history::get)
        .map(it -> new String(it, UTF_8))
        .flatMap(ProposedEdits::section);
  }

  private static Optional<String> section(String answer) {
    try {
      byte[] text = AnswerParser.parse(answer, Toolchain.PYTHON, "spec/SPEC.md").get(SECTION);
      return Optional.ofNullable(text).map(it -> new String(it, UTF_8));
    } catch (AnswerRejectedException unreadable) {
      // The reason of the refusal says so already.
      return Optional.empty();
    }
  }

  /** Blank lines around are the gate's to keep, and no change. */
  private static SpecComparison.Entry refused(Section section, String text) {
    String old = section.text().strip() + "\n";
    String proposed = text.replace("\r\n", "\n").strip() + "\n";
    Section after =
        new Section(
            section.id(),
            section.title(),
            section.level(),
            section.firstLine(),
            proposed,
            section.kind(),
            section.evolvable());
    return new SpecComparison.Entry(
        new Change(Status.CHANGED, Optional.of(section), Optional.of(after)),
        Optional.of(
            LineDiff.sideBySide(
                old, section.firstLine(), proposed, section.firstLine(), MOST_ROWS)));
  }
}

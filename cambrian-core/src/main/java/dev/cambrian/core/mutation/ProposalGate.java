package dev.cambrian.core.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.spec.Finding;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecLint;
import dev.cambrian.core.spec.SpecOutline;
import dev.cambrian.core.spec.Specs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides before any trial whether a text may become a spec of a campaign. It takes any bytes and
 * trusts nobody to have put them together well.
 *
 * <p>Why it is enough to compare text, headings and FROZEN blocks: a heading outside of all other
 * blocks ends every construct of Markdown that is open before it, and so does a FROZEN marker that
 * counts. Where all that follows the edited section is byte for byte the parent's, and each heading
 * and FROZEN block in it is still one, on its own line and not a copy elsewhere, it means what it
 * meant. Where a fence, a comment or a tag was left open that hides it, a heading or a block is
 * lost.
 */
public final class ProposalGate {
  private static final int MAX_REASON = 400;

  private final Candidate candidate;
  private final Rules rules;
  private final List<Refusal> refusals = new ArrayList<>();

  private ProposalGate(Candidate candidate, Rules rules) {
    this.candidate = candidate;
    this.rules = rules;
  }

  /**
   * Every rule that the child breaks, in the order of {@link ProposalRule}, each once; empty where
   * it may be tried. Of a child that is byte for byte another, or is no text, nothing else is told.
   * Never throws for anything that the child contains.
   *
   * @throws IllegalArgumentException if the parent has no section of that id
   */
  public static List<Refusal> check(Candidate candidate, Rules rules) {
    return new ProposalGate(candidate, rules).check();
  }

  private List<Refusal> check() {
    Section edited =
        Sections.of(candidate.parent())
            .find(candidate.sectionId())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the parent has no section " + candidate.sectionId()));
    byte[] child = candidate.child();
    List<Finding> findings = SpecLint.lint(candidate.parent().fileName(), child);
    Optional<SpecOutline> outline = SpecOutline.of(child);
    if (outline.isEmpty()) {
      refuse(
          ProposalRule.UNREADABLE,
          findings.stream()
              .filter(Finding::isError)
              .map(Finding::message)
              .findFirst()
              .orElse("this is no text"));
      return refusals;
    }
    length(child);
    if (equalsAnother(child)) {
      return refusals;
    }
    SpecOutline base = outline(candidate.base());
    OutsideComparison outside =
        new OutsideComparison(outline(candidate.parent()), outline.get(), edited);
    if (!frontMatter(base).equals(frontMatter(outline.get()))) {
      refuse(ProposalRule.FRONT_MATTER_CHANGED, "the front matter is not the base's");
    }
    frozen(base, outline.get(), outside);
    meaning(base, outline.get(), findings);
    outside.lostHeading().ifPresent(it -> refuse(ProposalRule.HEADING_LOST, it));
    outside(outside, edited);
    lint(findings);
    return refusals;
  }

  private void refuse(ProposalRule rule, String reason) {
    refusals.add(new Refusal(rule, Quote.bare(reason, MAX_REASON)));
  }

  private void length(byte[] child) {
    long most = (long) (candidate.base().text().getBytes(UTF_8).length * rules.growth());
    if (child.length > most) {
      refuse(
          ProposalRule.TOO_LONG,
          "the spec would have %d bytes, at most %d are allowed".formatted(child.length, most));
    }
  }

  private boolean equalsAnother(byte[] child) {
    if (Arrays.equals(child, candidate.parent().text().getBytes(UTF_8))) {
      refuse(ProposalRule.NO_CHANGE, "nothing of the parent was changed");
      return true;
    }
    Fingerprint own = Fingerprint.of(child).orElseThrow();
    List<Fingerprint> others =
        Stream.concat(
                Stream.concat(
                        Stream.of(candidate.base(), candidate.parent()), candidate.donor().stream())
                    .map(Fingerprint::of),
                candidate.known().stream())
            .toList();
    if (others.stream().anyMatch(it -> it.hash().equals(own.hash()))) {
      refuse(ProposalRule.KNOWN_SPEC, "this is the known spec " + own.hash());
      return true;
    }
    Optional<Fingerprint> near =
        others.stream().filter(it -> it.near().equals(own.near())).findFirst();
    near.ifPresent(
        it ->
            refuse(
                ProposalRule.NEAR_EQUAL,
                "only white space, case or punctuation differ from the spec " + it.hash()));
    return false;
  }

  private void frozen(SpecOutline base, SpecOutline child, OutsideComparison outside) {
    FrozenComparison.of(base, child)
        .or(
            () ->
                outside.hidesFrozen()
                    ? Optional.of("a FROZEN block is hidden where it stood")
                    : Optional.empty())
        .ifPresent(it -> refuse(ProposalRule.FROZEN_CHANGED, it));
  }

  private static String frontMatter(SpecOutline outline) {
    return outline.text(1, outline.frontMatterLines());
  }

  private void meaning(SpecOutline base, SpecOutline child, List<Finding> findings) {
    Optional<Spec> read =
        findings.stream().anyMatch(Finding::isError)
            ? Optional.empty()
            : Optional.of(Specs.parse(candidate.parent().fileName(), candidate.child()));
    Spec known = candidate.base();
    if (!fences(base, "contracts").equals(fences(child, "contracts"))
        || read.filter(it -> !it.contractsJson().equals(known.contractsJson())).isPresent()) {
      refuse(ProposalRule.CONTRACT_CHANGED, "the contracts are not those of the base");
    }
    if (!fences(base, "spec-vector").equals(fences(child, "spec-vector"))
        || read.filter(it -> !it.vectors().equals(known.vectors())).isPresent()) {
      refuse(ProposalRule.VECTOR_CHANGED, "the spec-vector blocks are not those of the base");
    }
    if (!fences(base, "entry").equals(fences(child, "entry"))
        || read.filter(it -> !startsLike(it, known)).isPresent()) {
      refuse(ProposalRule.ENTRY_CHANGED, "the commands or the toolchain are not those of the base");
    }
  }

  private static List<String> fences(SpecOutline outline, String kind) {
    return outline.fences().stream()
        .filter(it -> it.kind().equals(kind))
        .map(SpecOutline.Fence::content)
        .toList();
  }

  private static boolean startsLike(Spec child, Spec base) {
    return child.entry().equals(base.entry())
        && child.toolchain() == base.toolchain()
        && child.toolchainGiven() == base.toolchainGiven();
  }

  private void outside(OutsideComparison outside, Section edited) {
    List<String> weakened = outside.weakened();
    if (!weakened.isEmpty()) {
      refuse(
          ProposalRule.MUST_WEAKENED,
          "outside of the section %s less is demanded: %s"
              .formatted(edited.id(), String.join("; ", weakened)));
    }
    if (!outside.same()) {
      refuse(
          ProposalRule.OUTSIDE_CHANGED,
          "the text outside of the section %s is not the parent's".formatted(edited.id()));
    }
  }

  private void lint(List<Finding> findings) {
    Map<String, Integer> allowed = new HashMap<>();
    byte[] parent = candidate.parent().text().getBytes(UTF_8);
    SpecLint.lint(candidate.parent().fileName(), parent)
        .forEach(it -> allowed.merge(key(it), 1, Integer::sum));
    List<Finding> fresh =
        findings.stream()
            .filter(it -> it.isError() || allowed.merge(key(it), -1, Integer::sum) < 0)
            .sorted((one, other) -> one.severity().compareTo(other.severity()))
            .toList();
    if (!fresh.isEmpty()) {
      Finding first = fresh.getFirst();
      refuse(
          ProposalRule.LINT,
          "%s in line %d: %s%s"
              .formatted(
                  first.rule(),
                  first.line(),
                  first.message(),
                  fresh.size() > 1 ? "; and %d more".formatted(fresh.size() - 1) : ""));
    }
  }

  private static String key(Finding finding) {
    return finding.rule() + ": " + finding.message();
  }

  private static SpecOutline outline(Spec spec) {
    return SpecOutline.of(spec.text().getBytes(UTF_8)).orElseThrow();
  }
}

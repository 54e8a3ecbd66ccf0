package dev.cambrian.core.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.artifact.AnswerFormat;
import dev.cambrian.core.artifact.AnswerParser;
import dev.cambrian.core.artifact.AnswerRejectedException;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.mutation.ProposalAnswer.Proposed;
import dev.cambrian.core.mutation.ProposalAnswer.Unreadable;
import dev.cambrian.core.prompt.Templates;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a model for another text of one section, and reads what it answers. */
public final class Proposals {
  /** The most characters of a rationale that are kept. */
  public static final int MAX_RATIONALE = 1_000;

  /** The most bytes of the traces of one spec in a request. */
  public static final int MAX_TRACES = 16 * 1024;

  private static final int MAX_NOTES = 4_000;
  private static final int MAX_TITLE = 200;
  private static final String SECTION = "section.md";
  private static final String RATIONALE = "rationale.md";
  private static final Templates TEMPLATES = new Templates(Proposals.class);

  private Proposals() {}

  /**
   * The request for a task; the same arguments give the same bytes.
   *
   * @param ordinal see {@link LlmRequest}
   * @param maxTokens the most output tokens, at least 1
   */
  public static LlmRequest request(ProposalTask task, int ordinal, String model, int maxTokens) {
    return new LlmRequest(
        task.parent().hash(),
        Purpose.PROPOSE,
        ordinal,
        model,
        TEMPLATES.text("propose.md"),
        List.of(specification(task.parent()), Message.user(task(task))),
        maxTokens);
  }

  private static Message specification(Spec parent) {
    return Message.user(
            "The specification, `%s`:\n\n<specification>\n%s</specification>\n"
                .formatted(parent.fileName(), lineEnded(parent.text())))
        .cached();
  }

  private static String task(ProposalTask task) {
    String assignment =
        task.donor()
            .map(it -> transplant(task.section(), it))
            .orElseGet(
                () ->
                    TEMPLATES.fill(
                        task.operator().id() + ".md", Map.of("title", title(task.section()))));
    long most = (long) (bytes(task.base().text()) * task.rules().growth());
    long others = bytes(task.parent().text()) - bytes(task.section().text());
    return TEMPLATES.fill(
        "task.md",
        Map.of(
            "assignment",
            assignment.strip(),
            "section",
            AnswerFormat.block(SECTION, lineEnded(task.section().text()).getBytes(UTF_8)).strip(),
            "traces",
            task.traces().text(MAX_TRACES).strip(),
            "notes",
            Untrusted.inBlock(Untrusted.start(Untrusted.clean(task.notes()), MAX_NOTES)),
            "bytes",
            Long.toString(Math.max(0, most - others))));
  }

  private static long bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  private static String transplant(Section section, ProposalTask.Donor donor) {
    return TEMPLATES.fill(
        "transplant.md",
        Map.of(
            "title",
            title(section),
            "donortitle",
            title(donor.section()),
            "donor",
            Untrusted.inBlock(Untrusted.fenced(donor.section().text())),
            "donortraces",
            donor.traces().text(MAX_TRACES).strip()));
  }

  private static String title(Section section) {
    String title = Untrusted.line(section.title(), MAX_TITLE);
    return title.isEmpty() ? "(what stands before the first heading)" : title;
  }

  private static String lineEnded(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }

  /** The child that an answer proposes, or why there is none. Never throws for any answer. */
  public static ProposalAnswer read(ProposalTask task, String answer) {
    Map<String, byte[]> files;
    try {
      files = AnswerParser.parse(answer, task.parent().toolchain(), task.parent().artifactPath());
    } catch (AnswerRejectedException e) {
      return unreadable("%s (%s)".formatted(e.reason(), e.rule()));
    }
    Optional<String> other =
        files.keySet().stream()
            .filter(it -> !it.equals(SECTION) && !it.equals(RATIONALE))
            .findFirst();
    if (other.isPresent()) {
      return unreadable(
          "only section.md and rationale.md are asked for, not " + Quote.of(other.get(), 100));
    }
    byte[] section = files.get(SECTION);
    if (section == null) {
      return unreadable("there is no file block section.md");
    }
    String text = new String(section, UTF_8);
    if (text.isBlank()) {
      return unreadable("section.md is empty");
    }
    String fitted = fitted(text, task.section().text());
    return new Proposed(
        Sections.of(task.parent()).replacing(task.sectionId(), fitted).getBytes(UTF_8),
        fitted,
        rationale(files.getOrDefault(RATIONALE, new byte[0])));
  }

  private static Unreadable unreadable(String reason) {
    return new Unreadable(new Refusal(ProposalRule.UNREADABLE, reason));
  }

  /** With the line ends of the old section, and its blank lines before and behind. */
  private static String fitted(String text, String old) {
    String plain = text.replace("\r\n", "\n");
    int start = leading(plain);
    String body = plain.substring(start, plain.stripTrailing().length());
    String ends = old.contains("\r\n") ? body.replace("\n", "\r\n") : body;
    return old.substring(0, leading(old)) + ends + old.substring(old.stripTrailing().length());
  }

  /** Where the first line begins that is not blank. */
  private static int leading(String text) {
    int first = text.length() - text.stripLeading().length();
    return text.lastIndexOf('\n', first - 1) + 1;
  }

  private static String rationale(byte[] bytes) {
    String clean = Untrusted.clean(new String(bytes, UTF_8)).strip();
    return Untrusted.start(clean, MAX_RATIONALE).strip();
  }
}

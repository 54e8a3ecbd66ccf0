package dev.cambrian.core.spec;

import dev.cambrian.core.Sha256;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The bytes of a spec, from outside in: name, encoding, front matter, body. */
final class SpecReader {
  /** Names that mean something else in an artifact: build wrappers, and git's directory. */
  private static final Set<String> TAKEN =
      Set.of("mvnw", "mvnw.cmd", "mvnwdebug", "mvnwdebug.cmd", "gradlew", "gradlew.bat", "git~1");

  /**
   * @param spec present exactly where no finding is an error
   */
  record Outcome(List<Finding> findings, Optional<Spec> spec) {}

  private SpecReader() {}

  static Outcome read(String fileName, byte[] bytes) {
    Findings findings = new Findings();
    checkName(fileName, findings);
    if (bytes.length > Specs.MAX_BYTES) {
      findings.error(
          "file-too-large", 0, "the spec has more than 4 MiB; move what is not for the model out");
      return failed(findings);
    }
    Optional<String> decoded = decode(bytes, findings);
    if (decoded.isEmpty()) {
      return failed(findings);
    }
    String text = decoded.get();
    boolean mark = text.startsWith("\uFEFF");
    if (mark) {
      findings.warning("byte-order-mark", 1, "the file begins with a byte order mark; remove it");
    }
    String content = mark ? text.substring(1) : text;
    if (content.isBlank()) {
      findings.error("empty-spec", 0, "the spec is empty; describe what is to be grown");
      return failed(findings);
    }
    SourceText source = SourceText.of(content);
    if (source.lines().size() > Specs.MAX_LINES) {
      findings.error(
          "too-many-lines", 0, "the spec has more than 50,000 lines; move what is not prose out");
      return failed(findings);
    }
    findings.lastLine(source.lines().size());
    FrontMatter front = FrontMatter.read(source, findings);
    SpecBody body = SpecBody.read(source, front, findings);
    if (findings.hasError()) {
      return failed(findings);
    }
    Spec spec =
        new Spec(
            fileName,
            text,
            Sha256.of(bytes),
            front.title().or(body::firstHeading).orElse(fileName),
            front.version().orElse("0"),
            body.toolchain().orElse(Toolchain.JAVA),
            body.toolchain().isPresent(),
            body.systemPrompt(),
            body.entry(),
            body.contractsJson(),
            body.contracts(),
            body.vectors(),
            body.frozenBlocks());
    return new Outcome(findings.sorted(), Optional.of(spec));
  }

  private static Outcome failed(Findings findings) {
    return new Outcome(findings.sorted(), Optional.empty());
  }

  /** Narrower than the rule for artifact paths, under which every copy of a spec must fall. */
  private static void checkName(String name, Findings findings) {
    boolean fits =
        !name.isEmpty()
            && name.length() <= 100
            && name.chars().allMatch(c -> c >= ' ' && c <= '~' && "/\\:*?\"<>|%".indexOf(c) < 0)
            && "-~. ".indexOf(name.charAt(0)) < 0
            && ". ".indexOf(name.charAt(name.length() - 1)) < 0
            && !TAKEN.contains(name.toLowerCase(Locale.ROOT));
    if (!fits) {
      findings.error(
          "file-name",
          0,
          "an artifact cannot keep a copy under this name; rename the file to letters, digits and"
              + " - _ . of at most 100 characters");
    }
  }

  static Optional<String> decode(byte[] bytes, Findings findings) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        if (bytes[i] == '\n') {
          line++;
        }
      }
      findings.error("not-utf-8", line, "this line is not UTF-8; save the file as UTF-8");
      return Optional.empty();
    }
    return Optional.of(out.flip().toString());
  }
}

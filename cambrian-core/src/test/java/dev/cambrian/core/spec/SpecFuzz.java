package dev.cambrian.core.spec;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.artifact.ArtifactPath;
import dev.cambrian.core.fuzz.Law;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The name of a file on a line of its own, then the bytes of the spec. */
final class SpecFuzz {
  private SpecFuzz() {}

  static void fuzz(byte[] input) {
    int line = 0;
    while (line < input.length && input[line] != '\n') {
      line++;
    }
    String name = new String(input, 0, line, StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOfRange(input, Math.min(line + 1, input.length), input.length);
    List<Finding> findings = SpecLint.lint(name, bytes);
    areTold(findings, bytes);
    boolean sound = findings.stream().noneMatch(Finding::isError);
    Spec spec;
    try {
      spec = Specs.parse(name, bytes);
    } catch (SpecException e) {
      Law.holds(!sound, "refused without an error");
      return;
    }
    Law.holds(sound, "accepted with an error");
    Law.holds(
        Arrays.equals(spec.text().getBytes(StandardCharsets.UTF_8), bytes), "its text is another");
    Law.holds(spec.hash().equals(Sha256.of(bytes)), "its hash is another");
    Law.holds(
        ArtifactPath.violation(spec.artifactPath(), spec.toolchain()).isEmpty(),
        "an artifact cannot keep its copy");
    Law.holds(!spec.title().isBlank() && !spec.version().isBlank(), "no title or no version");
    Entry entry = spec.entry();
    Law.holds(
        !entry.build().isBlank()
            && !entry.test().isBlank()
            && !entry.start().isBlank()
            && entry.health().startsWith("http://"),
        "a command is blank");
    Law.holds(spec.systemPrompt().filter(String::isBlank).isEmpty(), "the prompt is blank");
    Law.holds(
        Contracts.read(spec.contractsJson()).equals(spec.contracts()),
        "the manifest's contracts are not those of the spec");
    areProtected(spec);
    Law.holds(Specs.parse(name, bytes).equals(spec), "read twice it differs");
  }

  private static void areTold(List<Finding> findings, byte[] bytes) {
    int lines = 1;
    for (byte b : bytes) {
      if (b == '\n' || b == '\r') {
        lines++;
      }
    }
    Law.holds(findings.size() <= 2 * Findings.MAX, "too many findings");
    for (Finding finding : findings) {
      Law.isMessage(finding.message(), 800);
      Law.holds(finding.line() >= 0 && finding.line() <= lines, "no such line: " + finding.line());
    }
  }

  private static void areProtected(Spec spec) {
    Set<String> names = new HashSet<>();
    int end = 0;
    for (FrozenBlock block : spec.frozenBlocks()) {
      Law.holds(names.add(block.name()), "two FROZEN blocks of one name");
      Law.holds(block.beginLine() > end && block.endLine() > block.beginLine(), "they overlap");
      Law.holds(spec.text().contains(block.text()), "a FROZEN block is not of the text");
      end = block.endLine();
    }
    Law.holds(
        spec.vectors().isEmpty() || names.contains(SpecBody.VECTORS_BLOCK),
        "a vector counts outside its FROZEN block");
  }
}

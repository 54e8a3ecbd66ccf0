package dev.cambrian.server.organism;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * What the keeper of an organism, {@code keeper.pl}, reads on its standard input: records of one
 * letter, a head and a body, the latter two with their length in four bytes before them, and in the
 * end the letter {@code E}. {@code L}: a limit or setting by its name; {@code V}: a variable of the
 * organism's environment; {@code R}: a file of root's, the head being its mode in octal, a space
 * and its path; {@code A}: a file of the artifact by its path; {@code B}: the build command; {@code
 * S}: the start command.
 *
 * <p>The token goes this way, so that no argument, label or inspection shows it.
 */
final class KeeperOrder {
  private static final String SCRIPT = "keeper.pl";

  /** Of statfs, on amd64 and on aarch64. */
  private static final Map<String, String> STATFS = Map.of("amd64", "137", "aarch64", "43");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** The program that reads it. */
  static String keeper() {
    try (InputStream script = KeeperOrder.class.getResourceAsStream(SCRIPT)) {
      if (script == null) {
        throw new IOException(SCRIPT + " is missing from the jar");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Limits, variables and artifact of an organism.
   *
   * @param workspace where it lives, as its keeper sees it
   * @param spec the file that it grows from, as it sees it
   * @param calls numbers of system calls
   * @param filter of system calls; empty: none
   */
  static KeeperOrder of(
      Birth birth,
      Map<String, String> environment,
      String workspace,
      String spec,
      String calls,
      String filter) {
    StartOrder order = birth.order();
    OrganismLimits limits = order.limits();
    KeeperOrder keeper = new KeeperOrder();
    keeper.limit("workspace", workspace);
    keeper.limit("memory", limits.memoryBytes());
    keeper.limit("tasks", limits.tasks());
    keeper.limit("disk", limits.diskBytes());
    keeper.limit("files", limits.files());
    keeper.limit("lifetime", seconds(limits.lifetime().toMillis()));
    keeper.limit("build", seconds(limits.build().toMillis()));
    keeper.limit("grace", seconds(limits.grace().toMillis()));
    keeper.limit("output", limits.logBytes());
    keeper.limit("calls", calls + "," + STATFS.getOrDefault(System.getProperty("os.arch"), "0"));
    keeper.limit("filter", filter);
    environment.forEach(keeper::variable);
    keeper.variable("ANTHROPIC_API_KEY", birth.token());
    keeper.variable("CAMBRIAN_GENERATION", String.valueOf(order.generation()));
    keeper.variable("CAMBRIAN_SPEC_PATH", spec);
    keeper.variable("CAMBRIAN_MODEL", order.model());
    keeper.variable("CAMBRIAN_ESCALATION_MODEL", order.escalationModel());
    keeper.variable("CAMBRIAN_MAX_GENS", String.valueOf(order.maxGens()));
    keeper.variable("CAMBRIAN_MAX_RETRIES", String.valueOf(order.maxRetries()));
    keeper.variable("CAMBRIAN_MAX_PARSE_RETRIES", String.valueOf(order.maxParseRetries()));
    keeper.variable("CAMBRIAN_TOKEN_BUDGET", String.valueOf(order.tokenBudget()));
    keeper.variable("CAMBRIAN_WORKSPACE", workspace + "/offspring");
    birth.files().forEach((path, content) -> keeper.record('A', path, content));
    keeper.record('B', "", text(birth.own().entry().build()));
    keeper.record('S', "", text(birth.own().entry().start()));
    return keeper;
  }

  private static String seconds(long millis) {
    return "%d.%03d".formatted(millis / 1000, millis % 1000);
  }

  void limit(String name, long value) {
    limit(name, String.valueOf(value));
  }

  void limit(String name, String value) {
    record('L', name, text(value));
  }

  private void variable(String name, String value) {
    record('V', name, text(value));
  }

  /**
   * A file of root's, in a directory that is root's.
   *
   * @param mode in octal, such as {@code 0755}
   */
  void file(String mode, String path, byte[] content) {
    record('R', mode + " " + path, content);
  }

  private void record(char letter, String head, byte[] body) {
    byte[] name = text(head);
    try {
      out.writeByte(letter);
      out.writeInt(name.length);
      out.write(name);
      out.writeInt(body.length);
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] whole() {
    byte[] records = bytes.toByteArray();
    byte[] whole = Arrays.copyOf(records, records.length + 1);
    whole[records.length] = 'E';
    return whole;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

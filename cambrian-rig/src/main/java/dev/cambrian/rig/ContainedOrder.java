package dev.cambrian.rig;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.ContractException;
import dev.cambrian.core.spec.Spec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the rig in a container is told on its standard input, which no process of the artifact can
 * read: the line {@code cambrian-order 1}, the run's key of 32 bytes, and then four parts, each as
 * its length in four bytes, big end first, and so many bytes: the job as JSON, with what the
 * trusted spec says, what only informs as JSON, the text of that spec, and the artifact as a tar.
 * The input stays open for as long as somebody waits for the answer, and where that ends, so does
 * the rig; unless the job has {@code longest-ms}: then the rig goes on without anybody, for so long
 * at most.
 *
 * <p>The spec is read by who gives the order, so that nothing in the container has to understand
 * Markdown and YAML, which takes as long as all the rest of its start.
 */
final class ContainedOrder {
  private static final byte[] MAGIC = "cambrian-order 1\n".getBytes(StandardCharsets.US_ASCII);

  /** The largest part is the tar of 16 MiB of files, their headers and the spec's copy. */
  private static final int MOST = 64 << 20;

  private final RunSeal.Run run;
  private final byte[] key;
  private final RigLimits limits;
  private final Spec spec;
  private final byte[] measures;
  private final byte[] tar;
  private final Optional<Duration> longest;

  /**
   * An order that is worth nothing without the one who gave it.
   *
   * @param key that only the two ends know; in no environment and on no command line
   * @param measures as {@link OrderedMeasures} writes it
   */
  ContainedOrder(
      RunSeal.Run run, byte[] key, RigLimits limits, Spec spec, byte[] measures, byte[] tar) {
    this(run, key, limits, spec, measures, tar, Optional.empty());
  }

  private ContainedOrder(
      RunSeal.Run run,
      byte[] key,
      RigLimits limits,
      Spec spec,
      byte[] measures,
      byte[] tar,
      Optional<Duration> longest) {
    this.run = run;
    this.key = key;
    this.limits = limits;
    this.spec = spec;
    this.measures = measures;
    this.tar = tar;
    this.longest = longest;
  }

  /** The same, to be carried out whoever waits, within that time. */
  ContainedOrder lasting(Duration time) {
    return new ContainedOrder(run, key, limits, spec, measures, tar, Optional.of(time));
  }

  RunSeal.Run run() {
    return run;
  }

  RunSeal seal() {
    return new RunSeal(run, key);
  }

  RigLimits limits() {
    return limits;
  }

  /** Its name, text and hash, and what its blocks mean to a rig. */
  Spec spec() {
    return spec;
  }

  byte[] measures() {
    return measures;
  }

  byte[] tar() {
    return tar;
  }

  byte[] key() {
    return key;
  }

  /** How long the rig may go on without anybody; empty where it may not at all. */
  Optional<Duration> longest() {
    return longest;
  }

  void write(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.write(MAGIC);
    data.write(key);
    byte[] job = job().getBytes(StandardCharsets.UTF_8);
    byte[] text = spec.text().getBytes(StandardCharsets.UTF_8);
    for (byte[] part : new byte[][] {job, measures, text, tar}) {
      data.writeInt(part.length);
      data.write(part);
    }
    data.flush();
  }

  /**
   * Reads one.
   *
   * @throws IOException where there is none
   */
  static ContainedOrder read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    if (!Arrays.equals(data.readNBytes(MAGIC.length), MAGIC)) {
      throw new IOException(
          "no order of this version on standard input; the rig's image and the rig differ");
    }
    byte[] key = data.readNBytes(RunSeal.KEY_BYTES);
    byte[] job = part(data);
    byte[] measures = part(data);
    byte[] spec = part(data);
    byte[] tar = part(data);
    try {
      return of(Members.of(StrictJson.read(job)), key, measures, spec, tar);
    } catch (JsonException
        | MalformedJsonException
        | ContractException
        | IllegalArgumentException e) {
      throw new IOException("the order's job cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] part(DataInputStream data) throws IOException {
    int length = data.readInt();
    if (length < 0 || length > MOST) {
      throw new IOException("a part of the order has a length of " + length);
    }
    byte[] part = data.readNBytes(length);
    if (part.length < length) {
      throw new IOException("the order ends too early");
    }
    return part;
  }

  private String job() {
    ObjectNode json = Json.object();
    json.put("run-id", run.id());
    json.put("generation", run.generation());
    json.put("artifact-hash", run.artifactHash());
    json.set("spec", OrderedSpec.toJson(spec));
    json.put("build-ms", limits.build().toMillis());
    json.put("test-ms", limits.test().toMillis());
    json.put("start-ms", limits.start().toMillis());
    json.put("contract-ms", limits.contract().toMillis());
    json.put("stop-ms", limits.stop().toMillis());
    json.put("output-bytes", limits.outputBytes());
    json.put("file-bytes", limits.fileBytes());
    json.put("disk-bytes", limits.resources().diskBytes());
    json.put("files", limits.resources().files());
    json.put("memory-bytes", limits.resources().memoryBytes());
    json.put("tasks", limits.resources().tasks());
    longest.ifPresent(it -> json.put("longest-ms", it.toMillis()));
    return Json.write(json);
  }

  private static ContainedOrder of(
      Members job, byte[] key, byte[] measures, byte[] spec, byte[] tar) {
    RigLimits limits =
        new RigLimits(
            duration(job, "build-ms"),
            duration(job, "test-ms"),
            duration(job, "start-ms"),
            duration(job, "contract-ms"),
            duration(job, "stop-ms"),
            job.requireLong("output-bytes", 1),
            job.requireLong("file-bytes", 1),
            new ResourceLimits(
                job.requireLong("disk-bytes", 1),
                job.requireInt("files", 1),
                job.requireLong("memory-bytes", 1),
                job.requireInt("tasks", 1)));
    RunSeal.Run run =
        new RunSeal.Run(
            job.requireString("run-id"),
            job.requireInt("generation", 0),
            job.requireString("artifact-hash"));
    Optional<Duration> longest =
        job.has("longest-ms") ? Optional.of(duration(job, "longest-ms")) : Optional.empty();
    Spec told = OrderedSpec.read(job.requireObject("spec"), spec);
    return new ContainedOrder(run, key, limits, told, measures, tar, longest);
  }

  private static Duration duration(Members job, String name) {
    return Duration.ofMillis(job.requireLong(name, 1));
  }
}

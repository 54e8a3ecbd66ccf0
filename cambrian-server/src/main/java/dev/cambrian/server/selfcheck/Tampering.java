package dev.cambrian.server.selfcheck;

import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.StrictJson;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is done to a sealed artifact before it is judged, one operation a line: {@code append PATH},
 * {@code add PATH}, {@code remove PATH}, {@code symlink PATH TARGET}, {@code hardlink PATH}, {@code
 * fifo PATH}, {@code socket PATH}, {@code device PATH}, {@code many COUNT}, {@code deep COUNT},
 * {@code member NAME JSON}, {@code text JSON}, {@code rehash}.
 */
final class Tampering {
  private static final String ADDED = "x = 1\n";

  private final Path artifact;

  Tampering(Path artifact) {
    this.artifact = artifact;
  }

  void apply(String operation) throws IOException {
    String[] words = operation.split(" ", 3);
    switch (words[0]) {
      case "append" -> Files.writeString(at(words[1]), "\n", StandardOpenOption.APPEND);
      case "add" -> Files.writeString(made(words[1]), ADDED);
      case "remove" -> Files.delete(at(words[1]));
      case "symlink" -> symlink(words[1], words[2]);
      case "hardlink" -> Files.createLink(artifact.resolveSibling("second-name"), at(words[1]));
      case "fifo" -> program("mkfifo", made(words[1]).toString());
      case "device" -> program("mknod", made(words[1]).toString(), "c", "1", "3");
      case "socket" -> socket(made(words[1]));
      case "many" -> many(Integer.parseInt(words[1]));
      case "deep" -> deep(Integer.parseInt(words[1]));
      case "member" -> member(words[1], StrictJson.read(words[2]));
      case "text" ->
          Files.writeString(
              manifest(), StrictJson.read(operation.substring("text ".length())).stringValue());
      case "rehash" -> rehash();
      default -> throw new IllegalArgumentException("unknown tampering: " + operation);
    }
  }

  private Path at(String path) {
    return artifact.resolve(path);
  }

  private Path made(String path) throws IOException {
    Path file = at(path);
    Files.createDirectories(file.resolveSibling(""));
    return file;
  }

  private Path manifest() {
    return at(Manifest.FILE_NAME);
  }

  private void symlink(String path, String target) throws IOException {
    Files.deleteIfExists(at(path));
    Files.createSymbolicLink(made(path), Path.of(target));
  }

  /** The name stays when the socket is closed. */
  private static void socket(Path file) throws IOException {
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(file));
    }
  }

  private void many(int count) throws IOException {
    Path directory = Files.createDirectory(at("many"));
    for (int i = 0; i < count; i++) {
      Files.createFile(directory.resolve(String.format(Locale.ROOT, "%06d", i)));
    }
  }

  private void deep(int count) throws IOException {
    Files.createDirectories(at("d/".repeat(count)));
  }

  private void member(String name, JsonNode value) throws IOException {
    ObjectNode json = (ObjectNode) Json.parse(Files.readAllBytes(manifest()));
    json.set(name, value);
    Files.writeString(manifest(), Json.write(json));
  }

  /** The manifest's hash becomes that of the files as they are now, as who knows the rule does. */
  private void rehash() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (JsonNode path : Json.parse(Files.readAllBytes(manifest())).get("files")) {
      if (Files.isRegularFile(at(path.stringValue()))) {
        files.put(path.stringValue(), Files.readAllBytes(at(path.stringValue())));
      }
    }
    member("artifact-hash", StrictJson.read("\"" + ArtifactHash.of(files) + "\""));
  }

  private static void program(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.PIPE)
            .start();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(
            "%s did not work: %s"
                .formatted(
                    String.join(" ", command),
                    new String(process.getInputStream().readNBytes(200), StandardCharsets.UTF_8)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}

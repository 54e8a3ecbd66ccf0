package dev.cambrian.server.genome;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Prime that listens: the code that the genome gives to copy, and the rest as a person wrote it,
 * which lies in the tests' resources. It shares no class with this project.
 */
final class WrittenPrime implements AutoCloseable {
  static final Page GENOME = Page.at("spec/CAMBRIAN-SPEC.md");
  static final int GENERATION = 7;

  private static final Pattern TYPE =
      Pattern.compile("^(?:final class|record|interface) (\\w+)", Pattern.MULTILINE);

  private final HttpClient client = HttpClient.newHttpClient();
  private final URLClassLoader classes;
  private final HttpServer server;

  private WrittenPrime(URLClassLoader classes, HttpServer server) {
    this.classes = classes;
    this.server = server;
  }

  /** The classes that the genome gives, by their names. */
  static List<String> given() {
    return sources().stream().map(WrittenPrime::name).toList();
  }

  static WrittenPrime start(Path directory) throws Exception {
    Path sources = Files.createDirectories(directory.resolve("sources"));
    Path rest = Page.ROOT.resolve("cambrian-server/src/test/resources/genome/prime");
    try (Stream<Path> files = Files.list(rest)) {
      for (Path file : files.toList()) {
        Files.copy(file, sources.resolve(file.getFileName()));
      }
    }
    for (String source : sources()) {
      // One that both have would hide the other.
      Files.writeString(Files.createFile(sources.resolve(name(source) + ".java")), source);
    }
    Path compiled = Files.createDirectories(directory.resolve("classes"));
    compile(sources, compiled);
    URLClassLoader classes =
        new URLClassLoader(
            new URL[] {compiled.toUri().toURL()}, WrittenPrime.class.getClassLoader());
    Class<?> status = classes.loadClass("prime.Status");
    Constructor<?> ofGeneration = status.getDeclaredConstructor(int.class);
    ofGeneration.setAccessible(true);
    Method start =
        classes.loadClass("prime.PrimeServer").getDeclaredMethod("start", int.class, status);
    start.setAccessible(true);
    return new WrittenPrime(
        classes, (HttpServer) start.invoke(null, 0, ofGeneration.newInstance(GENERATION)));
  }

  private static List<String> sources() {
    return GENOME.fences("java").stream().filter(it -> it.startsWith("package prime;")).toList();
  }

  private static String name(String source) {
    Matcher type = TYPE.matcher(source);
    assertThat(type.find()).as(source).isTrue();
    return type.group(1);
  }

  private static void compile(Path sources, Path target) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> all = Files.list(sources)) {
      List<Path> main = all.filter(it -> !it.endsWith("FakeHost.java")).sorted().toList();
      List<String> options =
          List.of("-Xlint:all", "-proc:none", "--release", "25", "-d", target.toString());
      boolean compiled =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(main))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
    assertThat(said.toString()).isEmpty();
  }

  /** What it answers. */
  record Answer(int status, Map<String, List<String>> headers, String body) {
    JsonNode json() {
      return StrictJson.read(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  Answer post(String path, ObjectNode body) throws Exception {
    return send(
        HttpRequest.newBuilder(at(path))
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
            .build());
  }

  Answer ask(Contract contract) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at(contract.path()))
            .method(
                contract.method().name(),
                contract
                    .body()
                    .map(it -> HttpRequest.BodyPublishers.ofString(Json.write(it)))
                    .orElseGet(HttpRequest.BodyPublishers::noBody));
    contract.headers().forEach(request::header);
    return send(request.build());
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private Answer send(HttpRequest request) throws Exception {
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.headers().map(), response.body());
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
    client.close();
    classes.close();
  }
}

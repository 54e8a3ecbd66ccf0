package dev.cambrian.server.bench;

import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The machine's Chromium, without a window, as a process of its own. */
final class Chromium implements AutoCloseable {
  private static final String PLACE = "CAMBRIAN_BROWSER";
  private static final List<String> PLACES =
      List.of(
          "/usr/bin/chromium",
          "/usr/bin/chromium-browser",
          "/usr/bin/google-chrome",
          "/usr/bin/google-chrome-stable");

  /** What mends it where there is none. */
  static final String MISSING =
      "no Chromium: install the package chromium, or set %s to where one is".formatted(PLACE);

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Process process;
  private final DevTools tools;

  private Chromium(Process process, DevTools tools) {
    this.process = process;
    this.tools = tools;
  }

  /** Where it is on this machine. */
  static Optional<Path> find(Map<String, String> environment) {
    return Stream.concat(
            Stream.ofNullable(environment.get(PLACE)).filter(it -> !it.isBlank()), PLACES.stream())
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * With nothing open.
   *
   * @param profile an empty directory for all that it writes
   */
  static Chromium start(Path program, Path profile) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless=new",
                // Root has no sandbox of Chromium's; the pages are this build's own.
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-extensions",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("out.log").toFile())
            .start();
    try {
      return new Chromium(process, DevTools.at(address(process, profile)));
    } catch (RuntimeException | IOException | InterruptedException e) {
      end(process);
      throw e;
    }
  }

  private static URI address(Process process, Path profile)
      throws IOException, InterruptedException {
    Path told = profile.resolve("DevToolsActivePort");
    long began = System.nanoTime();
    while (true) {
      if (Files.isRegularFile(told)) {
        List<String> lines = Files.readAllLines(told);
        if (lines.size() == 2) {
          return URI.create("ws://127.0.0.1:%s%s".formatted(lines.get(0), lines.get(1)));
        }
      }
      if (!process.isAlive()) {
        ChildJvm.await(process, "Chromium", profile.resolve("out.log"));
        throw new BenchException("Chromium ended before it listened");
      }
      if (System.nanoTime() - began > START.toNanos()) {
        throw new BenchException("Chromium did not listen within " + START.toSeconds() + " s");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Its name and version. */
  String version() throws InterruptedException {
    return tools
        .call(Optional.empty(), "Browser.getVersion", Json.object())
        .path("product")
        .asString("");
  }

  /** An empty page that knows nothing of what others have loaded. */
  Tab open() throws InterruptedException {
    String context = browser("Target.createBrowserContext", Json.object(), "browserContextId");
    String target =
        browser(
            "Target.createTarget",
            Json.object().put("url", "about:blank").put("browserContextId", context),
            "targetId");
    String session =
        browser(
            "Target.attachToTarget",
            Json.object().put("targetId", target).put("flatten", true),
            "sessionId");
    Tab tab = new Tab(context, session);
    tab.call("Page.enable", Json.object());
    return tab;
  }

  private String browser(String method, ObjectNode parameters, String result)
      throws InterruptedException {
    return tools.call(Optional.empty(), method, parameters).path(result).asString();
  }

  @Override
  public void close() {
    tools.close();
    end(process);
  }

  /** All of its processes: what still wrote would keep the profile from being removed. */
  private static void end(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    process.destroy();
    try {
      var _ = process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
      for (ProcessHandle it : all) {
        it.destroyForcibly();
      }
      long began = System.nanoTime();
      while (all.stream().anyMatch(ProcessHandle::isAlive)
          && System.nanoTime() - began < STOP.toNanos()) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } catch (InterruptedException e) {
      all.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  /** One page. */
  final class Tab implements AutoCloseable {
    private final String context;
    private final String session;

    private Tab(String context, String session) {
      this.context = context;
      this.session = session;
    }

    /** Returns as soon as the answer begins to come. */
    void go(String address) throws InterruptedException {
      JsonNode gone = call("Page.navigate", Json.object().put("url", address));
      if (gone.has("errorText")) {
        throw new BenchException(
            "Chromium cannot show %s: %s".formatted(address, gone.path("errorText").asString()));
      }
    }

    /** The text that a script gives; where it promises one, after that has come. */
    String run(String script) throws InterruptedException {
      JsonNode ran =
          call(
              "Runtime.evaluate",
              Json.object()
                  .put("expression", script)
                  .put("awaitPromise", true)
                  .put("returnByValue", true));
      if (ran.has("exceptionDetails")) {
        throw new BenchException(
            "a script in the page failed: "
                + ran.at("/exceptionDetails/exception/description").asString(""));
      }
      return ran.at("/result/value").asString("");
    }

    /**
     * Gives the page's scripts a function of one text.
     *
     * @param listener is called on another thread
     */
    void give(String name, Consumer<String> listener) throws InterruptedException {
      tools.on(
          session,
          "Runtime.bindingCalled",
          it -> {
            if (it.path("name").asString("").equals(name)) {
              listener.accept(it.path("payload").asString(""));
            }
          });
      call("Runtime.enable", Json.object());
      call("Runtime.addBinding", Json.object().put("name", name));
    }

    private JsonNode call(String method, ObjectNode parameters) throws InterruptedException {
      return tools.call(Optional.of(session), method, parameters);
    }

    @Override
    public void close() {
      try {
        var _ =
            tools.call(
                Optional.empty(),
                "Target.disposeBrowserContext",
                Json.object().put("browserContextId", context));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

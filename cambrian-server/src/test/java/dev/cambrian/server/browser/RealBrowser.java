package dev.cambrian.server.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test the machine's Chromium, which is started once for all of them. Where there is none
 * the test is skipped; with {@code CI=true} it fails.
 */
final class RealBrowser implements ExecutionCondition, ParameterResolver {
  private static final String PLACE = "CAMBRIAN_BROWSER";
  private static final List<String> PLACES =
      List.of(
          "/usr/bin/chromium",
          "/usr/bin/chromium-browser",
          "/usr/bin/google-chrome",
          "/usr/bin/google-chrome-stable");

  /** No download of browsers, whatever the environment says. */
  private static final Map<String, String> DRIVER = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");

  /** What runs until the last test has ended. */
  private record Running(Playwright playwright, Browser browser) implements AutoCloseable {
    static Running start() {
      Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(DRIVER));
      // Root has no sandbox of Chromium's; the pages are this build's own.
      LaunchOptions options =
          new LaunchOptions()
              .setExecutablePath(place().orElseThrow())
              .setArgs(
                  List.of(
                      "--no-sandbox",
                      "--disable-dev-shm-usage",
                      "--disable-gpu",
                      "--disable-background-networking",
                      "--disable-component-update"));
      return new Running(playwright, playwright.chromium().launch(options));
    }

    @Override
    public void close() {
      browser.close();
      playwright.close();
    }
  }

  private static Optional<Path> place() {
    return Stream.concat(
            Stream.ofNullable(System.getenv(PLACE)).filter(it -> !it.isBlank()), PLACES.stream())
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (place().isPresent()) {
      return ConditionEvaluationResult.enabled("there is a browser");
    }
    String reason =
        "no Chromium: install the package chromium, or set %s to where one is".formatted(PLACE);
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError("with CI=true this test has to run: " + reason);
    }
    return ConditionEvaluationResult.disabled(reason);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Browser.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(RealBrowser.class))
        .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
        .browser();
  }
}

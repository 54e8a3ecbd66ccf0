package dev.cambrian.server.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import dev.cambrian.server.bench.InstalledChromium;
import java.util.List;
import java.util.Map;
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
  /** No download of browsers, whatever the environment says. */
  private static final Map<String, String> DRIVER = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");

  /** What runs until the last test has ended. */
  private record Running(Playwright playwright, Browser browser) implements AutoCloseable {
    static Running start() {
      Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(DRIVER));
      // Root has no sandbox of Chromium's; the pages are this build's own.
      LaunchOptions options =
          new LaunchOptions()
              .setExecutablePath(InstalledChromium.find().orElseThrow())
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

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (InstalledChromium.find().isPresent()) {
      return ConditionEvaluationResult.enabled("there is a browser");
    }
    String reason = InstalledChromium.MISSING;
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

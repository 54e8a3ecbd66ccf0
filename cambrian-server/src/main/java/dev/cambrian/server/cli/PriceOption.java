package dev.cambrian.server.cli;

import dev.cambrian.core.llm.LlmSettingsException;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.server.home.CambrianHome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --prices}. */
final class PriceOption {
  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "Prices that go before the built-in ones, which 'cambrian prices' lists; else prices.json of the home.")
  private @Nullable Path prices;

  /**
   * The prices that the option or the home names, before the built-in ones.
   *
   * @throws CliException where they cannot be read
   */
  Prices of(CambrianHome at) {
    Path own = prices == null ? at.directory().resolve("prices.json") : prices;
    if (prices == null && !Files.exists(own)) {
      return Prices.builtIn();
    }
    try {
      return Prices.builtIn().overriddenBy(own);
    } catch (LlmSettingsException e) {
      String option = prices == null ? "" : "--prices: ";
      throw new CliException(ExitStatus.USAGE, option + e.getMessage(), e);
    }
  }
}

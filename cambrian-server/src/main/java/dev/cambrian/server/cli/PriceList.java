package dev.cambrian.server.cli;

import dev.cambrian.core.llm.LlmSettingsException;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.server.home.CambrianHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The prices that the option {@code --prices} or the home names, before the built-in ones. */
final class PriceList {
  private PriceList() {}

  /**
   * @throws CliException where they cannot be read
   */
  static Prices of(CambrianHome at, Optional<Path> named) {
    Path own = named.orElse(at.directory().resolve("prices.json"));
    if (named.isEmpty() && !Files.exists(own)) {
      return Prices.builtIn();
    }
    try {
      return Prices.builtIn().overriddenBy(own);
    } catch (LlmSettingsException e) {
      String option = named.isEmpty() ? "" : "--prices: ";
      throw new CliException(ExitStatus.USAGE, option + e.getMessage(), e);
    }
  }
}

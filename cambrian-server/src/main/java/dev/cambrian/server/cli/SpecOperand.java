package dev.cambrian.server.cli;

import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.server.home.CambrianHome;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A spec of a campaign as a command line names it: {@code ID[:NODE]} or {@code :NODE} of the home,
 * {@code DIR[#ID][:NODE]} of another home or an export. A directory is told by its slash.
 *
 * @param directory that of another home or an export
 * @param campaign empty where none is named
 * @param node empty for the one that the campaign ended with
 */
record SpecOperand(Optional<Path> directory, String campaign, OptionalInt node) {
  private static final Pattern ELSEWHERE =
      Pattern.compile("(?s)(.*?)(?:#([a-z0-9-]+))?(?::([0-9]{1,6}))?");

  static final class Converter implements ITypeConverter<SpecOperand> {
    @Override
    public SpecOperand convert(String text) {
      return text.contains("/") ? elsewhere(text) : here(text);
    }

    private static SpecOperand elsewhere(String text) {
      Matcher parts = ELSEWHERE.matcher(text);
      if (!parts.matches()) {
        throw new TypeConversionException("'%s' names no spec".formatted(text));
      }
      String node = parts.group(3);
      try {
        return new SpecOperand(
            Optional.of(Path.of(parts.group(1))),
            Optional.ofNullable(parts.group(2)).map(CampaignId::checked).orElse(""),
            node == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(node)));
      } catch (InvalidPathException e) {
        throw new TypeConversionException("'%s' is no directory".formatted(text));
      }
    }

    private static SpecOperand here(String text) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        return new SpecOperand(Optional.empty(), CampaignId.checked(text), OptionalInt.empty());
      }
      String node = text.substring(colon + 1);
      if (!node.matches("[0-9]{1,6}")) {
        throw new TypeConversionException(
            "'%s' is not the number of a node; 'cambrian campaign show' tells them"
                .formatted(node));
      }
      return new SpecOperand(
          Optional.empty(),
          colon == 0 ? "" : CampaignId.checked(text.substring(0, colon)),
          OptionalInt.of(Integer.parseInt(node)));
    }
  }

  /**
   * The campaign's id: that which is named, else the one of an export or the only one.
   *
   * @throws CliException where there is none, or there are several
   */
  String id(History history) {
    if (directory.isEmpty() || !campaign.isEmpty()) {
      refuseDirectory(history);
      return CampaignId.of(history, campaign);
    }
    Path at = directory.get();
    Optional<String> exported =
        new CambrianHome(at).isExport() ? CampaignTrials.exported(at) : Optional.empty();
    List<String> ids = history.campaigns().stream().map(CampaignRecord::campaignId).toList();
    return exported
        .filter(ids::contains)
        .or(() -> CampaignId.only(history, "name one as %s#ID".formatted(at)))
        .orElseThrow(() -> CliException.usage("there is no campaign in %s".formatted(at)));
  }

  /** Named as a campaign of the home, which has none of that id. */
  private void refuseDirectory(History history) {
    if (directory.isEmpty()
        && !campaign.isEmpty()
        && history.campaign(campaign).isEmpty()
        && new CambrianHome(Path.of(campaign)).hasHistory()) {
      throw CliException.usage(
          "there is no campaign %s here; the directory of that name is named with a slash: ./%s%s"
              .formatted(campaign, campaign, node.isPresent() ? ":" + node.getAsInt() : ""));
    }
  }
}

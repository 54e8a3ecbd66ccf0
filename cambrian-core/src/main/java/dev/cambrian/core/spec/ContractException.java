package dev.cambrian.core.spec;

import dev.cambrian.core.CambrianException;
import java.util.List;

/** A list of contracts cannot be evaluated. */
public final class ContractException extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final transient List<Finding> findings;

  ContractException(List<Finding> findings) {
    super(findings.getFirst().message() + " (" + findings.getFirst().rule() + ")");
    this.findings = List.copyOf(findings);
  }

  /** The errors, without lines. */
  public List<Finding> findings() {
    return findings;
  }
}

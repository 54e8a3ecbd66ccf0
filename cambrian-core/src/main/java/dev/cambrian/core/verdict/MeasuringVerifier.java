package dev.cambrian.core.verdict;

/** Has another verifier measure every artifact by the same things, for information. */
public final class MeasuringVerifier implements Verifier {
  private final Verifier verifier;
  private final Measures measures;

  public MeasuringVerifier(Verifier verifier, Measures measures) {
    this.verifier = verifier;
    this.measures = measures;
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    return verifier.verify(request.withMeasures(measures), listener);
  }

  @Override
  public String isolation() {
    return verifier.isolation();
  }
}

package prime;

/** Tokens that were sent and received. */
record Usage(long input, long output) {
  static final Usage NONE = new Usage(0, 0);

  Usage plus(Usage other) {
    return new Usage(input + other.input, output + other.output);
  }

  long total() {
    return input + output;
  }
}

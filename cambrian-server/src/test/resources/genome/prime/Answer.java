package prime;

/** A whole answer of a model. */
record Answer(String text, String model, String stopReason, Usage usage) {}

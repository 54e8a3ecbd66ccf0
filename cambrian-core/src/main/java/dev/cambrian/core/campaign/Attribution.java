package dev.cambrian.core.campaign;

/** What touching each section of a campaign's specs has done. */
record Attribution(String notes) {
  static Attribution of(Campaign campaign, long before) {
    return new Attribution("");
  }
}

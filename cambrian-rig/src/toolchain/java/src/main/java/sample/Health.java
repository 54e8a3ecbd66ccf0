package sample;

public record Health(boolean ok) {}

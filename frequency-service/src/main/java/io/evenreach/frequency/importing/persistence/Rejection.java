package io.evenreach.frequency.importing.persistence;

/** A row that was left out, and why. */
public record Rejection(long line, String code, String detail) {}

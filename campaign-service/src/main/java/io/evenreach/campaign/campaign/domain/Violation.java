package io.evenreach.campaign.campaign.domain;

/**
 * One thing wrong with a definition.
 *
 * @param pointer RFC 6901 pointer into the definition as it was sent
 */
public record Violation(String pointer, String code, String message) {}

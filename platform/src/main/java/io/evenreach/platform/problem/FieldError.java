package io.evenreach.platform.problem;

/**
 * What is wrong with one field.
 *
 * @param pointer JSON pointer (RFC 6901) into the request body, or the name of a parameter
 * @param code from the closed catalogue, such as {@code UNKNOWN_FIELD}
 */
public record FieldError(String pointer, String code, String message) {}

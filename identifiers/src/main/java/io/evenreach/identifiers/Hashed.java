package io.evenreach.identifiers;

/**
 * An identifier after hashing: what services keep and pass on.
 *
 * @param type the canonical type (a pre-hashed phone is a phone)
 * @param mask what may be shown of the value
 */
public record Hashed(IdentifierType type, String scope, IdentifierKey key, String mask) {}

package io.evenreach.contracts.identity;

/**
 * An identifier after hashing.
 *
 * @param type canonical type on the wire
 * @param key 64 hexadecimal digits
 * @param mask what may be shown of the value
 */
public record KeyedIdentifier(String type, String scope, String key, String mask) {}

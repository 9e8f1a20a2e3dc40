package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import java.nio.charset.StandardCharsets;

/** Identifiers of one type and scope: what limits and degrees are counted over. */
public record Kind(IdentifierType type, String scope) {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final char LAST_OF_ASCII = 0x7f;

    /** What the limit of this identifier's type is counted over: its scope, or all scopes. */
    static Kind limited(Rules rules, TypedKey key) {
        return new Kind(key.type(), rules.limitedPerScope(key.type()) ? key.scope() : "");
    }

    /** A fingerprint that stays the same in every process and release (FNV-1a, 64 bits). */
    long fingerprint() {
        return plus(plus(plus(FNV_OFFSET, type.wireName()), "|"), scope);
    }

    private static long plus(long before, String text) {
        long hash = before;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each > LAST_OF_ASCII) {
                return plusEncoded(hash, text.substring(i));
            }
            hash = (hash ^ each) * FNV_PRIME;
        }
        return hash;
    }

    private static long plusEncoded(long before, String text) {
        long hash = before;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}

package io.evenreach.kernel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4), which every Java platform has. Thread-safe. */
public final class Sha256 {

    private static final MessageDigest FRESH = lookedUp();

    private Sha256() {}

    /** A digest to feed piece by piece; each caller has its own. */
    public static MessageDigest digest() {
        // Looking an algorithm up costs more than digesting a short text.
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("the JDK's own SHA-256 can be cloned", impossible);
        }
    }

    public static byte[] of(byte[] bytes) {
        return digest().digest(bytes);
    }

    /** Of a text in UTF-8. */
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest lookedUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}

package io.evenreach.guidecommerce.wire;

import io.evenreach.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The entity tag of what is kept without a version: a digest of its answer in quotes (RFC 9110, section 8.8.3). */
public final class EntityTag {

    private static final int BYTES = 8;

    private EntityTag() {}

    /** @param answer a record, whose text names every field */
    public static String of(Record answer) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(answer.toString().getBytes(StandardCharsets.UTF_8));
            return "\"" + HexFormat.of().formatHex(digest, 0, BYTES) + "\"";
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /** Whether {@code ifMatch} admits what is there now; absent it admits everything, and given never what is not there. */
    public static boolean admits(@Nullable String ifMatch, @Nullable Record now) {
        return ifMatch == null
                || (now != null
                        && Arrays.stream(ifMatch.split(","))
                                .map(String::strip)
                                .anyMatch(tag -> tag.equals("*") || tag.equals(of(now))));
    }

    /** A 412: somebody changed it since the caller looked. */
    public static ProblemException stale() {
        return new ProblemException(
                HttpStatus.PRECONDITION_FAILED, "STALE_VERSION", "It has changed since. Read it again.");
    }
}

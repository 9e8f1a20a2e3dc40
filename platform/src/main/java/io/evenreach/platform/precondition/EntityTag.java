package io.evenreach.platform.precondition;

import io.evenreach.kernel.Sha256;
import io.evenreach.platform.problem.ProblemException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The entity tag of something (RFC 9110, section 8.8.3): its version in quotes, or a digest of its answer where it has none. */
public final class EntityTag {

    private static final int DIGEST_BYTES = 8;

    private EntityTag() {}

    public static String of(long version) {
        return quoted(Long.toString(version));
    }

    /** @param answer of what is kept without a version: a record, whose text names every field */
    public static String of(Record answer) {
        return quoted(HexFormat.of().formatHex(Sha256.of(answer.toString()), 0, DIGEST_BYTES));
    }

    private static String quoted(String tag) {
        return "\"" + tag + "\"";
    }

    /**
     * Whether {@code ifMatch} admits the version; absent admits everything. Comparison is strong, so a weak tag admits
     * nothing.
     */
    public static boolean admits(@Nullable String ifMatch, long version) {
        return ifMatch == null || names(ifMatch, of(version));
    }

    /** The same of what is kept without a version; a tag never admits what is not there. */
    public static boolean admits(@Nullable String ifMatch, @Nullable Record now) {
        return ifMatch == null || (now != null && names(ifMatch, of(now)));
    }

    private static boolean names(String ifMatch, String now) {
        return Arrays.stream(ifMatch.split(",")).map(String::strip).anyMatch(tag -> tag.equals("*") || tag.equals(now));
    }

    /** A 412: somebody changed it since the caller looked. */
    public static ProblemException stale(long version) {
        return stale("It has changed since: it is at version " + version + " now. Read it again.");
    }

    public static ProblemException stale() {
        return stale("It has changed since. Read it again.");
    }

    private static ProblemException stale(String detail) {
        return new ProblemException(HttpStatus.PRECONDITION_FAILED, "STALE_VERSION", detail);
    }
}

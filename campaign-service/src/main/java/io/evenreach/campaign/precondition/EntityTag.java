package io.evenreach.campaign.precondition;

import io.evenreach.platform.problem.ProblemException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The entity tag of something with a version: the version in quotes (RFC 9110, section 8.8.3). */
public final class EntityTag {

    private EntityTag() {}

    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /**
     * Whether {@code ifMatch} admits the version; absent admits everything. Comparison is strong, so a weak tag admits
     * nothing.
     */
    public static boolean admits(@Nullable String ifMatch, long version) {
        return ifMatch == null
                || Arrays.stream(ifMatch.split(","))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(of(version)));
    }

    /** A 412: somebody changed it since the caller looked. */
    public static ProblemException stale(long version) {
        return new ProblemException(
                HttpStatus.PRECONDITION_FAILED,
                "STALE_VERSION",
                "It has changed since: it is at version " + version + " now. Read it again.");
    }
}

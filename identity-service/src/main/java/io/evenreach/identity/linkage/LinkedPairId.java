package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.Contacts.Between;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of the observation that a joined pair is in stitching.
 *
 * @param between the records whose identifiers it names
 */
record LinkedPairId(UUID runId, long pairId, Between between) {

    private static final Pattern TEXT =
            Pattern.compile("linkage ([0-9a-f-]{36}) pair (\\d{1,18}) records (\\d{1,18}) and (\\d{1,18})");

    static Optional<LinkedPairId> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new LinkedPairId(
                        UUID.fromString(parts.group(1)),
                        Long.parseLong(parts.group(2)),
                        new Between(Long.parseLong(parts.group(3)), Long.parseLong(parts.group(4)))))
                : Optional.empty();
    }

    String text() {
        return "linkage " + runId + " pair " + pairId + " records " + between.first() + " and " + between.second();
    }
}

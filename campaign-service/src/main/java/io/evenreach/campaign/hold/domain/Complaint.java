package io.evenreach.campaign.hold.domain;

import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.kernel.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a customer's complaint says, its identifiers already hashed.
 *
 * @param owner within whom the complaint's id is unique
 * @param domain where it was made, in the reporter's words
 */
public record Complaint(
        String owner,
        String complaintId,
        String domain,
        Severity severity,
        Instant openedAt,
        List<Hashed> identifiers) {

    public Complaint {
        identifiers = List.copyOf(identifiers);
    }

    public Set<IdentifierKey> keys() {
        return identifiers.stream().map(Hashed::key).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Equal for equal content, whatever the order of the identifiers: tells a repetition from a contradiction. */
    public byte[] digest() {
        StringBuilder content = new StringBuilder()
                .append(severity)
                .append('\n')
                .append(openedAt)
                .append('\n')
                .append(domain.length())
                .append(':')
                .append(domain);
        keys().forEach(key -> content.append('\n').append(key.hex()));
        return Sha256.of(content.toString());
    }
}

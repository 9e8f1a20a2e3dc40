package io.evenreach.contracts.frequency;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger changed, and now and then a whole history. All entries of a person are in one partition, that of the
 * profile id as Kafka's own partitioner chooses it, in the order of their versions. Entries may come again, also earlier
 * ones after later ones, and then everything after them comes again too. So a reader keeps the highest version of each
 * person: it takes a {@code CHANGE} only where its version is the next one, a {@code HISTORY} where its version is higher
 * than what it has, and leaves out all others.
 */
public record JournalPublished(List<Entry> entries) {

    /**
     * What there is to say of one person at one version. It may be in several parts, which follow each other, in one message
     * or over several: it is whole when the last one came; the first begins anew.
     *
     * @param version rises by one with each change
     * @param kind {@code CHANGE}: {@code changes} are to be applied in order to what was; {@code HISTORY}: they are all
     *     there is, whatever was before
     * @param undetermined whether this is no person but the bucket of a shared identifier
     * @param full whether asks are denied because there are as many touches as a history holds
     * @param at the ledger's clock for this person; never before that of the version before
     * @param part from 1
     * @param archived of a {@code HISTORY}, how many touches are in the archive; 0 in a {@code CHANGE}
     */
    public record Entry(
            UUID profileId,
            long version,
            String kind,
            boolean undetermined,
            boolean full,
            Instant at,
            int part,
            int parts,
            int archived,
            List<Change> changes) {}

    /**
     * What happened to one touch.
     *
     * @param kind {@code PUT}: the touch is this person's and looks like this now; {@code ARCHIVED}: likewise, and it is no
     *     longer in the history but one more in the archive; {@code REMOVED}: it is no longer this person's, or a dead grant
     *     that was forgotten, and where it is not in the history there is one less in the archive
     * @param touchId 16 hexadecimal digits
     * @param touch null where it was removed
     */
    public record Change(
            String kind, String touchId, @Nullable Touch touch) {}

    /**
     * One contact.
     *
     * @param filedUnder keyed hash of the identifier it follows, hexadecimal
     * @param strength of that identifier: {@code PERSON}, {@code DEVICE} or {@code COOKIE}
     * @param at when it was granted or, once shown, when it was shown
     * @param state {@code GRANTED}, {@code EXPIRED}, {@code RELEASED}, {@code CONFIRMED} or {@code UNGRANTED}
     * @param expiresAt when its grant expires; null where it never had one or no longer waits
     * @param remaining what the plan had left after this grant; 0 where it no longer waits
     * @param reporter the client of a partner that asked or reported, or {@code platform}
     * @param causes what was out of order with it
     * @param importId the import that brought it; null for live touches
     */
    public record Touch(
            UUID campaignId,
            String channel,
            String filedUnder,
            String strength,
            Instant at,
            String state,
            @Nullable Instant expiresAt,
            int remaining,
            String reporter,
            List<String> causes,
            @Nullable UUID importId) {}
}

package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.kernel.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids that follow from what a client sent, so that the same thing sent again is recognised wherever it is seen. */
public final class TouchIds {

    private TouchIds() {}

    /** The touch that a granted request becomes. */
    public static long ofRequest(String owner, String requestId) {
        return digest("request", owner, requestId).getLong();
    }

    /** What stands for (owner, exposureId) among all exposures ever counted. */
    public static UUID claimOf(String owner, String exposureId) {
        ByteBuffer digest = digest("exposure", owner, exposureId);
        return new UUID(digest.getLong(), digest.getLong());
    }

    /** The touch that an exposure becomes where it confirms no grant. */
    static long ofClaim(UUID claim) {
        return claim.getMostSignificantBits();
    }

    /**
     * What an exposure says, in a number: the same id with another one is a conflict. Identifiers are left out, because
     * the same exposure may be reported under another identifier of the person.
     */
    public static long contentOf(Expose exposure) {
        return digest(
                        exposure.campaignId().toString(),
                        exposure.channel(),
                        exposure.occurredAt().toString())
                .getLong();
    }

    /** Each part goes in as its length in two bytes and its text in UTF-8. */
    private static ByteBuffer digest(String... parts) {
        byte[][] texts = new byte[parts.length][];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            texts[i] = parts[i].getBytes(StandardCharsets.UTF_8);
            length += 2 + texts[i].length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] text : texts) {
            all.putShort((short) text.length).put(text);
        }
        return ByteBuffer.wrap(Sha256.of(all.array()));
    }
}

package io.evenreach.guidecommerce.books;

import io.evenreach.kernel.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Chains digests over the postings. Whoever changes an old entry must change every seal after it, so a seal that was noted
 * elsewhere tells.
 */
public final class Sealing {

    private static final Seal GENESIS = new Seal(0, new byte[32], 0);

    private Sealing() {}

    /** Where postings and their seals are kept. */
    public interface Book {

        /** The newest seal; null where there is none. */
        @Nullable
        Seal last();

        /** Puts the first postings that no seal has under this number; how many, at most so many. */
        int take(long number, int limit);

        /** SHA-256 of the postings under a number, in their order; null where there are none. */
        byte @Nullable [] contentUnder(long number);

        void keep(Seal seal);

        /** From the first seal on. */
        Iterable<Seal> seals();
    }

    /**
     * Seals postings that are not sealed yet, in one transaction of the caller's, whose caller is the only one to seal.
     *
     * @return whether there may be more of them
     */
    public static boolean sealSome(Book book, int limit) {
        Seal newest = book.last();
        Seal last = newest == null ? GENESIS : newest;
        long number = last.number() + 1;
        int taken = book.take(number, limit);
        if (taken == 0) {
            return false;
        }
        byte[] content = book.contentUnder(number);
        if (content == null) {
            throw new IllegalStateException("nothing is under seal " + number + " that " + taken + " were put under");
        }
        book.keep(new Seal(number, chained(last.digest(), content), taken));
        return taken == limit;
    }

    /** Digests everything anew, from the first posting on; the number of the first seal that does not fit, or empty. */
    public static OptionalLong firstBroken(Book book) {
        byte[] before = GENESIS.digest();
        for (Seal seal : book.seals()) {
            byte[] content = book.contentUnder(seal.number());
            if (content == null || !Arrays.equals(chained(before, content), seal.digest())) {
                return OptionalLong.of(seal.number());
            }
            before = seal.digest();
        }
        return OptionalLong.empty();
    }

    private static byte[] chained(byte[] before, byte[] content) {
        MessageDigest digest = Sha256.digest();
        digest.update(before);
        return digest.digest(content);
    }
}

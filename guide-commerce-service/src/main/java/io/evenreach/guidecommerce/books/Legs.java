package io.evenreach.guidecommerce.books;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What each party has of an amount, in minor units; together exactly the amount.
 *
 * <p>Nested floors: commission = ⌊net · commission⌋, guide = ⌊commission · share⌋, referrers = ⌊platform · share⌋ each out
 * of what is left, and whatever is cut off stays with the one it was cut from. Every leg grows with the amount or stays,
 * so the legs of less are never more: a refund that gives back {@code of(before) − of(after)} pays nobody, and any sequence
 * of refunds gives back exactly the legs. (Largest remainder is not like that: there a refund of 1 can pay a party.)
 *
 * @param platform what it keeps when the referrers have theirs
 * @param referrers from the guide's own referrer upwards
 */
public record Legs(long merchant, long guide, long platform, List<Long> referrers) {

    /** Paid depth of referral, whatever is configured. Three levels and more are what the law calls a pyramid. */
    public static final int REFERRAL_DEPTH_MAX = 2;

    public Legs {
        referrers = List.copyOf(referrers);
    }

    /**
     * @param referrers how many are paid
     * @throws IllegalArgumentException for a negative amount, or more referrers than {@link #REFERRAL_DEPTH_MAX}
     */
    public static Legs of(long net, Rates rates, int referrers) {
        if (net < 0 || referrers < 0 || referrers > REFERRAL_DEPTH_MAX) {
            throw new IllegalArgumentException("cannot split " + net + " with " + referrers + " referrers");
        }
        long commission = Rates.share(net, rates.commissionBps());
        long guide = Rates.share(commission, rates.guideShareBps());
        long platform = commission - guide;
        List<Long> shares = new ArrayList<>(referrers);
        for (int depth = 1; depth <= referrers; depth++) {
            long share = Rates.share(platform, rates.referrerShareOfPlatformBps());
            shares.add(share);
            platform -= share;
        }
        return new Legs(net - commission, guide, platform, shares);
    }

    public Legs minus(Legs other) {
        List<Long> shares = new ArrayList<>(referrers.size());
        for (int i = 0; i < referrers.size(); i++) {
            shares.add(referrers.get(i) - other.referrers.get(i));
        }
        return new Legs(merchant - other.merchant, guide - other.guide, platform - other.platform, shares);
    }

    /** The amount they are the legs of. */
    public long total() {
        return merchant + guide + platform + referral();
    }

    public long referral() {
        return referrers.stream().mapToLong(Long::longValue).sum();
    }

    /** The same where the platform keeps what referrers of these depths would have. */
    Legs without(Set<Integer> depths) {
        long kept = platform;
        List<Long> shares = new ArrayList<>(referrers);
        for (int depth : depths) {
            kept += shares.set(depth - 1, 0L);
        }
        return new Legs(merchant, guide, kept, shares);
    }

    /** What a payee of this depth has: the guide at 0, the referrers above. */
    public long payee(int depth) {
        return depth == 0 ? guide : referrers.get(depth - 1);
    }
}

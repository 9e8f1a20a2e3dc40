package io.evenreach.guidecommerce.books;

/**
 * How a sale is split, in basis points (1/10,000).
 *
 * @param commissionBps of the net price, for guide and platform together
 * @param guideShareBps of the commission
 * @param referrerShareOfPlatformBps of what is left to the platform, for whoever brought the guide
 */
public record Rates(int commissionBps, int guideShareBps, int referrerShareOfPlatformBps) {

    private static final int ALL = 10_000;

    public Rates {
        if (isNoShare(commissionBps) || isNoShare(guideShareBps) || isNoShare(referrerShareOfPlatformBps)) {
            throw new IllegalArgumentException("basis points are 0 to 10000");
        }
    }

    /** The same with a part only of the guide's share, rounded down; the rest stays with the platform. */
    public Rates forGuide(int partBps) {
        return new Rates(commissionBps, (int) share(guideShareBps, partBps), referrerShareOfPlatformBps);
    }

    /** The one of two that leaves the guide more, the first where they are equal. */
    public Rates betterForGuide(Rates other) {
        return other.guideWeight() > guideWeight() ? other : this;
    }

    private long guideWeight() {
        return (long) commissionBps * guideShareBps;
    }

    /** @throws ArithmeticException where the product leaves a long */
    static long share(long amount, int bps) {
        return Math.multiplyExact(amount, (long) bps) / ALL;
    }

    private static boolean isNoShare(int bps) {
        return bps < 0 || bps > ALL;
    }
}

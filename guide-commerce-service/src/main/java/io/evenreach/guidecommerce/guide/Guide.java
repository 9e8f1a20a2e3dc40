package io.evenreach.guidecommerce.guide;

import io.evenreach.guidecommerce.guide.domain.GuideStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A guide.
 *
 * @param statusSince when they came to stand where they do
 * @param reason what they were told of it; null where nothing was said
 * @param destinations where they know their way, such as {@code FR-BDX}
 * @param categories what they know, such as {@code wine}
 * @param referralCode what new guides give to say who brought them
 * @param referrerId who brought them
 * @param payee where they are paid; null until they say
 */
public record Guide(
        UUID guideId,
        long version,
        GuideStatus status,
        Instant statusSince,
        @Nullable String reason,
        String displayName,
        List<String> destinations,
        List<String> categories,
        List<String> languages,
        String referralCode,
        @Nullable UUID referrerId,
        @Nullable Payee payee) {

    /**
     * An account at a bank.
     *
     * @param account an IBAN, or what the bank of the country uses
     */
    public record Payee(
            String name, String account, @Nullable String bic) {}

    /** Whether new sales are theirs. */
    public boolean earns() {
        return status.earns();
    }

    /** Whether they are paid what they have earned. */
    public boolean isPaid() {
        return status.isPaid();
    }

    /** Whether they leave or have left of their own accord, so that a small amount need not wait for more. */
    public boolean isLeaving() {
        return status.isLeaving();
    }

    /** Whether they will not sell any more, so that no debt of theirs can be netted. */
    public boolean isGone() {
        return status.isGone();
    }
}

package io.evenreach.guidecommerce.books;

/**
 * An account.
 *
 * @param owner a merchant's or a guide's id; {@link #PLATFORM} for the platform's own
 * @param currency ISO 4217
 */
public record Account(AccountKind kind, String owner, String currency) {

    public static final String PLATFORM = "platform";

    public static Account ofPlatform(AccountKind kind, String currency) {
        return new Account(kind, PLATFORM, currency);
    }
}

package io.evenreach.identifiers;

/** What of an identifier may be shown to a person: enough to recognise one's own, too little to learn another's. */
public final class Mask {

    private static final int SHOWN = 2;

    private Mask() {}

    /** For example {@code 13*******34}, {@code a***@example.com}, {@code ab***yz}; pre-hashed values show nothing. */
    public static String of(Identifier identifier) {
        String value = identifier.value();
        return switch (identifier.type()) {
            case EMAIL -> {
                int at = value.indexOf('@');
                yield at < 1 ? "***" : value.charAt(0) + "***" + value.substring(at);
            }
            case PHONE_SHA256, EMAIL_SHA256 -> "***";
            default ->
                value.length() <= 3 * SHOWN
                        ? "***"
                        : value.substring(0, SHOWN) + "***" + value.substring(value.length() - SHOWN);
        };
    }
}

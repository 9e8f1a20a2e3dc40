package io.evenreach.identifiers;

/**
 * An identifier as somebody sent it.
 *
 * @param scope where the value is unique (app id, platform account, site, system, programme); empty where the type needs
 *     none
 * @param value in clear; never stored and never logged, which is why {@link #toString} hides it
 */
public record Identifier(IdentifierType type, String scope, String value) {

    public static Identifier of(IdentifierType type, String value) {
        return new Identifier(type, "", value);
    }

    @Override
    public String toString() {
        return type.wireName() + "|" + scope + "|***";
    }
}

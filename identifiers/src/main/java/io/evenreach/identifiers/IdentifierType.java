package io.evenreach.identifiers;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The identifier types known at the start, with the default rules for stitching them.
 *
 * <p>The limits are defaults: the identity rules may change them, but the wire names, scopes and hashed forms are part of
 * the key and therefore fixed.
 */
public enum IdentifierType {
    LOGIN_ID("login_id", "login_id", true, Strength.PERSON, 100, 1, 1),
    LOYALTY_ID("loyalty_id", "loyalty_id", true, Strength.PERSON, 90, 1, 1),
    WECHAT_UNIONID("wechat_unionid", "wechat_unionid", true, Strength.PERSON, 85, 1, 1),
    WECHAT_OPENID("wechat_openid", "wechat_openid", true, Strength.PERSON, 80, 1, 1),
    PHONE("phone", "phone", false, Strength.PERSON, 70, 5, 3),
    PHONE_SHA256("phone_sha256", "phone", false, Strength.PERSON, 70, 5, 3),
    EMAIL("email", "email", false, Strength.PERSON, 60, 5, 3),
    EMAIL_SHA256("email_sha256", "email", false, Strength.PERSON, 60, 5, 3),
    IDFA("idfa", "idfa", false, Strength.DEVICE, 40, 20, 5),
    OAID("oaid", "oaid", false, Strength.DEVICE, 40, 20, 5),
    GAID("gaid", "gaid", false, Strength.DEVICE, 40, 20, 5),
    COOKIE("cookie", "cookie", true, Strength.COOKIE, 20, 100, 5);

    private static final Map<String, IdentifierType> BY_WIRE_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(IdentifierType::wireName, Function.identity()));

    private final String wireName;
    private final String keyName;
    private final boolean scopeRequired;
    private final Strength strength;
    private final int priority;
    private final int perProfileLimit;
    private final int personsPerKeyLimit;

    IdentifierType(
            String wireName,
            String keyName,
            boolean scopeRequired,
            Strength strength,
            int priority,
            int perProfileLimit,
            int personsPerKeyLimit) {
        this.wireName = wireName;
        this.keyName = keyName;
        this.scopeRequired = scopeRequired;
        this.strength = strength;
        this.priority = priority;
        this.perProfileLimit = perProfileLimit;
        this.personsPerKeyLimit = personsPerKeyLimit;
    }

    /** The type of that name on the wire, such as {@code wechat_openid}. */
    public static Optional<IdentifierType> ofWireName(String wireName) {
        return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
    }

    public String wireName() {
        return wireName;
    }

    /** The type that enters the key: a pre-hashed phone and a clear phone are one key. */
    public String keyName() {
        return keyName;
    }

    /** The type that owns the rules of this one: {@code phone} for {@code phone_sha256}. */
    public IdentifierType canonical() {
        return switch (this) {
            case PHONE_SHA256 -> PHONE;
            case EMAIL_SHA256 -> EMAIL;
            default -> this;
        };
    }

    /** Whether the value is hashed by the sender (SHA-256 of the normalised value, in hex). */
    public boolean preHashed() {
        return this == PHONE_SHA256 || this == EMAIL_SHA256;
    }

    /** Whether the value means nothing without its scope: an openid is unique only per app, a cookie only per site. */
    public boolean scopeRequired() {
        return scopeRequired;
    }

    public Strength strength() {
        return strength;
    }

    /** Higher wins where identifiers disagree. */
    public int priority() {
        return priority;
    }

    /** How many of this type (per scope for scoped PERSON types) one profile may have. */
    public int perProfileLimit() {
        return perProfileLimit;
    }

    /** How many persons one value may be seen with before it is quarantined as shared. */
    public int personsPerKeyLimit() {
        return personsPerKeyLimit;
    }
}

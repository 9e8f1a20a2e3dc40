package io.evenreach.identifiers;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.evenreach.identifiers.Normalised.Blocked;
import io.evenreach.identifiers.Normalised.Reason;
import io.evenreach.identifiers.Normalised.Valid;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Brings values into the one form that is hashed, and blocks values that identify nobody. Immutable and thread-safe. */
public final class Normaliser {

    public static final int VALUE_LENGTH_MAX = 1024;
    public static final int SCOPE_LENGTH_MAX = 256;

    private static final Set<String> PLACEHOLDERS =
            Set.of("null", "undefined", "anonymous", "guest", "unknown", "n/a", "-1", "none", "nil", "nan");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");
    private static final int SAME_DIGIT_LENGTH_MIN = 8;

    private final PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
    private final String defaultRegion;

    /** @param defaultRegion ISO 3166 country of phone numbers written without a country code, such as {@code CN} */
    public Normaliser(String defaultRegion) {
        this.defaultRegion = defaultRegion;
    }

    /** The normal form of an identifier, or why it identifies nobody. */
    public Normalised normalise(Identifier raw) {
        if (raw.value().length() > VALUE_LENGTH_MAX || raw.scope().length() > SCOPE_LENGTH_MAX) {
            return new Blocked(Reason.TOO_LONG);
        }
        String value = Normalizer.normalize(raw.value(), Normalizer.Form.NFKC).strip();
        String scope = raw.scope().strip();
        if (value.isEmpty()) {
            return new Blocked(Reason.BLANK);
        }
        if (PLACEHOLDERS.contains(value.toLowerCase(Locale.ROOT))) {
            return new Blocked(Reason.JUNK);
        }
        if (raw.type().scopeRequired() && scope.isEmpty()) {
            return new Blocked(Reason.SCOPE_MISSING);
        }
        return switch (raw.type()) {
            case PHONE -> phone(scope, value);
            case EMAIL -> email(scope, value);
            case PHONE_SHA256, EMAIL_SHA256 -> preHashed(raw.type(), scope, value);
            case IDFA, OAID, GAID -> device(raw.type(), scope, value);
            case LOGIN_ID, LOYALTY_ID, WECHAT_OPENID, WECHAT_UNIONID, COOKIE ->
                new Valid(new Identifier(raw.type(), scope, value));
        };
    }

    private Normalised phone(String scope, String value) {
        String digits = value.replaceAll("\\D", "");
        if (digits.length() >= SAME_DIGIT_LENGTH_MIN
                && digits.chars().distinct().count() == 1) {
            return new Blocked(Reason.JUNK);
        }
        PhoneNumber number;
        try {
            number = phones.parse(value, defaultRegion);
        } catch (NumberParseException notANumber) {
            return new Blocked(Reason.MALFORMED);
        }
        if (!phones.isPossibleNumber(number)) {
            return new Blocked(Reason.MALFORMED);
        }
        String e164 = phones.format(number, PhoneNumberFormat.E164);
        if (FictionalNumbers.contain(number)) {
            return new Blocked(Reason.TEST_RANGE);
        }
        String national = Long.toString(number.getNationalNumber());
        if (national.length() >= SAME_DIGIT_LENGTH_MIN
                && national.chars().distinct().count() == 1) {
            return new Blocked(Reason.JUNK);
        }
        return new Valid(new Identifier(IdentifierType.PHONE, scope, e164));
    }

    private static Normalised email(String scope, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return EMAIL.matcher(lower).matches()
                ? new Valid(new Identifier(IdentifierType.EMAIL, scope, lower))
                : new Blocked(Reason.MALFORMED);
    }

    private static Normalised preHashed(IdentifierType type, String scope, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return SHA256.matcher(lower).matches()
                ? new Valid(new Identifier(type, scope, lower))
                : new Blocked(Reason.MALFORMED);
    }

    private static Normalised device(IdentifierType type, String scope, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        String bare = lower.replace("-", "");
        boolean oneCharacter = bare.length() >= SAME_DIGIT_LENGTH_MIN
                && bare.chars().distinct().count() == 1;
        return oneCharacter ? new Blocked(Reason.JUNK) : new Valid(new Identifier(type, scope, lower));
    }
}

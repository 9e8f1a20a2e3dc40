package io.evenreach.identifiers;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.Normalised.Blocked;
import io.evenreach.identifiers.Normalised.Reason;
import io.evenreach.identifiers.Normalised.Valid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormaliserTest {

    private final Normaliser normaliser = new Normaliser("CN");

    @ParameterizedTest
    @CsvSource({
        "phone, 138 0013 8000, +8613800138000",
        "phone, +86-13800138000, +8613800138000",
        "phone, 0086 13800138000, +8613800138000",
        "email, ' Ada@Example.COM ', ada@example.com",
        "idfa, AEBE52E7-03EE-455A-B3C4-E57283966239, aebe52e7-03ee-455a-b3c4-e57283966239",
    })
    void bringsValuesIntoOneForm(String type, String value, String expected) {
        assertThat(normaliser.normalise(identifier(type, "", value)))
                .isEqualTo(new Valid(identifier(type, "", expected)));
    }

    @ParameterizedTest
    @CsvSource({"login_id, 11", "login_id, 222", "loyalty_id, 1", "cookie, 00000000"})
    void acceptsShortNumericIdentifiers(String type, String value) {
        assertThat(normaliser.normalise(identifier(type, "shop", value))).isInstanceOf(Valid.class);
    }

    @ParameterizedTest
    @CsvSource({
        "login_id, shop, '  ', BLANK",
        "login_id, shop, NULL, JUNK",
        "cookie, site, undefined, JUNK",
        "email, '', n/a, JUNK",
        "phone, '', 00000000000, JUNK",
        "phone, '', 11111111, JUNK",
        "phone, '', hello, MALFORMED",
        "phone, '', +1 212 555 0123, TEST_RANGE",
        "email, '', ada@localhost, MALFORMED",
        "email_sha256, '', abc, MALFORMED",
        "idfa, '', 00000000-0000-0000-0000-000000000000, JUNK",
        "cookie, '', abc, SCOPE_MISSING",
        "wechat_openid, '', o6_bmjrPTlm6_2sgVt7hMZOPfL2M, SCOPE_MISSING",
    })
    void blocksValuesThatIdentifyNobody(String type, String scope, String value, Reason reason) {
        assertThat(normaliser.normalise(identifier(type, scope, value))).isEqualTo(new Blocked(reason));
    }

    private static Identifier identifier(String type, String scope, String value) {
        return new Identifier(IdentifierType.ofWireName(type).orElseThrow(), scope, value);
    }
}

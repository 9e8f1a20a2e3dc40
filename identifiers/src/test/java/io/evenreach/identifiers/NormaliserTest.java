package io.evenreach.identifiers;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identifiers.Normalised.Blocked;
import io.evenreach.identifiers.Normalised.Reason;
import io.evenreach.identifiers.Normalised.Valid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** The first and the last number of each range, and single ones. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+1 212 555 0100",
                "+1 876 555 0199",
                "+33 1 99 00 00 00",
                "+33 2 61 91 99 99",
                "+33 3 53 01 12 34",
                "+33 4 65 71 00 00",
                "+33 5 36 49 00 00",
                "+33 6 39 98 99 99",
                "+353 20 910 0000",
                "+353 20 919 9999",
                "+44 113 496 0000",
                "+44 121 496 0999",
                "+44 191 498 0123",
                "+44 20 7946 0958",
                "+44 28 9018 0000",
                "+44 29 2018 0999",
                "+44 1632 960001",
                "+44 3069 990000",
                "+44 7700 900999",
                "+44 8081 570000",
                "+44 909 8790999",
                "+46 31 390 06 00",
                "+46 40 628 04 99",
                "+46 8 465 004 00",
                "+46 980 31 92 99",
                "+46 70 174 06 05",
                "+46 70 174 06 99",
                "+49 30 23125000",
                "+49 69 90009999",
                "+49 40 66969123",
                "+49 221 4710000",
                "+49 89 99998999",
                "+49 171 3920000",
                "+49 171 3920099",
                "+49 176 04069000",
                "+49 152 28817386",
                "+49 174 9464308",
                "+61 2 5550 0000",
                "+61 8 7010 9999",
                "+61 491 570 006",
                "+61 491 579 760",
                "+61 1800 160 401",
                "+61 1300 975 711",
            })
    void blocksNumbersThatRegulatorsKeepForFiction(String value) {
        assertThat(normaliser.normalise(identifier("phone", "", value))).isEqualTo(new Blocked(Reason.TEST_RANGE));
    }

    /** Just beside the ranges people have telephones. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+1 212 555 0099",
                "+1 212 555 0200",
                "+33 1 98 99 99 99",
                "+33 6 39 99 00 00",
                "+353 20 920 0000",
                "+44 113 496 1000",
                "+44 20 7946 1000",
                "+44 7700 899999",
                "+44 7700 901000",
                "+46 70 174 06 04",
                "+46 70 174 07 00",
                "+46 31 390 07 00",
                "+49 30 23126000",
                "+49 171 3920100",
                "+49 176 04069100",
                "+49 152 28817387",
                "+61 2 5551 0000",
                "+61 491 570 007",
                "+61 1800 975 712",
            })
    void takesNumbersBesideThem(String value) {
        assertThat(normaliser.normalise(identifier("phone", "", value))).isInstanceOf(Valid.class);
    }

    private static Identifier identifier(String type, String scope, String value) {
        return new Identifier(IdentifierType.ofWireName(type).orElseThrow(), scope, value);
    }
}

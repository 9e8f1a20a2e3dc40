package io.evenreach.identity.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Strength;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {

    private final Rules rules = Rules.defaults();

    @Test
    void startsWithThePublishedTable() {
        assertThat(rules.of(IdentifierType.LOGIN_ID)).isEqualTo(new TypeRule(Strength.PERSON, 100, 1, 1));
        assertThat(rules.of(IdentifierType.LOYALTY_ID)).isEqualTo(new TypeRule(Strength.PERSON, 90, 1, 1));
        assertThat(rules.of(IdentifierType.WECHAT_UNIONID)).isEqualTo(new TypeRule(Strength.PERSON, 85, 1, 1));
        assertThat(rules.of(IdentifierType.WECHAT_OPENID)).isEqualTo(new TypeRule(Strength.PERSON, 80, 1, 1));
        assertThat(rules.of(IdentifierType.PHONE)).isEqualTo(new TypeRule(Strength.PERSON, 70, 5, 3));
        assertThat(rules.of(IdentifierType.EMAIL)).isEqualTo(new TypeRule(Strength.PERSON, 60, 5, 3));
        assertThat(rules.of(IdentifierType.OAID)).isEqualTo(new TypeRule(Strength.DEVICE, 40, 20, 5));
        assertThat(rules.of(IdentifierType.COOKIE)).isEqualTo(new TypeRule(Strength.COOKIE, 20, 100, 5));
        assertThat(rules.identifiersPerProfileMax()).isEqualTo(1_000);
    }

    @Test
    void treatsAPreHashedPhoneAsAPhone() {
        assertThat(rules.of(IdentifierType.PHONE_SHA256)).isEqualTo(rules.of(IdentifierType.PHONE));
    }

    @Test
    void countsPersonsByWhatNamesThemAtLeastAsWellOrWhereNeitherNamesOneAlone() {
        assertThat(rules.tellsPersonsApart(IdentifierType.EMAIL, IdentifierType.PHONE))
                .isTrue();
        assertThat(rules.tellsPersonsApart(IdentifierType.PHONE, IdentifierType.EMAIL))
                .isTrue();
        assertThat(rules.tellsPersonsApart(IdentifierType.WECHAT_OPENID, IdentifierType.LOGIN_ID))
                .isFalse();
        assertThat(rules.tellsPersonsApart(IdentifierType.LOGIN_ID, IdentifierType.PHONE))
                .isTrue();
        assertThat(rules.tellsPersonsApart(IdentifierType.PHONE, IdentifierType.LOGIN_ID))
                .isFalse();
        assertThat(rules.tellsPersonsApart(IdentifierType.PHONE, IdentifierType.COOKIE))
                .isTrue();
        assertThat(rules.tellsPersonsApart(IdentifierType.COOKIE, IdentifierType.IDFA))
                .isFalse();
    }

    @Test
    void refusesRulesWithHoles() {
        assertThatThrownBy(() -> new Rules(1, Map.of(), 10)).isInstanceOf(IllegalArgumentException.class);
    }
}

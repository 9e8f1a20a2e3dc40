package io.evenreach.identifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.identifiers.IdentifierRules.Standing;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentifierRulesTest {

    private static final Hashing HASHING = new Hashing(new Normaliser("CN"), IdentifierHasher.ofHex("5f".repeat(32)));

    private static Hashed hashed(IdentifierType type, String value) {
        return switch (HASHING.hash(new Identifier(type, "", value))) {
            case Hashing.Outcome.Key(Hashed hashed) -> hashed;
            case Hashing.Outcome.Blocked(Normalised.Reason reason) -> throw new IllegalArgumentException("" + reason);
        };
    }

    private static IdentifierRules with(Standing phone, BlockedPattern... blocked) {
        Map<IdentifierType, Standing> standings = new EnumMap<>(IdentifierRules.BUILT_IN.standings());
        standings.put(IdentifierType.PHONE, phone);
        return new IdentifierRules(2, standings, List.of(blocked));
    }

    @Test
    void findsTheStrongestByStrengthThenPriorityThenKey() {
        Hashed phone = hashed(IdentifierType.PHONE, "13800138000");
        Hashed mail = hashed(IdentifierType.EMAIL, "anna@example.org");
        Hashed device = hashed(IdentifierType.OAID, "0123456789abcdef");

        assertThat(List.of(device, mail, phone).stream()
                        .sorted(IdentifierRules.BUILT_IN.strongestFirst())
                        .toList())
                .containsExactly(phone, mail, device);
        assertThat(List.of(device, mail, phone).stream()
                        .sorted(with(new Standing(Strength.PERSON, 50, false)).strongestFirst())
                        .toList())
                .containsExactly(mail, phone, device);
        assertThat(List.of(device, mail, phone).stream()
                        .sorted(with(new Standing(Strength.COOKIE, 999, false)).strongestFirst())
                        .toList())
                .containsExactly(mail, device, phone);
    }

    @Test
    void isWorthAsPreHashedWhatItIsInClear() {
        IdentifierRules rules = with(new Standing(Strength.DEVICE, 1, true));

        assertThat(rules.strengthOf(IdentifierType.PHONE_SHA256)).isEqualTo(Strength.DEVICE);
        assertThat(rules.isOnePerPerson(IdentifierType.PHONE_SHA256)).isTrue();
    }

    @Test
    void blocksAsPeopleWriteAValueAndInItsNormalForm() {
        Standing phone = new Standing(Strength.PERSON, 70, false);
        Identifier raw = Identifier.of(IdentifierType.PHONE, "138-0013-8000");

        for (String pattern : List.of("138-0013-*", "+86138001380??")) {
            IdentifierRules rules = with(phone, new BlockedPattern(IdentifierType.PHONE, pattern));
            assertThat(HASHING.hash(raw, rules)).isEqualTo(new Hashing.Outcome.Blocked(Normalised.Reason.JUNK));
            assertThat(HASHING.hash(raw, "a-log", rules))
                    .isEqualTo(new Hashing.Outcome.Blocked(Normalised.Reason.JUNK));
        }
        assertThat(HASHING.hash(raw, with(phone, new BlockedPattern(IdentifierType.EMAIL, "138*"))))
                .isInstanceOf(Hashing.Outcome.Key.class);
    }

    @Test
    void hasARuleForEveryType() {
        assertThatThrownBy(() -> new IdentifierRules(2, Map.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("login_id");
    }
}

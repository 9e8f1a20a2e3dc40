package io.evenreach.identifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class HashingTest {

    private static final String DEPLOYMENT_KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String SHA256_OF_ADA = "97f64c01ca1f5aa5fdf9f56f62c7ce2ce2ea5d2a6d6eed1b1de45d8d8dd0ad8c";

    private final Hashing hashing = new Hashing(new Normaliser("CN"), IdentifierHasher.ofHex(DEPLOYMENT_KEY));

    @Test
    void givesAClearAndAPreHashedPhoneTheSameKey() throws Exception {
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256")
                .digest("+8613800138000".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String preHashed = java.util.HexFormat.of().formatHex(digest);

        assertThat(key(IdentifierType.PHONE, "", "138 0013 8000"))
                .isEqualTo(key(IdentifierType.PHONE_SHA256, "", preHashed));
    }

    @Test
    void makesTheScopePartOfTheKey() {
        assertThat(key(IdentifierType.WECHAT_OPENID, "app-a", "o1"))
                .isNotEqualTo(key(IdentifierType.WECHAT_OPENID, "app-b", "o1"));
    }

    @Test
    void keepsDataSetsApartFromLiveCustomersAndFromEachOther() {
        IdentifierKey live = key(IdentifierType.EMAIL, "", "ada@example.com");
        IdentifierKey first = dataSetKey("ada@example.com", "one");
        IdentifierKey second = dataSetKey("ada@example.com", "two");

        assertThat(live).isNotEqualTo(first).isNotEqualTo(second);
        assertThat(first).isNotEqualTo(second).isEqualTo(dataSetKey("ADA@example.com", "one"));
    }

    @Test
    void dependsOnTheDeploymentKey() {
        Hashing other = new Hashing(new Normaliser("CN"), IdentifierHasher.ofHex(DEPLOYMENT_KEY.replace('0', '9')));

        assertThat(other.hash(Identifier.of(IdentifierType.EMAIL_SHA256, SHA256_OF_ADA)))
                .isNotEqualTo(hashing.hash(Identifier.of(IdentifierType.EMAIL_SHA256, SHA256_OF_ADA)));
    }

    @Test
    void survivesTheWayThroughHex() {
        IdentifierKey key = key(IdentifierType.EMAIL, "", "ada@example.com");

        assertThat(IdentifierKey.parse(key.hex())).isEqualTo(key);
        assertThat(IdentifierKey.of(key.bytes())).isEqualTo(key);
    }

    @Test
    void foundsVersionFiveProfileIds() {
        UUID id = ProfileIds.foundedBy(key(IdentifierType.EMAIL, "", "ada@example.com"));

        assertThat(id.version()).isEqualTo(5);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void refusesAShortDeploymentKey() {
        assertThatThrownBy(() -> IdentifierHasher.ofHex("0011")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverPrintsTheClearValue() {
        Identifier phone = Identifier.of(IdentifierType.PHONE, "+8613800138000");

        assertThat(phone.toString()).doesNotContain("138");
        assertThat(Mask.of(phone)).isEqualTo("+8***00");
    }

    private IdentifierKey key(IdentifierType type, String scope, String value) {
        return switch (hashing.hash(new Identifier(type, scope, value))) {
            case Hashing.Outcome.Key(Hashed hashed) -> hashed.key();
            case Hashing.Outcome.Blocked blocked -> throw new AssertionError(blocked);
        };
    }

    private IdentifierKey dataSetKey(String value, String dataSetId) {
        return switch (hashing.hash(Identifier.of(IdentifierType.EMAIL, value), dataSetId)) {
            case Hashing.Outcome.Key(Hashed hashed) -> hashed.key();
            case Hashing.Outcome.Blocked blocked -> throw new AssertionError(blocked);
        };
    }
}

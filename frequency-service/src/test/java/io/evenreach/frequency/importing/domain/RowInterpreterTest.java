package io.evenreach.frequency.importing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.importing.domain.ImportMapping.ChannelSource;
import io.evenreach.frequency.importing.domain.ImportMapping.CustomerColumn;
import io.evenreach.frequency.importing.domain.ImportMapping.Interaction;
import io.evenreach.frequency.importing.domain.RowOutcome.Exposure;
import io.evenreach.frequency.importing.domain.RowOutcome.Rejected;
import io.evenreach.frequency.importing.domain.RowOutcome.Skipped;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.IdentifierHasher;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Normaliser;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowInterpreterTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID CAMPAIGN = UUID.fromString("00000000-0000-0000-0000-000000000001");

    @Test
    void readsAnExposure() {
        RowOutcome outcome =
                interpret("id", "A1", "time", "2018-07-22T20:40:41Z", "what", "Impression ", "via", "Search");
        assertThat(outcome).isInstanceOfSatisfying(Exposure.class, exposure -> {
            assertThat(exposure.channelId()).isEqualTo("paid-search");
            assertThat(exposure.occurredAt()).isEqualTo(Instant.parse("2018-07-22T20:40:41Z"));
            assertThat(exposure.identifiers()).extracting(Hashed::type).containsExactly(IdentifierType.LOGIN_ID);
            assertThat(exposure.givenId()).isNull();
        });
    }

    @Test
    void skipsWhatIsNoExposure() {
        assertThat(interpret("id", "A1", "time", "2018-07-22T20:40:41Z", "what", "conversion", "via", "Search"))
                .isEqualTo(new Skipped(2));
    }

    @Test
    void takesALabelThatIsAChannelId() {
        assertThat(interpret("id", "A1", "time", "2018-07-22T20:40:41Z", "what", "impression", "via", "video"))
                .isInstanceOf(Exposure.class);
    }

    @Test
    void saysWhyARowCannotBeUsed() {
        assertThat(code("id", "A1", "time", "later", "what", "impression", "via", "Search"))
                .isEqualTo(RejectionCode.INVALID_TIME);
        assertThat(code("id", "A1", "time", "2026-11-22T12:05:01Z", "what", "impression", "via", "Search"))
                .isEqualTo(RejectionCode.TIME_IN_FUTURE);
        assertThat(interpret("id", "A1", "time", "2026-11-22T12:05:00Z", "what", "impression", "via", "Search"))
                .isInstanceOf(Exposure.class);
        assertThat(code("id", "A1", "time", "2018-07-22T20:40:41Z", "what", "impression", "via", "Radio"))
                .isEqualTo(RejectionCode.UNKNOWN_CHANNEL);
        assertThat(code("id", "null", "time", "2018-07-22T20:40:41Z", "what", "impression", "via", "Search"))
                .isEqualTo(RejectionCode.INVALID_IDENTIFIER);
        assertThat(code("id", " ", "time", "2018-07-22T20:40:41Z", "what", "impression", "via", "Search"))
                .isEqualTo(RejectionCode.MISSING_VALUE);
        assertThat(code("id", "A1", "what", "impression", "via", "Search")).isEqualTo(RejectionCode.MISSING_VALUE);
        assertThat(code("id", "A1", "time", "2018-07-22T20:40:41Z", "via", "Search"))
                .isEqualTo(RejectionCode.MISSING_VALUE);
        assertThat(code("id", "A1", "time", "2018-07-22T20:40:41Z", "what", "impression", "via", ""))
                .isEqualTo(RejectionCode.MISSING_VALUE);
    }

    @Test
    void oneUsableIdentifierIsEnough() {
        RowInterpreter interpreter = interpreter(mapping(
                null,
                new CustomerColumn("cookie", IdentifierType.COOKIE, "shop.test"),
                new CustomerColumn("phone", IdentifierType.PHONE, "")));
        RowOutcome outcome = interpreter.interpret(
                TestRow.of(
                        "cookie",
                        "undefined",
                        "phone",
                        "+33612345678",
                        "time",
                        "1532292041",
                        "what",
                        "impression",
                        "via",
                        "Search"),
                NOW);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Exposure.class,
                        exposure -> assertThat(exposure.identifiers())
                                .extracting(Hashed::type)
                                .containsExactly(IdentifierType.PHONE));
    }

    @Test
    void aDataSetNeverMeetsLiveCustomers() {
        CustomerColumn phone = new CustomerColumn("phone", IdentifierType.PHONE, "");
        TestRow row = TestRow.of("phone", "+33612345678", "time", "1532292041", "what", "impression", "via", "Search");
        assertThat(keys(interpreter(mapping(null, phone)).interpret(row, NOW)))
                .doesNotContainAnyElementsOf(
                        keys(interpreter(mapping("audit-1", phone)).interpret(row, NOW)))
                .isEqualTo(keys(interpreter(mapping(null, phone)).interpret(row, NOW)));
        assertThat(keys(interpreter(mapping("audit-1", phone)).interpret(row, NOW)))
                .isNotEqualTo(keys(interpreter(mapping("audit-2", phone)).interpret(row, NOW)));
    }

    @Test
    void twinsHaveTheSameContentAndOthersDoNot() {
        String[] row = {"id", "A1", "time", "2018-07-22T20:40:41Z", "what", "impression", "via", "Search", "price", "1"
        };
        String[] other = {
            "id", "A1", "time", "2018-07-22T20:40:41Z", "what", "impression", "via", "Search", "price", "2"
        };
        assertThat(content(row)).isEqualTo(content(row)).isNotEqualTo(content(other));
    }

    private static Object content(String... columnsAndTexts) {
        return ((Exposure) interpret(columnsAndTexts)).content();
    }

    private static List<Object> keys(RowOutcome outcome) {
        return ((Exposure) outcome)
                .identifiers().stream().<Object>map(Hashed::key).toList();
    }

    private static RejectionCode code(String... columnsAndTexts) {
        return ((Rejected) interpret(columnsAndTexts)).code();
    }

    private static RowOutcome interpret(String... columnsAndTexts) {
        return interpreter(mapping("audit-1", new CustomerColumn("id", IdentifierType.LOGIN_ID, "")))
                .interpret(TestRow.of(columnsAndTexts), NOW);
    }

    private static RowInterpreter interpreter(ImportMapping mapping) {
        return new RowInterpreter(
                mapping,
                Set.of("paid-search", "video")::contains,
                new Hashing(new Normaliser("FR"), IdentifierHasher.ofHex("5f".repeat(32))),
                IdentifierRules.BUILT_IN);
    }

    private static ImportMapping mapping(@Nullable String dataSetId, CustomerColumn... customer) {
        return new ImportMapping(
                CAMPAIGN,
                dataSetId,
                List.of(customer),
                "time",
                new ChannelSource.Column("via"),
                null,
                new Interaction("what", Set.of("impression")),
                Map.of("Search", "paid-search"),
                ZoneId.of("UTC"));
    }
}

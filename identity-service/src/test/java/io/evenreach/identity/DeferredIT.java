package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.evidence.Intake;
import io.evenreach.identity.evidence.RawIdentifier;
import io.evenreach.identity.evidence.RawObservation;
import io.evenreach.identity.evidence.Taken;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.rules.TypeRule;
import io.evenreach.identity.stitching.RuleChanges;
import io.evenreach.identity.stitching.TakingBack;
import io.evenreach.identity.vocabulary.ContactDomain;
import io.evenreach.identity.vocabulary.EvidenceKind;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Somebody who is seen with ever new cookies, far beyond the hundred that a profile may have. */
class DeferredIT extends ServiceTestBase {

    private static final int COOKIES = 600;
    private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void isSettledInTheBackgroundAndEndsLikeSomebodyWhoIsSettledAtOnce() {
        Set<String> expected;
        try (ConfigurableApplicationContext atOnce = start("at_once", 1_000_000)) {
            assertThat(visits(atOnce, 0, COOKIES)).noneMatch(DeferredIT::isDeferred);
            expected = owners("at_once");
        }
        try (ConfigurableApplicationContext bounded = start("bounded", 200)) {
            List<Taken> taken = visits(bounded, 0, COOKIES);

            assertThat(taken.subList(0, 150)).as("within the bound").noneMatch(DeferredIT::isDeferred);
            assertThat(taken.subList(300, COOKIES)).anyMatch(DeferredIT::isDeferred);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(deferredIn("bounded")).isZero());
            assertThat(owners("bounded")).isEqualTo(expected);
        }
    }

    /** Who has not been settled yet is settled before they are erased, so that nothing of theirs is left. */
    @Test
    void isErasedWithAllThatWasSeenSince() {
        try (ConfigurableApplicationContext context =
                start("erased", 5, "--evenreach.identity.stitching.rule-poll-every=1h")) {
            RawObservation forAds = new RawObservation(
                    "for-ads",
                    BEGIN.minusSeconds(1),
                    "test",
                    ContactDomain.PRIVATE,
                    EvidenceKind.LOGIN,
                    List.of(
                            new RawIdentifier("login_id", "shop", "forgetful"),
                            new RawIdentifier("cookie", "shop", "for-ads")),
                    Set.of(Purpose.ADS),
                    true);
            context.getBean(Intake.class).take("platform", List.of(forAds));
            List<Taken> taken = visits(context, 0, 20);
            assertThat(taken.getLast()).matches(DeferredIT::isDeferred);
            UUID profile = Objects.requireNonNull(taken.getFirst().answer().profileId());

            assertThat(context.getBean(TakingBack.class).erase(profile, "test"))
                    .hasValueSatisfying(
                            erasure -> assertThat(erasure.identifiers()).isEqualTo(22));

            assertThat(jdbc.sql("select count(*) from erased.evidence_key")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void isNotExplainedWhereTooMuchIsKnown() {
        try (ConfigurableApplicationContext context =
                start("explained", 1_000, "--evenreach.identity.stitching.explain-rows-max=10")) {
            visits(context, 0, 10);
            HttpProbe caller = HttpProbe.atPort(
                            context.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
                    .withToken(TestTokens.withScopes(Scopes.IDENTITY_READ));
            Map<String, Object> asked =
                    Map.of("a", id("login_id", "shop", "forgetful"), "b", id("cookie", "shop", "cookie-3"));
            assertThat(caller.post("/api/v1/identity/explanations", asked).status())
                    .isEqualTo(200);

            visits(context, 10, 11);

            assertThat(caller.post("/api/v1/identity/explanations", asked).code())
                    .isEqualTo("TOO_MUCH_EVIDENCE");
        }
    }

    /** Changed rules hold nobody up for as long as it takes to fold somebody of whom so much is known. */
    @Test
    void isLeftToTheBackgroundWhereRulesChangeToo() {
        try (ConfigurableApplicationContext context = start("rules", 5)) {
            visits(context, 0, 20);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(deferredIn("rules")).isZero());
            Rules before = context.getBean(RulesInForce.class).now();
            Map<IdentifierType, TypeRule> types = new EnumMap<>(before.types());
            types.computeIfPresent(
                    IdentifierType.COOKIE,
                    (type, rule) -> new TypeRule(rule.strength(), rule.priority(), 10, rule.personsPerKeyMax()));

            context.getBean(RuleChanges.class)
                    .change(new Rules(2, types, before.identifiersPerProfileMax()), null, "test", null);

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(jdbc.sql("select count(*) from rules.component where rules_version <> 2")
                                            .query(Long.class)
                                            .single())
                                    .isZero());
            assertThat(jdbc.sql("select count(*) from rules.outbox where payload::jsonb ->> 'cause' = 'RULES_CHANGED'")
                            .query(Long.class)
                            .single())
                    .isZero();
            assertThat(jdbc.sql("select count(distinct profile_id) from rules.tenure")
                            .query(Long.class)
                            .single())
                    .as("ten cookies of theirs, and ten on their own")
                    .isEqualTo(11);
        }
    }

    private static boolean isDeferred(Taken taken) {
        return taken.answer().reasons().contains("DEFERRED");
    }

    private static List<Taken> visits(ConfigurableApplicationContext context, int from, int to) {
        Intake intake = context.getBean(Intake.class);
        return IntStream.range(from, to)
                .mapToObj(i -> new RawObservation(
                        "visit-" + i,
                        BEGIN.plusSeconds(i),
                        "test",
                        ContactDomain.PRIVATE,
                        EvidenceKind.LOGIN,
                        List.of(
                                new RawIdentifier("login_id", "shop", "forgetful"),
                                new RawIdentifier("cookie", "shop", "cookie-" + i)),
                        Purpose.ALL,
                        false))
                .map(visit -> intake.take("platform", List.of(visit)).getFirst())
                .toList();
    }

    private long deferredIn(String schema) {
        return jdbc.sql("select count(*) from " + schema + ".component where rules_version = 0")
                .query(Long.class)
                .single();
    }

    private Set<String> owners(String schema) {
        return jdbc
                .sql("select encode(key, 'hex') || ' ' || purposes || ' ' || valid_from || ' ' || valid_to || ' '"
                        + " || coalesce(profile_id::text, '-') from " + schema + ".tenure")
                .query(String.class)
                .list()
                .stream()
                .collect(Collectors.toSet());
    }

    private static ConfigurableApplicationContext start(String schema, int refoldRowsMax, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.datasource.hikari.schema=" + schema,
                "--spring.flyway.default-schema=" + schema,
                "--spring.flyway.schemas=" + schema,
                "--evenreach.identity.stitching.refold-rows-max=" + refoldRowsMax,
                "--evenreach.outbox.source=/" + schema));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(IdentityApplication.class).run(arguments.toArray(String[]::new));
    }
}

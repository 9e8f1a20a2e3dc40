package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.identity.linkage.domain.PersonRecord;
import io.evenreach.identity.linkage.persistence.RecordStore;
import io.evenreach.identity.linkage.persistence.RunStore;
import io.evenreach.platform.horizon.WriteHorizon;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What linkage found, as evidence that can be taken back like any other. Each test has an owner and people of its own. */
class LinkedEvidenceIT extends ServiceTestBase {

    private static final String RUNS = "/api/v1/identity/linkage-runs";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transaction;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private RecordStore records;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private RunStore runs;

    /** One person who gave a phone in one place and an e-mail address in another, and was seen with both elsewhere. */
    private record Customer(String name, Map<String, Object> phone, Map<String, Object> mail) {

        static Customer named(String name, int number) {
            return new Customer(name, id("phone", "1390013" + number), id("email", name + number + "@example.org"));
        }
    }

    @Test
    void joinsWhatRecordsNameAndShowsHowMuchSpeaksForIt() {
        Customer anna = Customer.named("anna", 7001);
        HttpProbe caller = partner("weighs");
        seenApart(anna);
        addRecordsOf(caller, anna);

        LinkageIT.completed(caller, LinkageIT.start(caller, Map.of()));
        settled();
        assertThat(areOne(anna)).as("nobody has asked for evidence").isFalse();
        LinkageIT.completed(caller, LinkageIT.start(caller, Map.of("link", true)));

        await().atMost(Duration.ofMinutes(2)).until(() -> areOne(anna));
        JsonNode path = explain(anna).path("why").path("path");
        assertThat(path).hasSize(1);
        assertThat(path.path(0).path("evidence").asString()).isEqualTo("PROBABILISTIC");
        assertThat(path.path(0).path("source").asString()).isEqualTo("shop");
        assertThat(path.path(0).path("weight").path("probability").asDouble()).isBetween(0.5, 1.0);
        assertThat(path.path(0).path("weight").path("bits").asDouble()).isPositive();
    }

    @Test
    void isTakenBackLikeAnyOtherEvidenceAndDoesNotComeBack() {
        Customer ben = Customer.named("ben", 7002);
        HttpProbe caller = partner("removes");
        seenApart(ben);
        String before = identifiers();
        addRecordsOf(caller, ben);
        LinkageIT.completed(caller, LinkageIT.start(caller, Map.of("link", true)));
        await().atMost(Duration.ofMinutes(2)).until(() -> areOne(ben));

        for (JsonNode step : brand().get("/api/v1/identity/profiles/" + profileOf(ben.phone()) + "/evidence")
                .json()
                .path("items")) {
            if (step.path("evidence").asString().equals("PROBABILISTIC")) {
                brand().delete("/api/v1/identity/evidence/"
                        + step.path("evidenceId").asString());
            }
        }

        assertThat(identifiersOf(before)).isEqualTo(before);
        LinkageIT.completed(caller, LinkageIT.start(caller, Map.of("link", true)));
        settled();
        assertThat(identifiersOf(before)).isEqualTo(before);
    }

    @Test
    void goesWithThePairThatAPersonFindsToBeTwo() {
        Customer carl = Customer.named("carl", 7003);
        HttpProbe caller = partner("parted");
        seenApart(carl);
        String before = identifiers();
        addRecordsOf(caller, carl);
        Map<String, String> records = LinkageIT.export(caller);
        String runId = LinkageIT.start(caller, Map.of("link", true));
        LinkageIT.completed(caller, runId);
        await().atMost(Duration.ofMinutes(2)).until(() -> areOne(carl));

        for (JsonNode pair : caller.get(RUNS + "/" + runId + "/pairs?state=LINKED&limit=500")
                .json()
                .path("items")) {
            Answer decided = caller.post(
                    RUNS + "/" + runId + "/pairs/" + pair.path("pairId").asString() + "/decision",
                    Map.of("verdict", "DIFFERENT"));
            assertThat(decided.status()).as(decided.body()).isEqualTo(200);
        }

        assertThat(areOne(carl)).isFalse();
        assertThat(identifiersOf(before)).isEqualTo(before);
        assertThat(LinkageIT.export(caller)).isEqualTo(records);
        assertThat(jdbc.sql("select count(*) from evidence where owner = 'linkage of partner:parted'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void keepsToWhatAPersonHasSplit() {
        Customer dora = Customer.named("dora", 7004);
        HttpProbe caller = partner("splits");
        observe(observation("dora-together", "2026-06-01T10:00:00Z", dora.phone(), dora.mail()));
        brand().post(
                        "/api/v1/identity/profiles/" + profileOf(dora.phone()) + ":split",
                        Map.of("identifiers", List.of(dora.mail())));
        addRecordsOf(caller, dora);

        LinkageIT.completed(caller, LinkageIT.start(caller, Map.of("link", true)));
        settled();

        assertThat(areOne(dora)).isFalse();
        assertThat(explain(dora).path("whyNot").path("reason").asString()).isEqualTo("SPLIT");
    }

    @Test
    void joinsWhomAPersonFindsToBeOne() {
        HttpProbe caller = partner("said");
        List<Map<String, Object>> records = new ArrayList<>(LinkageIT.people("said", 60));
        // Names that only a few share, and nothing else to go by.
        for (int i = 0; i < 30; i++) {
            records.add(Map.of(
                    "recordId",
                    "thin-" + i,
                    "source",
                    "till",
                    "surname",
                    String.valueOf(records.get(2 * i).get("surname")),
                    "city",
                    "city" + i % 7,
                    "email",
                    "thin" + i + "@example.org"));
        }
        LinkageIT.add(caller, records);
        String runId = LinkageIT.start(caller, Map.of("link", true));
        LinkageIT.completed(caller, runId);
        settled();
        JsonNode pair = caller.get(RUNS + "/" + runId + "/pairs?state=REVIEW&limit=500")
                .json()
                .path("items")
                .path(0);
        JsonNode first = pair.path("first").path("fields");
        JsonNode second = pair.path("second").path("fields");
        Customer found = new Customer(
                "found",
                id("phone", first.path("phone").asString(second.path("phone").asString())),
                id("email", first.path("email").asString(second.path("email").asString())));
        assertThat(areOne(found)).as(pair.toString()).isFalse();

        caller.post(
                RUNS + "/" + runId + "/pairs/" + pair.path("pairId").asString() + "/decision",
                Map.of("verdict", "SAME"));

        await().atMost(Duration.ofMinutes(2)).until(() -> areOne(found));
    }

    @Test
    void doesNotKeepRecordsOfWhomSomebodyErased() {
        Customer eva = Customer.named("eva", 7005);
        HttpProbe caller = partner("erased");
        seenApart(eva);
        addRecordsOf(caller, eva);
        LinkageIT.completed(caller, LinkageIT.start(caller, Map.of()));

        erase(eva.phone());

        await().atMost(Duration.ofMinutes(2)).until(() -> erasedRecords("partner:erased") == 1);
        assertThat(LinkageIT.export(caller)).hasSize(79).doesNotContainKey("eva-a0");
        assertThat(LinkageIT.add(caller, List.of(Map.of("recordId", "eva-a0", "source", "shop", "surname", "Eva")))
                        .path("rejected"))
                .hasSize(1);
        JsonNode run = LinkageIT.completed(caller, LinkageIT.start(caller, Map.of("link", true)));
        settled();
        assertThat(run.path("records").asInt()).isEqualTo(79);
        assertThat(resolve(eva.phone()).path("known").asBoolean()).isFalse();
        assertThat(resolve(eva.mail()).path("known").asBoolean()).isTrue();
    }

    @Test
    void erasesARecordThatIsOnItsWayWhileSomebodyIsErased() {
        Map<String, Object> phone = id("phone", "13900137008");
        observe(observation("hana", "2026-06-01T10:00:00Z", phone, id("cookie", "shop", "hana")));
        transaction.executeWithoutResult(status -> {
            records.add(
                    "partner:on-its-way", List.of(new PersonRecord("hana-a0", "shop", Map.of("phone", "13900137008"))));
            erase(phone);
            await().atMost(Duration.ofSeconds(30))
                    .during(Duration.ofSeconds(2))
                    .until(() -> jdbc.sql("select count(*) from linkage_erasure")
                                    .query(Integer.class)
                                    .single()
                            > 0);
        });

        await().atMost(Duration.ofMinutes(2)).until(() -> erasedRecords("partner:on-its-way") == 1);
    }

    @Test
    void erasesRecordsWhileARunOfSomebodyElseIsUnderWay() {
        Map<String, Object> phone = id("phone", "13900137009");
        observe(observation("ida", "2026-06-01T10:00:00Z", phone, id("cookie", "shop", "ida")));
        LinkageIT.add(
                partner("quick"), List.of(Map.of("recordId", "ida-a0", "source", "shop", "phone", "13900137009")));
        HttpProbe busy = partner("busy");
        LinkageIT.add(busy, LinkageIT.people("busy", 20));
        LinkageIT.add(busy, List.of(Map.of("recordId", "ida-b0", "source", "shop", "phone", "13900137009")));
        String runId = transaction.execute(status -> {
            // Its run cannot end before this transaction does.
            runs.lockPersonsOf("partner:busy");
            String run = LinkageIT.start(busy, Map.of());
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> statusOf(busy, run).equals("RUNNING"));
            CompletableFuture.runAsync(() -> jdbc.sql(
                                    "insert into linkage_due (profile_id, owner) values (:nobody, 'partner:busy')")
                            .param("nobody", new UUID(0, 0))
                            .update())
                    .join();

            erase(phone);

            await().atMost(Duration.ofMinutes(1)).until(() -> erasedRecords("partner:quick") == 1);
            assertThat(statusOf(busy, run)).isEqualTo("RUNNING");
            return run;
        });
        assertThat(LinkageIT.completed(busy, Objects.requireNonNull(runId))
                        .path("persons")
                        .asInt())
                .as("without ida, unless the run was written before she was erased")
                .isBetween(20, 21);
        await().atMost(Duration.ofMinutes(1)).until(() -> erasedRecords("partner:busy") == 1);
    }

    @Test
    void holdsUpNoFeedWhileARunIsWritten() throws SQLException {
        HttpProbe caller = partner("written");
        addRecordsOf(caller, Customer.named("hanna", 7010));
        Servers servers = Servers.current();
        try (Connection holder = DriverManager.getConnection(
                        servers.jdbcUrl() + "?currentSchema=identity", servers.user(), servers.password());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table linkage_pair in share mode");
            String run = LinkageIT.start(caller, Map.of());
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> jdbc.sql("select exists(select from pg_locks where not granted"
                                    + " and relation = 'identity.linkage_pair'::regclass)")
                            .query(Boolean.class)
                            .single());
            Instant meanwhile = Instant.now();

            await("heartbeats go on").until(() -> WriteHorizon.of(holder).time().isAfter(meanwhile));

            holder.rollback();
            LinkageIT.completed(caller, run);
        }
    }

    private static String statusOf(HttpProbe caller, String runId) {
        return caller.get(RUNS + "/" + runId).json().path("status").asString();
    }

    @Test
    void erasesRecordsThatCameBeforeItWasKeptWhatTheyName() {
        Customer fred = Customer.named("fred", 7006);
        HttpProbe caller = partner("erased-old");
        seenApart(fred);
        addRecordsOf(caller, fred);
        jdbc.sql("delete from linkage_record_key where seq in (select seq from linkage_record where owner = :owner)")
                .param("owner", "partner:erased-old")
                .update();
        jdbc.sql("update linkage_record set named = false where owner = :owner")
                .param("owner", "partner:erased-old")
                .update();

        erase(fred.phone());

        await().atMost(Duration.ofMinutes(2)).until(() -> erasedRecords("partner:erased-old") == 1);
        assertThat(LinkageIT.export(caller)).doesNotContainKey("fred-a0");
    }

    @Test
    void leavesOutWhatWasErasedSinceARecordCame() {
        Customer gina = Customer.named("gina", 7007);
        HttpProbe caller = partner("erased-late");
        seenApart(gina);
        addRecordsOf(caller, gina);
        // As if it had come while somebody was being erased.
        jdbc.sql("delete from linkage_record_key where seq in (select seq from linkage_record where owner = :owner)")
                .param("owner", "partner:erased-late")
                .update();
        erase(gina.phone());

        LinkageIT.completed(caller, LinkageIT.start(caller, Map.of("link", true)));
        settled();

        assertThat(resolve(gina.phone()).path("known").asBoolean()).isFalse();
        assertThat(serviceKnows(gina.phone())).isFalse();
    }

    private void erase(Map<String, Object> identifier) {
        Answer erased = brand().post("/api/v1/identity/profiles/" + profileOf(identifier) + ":erase", Map.of());
        assertThat(erased.status()).as(erased.body()).isEqualTo(200);
    }

    private int erasedRecords(String owner) {
        return jdbc.sql("select count(*) from linkage_record where owner = :owner and erased")
                .param("owner", owner)
                .query(Integer.class)
                .single();
    }

    private boolean serviceKnows(Map<String, Object> identifier) {
        return brand().post(
                        RESOLVE,
                        Map.of("lookups", List.of(Map.of("identifiers", List.of(identifier), "purpose", "SERVICE"))))
                .json()
                .path("results")
                .path(0)
                .path("known")
                .asBoolean();
    }

    /** A mistaken rule blocks what the records of somebody name whose evidence is looked at again meanwhile. */
    @Test
    void comesBackWhereRecordsNameAgainWhatTheyDidNotMeanwhile() {
        Customer jon = Customer.named("jon", 7010);
        HttpProbe caller = partner("says-again");
        seenApart(jon);
        addRecordsOf(caller, jon);
        LinkageIT.completed(caller, LinkageIT.start(caller, Map.of("link", true)));
        await().atMost(Duration.ofMinutes(2)).until(() -> areOne(jon));
        String said = stitchedOf("partner:says-again");
        assertThat(said).isNotEmpty();

        block("jon7010@*", "*13900137010");
        lookAgain("partner:says-again");
        assertThat(stitchedOf("partner:says-again")).isEmpty();
        block();
        assertThat(areOne(jon)).isFalse();
        lookAgain("partner:says-again");

        assertThat(stitchedOf("partner:says-again")).isEqualTo(said);
        assertThat(areOne(jon)).isTrue();

        // As if an erasure had made another set of what was seen.
        jdbc.sql("update observation set evidence_id = gen_random_uuid() where evidence_id in"
                        + " (select id from evidence where owner = 'linkage of partner:says-again')")
                .update();
        block("jon7010@*");
        lookAgain("partner:says-again");
        block();
        assertThat(areOne(jon)).isFalse();
    }

    private void block(String... patterns) {
        ObjectNode rules = (ObjectNode) brand().get("/api/v1/identity/rules").json();
        ArrayNode blocked = rules.putArray("blocked");
        for (String pattern : patterns) {
            blocked.addObject().put("pattern", pattern);
        }
        Answer changed = brand().put("/api/v1/identity/rules", rules);
        assertThat(changed.status()).as(changed.body()).isIn(200, 202);
        awaitRules();
    }

    /** What a decision about any pair of theirs does. */
    private void lookAgain(String owner) {
        jdbc.sql("insert into linkage_due (profile_id, owner)"
                        + " select distinct profile_id, owner from linkage_record where owner = :owner")
                .param("owner", owner)
                .update();
        settled();
    }

    /** What the pair says that names the two identifiers of a customer; the others name nobody. */
    private String stitchedOf(String owner) {
        return jdbc.sql("""
                        select coalesce(max(p.stitched), '') from linkage_pair p join linkage_run r on r.run_id = p.run_id
                         where r.owner = :owner
                        """).param("owner", owner).query(String.class).single();
    }

    @Test
    void cannotBeSent() {
        Map<String, Object> forged = with(
                observation("forged", "2026-06-01T10:00:00Z", id("phone", "13900137006")), "evidence", "PROBABILISTIC");
        refused(400, "INVALID_FIELD", () -> brand().post(OBSERVATIONS, Map.of("observations", List.of(forged))));
    }

    private void seenApart(Customer customer) {
        observe(
                observation(
                        customer.name() + "-phone",
                        "2026-06-01T10:00:00Z",
                        customer.phone(),
                        id("cookie", "till", customer.name())),
                observation(
                        customer.name() + "-mail",
                        "2026-06-02T10:00:00Z",
                        customer.mail(),
                        id("cookie", "shop", customer.name())));
        assertThat(areOne(customer)).isFalse();
    }

    /** Two records of the customer, one with the phone and one with the address, among those of others. */
    private static void addRecordsOf(HttpProbe caller, Customer customer) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Map<String, Object> each : LinkageIT.people(customer.name(), 40)) {
            Map<String, Object> without = new LinkedHashMap<>(each);
            without.remove("phone");
            records.add(without);
        }
        records.get(0).put("phone", customer.phone().get("value"));
        records.get(1).put("email", customer.mail().get("value"));
        LinkageIT.add(caller, records);
    }

    private boolean areOne(Customer customer) {
        return profileOf(customer.phone()).equals(profileOf(customer.mail()));
    }

    /** Waits until evidence has followed what runs found. */
    private void settled() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> jdbc.sql("select count(*) from linkage_due")
                                .query(Integer.class)
                                .single()
                        == 0);
    }

    private JsonNode explain(Customer customer) {
        Answer answer =
                brand().post("/api/v1/identity/explanations", Map.of("a", customer.phone(), "b", customer.mail()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** Whose each identifier is, from and until when, for which purposes. */
    private String identifiers() {
        return jdbc.sql("""
                        select coalesce(string_agg(line, E'\\n' order by line), '') from (
                            select encode(key, 'hex') || ' ' || valid_from || ' ' || valid_to || ' ' || purposes
                                   || ' ' || coalesce(profile_id::text, '') as line from tenure) as lines
                        """).query(String.class).single();
    }

    /** The same of the identifiers that were there before, since those of other records have come. */
    private String identifiersOf(String before) {
        List<String> keys =
                before.lines().map(line -> line.substring(0, line.indexOf(' '))).toList();
        return String.join(
                "\n",
                identifiers()
                        .lines()
                        .filter(line -> keys.contains(line.substring(0, line.indexOf(' '))))
                        .toList());
    }
}

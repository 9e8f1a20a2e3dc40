package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.identity.linkage.LinkageRecords;
import io.evenreach.identity.linkage.domain.Febrl;
import io.evenreach.identity.linkage.domain.Measured;
import io.evenreach.identity.linkage.domain.PersonRecord;
import io.evenreach.identity.linkage.persistence.RecordStore;
import io.evenreach.identity.linkage.persistence.RunStore;
import io.evenreach.identity.linkage.persistence.RunStore.Lease;
import io.evenreach.platform.hashing.PairwiseIds;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records without a shared key over HTTP. Each test has an owner of its own, since owners share nothing. */
class LinkageIT extends ServiceTestBase {

    private static final String RECORDS = "/api/v1/identity/records";
    private static final String RUNS = "/api/v1/identity/linkage-runs";
    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transaction;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private RecordStore records;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private RunStore runs;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private LinkageRecords linkage;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private PairwiseIds pairwise;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private ApplicationContext context;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private MeterRegistry meters;

    @Test
    void linksRecordsAndExportsWhoIsOnePerson() {
        HttpProbe caller = partner("links");
        add(caller, people("links", 40));

        JsonNode run = completed(caller, start(caller, Map.of()));

        assertThat(run.path("records").asInt()).isEqualTo(80);
        assertThat(run.path("persons").asInt()).isEqualTo(40);
        assertThat(run.path("pairsCompared").asLong()).isEqualTo(80L * 79 / 2);
        assertThat(run.path("pairsLinked").asLong()).isEqualTo(40);
        assertThat(run.path("expectedPrecision").asDouble()).isBetween(0.9, 1.0);
        assertThat(run.path("expectedRecall").asDouble()).isBetween(0.9, 1.0);
        assertThat(run.path("iterations").asInt()).isPositive();
        assertThat(run.path("durationMillis").asLong()).isNotNegative();
        Map<String, String> exported = export(caller);
        assertThat(exported).hasSize(80);
        assertThat(new HashSet<>(exported.values())).hasSize(40);
        for (int i = 0; i < 40; i++) {
            assertThat(exported.get("links-b" + i)).isEqualTo(exported.get("links-a" + i));
        }
    }

    @Test
    void exportsTheBrandsRecordsForAPartnerWithProfileIdsOfItsOwn() {
        add(brand(), people("handed-on", 1));

        String own = export(brand()).get("handed-on-a0");
        Map<String, String> forOne = export(brand(), "&partnerId=one");
        assertThat(forOne.get("handed-on-a0"))
                .isNotEqualTo(own)
                .isNotEqualTo(export(brand(), "&partnerId=two").get("handed-on-a0"))
                .isEqualTo(pairwise.of("one", UUID.fromString(own)).toString());
    }

    /** The whole way of a public benchmark: its file in over REST, and who is one person out again. */
    @Test
    void linksFebrlFromRequestToExport() {
        Febrl febrl = Febrl.read(false);
        HttpProbe caller = partner("febrl");
        List<Map<String, Object>> records = new ArrayList<>();
        for (PersonRecord each : febrl.records()) {
            Map<String, Object> body = new LinkedHashMap<>(each.fields());
            body.put("recordId", each.recordId());
            body.put("source", each.source());
            records.add(body);
        }
        for (int begin = 0; begin < records.size(); begin += 1_000) {
            add(caller, records.subList(begin, begin + 1_000));
        }

        completed(caller, start(caller, Map.of()));

        Map<String, String> exported = export(caller);
        Map<String, Integer> numbers = new HashMap<>();
        int[] found = febrl.records().stream()
                .mapToInt(each -> numbers.computeIfAbsent(exported.get(each.recordId()), unseen -> numbers.size()))
                .toArray();
        Measured measured = Measured.of(found, febrl.persons());
        assertThat(measured.precision()).isGreaterThanOrEqualTo(0.999);
        assertThat(measured.f1()).isGreaterThanOrEqualTo(0.997);
    }

    @Test
    void measuresARunByLabels() {
        HttpProbe caller = partner("measures");
        add(caller, people("measures", 40));
        String path = RUNS + "/" + start(caller, Map.of());
        completed(caller, path.substring(path.lastIndexOf('/') + 1));
        add(caller, people("measures-later", 1));
        // Of the second pair the label says that they are two, and of the third and fourth that all are one.
        List<Map<String, Object>> labels = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            labels.add(Map.of("recordId", "measures-a" + i, "personId", i == 3 ? "p2" : "p" + i));
            labels.add(Map.of("recordId", "measures-b" + i, "personId", i == 1 ? "other" : i == 3 ? "p2" : "p" + i));
        }
        labels.add(Map.of("recordId", "measures-later-a0", "personId", "p0"));

        JsonNode measured =
                caller.post(path + ":evaluate", Map.of("persons", labels)).json();

        assertThat(measured.path("records").asInt()).isEqualTo(8);
        assertThat(measured.path("unknownRecords").asInt())
                .as("came after the run")
                .isEqualTo(1);
        assertThat(measured.path("pairsFound").asInt()).isEqualTo(4);
        assertThat(measured.path("pairsRight").asInt()).isEqualTo(3);
        assertThat(measured.path("pairsReal").asInt()).isEqualTo(7);
        assertThat(measured.path("precision").asDouble()).isEqualTo(0.75);
        assertThat(measured.path("recall").asDouble()).isCloseTo(3 / 7.0, Offset.offset(1e-9));
        assertThat(measured.path("f1").asDouble()).isCloseTo(6 / 11.0, Offset.offset(1e-9));
        assertThat(measured.path("falsePairs")).hasSize(1);
        assertThat(measured.path("falsePairs").path(0).path("first").asString()).isEqualTo("measures-a1");
        assertThat(measured.path("falsePairs").path(0).path("second").asString())
                .isEqualTo("measures-b1");
        assertThat(caller.get(path).json().path("measured")).isEqualTo(measured);

        JsonNode pairs = caller.post(
                        path + ":evaluate",
                        Map.of(
                                "pairs",
                                List.of(
                                        Map.of("first", "measures-a0", "second", "measures-b0", "same", true),
                                        Map.of("first", "measures-a0", "second", "measures-b5", "same", true),
                                        Map.of("first", "measures-a0", "second", "measures-a7", "same", false),
                                        Map.of("first", "measures-a0", "second", "nobody", "same", true))))
                .json();
        assertThat(pairs.path("precision").asDouble()).isEqualTo(1);
        assertThat(pairs.path("recall").asDouble()).isEqualTo(0.5);
        assertThat(pairs.path("missedPairs").path(0).path("second").asString()).isEqualTo("measures-b5");
        assertThat(partner("measures-not")
                        .post(path + ":evaluate", Map.of("persons", labels))
                        .status())
                .isEqualTo(404);
        assertThat(caller.post(path + ":evaluate", Map.of()).status()).isIn(400, 422);
    }

    @Test
    void comparesOnlyWhatIsNewAndKeepsProfileIds() {
        HttpProbe caller = partner("increments");
        List<Map<String, Object>> people = people("increments", 40);
        add(caller, people.subList(0, 60));
        completed(caller, start(caller, Map.of()));
        Map<String, String> before = export(caller);
        add(caller, people.subList(60, 80));

        JsonNode second = completed(caller, start(caller, Map.of()));

        assertThat(second.path("newRecords").asInt()).isEqualTo(20);
        assertThat(second.path("pairsCompared").asLong()).isEqualTo(80L * 79 / 2 - 60L * 59 / 2);
        Map<String, String> after = export(caller);
        assertThat(after).containsAllEntriesOf(before);
        assertThat(new HashSet<>(after.values())).hasSize(40);

        JsonNode third = completed(caller, start(caller, Map.of()));
        assertThat(third.path("newRecords").asInt()).isZero();
        assertThat(third.path("pairsCompared").asLong()).isZero();
        assertThat(export(caller)).isEqualTo(after);
    }

    @Test
    void linksWithinOneSourceOnly() {
        HttpProbe caller = partner("sources");
        List<Map<String, Object>> people = people("sources", 30);
        List<Map<String, Object>> records = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            records.add(with(people.get(i), "source", i < 20 ? "shop" : "till"));
        }
        add(caller, records);

        JsonNode run = completed(caller, start(caller, Map.of("source", "shop")));

        assertThat(run.path("records").asInt()).isEqualTo(20);
        Map<String, String> exported = export(caller);
        assertThat(new HashSet<>(exported.values()))
                .as("ten persons in the shop, forty records elsewhere")
                .hasSize(50);
        completed(caller, start(caller, Map.of()));
        assertThat(new HashSet<>(export(caller).values())).hasSize(30);
    }

    @Test
    void takesARecordOnceAndRejectsAnotherUnderItsId() {
        HttpProbe caller = partner("repeats");
        Map<String, Object> first = Map.of("recordId", "r-1", "source", "shop", "surname", "Kelly");
        assertThat(add(caller, List.of(first)).path("accepted").asInt()).isEqualTo(1);

        JsonNode again = add(caller, List.of(first, with(first, "surname", "Dean")));

        assertThat(again.path("accepted").asInt()).isZero();
        assertThat(again.path("duplicates").asInt()).isEqualTo(1);
        assertThat(again.path("rejected")).hasSize(1);
        assertThat(again.path("rejected").path(0).path("index").asInt()).isEqualTo(1);
        assertThat(again.path("rejected").path(0).path("code").asString()).isEqualTo("CONFLICTING_DUPLICATE");
        assertThat(export(caller)).hasSize(1);
        assertThat(add(partner("repeats-too"), List.of(first)).path("accepted").asInt())
                .as("ids are the owner's own")
                .isEqualTo(1);
    }

    @Test
    void takesTheSameRecordsFromManyCallersInAnyOrder() {
        HttpProbe caller = partner("at-once");
        List<Map<String, Object>> people = people("at-once", 250);
        List<Map<String, Object>> reversed = new ArrayList<>(people);
        Collections.reverse(reversed);
        List<Integer> accepted = atOnce(IntStream.range(0, 8)
                .<Supplier<Integer>>mapToObj(i -> () -> add(caller, i % 2 == 0 ? people : reversed)
                        .path("accepted")
                        .asInt())
                .toList());
        assertThat(accepted.stream().mapToInt(each -> each).sum()).isEqualTo(500);
        assertThat(export(caller)).hasSize(500);
    }

    private static <T> List<T> atOnce(List<Supplier<T>> asks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return asks.stream().map(ask -> CompletableFuture.supplyAsync(ask, threads)).toList().stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }

    @Test
    void tellsRecordIdsApartThatDifferInAnyCharacter() {
        HttpProbe caller = partner("alike");
        List<Map<String, Object>> alike = new ArrayList<>();
        for (String recordId : List.of("r-1", "r-1 ", " r-1", "R-1", "\uff52-1")) {
            alike.add(Map.of("recordId", recordId, "source", "shop", "surname", "Kelly"));
        }
        assertThat(add(caller, alike).path("accepted").asInt()).isEqualTo(5);
        assertThat(new HashSet<>(export(caller).values())).hasSize(5);
    }

    @Test
    void takesNumbersAndTruthValuesForTextInEveryFieldOfARecord() {
        HttpProbe caller = partner("tables");
        List<String> fields = List.of(
                "recordId",
                "source",
                "givenName",
                "surname",
                "birthDate",
                "streetNumber",
                "address1",
                "address2",
                "suburb",
                "city",
                "postcode",
                "state",
                "country",
                "phone",
                "email");
        Map<String, Object> numbers = new LinkedHashMap<>();
        Map<String, Object> texts = new LinkedHashMap<>();
        for (int at = 0; at < fields.size(); at++) {
            Object mistyped = at == fields.size() - 1 ? true : 19_560_409L + at;
            numbers.put(fields.get(at), mistyped);
            texts.put(fields.get(at), mistyped.toString());
        }

        assertThat(add(caller, List.of(numbers)).path("accepted").asInt()).isEqualTo(1);
        assertThat(add(caller, List.of(texts)).path("duplicates").asInt()).isEqualTo(1);
        assertThat(export(caller)).containsOnlyKeys("19560409");
    }

    @Test
    void refusesBrokenRecordsAndNamesTheField() {
        Map<String, Object> good = Map.of("recordId", "r", "source", "shop");
        assertThat(pointer(with(good, "source", ""))).isEqualTo("/records/0/source");
        assertThat(pointer(with(good, "recordId", null))).isEqualTo("/records/0/recordId");
        assertThat(pointer(with(good, "surname", "x".repeat(501)))).isEqualTo("/records/0/surname");
        assertThat(pointer(with(good, "surname", List.of("Kelly")))).isEqualTo("/records/0/surname");
        assertThat(pointer(with(good, "shoeSize", "42"))).isEqualTo("/records/0/shoeSize");
        assertThat(pointer(with(good, "attributes", Map.of("a/b", List.of("list")))))
                .isEqualTo("/records/0/attributes/a~1b");
        refused(
                400,
                "TOO_MANY_ITEMS",
                () -> brand().post(RECORDS, Map.of("records", Collections.nCopies(1_001, good))));
        refused(403, "MISSING_SCOPE", () -> with("identity:read").post(RECORDS, Map.of("records", List.of(good))));
        refused(403, "MISSING_SCOPE", () -> with("identity:read").post(RUNS, Map.of()));
    }

    @Test
    void showsRunsAndPairsToTheirOwnerOnly() {
        String runId = start(partner("owner"), Map.of());
        completed(partner("owner"), runId);
        refused(404, "NOT_FOUND", () -> partner("other").get(RUNS + "/" + runId));
        refused(404, "NOT_FOUND", () -> partner("other").get(RUNS + "/" + runId + "/pairs"));
        refused(404, "NOT_FOUND", () -> partner("owner").get(RUNS + "/" + UUID.randomUUID()));
        refused(404, "NOT_FOUND", () -> partner("owner").get(RUNS + "/" + runId + "/pairs/1"));
        refused(403, "FORBIDDEN", () -> guide().get("/api/v1/identity/export?kind=records"));
        refused(403, "FORBIDDEN", () -> guide().post(RUNS, Map.of()));
    }

    @Test
    void listsTheRunsOfAnOwnerFromTheNewest() {
        HttpProbe caller = partner("list-of-runs");
        List<String> started = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            started.addFirst(start(caller, Map.of("source", "s" + i)));
            completed(caller, started.getFirst());
        }
        HttpProbe other = partner("list-of-others");
        completed(other, start(other, Map.of()));

        JsonNode first = caller.get(RUNS + "?limit=2").json();
        JsonNode second = caller.get(
                        RUNS + "?limit=2&cursor=" + first.path("nextCursor").asString())
                .json();

        List<String> listed = new ArrayList<>();
        first.path("items").forEach(run -> listed.add(run.path("runId").asString()));
        second.path("items").forEach(run -> listed.add(run.path("runId").asString()));
        assertThat(listed).isEqualTo(started);
        assertThat(second.path("nextCursor").isNull()).isTrue();
        assertThat(first.path("items").path(0))
                .isEqualTo(caller.get(RUNS + "/" + started.getFirst()).json());
        refused(400, "INVALID_PARAMETER", () -> caller.get(RUNS + "?cursor=bm90LWEtdXVpZA"));
    }

    @Test
    void letsPeopleDecideWhatIsInReview() {
        HttpProbe caller = partner("review");
        List<Map<String, Object>> records = new ArrayList<>(people("review", 60));
        // Names that only a few share, and nothing else to go by.
        for (int i = 0; i < 30; i++) {
            String surname = String.valueOf(records.get(2 * i).get("surname"));
            records.add(Map.of("recordId", "thin-" + i, "source", "till", "surname", surname, "city", "city" + i % 7));
        }
        add(caller, records);
        String runId = start(caller, Map.of());
        JsonNode run = completed(caller, runId);
        JsonNode pairs = caller.get(RUNS + "/" + runId + "/pairs?state=REVIEW&limit=500")
                .json()
                .path("items");
        assertThat(pairs).hasSize(run.path("pairsInReview").asInt());
        assertThat(pairs.size()).isGreaterThanOrEqualTo(2);
        JsonNode pair = pairs.path(0);
        assertThat(pair.path("probability").asDouble()).isBetween(0.2, 0.9999);
        double sum = 0;
        for (JsonNode field : pair.path("fields")) {
            sum += field.path("bits").asDouble();
        }
        assertThat(pair.path("weightBits").asDouble()).isCloseTo(sum, Offset.offset(1e-9));
        String one = RUNS + "/" + runId + "/pairs/" + pair.path("pairId").asString();
        String other =
                RUNS + "/" + runId + "/pairs/" + pairs.path(1).path("pairId").asString();
        assertThat(caller.get(one).json()).isEqualTo(pair);

        Answer same = caller.post(one + "/decision", Map.of("verdict", "SAME"));
        Answer different = caller.post(other + "/decision", Map.of("verdict", "DIFFERENT"));

        assertThat(same.status()).as(same.body()).isEqualTo(200);
        assertThat(different.json().path("state").asString()).isEqualTo("DIFFERENT");
        Map<String, String> exported = export(caller);
        assertThat(exported.get(pair.path("first").path("recordId").asString()))
                .isEqualTo(exported.get(pair.path("second").path("recordId").asString()));
        assertThat(caller.post(one + "/decision", Map.of("verdict", "SAME")).status())
                .as("said again")
                .isEqualTo(200);
        refused(409, "ILLEGAL_TRANSITION", () -> caller.post(other + "/decision", Map.of("verdict", "SAME")));
        assertThat(caller.get(RUNS + "/" + runId + "/pairs?limit=500").json().path("items"))
                .hasSize(pairs.size() - 2);
        JsonNode decided = caller.get(RUNS + "/" + runId).json();
        assertThat(decided.path("pairsSame").asInt()).isEqualTo(1);
        assertThat(decided.path("pairsDifferent").asInt()).isEqualTo(1);
        assertThat(decided.path("pairsOpen").asInt()).isEqualTo(pairs.size() - 2);
    }

    @Test
    void queuesTheSameRunOnceAndTakesTurnsBetweenOwners() {
        Lifecycle worker = context.getBean("linkageWorker", Lifecycle.class);
        worker.stop();
        try {
            HttpProbe eager = partner("eager");
            String first = start(eager, Map.of("source", "one"));
            assertThat(start(eager, Map.of("source", "one")))
                    .as("the same again")
                    .isEqualTo(first);
            String evidence = start(eager, Map.of("source", "one", "link", true));
            String other = start(eager, Map.of("source", "two"));
            String patient = start(partner("patient"), Map.of());
            assertThat(List.of(first, evidence, other, patient)).doesNotHaveDuplicates();
            assertThat(start(partner("patient"), Map.of("link", false))).isEqualTo(patient);
            awaitGauge("evenreach.linkage.runs.waiting", 4);
            jdbc.sql("update linkage_run set created_at = created_at - interval '1 hour' where status = 'QUEUED'")
                    .update();
            await().untilAsserted(() ->
                    assertThat(gauge("evenreach.linkage.runs.age")).isBetween(3_600.0, 7_200.0));

            Lease running = claimed();
            String sameAsRunning = start(eager, Map.of("source", "one"));
            runs.fail(running, "a test");
            List<String> taken = new ArrayList<>(List.of(running.runId().toString()));
            for (int i = 0; i < 4; i++) {
                Lease next = claimed();
                taken.add(next.runId().toString());
                runs.fail(next, "a test");
            }

            assertThat(sameAsRunning)
                    .as("one that runs may have read everything already")
                    .isNotEqualTo(first);
            assertThat(taken).containsExactly(first, patient, evidence, other, sameAsRunning);
            awaitGauge("evenreach.linkage.runs.waiting", 0);
            awaitGauge("evenreach.linkage.runs.age", 0);
        } finally {
            worker.start();
        }
    }

    private Lease claimed() {
        return runs.claim(Duration.ofMinutes(10)).orElseThrow();
    }

    @Test
    void tellsHowManyErasuresOfRecordsWaitAndHowLongAnExportTook() {
        Lifecycle follower = context.getBean("linkageFollower", Lifecycle.class);
        follower.stop();
        try {
            jdbc.sql("insert into linkage_erasure (key, erased_at) values ('\\x01', :at)")
                    .param("at", Instant.now().minus(Duration.ofHours(1)).toEpochMilli())
                    .update();
            awaitGauge("evenreach.linkage.erasures.waiting", 1);
            assertThat(gauge("evenreach.linkage.erasures.age")).isBetween(3_600.0, 7_200.0);
        } finally {
            follower.start();
        }
        awaitGauge("evenreach.linkage.erasures.waiting", 0);
        assertThat(gauge("evenreach.linkage.erasures.age")).isZero();

        export(partner("measured"));
        await().untilAsserted(() -> assertThat(meters.get("http.server.requests")
                        .tag("uri", "/api/v1/identity/export")
                        .timer()
                        .count())
                .isPositive());
    }

    private void awaitGauge(String name, double value) {
        await().untilAsserted(() -> assertThat(gauge(name)).as(name).isEqualTo(value));
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    @Test
    void takesUpARunWhoseWorkerDied() {
        UUID runId = UUID.randomUUID();
        jdbc.sql("""
                        insert into linkage_run (run_id, owner, status, started_at, lease_token, lease_until, attempts)
                        values (:id, 'partner:crash', 'RUNNING', now(), :token, now() - interval '1 second', 1)
                        """).param("id", runId).param("token", UUID.randomUUID()).update();

        assertThat(completed(partner("crash"), runId.toString()).path("status").asString())
                .isEqualTo("COMPLETED");
    }

    /** A slow worker ends its run while another, who has seen the lease run out, waits to take it up. */
    @Test
    void doesNotTakeUpARunThatEndsMeanwhile() {
        UUID runId = UUID.randomUUID();
        transaction.executeWithoutResult(status -> {
            // Nobody claims a run before this one is there, run out, and being ended.
            advisory("pg_advisory_lock");
            try {
                apart(() -> jdbc.sql("""
                                insert into linkage_run (run_id, owner, status, started_at, lease_token, lease_until,
                                                         attempts)
                                values (:id, 'partner:slow', 'RUNNING', now(), :token, now() - interval '1 second', 1)
                                """)
                        .param("id", runId)
                        .param("token", UUID.randomUUID())
                        .update());
                jdbc.sql("""
                                update linkage_run set status = 'COMPLETED', finished_at = now(), lease_token = null,
                                       lease_until = null where run_id = :id
                                """).param("id", runId).update();
            } finally {
                advisory("pg_advisory_unlock");
            }
            await().until(this::someoneWaitsForARun);
        });
        // Whoever waited goes on, and would have taken it by the time another run is done.
        completed(partner("slow-next"), start(partner("slow-next"), Map.of()));
        assertThat(jdbc.sql("select status || ' ' || attempts from linkage_run where run_id = :id")
                        .param("id", runId)
                        .query(String.class)
                        .single())
                .isEqualTo("COMPLETED 1");
    }

    private void advisory(String function) {
        jdbc.sql("select " + function + "(hashtextextended('linkage ' || current_schema(), 0))")
                .query((row, number) -> row.getString(1))
                .list();
    }

    private void apart(Runnable work) {
        TransactionTemplate other =
                new TransactionTemplate(Objects.requireNonNull(transaction.getTransactionManager()));
        other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        other.executeWithoutResult(status -> work.run());
    }

    private boolean someoneWaitsForARun() {
        return jdbc.sql("""
                        select exists(select from pg_stat_activity
                                       where wait_event_type = 'Lock' and query like '%update linkage_run%lease%')
                        """).query(Boolean.class).single();
    }

    @Test
    void keepsNothingInClear() {
        HttpProbe caller = partner("secrets");
        add(caller, List.of(Map.of("recordId", "s-1", "source", "shop", "surname", "Featherstonehaugh")));
        completed(caller, start(caller, Map.of()));

        String stored = jdbc.sql("select string_agg(encode(r.fields, 'escape') || r::text, '') from linkage_record r")
                .query(String.class)
                .single();
        assertThat(stored).doesNotContainIgnoringCase("featherstonehaugh");
    }

    @Test
    void joinsAllWhomPeopleFindToBeOneAtOnce() {
        HttpProbe caller = partner("chain");
        List<Long> pairs = chain("chain", 30);
        String path = RUNS + "/" + runOf(pairs.getFirst()) + "/pairs/";

        List<Integer> answered = atOnce(pairs.stream()
                .<Supplier<Integer>>map(pair -> () -> caller.post(path + pair + "/decision", Map.of("verdict", "SAME"))
                        .status())
                .toList());

        assertThat(answered).containsOnly(200);
        assertThat(new HashSet<>(export(caller).values())).hasSize(1);
    }

    @Test
    void hasARunBeginAgainThatGoesByPersonsWhoAreOneNow() {
        long pair = chain("beside", 2).getFirst();
        UUID running = UUID.randomUUID();
        jdbc.sql("""
                        insert into linkage_run (run_id, owner, status, started_at, lease_token, lease_until, attempts)
                        values (:id, 'partner:beside', 'RUNNING', now(), :token, now() + interval '1 hour', 1)
                        """).param("id", running).param("token", UUID.randomUUID()).update();

        partner("beside").post(RUNS + "/" + runOf(pair) + "/pairs/" + pair + "/decision", Map.of("verdict", "SAME"));

        assertThat(completed(partner("beside"), running.toString())
                        .path("status")
                        .asString())
                .isEqualTo("COMPLETED");
    }

    @Test
    void hasARunGoOnThatHasBegunAgainOftenEnough() {
        long pair = chain("often", 2).getFirst();
        UUID running = UUID.randomUUID();
        UUID token = UUID.randomUUID();
        jdbc.sql("""
                        insert into linkage_run (run_id, owner, status, started_at, lease_token, lease_until, attempts, restarts)
                        values (:id, 'partner:often', 'RUNNING', now(), :token, now() + interval '1 hour', 1, 3)
                        """).param("id", running).param("token", token).update();

        partner("often").post(RUNS + "/" + runOf(pair) + "/pairs/" + pair + "/decision", Map.of("verdict", "SAME"));

        assertThat(jdbc.sql("select lease_token from linkage_run where run_id = :id")
                        .param("id", running)
                        .query(UUID.class)
                        .single())
                .isEqualTo(token);
        jdbc.sql("update linkage_run set status = 'FAILED' where run_id = :id")
                .param("id", running)
                .update();
    }

    @Test
    void leavesToTheNextRunWhatItFoundOfPersonsWhoAreOthersByNow() {
        HttpProbe caller = partner("meanwhile");
        add(caller, people("meanwhile", 40));
        List<Long> seqs = seqsOf("partner:meanwhile");
        UUID before = UUID.randomUUID();
        jdbc.sql("insert into linkage_run (run_id, owner, status) values (:id, 'partner:meanwhile', 'COMPLETED')")
                .param("id", before)
                .update();
        // The first and second record are one person's, and so are the fifth and sixth, and the seventh and eighth.
        long two = pair(before, seqs.get(0), seqs.get(1), "REVIEW");
        long one = pair(before, seqs.get(4), seqs.get(6), "REVIEW");
        String runId = transaction.execute(status -> {
            runs.lockPersonsOf("partner:meanwhile");
            String run = start(caller, Map.of());
            await().atMost(Duration.ofMinutes(2)).until(this::someoneWaitsForPersons);
            jdbc.sql("update linkage_run set restarts = 3 where run_id = cast(:id as uuid)")
                    .param("id", run)
                    .update();
            linkage.decide("partner:meanwhile", before, two, false, "anna");
            linkage.decide("partner:meanwhile", before, one, true, "anna");
            return run;
        });

        JsonNode run = completed(caller, Objects.requireNonNull(runId));

        assertThat(run.path("status").asString()).isEqualTo("COMPLETED");
        Map<String, String> exported = export(caller);
        assertThat(exported.get("meanwhile-a0")).as("found to be two").isNotEqualTo(exported.get("meanwhile-b0"));
        assertThat(exported.get("meanwhile-a2")).as("found to be one").isEqualTo(exported.get("meanwhile-a3"));
        assertThat(exported.get("meanwhile-a2")).isNotEqualTo(exported.get("meanwhile-b2"));
        for (int i : new int[] {1, 4, 39}) {
            assertThat(exported.get("meanwhile-a" + i)).isEqualTo(exported.get("meanwhile-b" + i));
        }
        assertThat(run.path("persons").asInt()).isEqualTo(new HashSet<>(exported.values()).size());
        assertThat(run.path("pairsLinked").asInt()).isEqualTo(37);
        assertThat(caller.get(RUNS + "/" + runId + "/pairs?state=LINKED&limit=500")
                        .json()
                        .path("items"))
                .hasSize(37);
        JsonNode next = completed(caller, start(caller, Map.of()));
        assertThat(next.path("newRecords").asInt())
                .as("those of the persons who changed")
                .isEqualTo(6);
        assertThat(export(caller).get("meanwhile-a0"))
                .isNotEqualTo(export(caller).get("meanwhile-b0"));
    }

    private boolean someoneWaitsForPersons() {
        return jdbc.sql("""
                        select exists(select from pg_stat_activity
                                       where wait_event_type = 'Lock' and query like '%linkage of%')
                        """).query(Boolean.class).single();
    }

    @Test
    void hasEvidenceFollowOfWhomTheyBecamePartOf() {
        chain("due", 2);
        List<Long> seqs = seqsOf("partner:due");
        transaction.executeWithoutResult(status -> {
            status.setRollbackOnly();
            jdbc.sql("insert into linkage_due select profile_id, owner from linkage_record where seq = :seq")
                    .param("seq", seqs.getLast())
                    .update();
            records.merge(new long[] {seqs.getLast()}, new long[] {seqs.getFirst()});
            assertThat(jdbc.sql("""
                                    select r.seq from linkage_due d join linkage_record r on r.own_profile_id = d.profile_id
                                     where d.owner = 'partner:due'
                                    """).query(Long.class).list()).containsExactly(seqs.getFirst());
        });
    }

    @Test
    void keepsApartAcrossSourcesWhomAPersonFoundToBeTwo() {
        HttpProbe caller = partner("across");
        List<Map<String, Object>> people = people("across", 30);
        Map<String, Object> one = people.get(0);
        Map<String, Object> same = people.get(1);
        Map<String, Object> atTheTill = Map.of("recordId", "across-till", "source", "till", "surname", "Kelly");
        List<Map<String, Object>> all = new ArrayList<>(people.subList(2, 60));
        all.addAll(0, List.of(atTheTill, one));
        add(caller, all);
        List<Long> seqs = seqsOf("partner:across");
        UUID decided = UUID.randomUUID();
        jdbc.sql("insert into linkage_run (run_id, owner, status) values (:id, 'partner:across', 'COMPLETED')")
                .param("id", decided)
                .update();
        long joins = pair(decided, seqs.get(0), seqs.get(1), "REVIEW");
        caller.post(RUNS + "/" + decided + "/pairs/" + joins + "/decision", Map.of("verdict", "SAME"));
        add(caller, List.of(same));
        long parts = pair(decided, seqs.get(0), seqsOf("partner:across").getLast(), "REVIEW");
        caller.post(RUNS + "/" + decided + "/pairs/" + parts + "/decision", Map.of("verdict", "DIFFERENT"));

        completed(caller, start(caller, Map.of("source", "shop")));

        Map<String, String> exported = export(caller);
        assertThat(exported.get("across-a0")).isEqualTo(exported.get("across-till"));
        assertThat(exported.get("across-b0")).isNotEqualTo(exported.get("across-a0"));
        assertThat(exported.get("across-b1")).isEqualTo(exported.get("across-a1"));
    }

    @Test
    void refusesToFindTwoPersonsInRecordsThatOtherPairsHaveJoined() {
        HttpProbe caller = partner("triangle");
        List<Long> pairs = chain("triangle", 3);
        List<Long> seqs = seqsOf("partner:triangle");
        String runId = runOf(pairs.getFirst());
        long closing = pair(UUID.fromString(runId), seqs.getFirst(), seqs.getLast(), "REVIEW");
        pairs.forEach(
                pair -> caller.post(RUNS + "/" + runId + "/pairs/" + pair + "/decision", Map.of("verdict", "SAME")));

        refused(
                409,
                "ILLEGAL_TRANSITION",
                () -> caller.post(
                        RUNS + "/" + runId + "/pairs/" + closing + "/decision", Map.of("verdict", "DIFFERENT")));

        caller.post(RUNS + "/" + runId + "/pairs/" + pairs.getLast() + "/decision", Map.of("verdict", "DIFFERENT"));
        assertThat(caller.post(RUNS + "/" + runId + "/pairs/" + closing + "/decision", Map.of("verdict", "DIFFERENT"))
                        .status())
                .isEqualTo(200);
        assertThat(new HashSet<>(export(caller).values())).hasSize(2);
    }

    /** Records of which each may be the same as the next; the pairs, in review. */
    private List<Long> chain(String name, int count) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(Map.of("recordId", name + i, "source", "shop", "surname", "Kelly"));
        }
        add(partner(name), records);
        UUID runId = UUID.randomUUID();
        jdbc.sql("insert into linkage_run (run_id, owner, status) values (:id, :owner, 'COMPLETED')")
                .param("id", runId)
                .param("owner", "partner:" + name)
                .update();
        List<Long> seqs = seqsOf("partner:" + name);
        List<Long> pairs = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            pairs.add(pair(runId, seqs.get(i - 1), seqs.get(i), "REVIEW"));
        }
        return pairs;
    }

    private long pair(UUID runId, long first, long second, String state) {
        return jdbc.sql("""
                        insert into linkage_pair (run_id, first_seq, second_seq, probability, state, evidence)
                        values (:run, :first, :second, 0.5, :state, '[]') returning pair_id
                        """)
                .param("run", runId)
                .param("first", first)
                .param("second", second)
                .param("state", state)
                .query(Long.class)
                .single();
    }

    private List<Long> seqsOf(String owner) {
        return jdbc.sql("select seq from linkage_record where owner = :owner order by seq")
                .param("owner", owner)
                .query(Long.class)
                .list();
    }

    private String runOf(long pair) {
        return jdbc.sql("select run_id::text from linkage_pair where pair_id = :pair")
                .param("pair", pair)
                .query(String.class)
                .single();
    }

    @Test
    void partsWhomAPersonFindsToBeTwo() {
        HttpProbe caller = partner("parts");
        add(caller, people("parts", 40));
        Map<String, String> before = export(caller);
        String runId = start(caller, Map.of());
        completed(caller, runId);
        JsonNode pairs = caller.get(RUNS + "/" + runId + "/pairs?state=LINKED&limit=500")
                .json()
                .path("items");
        assertThat(pairs).hasSize(40);

        for (JsonNode pair : pairs) {
            String one = RUNS + "/" + runId + "/pairs/" + pair.path("pairId").asString();
            Answer answer = caller.post(one + "/decision", Map.of("verdict", "DIFFERENT"));
            assertThat(answer.json().path("state").asString()).isEqualTo("DIFFERENT");
        }

        JsonNode parted = caller.get(RUNS + "/" + runId).json();
        assertThat(parted.path("pairsDifferent").asInt()).isEqualTo(40);
        assertThat(parted.path("pairsOpen").asInt())
                .as("parting what was joined decides nothing in review")
                .isEqualTo(parted.path("pairsInReview").asInt());
        assertThat(export(caller)).as("as if nothing had joined them").isEqualTo(before);
        completed(caller, start(caller, Map.of()));
        assertThat(export(caller)).isEqualTo(before);
    }

    @Test
    void showsAPersonsRecordsByTheIdOfAnyOfThemMaskedAndHowTheyWereJoined() {
        List<Map<String, Object>> people = people("shown", 40);
        add(brand(), people);
        Map<String, String> before = export(brand());
        String runId = start(brand(), Map.of());
        completed(brand(), runId);
        Map<String, String> after = export(brand());

        Answer answer = brand().get("/api/v1/identity/profiles/" + before.get("shown-b0"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode person = answer.json();
        assertThat(person.path("profileId").asString()).isEqualTo(after.get("shown-a0"));
        assertThat(person.path("identifiers")).isEmpty();
        JsonNode records = person.path("records");
        assertThat(records.path("recordCount").asInt()).isEqualTo(2);
        assertThat(records.path("items").path(0).path("recordId").asString()).isEqualTo("shown-a0");
        assertThat(records.path("items").path(1).path("recordId").asString()).isEqualTo("shown-b0");
        String phone = String.valueOf(people.getFirst().get("phone"));
        JsonNode fields = records.path("items").path(0).path("fields");
        assertThat(fields.path("phone").asString()).isEqualTo("13***" + phone.substring(9));
        assertThat(fields.path("city").asString()).isEqualTo("c***");
        assertThat(answer.body())
                .doesNotContain(phone, String.valueOf(people.getFirst().get("surname")));
        assertThat(records.path("joins")).hasSize(1);
        JsonNode join = records.path("joins").path(0);
        assertThat(join.path("runId").asString()).isEqualTo(runId);
        assertThat(List.of(join.path("first").asString(), join.path("second").asString()))
                .containsExactlyInAnyOrder("shown-a0", "shown-b0");
        assertThat(join.path("state").asString()).isEqualTo("LINKED");
        assertThat(join.path("probability").asDouble()).isGreaterThan(0.5);
        refused(404, "NOT_FOUND", () -> brand().get("/api/v1/identity/profiles/" + UUID.randomUUID()));
        refused(404, "NOT_FOUND", () -> partner("shown").get("/api/v1/identity/profiles/" + after.get("shown-a0")));
    }

    /** Each of them twice, the second time with a typo and another way to write the date. */
    static List<Map<String, Object>> people(String prefix, int count) {
        List<Map<String, Object>> records = new ArrayList<>();
        Random random = new Random(20_260_601);
        for (int i = 0; i < count; i++) {
            String given = word(random);
            String surname = word(random);
            String date = String.format(
                    "%d-%02d-%02d", 1940 + random.nextInt(60), 1 + random.nextInt(12), 1 + random.nextInt(28));
            String phone = "138" + (10_000_000 + random.nextInt(90_000_000));
            records.add(person(prefix + "-a" + i, given, surname, date, phone, "city" + i % 7));
            records.add(person(
                    prefix + "-b" + i, given, surname.substring(1), date.replace("-", ""), phone, "city" + i % 7));
        }
        return records;
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            word.append("bcdfghklmnprstvw".charAt(random.nextInt(16))).append("aeiou".charAt(random.nextInt(5)));
        }
        return word.toString();
    }

    private static Map<String, Object> person(
            String recordId, String given, String surname, String birthDate, String phone, String city) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("recordId", recordId);
        body.put("source", "shop");
        body.put("givenName", given);
        body.put("surname", surname);
        body.put("birthDate", birthDate);
        body.put("phone", phone);
        body.put("city", city);
        body.put("attributes", Map.of("vip", true, "visits", 3));
        return body;
    }

    static JsonNode add(HttpProbe caller, List<Map<String, Object>> records) {
        Answer answer = caller.post(RECORDS, Map.of("records", records));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    static String start(HttpProbe caller, Map<String, Object> body) {
        Answer answer = caller.post(RUNS, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.json().path("runId").asString();
    }

    static JsonNode completed(HttpProbe caller, String runId) {
        return await().atMost(Duration.ofMinutes(10))
                .until(
                        () -> caller.get(RUNS + "/" + runId).json(),
                        run -> !List.of("QUEUED", "RUNNING")
                                .contains(run.path("status").asString()));
    }

    static Map<String, String> export(HttpProbe caller) {
        return export(caller, "");
    }

    private static Map<String, String> export(HttpProbe caller, String query) {
        Answer answer = caller.get("/api/v1/identity/export?kind=records" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Map<String, String> exported = new HashMap<>();
        answer.body().lines().forEach(line -> {
            JsonNode each = JSON.readTree(line);
            assertThat(each.path("source").asString()).isNotEmpty();
            exported.put(
                    each.path("recordId").asString(), each.path("profileId").asString());
        });
        return exported;
    }

    private String pointer(Map<String, Object> broken) {
        Answer answer = brand().post(RECORDS, Map.of("records", List.of(broken)));
        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        return answer.json().path("errors").path(0).path("pointer").asString();
    }
}

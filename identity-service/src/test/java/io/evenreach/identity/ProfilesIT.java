package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.TestTokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestPropertySource(properties = "evenreach.identity.exports.owner-at-once=" + ProfilesIT.EXPORTS_AT_ONCE)
class ProfilesIT extends ServiceTestBase {

    static final int EXPORTS_AT_ONCE = 4;

    private static final JsonMapper JSON = new JsonMapper();

    @LocalServerPort
    private int port;

    @Test
    void showsAProfileWithMaskedIdentifiersAndItsEvidence() {
        observe(
                observation(
                        "show-1",
                        "2026-06-01T10:00:00Z",
                        id("login_id", "shop", "long-login-name"),
                        id("email", "anna@example.com")),
                observation(
                        "show-2",
                        "2026-06-02T10:00:00Z",
                        id("login_id", "shop", "long-login-name"),
                        id("email", "anna@example.com")));
        String profileId = profileOf(id("email", "anna@example.com"));

        JsonNode profile = brand().get("/api/v1/identity/profiles/" + profileId).json();
        assertThat(profile.path("profileId").asString()).isEqualTo(profileId);
        List<String> masked = new ArrayList<>();
        profile.path("identifiers")
                .forEach(each -> masked.add(each.path("masked").asString()));
        assertThat(masked).containsExactlyInAnyOrder("lo***me", "a***@example.com");
        assertThat(profile.path("evidence")).hasSize(1);
        JsonNode evidence = profile.path("evidence").path(0);
        assertThat(evidence.path("sightings").asInt()).as("repeats are one row").isEqualTo(2);
        assertThat(evidence.path("hashes")).hasSize(2);
        assertThat(evidence.path("firstAt").asString()).isEqualTo("2026-06-01T10:00:00Z");
        assertThat(profile.path("history")).hasSize(2);
        assertThat(profile.toString()).doesNotContain("long-login-name").doesNotContain("anna@");
    }

    @Test
    void findsAMergedProfileUnderItsOldId() {
        Map<String, Object> cookie = id("cookie", "site", "alias");
        String old = observe(observation("alias-1", "2026-06-05T10:00:00Z", cookie))
                .path(0)
                .path("profileId")
                .asString();
        Map<String, Object> login = id("login_id", "shop", "alias");
        observe(observation("alias-2", "2026-06-01T10:00:00Z", login));
        observe(observation("alias-3", "2026-06-06T10:00:00Z", login, cookie));

        JsonNode profile = brand().get("/api/v1/identity/profiles/" + old).json();
        assertThat(profile.path("profileId").asString())
                .isEqualTo(profileOf(login))
                .isNotEqualTo(old);
        refused(404, "NOT_FOUND", () -> brand().get("/api/v1/identity/profiles/6f0f2b0e-6b1a-5e0c-9c55-657667236800"));
        refused(404, "NOT_FOUND", () -> brand().get("/api/v1/identity/profiles/not-an-id"));
    }

    @Test
    void resolvesEveryIdEverIssued() {
        Map<String, Object> anna = id("login_id", "ever", "anna");
        Map<String, Object> ben = id("login_id", "ever", "ben");
        Map<String, Object> phone = id("phone", "13800138301");
        Map<String, Object> cookie = id("cookie", "ever", "c");
        String founder = observe(observation("ever-1", "2026-06-01T10:00:00Z", phone))
                .path(0)
                .path("profileId")
                .asString();
        observe(observation("ever-2", "2026-06-02T10:00:00Z", anna, phone));
        String cookies = observe(observation("ever-3", "2026-06-03T10:00:00Z", cookie))
                .path(0)
                .path("profileId")
                .asString();
        observe(
                observation("ever-4", "2026-06-04T10:00:00Z", anna, cookie),
                observation("ever-5", "2026-06-05T10:00:00Z", ben, phone));

        JsonNode profile = brand().get("/api/v1/identity/profiles/" + founder).json();
        assertThat(profile.path("profileId").asString())
                .as("what founded it is Anna's past")
                .isEqualTo(profileOf(anna))
                .isNotEqualTo(profileOf(ben));
        assertThat(profile.path("aliases").toString()).contains(founder).contains(cookies);
        assertThat(profile.path("history").toString()).contains("IDENTIFIER_LEFT");
        assertThat(sightingsIn(profile))
                .as("what was seen while the phone was hers")
                .containsExactlyInAnyOrder("ever-1", "ever-2", "ever-3", "ever-4");
        assertThat(profile.path("evidenceCount").asInt()).isEqualTo(4);
        assertThat(sightingsIn(brand().get("/api/v1/identity/profiles/" + profileOf(ben))
                        .json()))
                .as("and nothing of hers with his")
                .containsExactly("ever-5");
    }

    @Test
    void showsOfASetThatIsTheSameForAllItsOwnersToEachTheirOwn() {
        Map<String, Object> phone = id("phone", "13800138302");
        List<Map<String, Object>> owners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            owners.add(id("login_id", "handed", "owner-" + i));
        }
        observe(
                observation("handed-0", "2026-06-01T10:00:00Z", owners.get(0), phone),
                observation("handed-0-alone", "2026-06-02T10:00:00Z", phone),
                observation("handed-0-again", "2026-06-03T10:00:00Z", phone),
                observation("handed-1", "2026-06-04T10:00:00Z", owners.get(1), phone),
                observation("handed-2", "2026-06-06T10:00:00Z", owners.get(2), phone),
                observation("handed-2-alone", "2026-06-07T10:00:00Z", phone));
        String path = "/api/v1/identity/profiles/";
        JsonNode first = brand().get(path + profileOf(owners.get(0))).json();
        JsonNode second = brand().get(path + profileOf(owners.get(1))).json();
        JsonNode third = brand().get(path + profileOf(owners.get(2))).json();

        assertThat(sightingsIn(first)).containsExactlyInAnyOrder("handed-0", "handed-0-alone", "handed-0-again");
        assertThat(sightingsIn(second))
                .as("of the phone alone nothing is theirs")
                .containsExactly("handed-1");
        assertThat(sightingsIn(third)).containsExactly("handed-2-alone", "handed-2");
        assertThat(List.of(first, second, third))
                .extracting(profile -> profile.path("evidenceCount").asInt())
                .containsExactly(2, 1, 2);
        JsonNode alone = first.path("evidence").path(0);
        assertThat(alone.path("sightings").asInt()).isEqualTo(2);
        assertThat(alone.path("firstAt").asString()).isEqualTo("2026-06-02T10:00:00Z");
        assertThat(alone.path("lastAt").asString()).isEqualTo("2026-06-03T10:00:00Z");
        assertThat(brand().get(path + profileOf(owners.get(1)) + "/evidence?limit=1")
                        .json()
                        .path("items"))
                .hasSize(1);

        brand().delete("/api/v1/identity/evidence/" + alone.path("evidenceId").asString()
                + "?observationId=handed-0-alone");
        for (Map<String, Object> owner : owners) {
            assertThat(brand().get(path + profileOf(owner))
                            .json()
                            .path("history")
                            .toString())
                    .as("whose that was is not known any more")
                    .doesNotContain("EVIDENCE_REMOVED");
        }
        observe(observation("handed-cookie", "2026-06-02T11:00:00Z", owners.get(0), id("cookie", "handed", "c")));
        String alsoTheirs = brand().get(path + profileOf(owners.get(0)) + "/evidence")
                .json()
                .path("items")
                .valueStream()
                .filter(row -> row.toString().contains("handed-cookie"))
                .map(row -> row.path("evidenceId").asString())
                .findFirst()
                .orElseThrow();
        brand().delete("/api/v1/identity/evidence/" + alsoTheirs);
        assertThat(brand().get(path + profileOf(owners.get(0)))
                        .json()
                        .path("history")
                        .toString())
                .as("of something that was nobody else's")
                .contains("EVIDENCE_REMOVED");
    }

    private static List<String> sightingsIn(JsonNode profile) {
        List<String> sightings = new ArrayList<>();
        profile.path("evidence")
                .forEach(row -> row.path("seen")
                        .forEach(at -> sightings.add(at.path("observationId").asString())));
        return sightings;
    }

    @Test
    void showsAllEvidencePageByPage() {
        Map<String, Object> login = id("login_id", "pages", "anna");
        List<Map<String, Object>> observations = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            observations.add(
                    observation("pages-" + i, "2026-06-01T10:00:00Z", login, id("cookie", "pages", "c" + (i % 23))));
        }
        observe(observations);
        String path = "/api/v1/identity/profiles/" + profileOf(login);

        assertThat(brand().get(path).json().path("evidenceCount").asInt()).isEqualTo(23);
        Set<String> seen = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = brand().get(path + "/evidence?limit=10" + cursor).json();
            page.path("items")
                    .forEach(row -> row.path("seen")
                            .forEach(at -> assertThat(
                                            seen.add(at.path("observationId").asString()))
                                    .isTrue()));
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("nextCursor").asString();
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(25);
        refused(400, "INVALID_PARAMETER", () -> brand().get(path + "/evidence?cursor=bm90LWEtdXVpZA"));
        refused(404, "NOT_FOUND", () -> partner("one").get(path + "/evidence"));
    }

    @Test
    void keepsWhatTheWholePlatformKnowsFromPartnersAndMerchants() {
        Map<String, Object> login = id("login_id", "shop", "partner-view");
        observe(observation("partner-view-1", "2026-06-01T10:00:00Z", login));
        String profileId = profileOf(login);
        String own = partner("one")
                .post(RESOLVE, Map.of("lookups", List.of(Map.of("identifiers", List.of(login)))))
                .json()
                .path("results")
                .path(0)
                .path("profileId")
                .asString();

        for (HttpProbe outsider : List.of(partner("one"), merchant("shop-1"))) {
            refused(404, "NOT_FOUND", () -> outsider.get("/api/v1/identity/profiles/" + profileId));
            refused(404, "NOT_FOUND", () -> outsider.get("/api/v1/identity/profiles/" + own));
            refused(404, "NOT_FOUND", () -> outsider.get("/api/v1/identity/profiles"));
            refused(404, "NOT_FOUND", () -> outsider.get("/api/v1/identity/quarantine"));
            refused(404, "NOT_FOUND", () -> outsider.get("/api/v1/identity/clusters"));
            refused(404, "NOT_FOUND", () -> outsider.get("/api/v1/identity/export"));
            refused(404, "NOT_FOUND", () -> outsider.get("/api/v1/identity/feed"));
        }
    }

    @Test
    void endsAKioskAsOneProfilePerAccountAndOneQuarantineEntry() {
        int accounts = 1_200;
        Map<String, Object> kiosk = id("oaid", "kiosk-device-0001");
        List<Map<String, Object>> observations = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            observations.add(observation(
                    "kiosk-" + i,
                    java.time.Instant.parse("2026-06-01T00:00:00Z")
                            .plusSeconds(i)
                            .toString(),
                    id("login_id", "kiosk", "account-" + i),
                    kiosk));
        }
        for (int i = 0; i < 3; i++) {
            observe(observations.get(i));
        }
        observe(observations.subList(3, 600));
        observe(observations.subList(600, accounts));

        Set<String> owners = new HashSet<>();
        exported().forEach((identifier, profileId) -> {
            if (identifier.startsWith("login_id|kiosk|")) {
                owners.add(profileId);
            }
        });
        assertThat(owners).hasSize(accounts);
        assertThat(resolve(kiosk).path("undetermined").asBoolean()).isTrue();
        List<JsonNode> entries = new ArrayList<>();
        brand().get("/api/v1/identity/quarantine").json().path("items").forEach(entries::add);
        assertThat(entries).hasSize(1);
        assertThat(entries.getFirst().path("type").asString()).isEqualTo("oaid");
        assertThat(entries.getFirst().path("personsMax").asInt()).isEqualTo(5);
    }

    @Test
    void listsEveryProfileOnceAndExportsEveryIdentifier() {
        List<Map<String, Object>> observations = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            observations.add(observation(
                    "list-" + i,
                    "2026-06-01T10:00:00Z",
                    id("login_id", "list", "l" + i),
                    id("cookie", "list", "c" + i)));
        }
        observe(observations);

        Set<String> listed = new HashSet<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page =
                    brand().get("/api/v1/identity/profiles?limit=10" + cursor).json();
            page.path("items")
                    .forEach(
                            item -> assertThat(listed.add(item.path("profileId").asString()))
                                    .as("each once")
                                    .isTrue());
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("nextCursor").asString();
            pages++;
        } while (!cursor.isEmpty());
        assertThat(pages).isGreaterThan(2);
        Map<String, String> exported = exported();
        assertThat(listed).containsAll(exported.values());
        assertThat(exported.keySet().stream().filter(each -> each.contains("|list|")))
                .hasSize(46);
        refused(400, "INVALID_PARAMETER", () -> brand().get("/api/v1/identity/profiles?limit=501"));
        refused(400, "INVALID_PARAMETER", () -> brand().get("/api/v1/identity/profiles?cursor=bm90LWEtdXVpZA"));
        refused(400, "INVALID_PARAMETER", () -> brand().get("/api/v1/identity/quarantine?cursor=bm90LWEtdXVpZA"));
        refused(400, "INVALID_PARAMETER", () -> brand().get("/api/v1/identity/export?kind=secrets"));
    }

    @Test
    void refusesAnExportThatFailsInsteadOfEndingItEarly() {
        refused(400, "INVALID_PARAMETER", () -> brand().get("/api/v1/identity/export?dataSetId=%00"));
    }

    @Test
    void keepsNothingForWhoeverReadsAnExportSlowly() throws IOException {
        int count = 30_000;
        jdbc.sql("""
                        insert into identifier (key, type, scope, mask, data_set_id, own_profile_id, first_at, component_id,
                                                quarantined, neighbours, version)
                        select sha256(('slow' || n)::bytea), 'cookie', 'slow', '***', 'slow', gen_random_uuid(), 0, -n,
                               false, '', 1 from generate_series(1, :count) n
                        """).param("count", count).update();
        jdbc.sql("""
                        insert into tenure (key, purposes, valid_from, valid_to, profile_id, first_seen_at, version)
                        select key, 3, :from, :to, own_profile_id, 0, 1 from identifier where data_set_id = 'slow'
                        """).param("from", Long.MIN_VALUE).param("to", Long.MAX_VALUE).update();
        String path = "/api/v1/identity/export?dataSetId=slow";
        List<Socket> readers = new ArrayList<>();
        try {
            for (int reader = 0; reader < EXPORTS_AT_ONCE; reader++) {
                readers.add(beginToRead(path));
            }
            await().untilAsserted(() ->
                    assertThat(jdbc.sql("""
                            select count(*) from pg_stat_activity
                             where datname = current_database() and state = 'idle in transaction'
                               and query like '%i.data_set_id is not distinct from%'
                            """).query(Long.class).single()).isZero());
            Answer oneMore = brand().get(path);
            assertThat(oneMore.code()).as(oneMore.body()).isEqualTo("RATE_LIMITED");
            assertThat(oneMore.headers().firstValue("Retry-After")).isPresent();
            assertThat(partner("patient")
                            .get("/api/v1/identity/export?kind=records")
                            .status())
                    .isEqualTo(200);
            assertThat(lines(readers.getFirst())).isEqualTo(count);
        } finally {
            close(readers);
        }
        List<Socket> others = new ArrayList<>();
        try {
            for (int reader = 0; reader < EXPORTS_AT_ONCE; reader++) {
                // Each of those before goes when it is found out that nobody reads it any more.
                await().untilAsserted(() -> others.add(beginToRead(path)));
            }
        } finally {
            close(others);
        }
        jdbc.sql("delete from tenure where key in (select key from identifier where data_set_id = 'slow')")
                .update();
        jdbc.sql("delete from identifier where data_set_id = 'slow'").update();
    }

    /** A reader that stops after the status. */
    private Socket beginToRead(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8 * 1024);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer "
                + TestTokens.withScopes(Scopes.IDENTITY_READ) + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
        if (!new String(status, StandardCharsets.US_ASCII).equals("HTTP/1.1 200")) {
            socket.close();
            throw new AssertionError("the answer begins with " + new String(status, StandardCharsets.US_ASCII));
        }
        return socket;
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static long lines(Socket socket) throws IOException {
        BufferedReader rest =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        return rest.lines().filter(line -> line.startsWith("{")).count();
    }

    @Test
    void countsPeopleByNumberOfIdentifiers() {
        JsonNode before = brand().get("/api/v1/identity/clusters").json();
        Map<String, Object> big = id("login_id", "clusters", "big");
        List<Map<String, Object>> observations = new ArrayList<>();
        for (int i = 0; i < 59; i++) {
            observations.add(
                    observation("clusters-" + i, "2026-06-01T10:00:00Z", big, id("cookie", "clusters", "c" + i)));
        }
        for (int i = 0; i < 3; i++) {
            observations.add(observation(
                    "clusters-small-" + i,
                    "2026-06-01T10:00:00Z",
                    id("login_id", "clusters", "l" + i),
                    id("cookie", "clusters-small", "c" + i)));
        }
        observe(observations);

        JsonNode after = brand().get("/api/v1/identity/clusters").json();
        assertThat(after.path("profiles").asLong())
                .isEqualTo(before.path("profiles").asLong() + 4);
        assertThat(after.path("identifiers").asLong())
                .isEqualTo(before.path("identifiers").asLong() + 66);
        assertThat(inBand(after, 2, 2)).isEqualTo(inBand(before, 2, 2) + 3);
        assertThat(inBand(after, 33, 64)).isEqualTo(inBand(before, 33, 64) + 1);
        List<String> largest = new ArrayList<>();
        after.path("largest")
                .forEach(each -> largest.add(each.path("profileId").asString() + " " + each.path("identifiers")));
        assertThat(largest).contains(profileOf(big) + " 60");
    }

    private static long inBand(JsonNode clusters, int from, int to) {
        for (JsonNode band : clusters.path("bands")) {
            if (band.path("from").asInt() == from) {
                assertThat(band.path("to").asInt()).isEqualTo(to);
                return band.path("profiles").asLong();
            }
        }
        return 0;
    }

    @Test
    void showsTheRulesInForce() {
        JsonNode rules = brand().get("/api/v1/identity/rules").json();

        assertThat(rules.path("identifiersPerProfile").asInt()).isEqualTo(1_000);
        assertThat(rules.path("types")).hasSize(10);
        assertThat(rules.path("types").path(0).path("type").asString()).isEqualTo("login_id");
        assertThat(rules.path("types").path(0).path("priority").asInt()).isEqualTo(100);
    }

    /** What the export says: type, scope and hash to profile. */
    private Map<String, String> exported() {
        var answer = brand().get("/api/v1/identity/export");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/x-ndjson"));
        Map<String, String> exported = new HashMap<>();
        for (String line : answer.body().lines().toList()) {
            JsonNode row = JSON.readTree(line);
            JsonNode identifier = row.path("identifier");
            exported.put(
                    identifier.path("type").asString() + "|"
                            + identifier.path("scope").asString() + "|"
                            + identifier.path("hash").asString(),
                    row.path("profileId").asString());
        }
        return exported;
    }
}

package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.ChannelDefined;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.testkit.HttpProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was learned inside a closed garden stays there. */
class GardensIT extends ServiceTestBase {

    /** Of the last channel that was told; the feed has no gaps. */
    private static long sequence;

    private static final String MAIL = "someone.garden@example.org";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private KafkaTemplate<String, byte[]> kafka;

    @Test
    void keepsWhatWasLearnedInAClosedGardenFromOthers() {
        channel("walled-video", true, "walled");
        channel("other-video", true, "other");
        channel("open-search", false, "open");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> jdbc.sql(
                                        "select count(*) from garden where channel_id in ('walled-video', 'other-video', 'open-search')")
                                .query(Long.class)
                                .single()
                        == 3);
        int toOthersBefore = exported("?partnerId=other").size();
        int toWalledBefore = exported("?partnerId=walled").size();
        int before = exported("").size();
        Set<String> ownersBefore = owners("?partnerId=other");
        Map<String, Object> inside = id("cookie", "walled", "learned inside");
        Map<String, Object> bySource = id("cookie", "walled", "learned by its source");
        Map<String, Object> outside = id("cookie", "open", "learned outside");
        Map<String, Object> mail = id("email", MAIL);
        post(partner("walled"), observation("g-1", "2026-06-01T10:00:00Z", inside, mail));
        observe(with(observation("g-2", "2026-06-01T11:00:00Z", bySource, mail), "source", "walled-video"));
        post(partner("open"), observation("g-3", "2026-06-01T12:00:00Z", outside, mail));
        String profile = profileOf(mail);
        assertThat(List.of(profileOf(inside), profileOf(bySource), profileOf(outside)))
                .containsOnly(profile);

        String toWalled = ask(partner("walled"), mail).path("profileId").asString();
        assertThat(ask(partner("walled"), inside).path("profileId").asString()).isEqualTo(toWalled);
        String toOther = ask(partner("other"), mail).path("profileId").asString();
        assertThat(ask(partner("other"), outside).path("profileId").asString()).isEqualTo(toOther);
        for (Map<String, Object> hidden : List.of(inside, bySource)) {
            JsonNode answer = ask(partner("other"), hidden);
            assertThat(answer.path("known").asBoolean()).isFalse();
            assertThat(answer.path("profileId").asString()).isNotEqualTo(toOther);
        }

        assertThat(exported("?partnerId=other")).hasSize(toOthersBefore + 2);
        assertThat(exported("?partnerId=walled")).hasSize(toWalledBefore + 4);
        assertThat(exported("")).hasSize(before + 4);
        Set<String> owners = owners("?partnerId=other");
        owners.removeAll(ownersBefore);
        assertThat(owners).containsExactly(toOther);
        refused(404, "NOT_FOUND", () -> partner("walled").get("/api/v1/identity/export"));

        post(partner("other"), observation("g-4", "2026-06-02T10:00:00Z", inside));
        assertThat(ask(partner("other"), inside).path("known").asBoolean())
                .as("seen by the partner itself")
                .isTrue();
    }

    @Test
    void keepsWhatLinkageFoundInRecordsOfAClosedGardenFromOthers() {
        channel("records-video", true, "records");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> jdbc.sql("select count(*) from garden where channel_id = 'records-video'")
                                .query(Long.class)
                                .single()
                        == 1);
        linked(partner("records"), "inside", "crm", "crm", "13900138001");
        linked(brand(), "by-source", "records-video", "crm", "13900138002");
        linked(merchant("till"), "outside", "crm", "till", "13900138003");

        for (String hidden : List.of("13900138001", "13900138002")) {
            assertThat(ask(partner("other"), id("phone", hidden)).path("known").asBoolean())
                    .as(hidden)
                    .isFalse();
            assertThat(ask(partner("records"), id("phone", hidden))
                            .path("known")
                            .asBoolean())
                    .as(hidden)
                    .isTrue();
        }
        assertThat(ask(partner("other"), id("phone", "13900138003"))
                        .path("known")
                        .asBoolean())
                .isTrue();
    }

    /** Joins two records of one person, from two sources, the first of which names this phone. */
    private void linked(HttpProbe caller, String name, String oneSource, String otherSource, String phone) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Map<String, Object> each : LinkageIT.people(name, 40)) {
            Map<String, Object> without = new LinkedHashMap<>(each);
            without.remove("phone");
            records.add(without);
        }
        records.get(0).putAll(Map.of("phone", phone, "source", oneSource));
        records.get(1).putAll(Map.of("email", name + ".records@example.org", "source", otherSource));
        LinkageIT.add(caller, records);
        LinkageIT.completed(caller, LinkageIT.start(caller, Map.of("link", true)));
        await().atMost(Duration.ofMinutes(2))
                .until(() -> resolve(id("phone", phone)).path("known").asBoolean());
    }

    private void channel(String channelId, boolean closed, String partnerId) {
        EventCodec codec = new EventCodec();
        ChannelDefined event = new ChannelDefined(
                ++sequence,
                channelId,
                1,
                channelId,
                "PUBLIC",
                closed,
                "VIDEO",
                partnerId,
                Duration.ofMinutes(10),
                "DENY");
        kafka.send(new ProducerRecord<>(
                        Topics.CHANNELS,
                        null,
                        channelId,
                        codec.writeBytes(event),
                        EventHeaders.of(UUID.randomUUID().toString(), "/test", EventTypes.CHANNEL_DEFINED)))
                .join();
    }

    private static void post(HttpProbe caller, Map<String, Object> observation) {
        assertThat(caller.post(OBSERVATIONS, Map.of("observations", List.of(observation)))
                        .status())
                .isEqualTo(200);
    }

    private static JsonNode ask(HttpProbe caller, Map<String, Object> identifier) {
        return caller.post(
                        RESOLVE,
                        Map.of(
                                "lookups",
                                List.of(Map.of(
                                        "identifiers",
                                        List.of(identifier),
                                        "at",
                                        Instant.now().toString()))))
                .json()
                .path("results")
                .path(0);
    }

    private List<JsonNode> exported(String query) {
        JsonMapper json = new JsonMapper();
        return brand().get("/api/v1/identity/export" + query)
                .body()
                .lines()
                .map(line -> json.readTree(line))
                .toList();
    }

    private Set<String> owners(String query) {
        Set<String> owners = new HashSet<>();
        exported(query).forEach(line -> owners.add(line.path("profileId").asString()));
        return owners;
    }
}

package io.evenreach.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.contracts.campaign.AudienceMembers;
import io.evenreach.contracts.campaign.CampaignChanged;
import io.evenreach.contracts.campaign.ChannelDefined;
import io.evenreach.contracts.campaign.GovernanceChanged;
import io.evenreach.contracts.campaign.HoldChanged;
import io.evenreach.contracts.campaign.TraitChanged;
import io.evenreach.contracts.frequency.ExposureReported;
import io.evenreach.contracts.frequency.HeavyTouched;
import io.evenreach.contracts.frequency.JournalPublished;
import io.evenreach.contracts.frequency.LeakageReported;
import io.evenreach.contracts.guides.CommissionChanged;
import io.evenreach.contracts.guides.GuideActed;
import io.evenreach.contracts.guides.OrderChanged;
import io.evenreach.contracts.guides.OrderReported;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.ObservedHashed;
import io.evenreach.contracts.identity.RulesChanged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is on the topics may only grow: a field may be added if it may be absent, and none may go or change its type.
 * {@code -Dtest.jvm.arguments=-Devenreach.contracts.write=true} writes the schemas anew after such an addition.
 */
class EventContractTest {

    private static final Path SCHEMAS = Path.of("src/main/resources/schemas");
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    @ParameterizedTest
    @ValueSource(
            classes = {
                IdentityChange.class,
                RulesChanged.class,
                ObservedHashed.class,
                ChannelDefined.class,
                CampaignChanged.class,
                AudienceMembers.class,
                HoldChanged.class,
                GovernanceChanged.class,
                TraitChanged.class,
                ExposureReported.class,
                HeavyTouched.class,
                LeakageReported.class,
                JournalPublished.class,
                OrderReported.class,
                OrderChanged.class,
                CommissionChanged.class,
                GuideActed.class,
                Heartbeat.class,
                FeedResendRequested.class
            })
    void keepsEverythingThatWasPromised(Class<?> event) throws IOException {
        JsonNode now = JSON.valueToTree(RecordSchema.of(event));
        Path file = SCHEMAS.resolve(event.getSimpleName() + ".json");
        if (Boolean.getBoolean("evenreach.contracts.write")) {
            Files.writeString(file, JSON.writeValueAsString(now) + "\n");
        }
        JsonNode promised = JSON.readTree(Files.readString(file));

        assertThat(broken("", promised, now))
                .as("a change that breaks consumers: make a v2 topic instead")
                .isEmpty();
        assertThat(now)
                .as("an addition: write the schemas anew with -Devenreach.contracts.write=true and commit them")
                .isEqualTo(promised);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IdentityChange.class,
                RulesChanged.class,
                ObservedHashed.class,
                ChannelDefined.class,
                CampaignChanged.class,
                AudienceMembers.class,
                HoldChanged.class,
                GovernanceChanged.class,
                TraitChanged.class,
                ExposureReported.class,
                HeavyTouched.class,
                LeakageReported.class,
                JournalPublished.class,
                OrderReported.class,
                OrderChanged.class,
                CommissionChanged.class,
                GuideActed.class,
                Heartbeat.class,
                FeedResendRequested.class
            })
    void readsAndWritesTheGoldenSample(Class<?> event) throws IOException {
        String golden = Files.readString(GOLDEN.resolve(event.getSimpleName() + ".json"));

        Object read = JSON.readValue(golden, event);

        assertThat(JSON.readTree(JSON.writeValueAsString(read))).isEqualTo(JSON.readTree(golden));
    }

    @Test
    void seesWhatWouldBreakConsumers() {
        JsonNode promised = JSON.readTree(
                "{\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"integer\"}},\"required\":[\"a\"]}");
        JsonNode now = JSON.readTree(
                "{\"properties\":{\"a\":{\"type\":\"integer\"},\"c\":{\"type\":\"string\"}},\"required\":[\"c\"]}");

        assertThat(broken("", promised, now)).hasSize(3);
    }

    @Test
    void namesTopicsByTheirServiceAndCreatesThemOnce() {
        List<String> names = Topics.catalogue().stream().map(TopicSpec::name).toList();

        assertThat(names)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("evenreach\\.[a-z]+\\.[a-z]+\\.v\\d+(-dlt)?"));
    }

    private static List<String> broken(String path, JsonNode promised, JsonNode now) {
        List<String> broken = new ArrayList<>();
        promised.path("properties").properties().forEach(property -> {
            String field = path + "/" + property.getKey();
            JsonNode then = property.getValue();
            JsonNode today = now.path("properties").path(property.getKey());
            if (today.isMissingNode()) {
                broken.add(field + " is gone");
            } else if (!today.path("type").equals(then.path("type"))
                    || !today.path("format").equals(then.path("format"))) {
                broken.add(field + " has another type");
            } else {
                broken.addAll(broken(field, then, today));
                broken.addAll(broken(field, then.path("items"), today.path("items")));
            }
        });
        now.path("required").forEach(field -> {
            boolean known = promised.path("properties").has(field.asString());
            if (!known && !promised.isMissingNode()) {
                broken.add(path + "/" + field.asString() + " is new and required: older messages lack it");
            }
        });
        return broken;
    }
}

package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Service messages count by who identity says is one person for SERVICE, whatever is known of them for ADS. */
@Order(4)
@ExtendWith(OnePlatform.class)
class ServiceMessagesSystemTest {

    private static final String CHANNEL = "service-messages";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALLOW = "ALLOW";
    private static final String REACHED = "PLAN_REACHED";

    private Api api;

    @BeforeEach
    void open(Platform platform) {
        api = platform.api();
    }

    @Test
    void countOnceWhereEvidenceIsForServiceOnlyAndApartOnceItIsRemoved() {
        Stage service = service(3);
        Identifier y = any();
        Identifier z = any();
        see(List.of("SERVICE"), y, z);
        follow(service);
        assertThat(outcomes(service, y, y, z, z)).containsExactly(ALLOW, ALLOW, ALLOW, REACHED);

        ObjectNode question = Wire.object().put("purpose", "SERVICE");
        question.set("a", Wire.identifiers(List.of(y)).path(0));
        question.set("b", Wire.identifiers(List.of(z)).path(0));
        JsonNode why = api.post("/identity/explanations", question).ok().path("why");
        remove(why.at("/path/0/evidenceId").asString(""));
        follow(service);
        assertThat(outcomes(service, y, y)).as("had two").containsExactly(ALLOW, REACHED);
        assertThat(outcomes(service, z, z, z)).as("had one").containsExactly(ALLOW, ALLOW, REACHED);
    }

    @Test
    void countApartWhereEvidenceIsForAdvertisingOnly() {
        Stage service = service(3);
        Stage marketing = Stage.now(api, "Advertising", Map.of(CHANNEL, 3));
        Identifier a = any();
        Identifier b = any();
        see(List.of("ADS"), a, b);
        follow(service);
        assertThat(outcomes(service, a, a, a, a, b, b, b, b))
                .containsExactly(ALLOW, ALLOW, ALLOW, REACHED, ALLOW, ALLOW, ALLOW, REACHED);
        assertThat(outcomes(marketing, a, a, b, b)).containsExactly(ALLOW, ALLOW, ALLOW, REACHED);
    }

    @Test
    void countOnceForWhoeverWithdrewAdvertisingAndWhenItIsAllowedAgain() {
        Stage service = service(1);
        Stage marketing = Stage.now(api, "Advertising", Map.of(CHANNEL, 1));
        Identifier[] all = {any(), any(), any()};
        see(List.of("ADS", "SERVICE"), all);
        ObjectNode body = Wire.object();
        body.putArray("purposes").add("ADS");
        String withdrawal = api.post("/identity/profiles/" + profileOf(all[0]) + ":withdraw", body)
                .ok()
                .path("evidenceId")
                .asString("");
        follow(service);
        assertThat(outcomes(marketing, all)).containsOnly("BRAND_HOLD");
        assertThat(Stream.of(all).map(one -> asked(marketing, one))).doesNotHaveDuplicates();
        assertThat(outcomes(service, all)).containsExactly(ALLOW, REACHED, REACHED);

        remove(withdrawal);
        follow(service);
        assertThat(outcomes(service, all)).containsOnly(REACHED);
        assertThat(outcomes(marketing, all)).containsExactly(ALLOW, REACHED, REACHED);
    }

    private Stage service(int plan) {
        return Stage.ofService(api, "Service messages", Map.of(CHANNEL, plan));
    }

    private static Identifier any() {
        return Identifier.cookie("service.example", UUID.randomUUID().toString());
    }

    private void see(List<String> purposes, Identifier... together) {
        ObjectNode observation = Wire.observation(UUID.randomUUID().toString(), Instant.now(), List.of(together));
        purposes.forEach(observation.putArray("purposes")::add);
        JsonNode results = api.post("/identity/observations", Wire.batch("observations", List.of(observation)))
                .ok();
        assertThat(results.path("results")).hasSize(1);
    }

    /** Waits until decisions go by what was told so far: what is told now is followed after it. */
    private static void follow(Stage stage) {
        Identifier one = any();
        Identifier other = any();
        stage.link(List.of(one, other));
        Eventually.within(PATIENCE, "decisions follow", () -> asked(stage, one).equals(asked(stage, other)));
    }

    /** Whom an ask means that counts nothing. */
    private static String asked(Stage stage, Identifier identifier) {
        return stage.ask(Stage.UNPLANNED, List.of(identifier)).path("profileId").asString("");
    }

    private static List<String> outcomes(Stage stage, Identifier... asked) {
        return Stream.of(asked)
                .map(one -> stage.ask(CHANNEL, List.of(one)))
                .map(decision -> Stage.isAllowed(decision) ? ALLOW : Stage.reason(decision))
                .toList();
    }

    private String profileOf(Identifier identifier) {
        ObjectNode lookup = Wire.object();
        lookup.set("identifiers", Wire.identifiers(List.of(identifier)));
        return api.post("/identity/resolve", Wire.batch("lookups", List.of(lookup)))
                .ok()
                .at("/results/0/profileId")
                .asString("");
    }

    private void remove(String evidenceId) {
        api.send("DELETE", "/identity/evidence/" + evidenceId, null).ok();
    }
}

package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.systemtests.Platform.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * One command starts everything, a second one is harmless, and what was counted survives a stop. The first of all, so that
 * with {@code -Devenreach.long=true} the others start from the cache that the stop makes.
 */
@Order(1)
@ExtendWith(OnePlatform.class)
class LauncherSystemTest {

    @Test
    @Order(1)
    void saysWhatRuns(Platform platform) {
        JsonNode status = platform.status();

        assertThat(status.path("services").propertyNames())
                .contains("postgres", "kafka", "gateway", "identity", "campaign", "frequency", "frequency-2", "guides");
        for (JsonNode service : status.path("services")) {
            assertThat(service.path("state").asString("")).isEqualTo("UP");
            assertThat(service.path("pid").asLong()).isPositive();
            assertThat(service.path("port").asInt()).isPositive();
        }
        assertThat(platform.api().openStatus()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void keepsItsCredentialsToItself(Platform platform) throws IOException {
        var credentials = platform.dataDirectory().resolve("credentials");
        if (Files.exists(credentials)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    @Order(3)
    void endsWellWhenItRunsAlready(Platform platform) {
        long launcher = platform.pidOf(Platform.LAUNCHER);

        Outcome again = platform.run("up");

        assertThat(again.exitCode()).as("%s", again).isZero();
        assertThat(again.out()).contains("localhost:" + platform.address().getPort());
        assertThat(platform.pidOf(Platform.LAUNCHER)).isEqualTo(launcher);
    }

    @Test
    @Order(4)
    void keepsWhatWasCountedOverAStop(Platform platform) {
        Stage stage = Stage.now(platform.api(), "Survives a stop", Map.of("stop-search", 3), Duration.ofSeconds(60));
        List<Identifier> customer =
                List.of(Identifier.cookie("stop.example", UUID.randomUUID().toString()));
        for (int touch = 0; touch < 2; touch++) {
            stage.confirm(stage.ask("stop-search", customer), "stop-search", customer);
        }
        Eventually.within(Duration.ofSeconds(60), "both touches are counted", () -> exposures(stage) == 2);

        Outcome stop = platform.run("stop");
        assertThat(stop.exitCode()).as("%s", stop).isZero();
        assertThat(platform.api().openStatus()).as("nobody answers").isZero();
        Outcome up = platform.up();
        Story.tell(
                "stop took %d ms, the second start %d ms",
                stop.took().toMillis(), up.took().toMillis());

        assertThat(exposures(stage)).isEqualTo(2);
        Eventually.within(
                Duration.ofSeconds(60),
                "feeds are heard of",
                () -> Stage.isAllowed(stage.ask(
                        "stop-search",
                        List.of(Identifier.cookie("probe", UUID.randomUUID().toString())))));
        assertThat(Stage.isAllowed(stage.ask("stop-search", customer)))
                .as("the third of three")
                .isTrue();
        assertThat(Stage.reason(stage.ask("stop-search", customer))).isEqualTo("PLAN_REACHED");
        Outcome verified = platform.run("verify-journal", "--json");
        assertThat(verified.exitCode()).as("%s", verified).isZero();
        assertThat(verified.out()).contains("\"differenceCount\":0");
    }

    private static long exposures(Stage stage) {
        return stage.reach().path("channels").path(0).path("exposures").asLong();
    }
}

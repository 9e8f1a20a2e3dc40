package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.frequency.ledger.Journal;
import io.evenreach.frequency.ledger.JournalPosition;
import io.evenreach.frequency.ledger.JournalRow;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.testkit.RealServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A person with a long archive changes hands: in small steps, while everybody goes on, whoever dies on the way. */
@RealServers
class ArchiveMovesIT {

    private static final int TOUCHES = 20_000;
    private static final int STEP_MAX = 500;
    /** A step takes each touch from one history and gives it to another; so does a change of hands with hot ones. */
    private static final int CHANGES_MAX = 2 * 512;

    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(2);
        world.channel("search", null, Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void movesALongArchiveInSmallStepsWhileAsksGoOnAndInstancesDie() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 500, Duration.ofHours(1)));
        Hashed moving = Feeds.cookie("long-archive");
        Hashed other = Feeds.cookie("long-archive-joined");
        UUID before = ProfileIds.foundedBy(moving.key());
        expose(campaign, moving);
        awaitTold(campaign, before, TOUCHES);
        JournalPosition seeded = endOfJournal(JournalPosition.START);

        UUID after = world.feeds.join(other, moving);
        world.awaitIdentity();
        await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(1)).until(ArchiveMovesIT::isUnderWay);
        expectNoneTwice(campaign);
        // Back to where it came from while that is under way, and joined again.
        world.feeds.part(moving);
        expectAllow(campaign, "long-archive");
        world.awaitIdentity();
        expectNoneTwice(campaign);
        world.feeds.join(other, moving);
        world.stopInstance(1);
        world.startInstance();
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    expectAllow(campaign, "long-archive");
                    expectNoneTwice(campaign);
                    return world.count("select count(*) from archive_move") == 0
                            && world.count("select count(*) from touch_archive where profile_id <> ?", after) == 0;
                });
        awaitTold(campaign, after, TOUCHES);

        assertThat(touchesToldOf(campaign, before)).isZero();
        expectNoneTwice(campaign);
        int largest = 0;
        JournalPosition place = seeded;
        for (List<JournalRow> rows = read(place); !rows.isEmpty(); rows = read(place)) {
            for (JournalRow row : rows) {
                largest = Math.max(
                        largest,
                        row.entries().stream()
                                .mapToInt(entry -> entry.changes().size())
                                .sum());
                place = row.position();
            }
        }
        assertThat(largest).isBetween(STEP_MAX, CHANGES_MAX);
    }

    /** Long ago, where no window looks any more. */
    private static void expose(UUID campaign, Hashed identifier) {
        TouchLedger ledger = world.bean(TouchLedger.class);
        Instant now = Instant.now();
        Instant longAgo = now.minus(Duration.ofDays(5));
        for (int from = 0; from < TOUCHES; from += 1_000) {
            List<Expose> batch = new ArrayList<>();
            for (int i = from; i < from + 1_000; i++) {
                batch.add(new Expose(
                        "platform",
                        "archived-" + i,
                        campaign,
                        "search",
                        new Subject.Identifiers(List.of(identifier)),
                        longAgo.plusMillis(i),
                        now,
                        null,
                        null));
            }
            ledger.apply(batch);
        }
        assertThat(world.count("select count(*) from touch_archive")).isGreaterThan(TOUCHES - 600);
    }

    private static boolean isUnderWay() {
        return world.count("select count(*) from archive_move") > 0
                && world.count("select count(distinct profile_id) from touch_archive") == 2;
    }

    private static long touchesToldOf(UUID campaign, UUID person) {
        return world.count(
                "select count(*) from touch_view where campaign_id = ? and profile_id = ? and exposure",
                campaign,
                person);
    }

    private static void awaitTold(UUID campaign, UUID person, long touches) {
        await().atMost(Duration.ofMinutes(5)).until(() -> touchesToldOf(campaign, person) == touches);
    }

    private static void expectNoneTwice(UUID campaign) {
        assertThat(world.count("select count(*) from touch_view where campaign_id = ? and exposure", campaign))
                .isEqualTo(TOUCHES);
    }

    private static void expectAllow(UUID campaign, String cookie) {
        long began = System.nanoTime();
        JsonNode decision = world.decide("search", campaign, World.cookie(cookie));
        assertThat(decision.path("outcome").asString()).as(decision.toString()).isEqualTo("ALLOW");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    private static List<JournalRow> read(JournalPosition after) {
        return world.bean(Journal.class).readAfter(after, 100);
    }

    private static JournalPosition endOfJournal(JournalPosition from) {
        JournalPosition place = from;
        for (List<JournalRow> rows = read(place); !rows.isEmpty(); rows = read(place)) {
            place = rows.getLast().position();
        }
        return place;
    }
}

package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.sale.GuideUpkeep;
import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The life of a guide over REST: the whole product of statuses and actions. */
class GuideLifeIT extends ServiceTestBase {

    private static final List<String> STATUSES = List.of(
            "DRAFT",
            "SUBMITTED",
            "IN_REVIEW",
            "RESUBMIT",
            "REJECTED",
            "EXPIRED",
            "ACTIVE",
            "SUSPENDED",
            "DORMANT",
            "BANNED",
            "CLOSING",
            "CLOSED");

    /** Where each action leads to. */
    private static final Map<String, String> GOALS = new LinkedHashMap<>();

    static {
        GOALS.put("submit", "SUBMITTED");
        GOALS.put("withdraw", "DRAFT");
        GOALS.put("reapply", "DRAFT");
        GOALS.put("wake", "ACTIVE");
        GOALS.put("close", "CLOSING");
        GOALS.put("cancelClose", "SUSPENDED");
        GOALS.put("pick", "IN_REVIEW");
        GOALS.put("approve", "ACTIVE");
        GOALS.put("reject", "REJECTED");
        GOALS.put("askMore", "RESUBMIT");
        GOALS.put("suspend", "SUSPENDED");
        GOALS.put("flagRisk", "SUSPENDED");
        GOALS.put("expireLicence", "SUSPENDED");
        GOALS.put("renew", "ACTIVE");
        GOALS.put("reinstate", "ACTIVE");
        GOALS.put("ban", "BANNED");
        GOALS.put("winAppeal", "SUSPENDED");
    }

    /** Every step there is; all other pairs are refused, except that the last step can be taken again and changes nothing. */
    private static final Set<String> STEPS =
            Arrays.stream("""
            DRAFT submit
            SUBMITTED withdraw
            SUBMITTED pick
            SUBMITTED approve
            SUBMITTED reject
            IN_REVIEW approve
            IN_REVIEW reject
            IN_REVIEW askMore
            RESUBMIT submit
            RESUBMIT withdraw
            REJECTED reapply
            EXPIRED reapply
            ACTIVE suspend
            ACTIVE flagRisk
            ACTIVE expireLicence
            ACTIVE ban
            ACTIVE close
            SUSPENDED renew
            SUSPENDED reinstate
            SUSPENDED ban
            SUSPENDED close
            DORMANT wake
            DORMANT ban
            DORMANT close
            BANNED winAppeal
            CLOSING cancelClose
            """.split("\n")).collect(Collectors.toCollection(TreeSet::new));

    private static final Set<String> OWN = Set.of("submit", "withdraw", "reapply", "wake", "close", "cancelClose");

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private GuideUpkeep upkeep;

    @Test
    void takesTheStepsOfTheTableAndNoOthers() {
        String id = ok(nobody().post("/api/v1/guides", registration()))
                .path("guideId")
                .asString();
        Set<String> taken = new TreeSet<>();
        for (String status : STATUSES) {
            for (Map.Entry<String, String> action : GOALS.entrySet()) {
                put(id, status);
                String before = row(id);

                Answer answer = take(id, action.getKey());

                if (answer.status() == 200) {
                    assertThat(answer.json().path("status").asString()).isEqualTo(action.getValue());
                    taken.add(status + " " + action.getKey());
                    String after = row(id);
                    ok(take(id, action.getKey()));
                    assertThat(row(id)).as("the same again").isEqualTo(after);
                    // Nobody was led to where the next pair begins by a step that it could be the repetition of.
                    jdbc.sql("delete from guide_step where guide_id = ?::uuid")
                            .param(id)
                            .update();
                } else {
                    refused(409, "ILLEGAL_TRANSITION", answer);
                    assertThat(row(id)).isEqualTo(before);
                }
            }
        }
        assertThat(taken).isEqualTo(STEPS);
    }

    @Test
    void refusesWhatWouldLeadWhereTheGuideIsAlreadyByAnotherStep() {
        String id = activeGuide();
        ok(take(id, "approve"));
        for (String other : List.of("reinstate", "renew", "wake")) {
            refused(409, "ILLEGAL_TRANSITION", take(id, other));
        }
        ok(take(id, "suspend"));
        ok(take(id, "suspend"));
        for (String other : List.of("flagRisk", "expireLicence", "winAppeal", "cancelClose")) {
            refused(409, "ILLEGAL_TRANSITION", take(id, other));
        }
        ok(take(id, "reinstate"));
        refused(409, "ILLEGAL_TRANSITION", take(id, "approve"));
        assertThat(ok(brand().get("/api/v1/guides/" + id + "/history")).path("items"))
                .as("submitted, approved, suspended, reinstated")
                .hasSize(4);
    }

    @Test
    void letsNobodyTakeAnothersSteps() {
        String anna = activeGuide();
        String bea = activeGuide();
        for (String action : GOALS.keySet()) {
            Answer answer = guide(bea).post("/api/v1/guides/" + anna + ":" + action, "{}");
            if (OWN.contains(action)) {
                refused(404, "NOT_FOUND", answer);
            } else {
                refused(403, "FORBIDDEN", answer);
            }
        }
    }

    @Test
    void expiresWhoeverIsSilentForThirtyDays() {
        String id = ok(nobody().post("/api/v1/guides", registration()))
                .path("guideId")
                .asString();
        ok(guide(id).post("/api/v1/guides/" + id + ":submit", "{}"));
        ok(brand().post("/api/v1/guides/" + id + ":pick", "{}"));
        ok(brand().post("/api/v1/guides/" + id + ":askMore", Map.of("reason", "Which trips?")));

        clock().advance(Duration.ofDays(30));
        upkeep.sweep();
        assertThat(status(id)).isEqualTo("RESUBMIT");
        clock().advance(Duration.ofSeconds(1));
        upkeep.sweep();

        assertThat(status(id)).isEqualTo("EXPIRED");
    }

    @Test
    void letsGuidesWithoutASaleRestUntilTheySellAgain() {
        String merchant = shop("EUR", 0);
        String seller = activeGuide();
        String idle = activeGuide();
        clock().advance(Duration.ofDays(100));
        paidOrder(merchant, click(seller, merchant), 10_000, "EUR");

        clock().advance(Duration.ofDays(81));
        upkeep.sweep();
        assertThat(status(idle)).isEqualTo("DORMANT");
        assertThat(status(seller)).isEqualTo("ACTIVE");

        clock().advance(Duration.ofDays(1));
        paidOrder(merchant, click(idle, merchant), 10_000, "EUR");
        upkeep.sweep();
        assertThat(status(idle)).as("a dormant guide earns, and is awake again").isEqualTo("ACTIVE");
    }

    @Test
    void closesWhoeverLeavesOnceNothingIsOwedEitherWay() {
        String merchant = shop("EUR", 7);
        String guide = activeGuide();
        String order = paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
        ok(guide(guide).post("/api/v1/guides/" + guide + ":close", "{}"));

        upkeep.sweep();
        assertThat(status(guide)).isEqualTo("CLOSING");
        refund(merchant, order, "r1", 10_000, "EUR");
        upkeep.sweep();

        assertThat(status(guide)).isEqualTo("CLOSED");
    }

    private Answer take(String id, String action) {
        return (OWN.contains(action) ? guide(id) : brand()).post("/api/v1/guides/" + id + ":" + action, "{}");
    }

    private String status(String id) {
        return ok(brand().get("/api/v1/guides/" + id)).path("status").asString();
    }

    private void put(String id, String status) {
        jdbc.sql("update guide set status = ? where guide_id = ?::uuid")
                .param(status)
                .param(id)
                .update();
    }

    private String row(String id) {
        return jdbc.sql("""
                        select g::text || (select count(*) from guide_step s where s.guide_id = g.guide_id)
                          from guide g where guide_id = ?::uuid
                        """).param(id).query(String.class).single();
    }
}

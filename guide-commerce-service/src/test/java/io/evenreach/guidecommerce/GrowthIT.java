package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GrowthIT extends ServiceTestBase {

    private static final long SEED = 20_261_126L;

    @Test
    void showsAGuideTheirOwnTreeAndWhatItEarned() {
        String merchant = shop("EUR", 7);
        String anna = activeGuide();
        String bea = activeGuide(code(anna));
        String cleo = activeGuide(code(bea));
        paidOrder(merchant, click(bea, merchant), 10_000, "EUR");

        JsonNode tree = ok(guide(anna).get("/api/v1/guides/" + anna + "/growth"));

        assertThat(tree.path("invited").asInt()).isEqualTo(1);
        assertThat(tree.path("complete").asBoolean()).isTrue();
        assertThat(tree.path("earned").path(0).path("amountMinor").asLong())
                .as("a tenth of the platform's 300")
                .isEqualTo(30);
        assertThat(tree.path("items")
                        .valueStream()
                        .map(node -> node.path("guideId").asString() + " "
                                + node.path("depth").asInt()))
                .containsExactly(bea + " 1", cleo + " 2");
        assertThat(tree.path("items")
                        .path(0)
                        .path("earned")
                        .path(0)
                        .path("amountMinor")
                        .asLong())
                .isEqualTo(30);
        assertThat(tree.path("items").path(1).path("earned").size()).isZero();
        assertThat(tree.path("items").path(0).path("status").asString()).isEqualTo("ACTIVE");
        refused(404, "NOT_FOUND", guide(bea).get("/api/v1/guides/" + anna + "/growth"));
        assertThat(ok(guide(cleo).get("/api/v1/guides/" + cleo + "/growth"))
                        .path("items")
                        .size())
                .isZero();
    }

    @Test
    void showsTheBrandTheForestAndCorrectsIt() {
        String anna = activeGuide();
        String bea = activeGuide(code(anna));
        String cleo = activeGuide(code(bea));

        refused(409, "REFERRAL_CIRCLE", reparent(anna, cleo));
        refused(409, "REFERRAL_CIRCLE", reparent(anna, anna));
        refused(422, "UNKNOWN_GUIDE", reparent(anna, java.util.UUID.randomUUID().toString()));
        refused(403, "FORBIDDEN", guide(anna).put("/api/v1/guides/" + anna + "/referrer", "{}"));
        refused(403, "FORBIDDEN", guide(anna).get("/api/v1/guide-forest"));
        ok(reparent(cleo, anna));
        ok(brand().put("/api/v1/guides/" + bea + "/referrer", "{}"));

        assertThat(referrers()).containsEntry(cleo, anna).containsEntry(bea, "").containsEntry(anna, "");
        assertThat(ok(guide(anna).get("/api/v1/guides/" + anna + "/growth"))
                        .path("items")
                        .path(0)
                        .path("guideId")
                        .asString())
                .isEqualTo(cleo);
    }

    @Test
    void staysAForestWhoeverIsMovedByWhomAtTheSameTime() throws Exception {
        Random chance = new Random(SEED);
        List<String> guides = new ArrayList<>();
        for (int guide = 0; guide < 8; guide++) {
            guides.add(activeGuide());
        }
        try (ExecutorService people = Executors.newFixedThreadPool(8)) {
            List<Future<Answer>> moves = new ArrayList<>();
            for (int move = 0; move < 200; move++) {
                String guide = guides.get(chance.nextInt(guides.size()));
                String referrer = guides.get(chance.nextInt(guides.size()));
                moves.add(people.submit(() -> reparent(guide, referrer)));
            }
            for (Future<Answer> move : moves) {
                assertThat(move.get().status()).as("seed " + SEED).isIn(200, 409);
            }
        }

        Map<String, String> referrers = referrers();
        for (String guide : guides) {
            String above = guide;
            for (int step = 0; step <= guides.size() && !above.isEmpty(); step++) {
                above = referrers.getOrDefault(above, "");
            }
            assertThat(above).as("seed " + SEED + ", above " + guide).isEmpty();
        }
    }

    private Answer reparent(String guide, String referrer) {
        return brand().put("/api/v1/guides/" + guide + "/referrer", Map.of("referrerId", referrer));
    }

    private String code(String guide) {
        return ok(brand().get("/api/v1/guides/" + guide)).path("referralCode").asString();
    }

    private Map<String, String> referrers() {
        Map<String, String> referrers = new java.util.HashMap<>();
        String cursor = "";
        do {
            JsonNode page = ok(brand().get("/api/v1/guide-forest?limit=5" + cursor));
            page.path("items")
                    .forEach(node -> referrers.put(
                            node.path("guideId").asString(),
                            node.path("referrerId").asString("")));
            cursor = page.path("nextCursor").isString()
                    ? "&cursor=" + page.path("nextCursor").asString()
                    : "";
        } while (!cursor.isEmpty());
        return referrers;
    }
}

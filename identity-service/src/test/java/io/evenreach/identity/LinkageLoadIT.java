package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.identity.linkage.domain.MadeFile;
import io.evenreach.identity.linkage.domain.MadeFile.Content;
import io.evenreach.identity.linkage.domain.PersonRecord;
import io.evenreach.identity.linkage.domain.Population.Labelled;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * How long a run over many records takes, and how much memory: a million with {@code -Devenreach.long=true}, or as many as
 * {@code -Devenreach.linkage.records} says. A million needs {@code -Dtest.jvm.arguments="-Xmx2g -XX:+UseSerialGC"}.
 */
class LinkageLoadIT extends ServiceTestBase {

    private static final String RUNS = "/api/v1/identity/linkage-runs";
    private static final int BATCH = 1_000;
    private static final int SHORT = 5_000;
    private static final int LONG = 1_000_000;
    private static final Duration AT_MOST = Duration.ofMinutes(30);
    /** Longer than it may take, so that a run that takes too long still says how long and how well. */
    private static final Duration WAITED_AT_MOST = Duration.ofHours(2);

    private static final long KILOBYTES_MAX = 4L * 1024 * 1024;
    private static final long SEED = 770_001;

    @Test
    void linksWithinHalfAnHourAndFourGibibytes() throws IOException {
        int count =
                Integer.getInteger("evenreach.linkage.records", Boolean.getBoolean("evenreach.long") ? LONG : SHORT);
        HttpProbe caller = partner("load");
        long begin = System.nanoTime();
        Set<String> mailboxes = new HashSet<>();
        for (int batch = 0; batch < count / BATCH; batch++) {
            Answer answer = caller.post("/api/v1/identity/records", Map.of("records", records(batch, mailboxes)));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
        long loadedMillis = (System.nanoTime() - begin) / 1_000_000;
        mailboxes.clear();

        begin = System.nanoTime();
        String runId = caller.post(RUNS, Map.of()).json().path("runId").asString();
        JsonNode run = await().atMost(WAITED_AT_MOST)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> caller.get(RUNS + "/" + runId).json(),
                        each -> !List.of("QUEUED", "RUNNING")
                                .contains(each.path("status").asString()));

        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        double right = pairs("split_part(record_id, ' ', 1) || profile_id::text");
        double precision = right / pairs("profile_id::text");
        double recall = right / pairs("split_part(record_id, ' ', 1)");
        long peak = peakKilobytes();
        System.out.printf(
                "seed %d: %d records taken in in %d ms and linked in %d ms; %s; precision %.4f, recall %.4f; peak %d MB"
                        + " resident, heap at most %d MB%n",
                SEED,
                count,
                loadedMillis,
                took.toMillis(),
                run,
                precision,
                recall,
                peak / 1024,
                Runtime.getRuntime().maxMemory() >> 20);
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("COMPLETED");
        assertThat(took).isLessThan(AT_MOST);
        assertThat(precision).isGreaterThan(precisionMin(count));
        assertThat(peak).isLessThan(KILOBYTES_MAX);
    }

    /**
     * What was measured, less a hundredth to a hundredth and a half, so that a linkage that became worse is seen. The more
     * records there are, the more people resemble each other, and the less precise it is.
     */
    private static double precisionMin(int records) {
        if (records <= 100_000) {
            return 0.98;
        }
        return records <= 200_000 ? 0.975 : 0.94;
    }

    /**
     * Records of persons who are all in one batch; the number of the person is in front of the id.
     *
     * @param mailboxes of persons of other batches
     */
    private static List<Map<String, Object>> records(int batch, Set<String> mailboxes) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Labelled each : new MadeFile(SEED + batch, Content.MANY_FIELDS, mailboxes).records(BATCH)) {
            PersonRecord said = each.record();
            Map<String, Object> body = new LinkedHashMap<>(said.fields());
            body.put("recordId", batch + "-" + each.person() + " " + said.recordId());
            body.put("source", said.source());
            records.add(body);
        }
        return records;
    }

    /** How many pairs of records agree on this. */
    private double pairs(String expression) {
        return jdbc.sql("select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from linkage_record"
                        + " where owner = 'partner:load' group by " + expression + ") as groups")
                .query(Double.class)
                .single();
    }

    /** The most memory this process had at once, the service and its test together, in kilobytes. */
    private static long peakKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .findFirst()
                .orElse(0);
    }
}

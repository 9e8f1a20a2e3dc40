package io.evenreach.frequency.reach.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.policy.PolicyWait;
import io.evenreach.frequency.reach.FrozenReports;
import io.evenreach.frequency.reach.ReachJson;
import io.evenreach.frequency.reach.ReachPlans;
import io.evenreach.frequency.reach.ReachReports;
import io.evenreach.frequency.reach.ReachReports.CountedPage;
import io.evenreach.frequency.reach.ReachReports.HeavyPage;
import io.evenreach.frequency.reach.ReachReports.Leakage;
import io.evenreach.frequency.reach.domain.Causes;
import io.evenreach.frequency.reach.domain.HeavyCause;
import io.evenreach.frequency.reach.domain.ReachPlan;
import io.evenreach.frequency.reach.domain.Tiling;
import io.evenreach.frequency.reach.persistence.ReachQueries.HeavyPosition;
import io.evenreach.frequency.reach.persistence.ReachQueries.HeavyTouch;
import io.evenreach.frequency.reach.persistence.ReachQueries.Leaked;
import io.evenreach.frequency.reach.persistence.ReachQueries.LeakedPage;
import io.evenreach.frequency.reach.persistence.ReachQueries.LeakedPosition;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** How a campaign stands: reach and frequency, who got too much, and who was missed. */
@RestController
@Tag(name = "Reach")
class ReachController {

    /** Parts of the customers looked through for one page of leaked ones: where few are, the page ends early. */
    private static final int LEAKAGE_LOOKS_MAX = 20;

    private final ReachPlans plans;
    private final ReachReports reports;
    private final FrozenReports frozen;
    private final PolicyWait wait;
    private final JsonMapper json;

    ReachController(ReachPlans plans, ReachReports reports, FrozenReports frozen, PolicyWait wait, JsonMapper json) {
        this.plans = plans;
        this.reports = reports;
        this.frozen = frozen;
        this.wait = wait;
        this.json = json;
    }

    @GetMapping("/api/v1/campaigns/{campaignId}/reach")
    @RequiresScope(Scopes.REACH_READ)
    @Operation(summary = "Reach, frequency, heavy and leakage of a campaign, per plan row")
    ReachJson reach(@PathVariable UUID campaignId, Caller caller) {
        ReachPlan plan = plan(campaignId, caller);
        Optional<FrozenReports.Frozen> kept = plan.isCompleted() ? frozen.find(campaignId) : Optional.empty();
        return kept.map(report -> restated(plan, report)).orElseGet(() -> ReachJson.of(reports.report(plan)));
    }

    /** What has become of the same people and times since; who came later changes nothing. */
    private ReachJson restated(ReachPlan plan, FrozenReports.Frozen kept) {
        ReachJson then = json.readValue(kept.report(), ReachJson.class);
        return then.frozenAt(kept.frozenAt(), ReachJson.of(reports.reportUntil(plan, then.asOf())));
    }

    /** The tile of a figure; absent for a window over the whole flight. */
    record TileJson(Instant from, Instant to, boolean open) {}

    /** A touch above plan. */
    record HeavyTouchJson(
            String touchId, Instant occurredAt, HeavyCause cause, List<TouchCause> causes, String partner) {}

    /**
     * A customer above plan.
     *
     * @param count exposures in the window
     * @param heavyTouches how many of them are above plan
     * @param cause of the first of them
     * @param partner who reported the first of them
     * @param above those touches, oldest first, up to a bound
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HeavyJson(
            UUID profileId,
            String channel,
            int count,
            int target,
            int heavyTouches,
            HeavyCause cause,
            String partner,
            List<HeavyTouchJson> above,
            @Nullable TileJson tile) {}

    @GetMapping("/api/v1/campaigns/{campaignId}/heavy")
    @RequiresScope(Scopes.REACH_READ)
    @Operation(
            summary = "Customers above plan on a channel, most touches first, with cause and partner",
            description = "With a profileId, that customer alone.")
    Page<HeavyJson> heavy(
            @PathVariable UUID campaignId,
            @RequestParam String channel,
            @RequestParam(required = false) @Nullable Integer row,
            @RequestParam(required = false) @Nullable UUID profileId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        ReachPlan plan = plan(campaignId, caller);
        ReachPlan.Row planRow = row(plan, channel, row);
        int size = Cursor.limit(limit);
        String[] position = fields(cursor, 3);
        HeavyPosition after = position == null
                ? null
                : new HeavyPosition(number(position[0]), uuid(position[1]), number(position[2]));
        HeavyPage page = reports.heavy(plan, planRow, profileId, after, size + 1);
        Map<HeavyPosition, List<HeavyTouch>> byCustomer = new LinkedHashMap<>();
        for (HeavyTouch touch : page.touches()) {
            byCustomer
                    .computeIfAbsent(
                            new HeavyPosition(touch.count(), touch.profileId(), touch.tile()), key -> new ArrayList<>())
                    .add(touch);
        }
        List<Map.Entry<HeavyPosition, List<HeavyTouch>>> customers = List.copyOf(byCustomer.entrySet());
        return Page.of(
                        customers,
                        size,
                        entry -> entry.getKey().count() + " " + entry.getKey().profileId() + " "
                                + entry.getKey().tile())
                .map(entry -> heavyJson(planRow, page.tiling(), entry.getKey(), entry.getValue()));
    }

    private static HeavyJson heavyJson(
            ReachPlan.Row row, Tiling tiling, HeavyPosition customer, List<HeavyTouch> touches) {
        return new HeavyJson(
                customer.profileId(),
                row.channel(),
                customer.count(),
                row.target(),
                customer.count() - row.target(),
                Causes.of(touches.getFirst().causes()),
                Reporters.partner(touches.getFirst().reporter()),
                touches.stream()
                        .map(touch -> new HeavyTouchJson(
                                TouchIds.hex(touch.touchId()),
                                touch.occurredAt(),
                                Causes.of(touch.causes()),
                                Causes.all(touch.causes()),
                                Reporters.partner(touch.reporter())))
                        .toList(),
                tile(row, tiling, customer.tile()));
    }

    /**
     * A customer below plan.
     *
     * @param count exposures so far
     * @param remaining touches missing up to the minimum, which is the target unless the plan says otherwise
     * @param savable whether the customer can still be reached: the campaign is active, the tile or, of a window over the
     *     whole flight, the flight is not over, and no brand hold is on the customer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LeakedJson(
            UUID profileId,
            String channel,
            int count,
            int target,
            int remaining,
            boolean savable,
            @Nullable TileJson tile) {}

    @GetMapping(path = "/api/v1/campaigns/{campaignId}/leakage", produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresScope(Scopes.REACH_READ)
    @Operation(
            summary = "Customers below plan on a channel, with what is missing; Accept: text/csv exports all of them",
            description = "With savable=true those alone who can still be saved, with savable=false the others. "
                    + "Where few customers are below plan, a page may be short and still name a next one.")
    Page<LeakedJson> leakage(
            @PathVariable UUID campaignId,
            @RequestParam String channel,
            @RequestParam(required = false) @Nullable Integer row,
            @RequestParam(required = false) @Nullable Boolean savable,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        ReachPlan plan = plan(campaignId, caller);
        ReachPlan.Row planRow = row(plan, channel, row);
        int size = Cursor.limit(limit);
        LeakedPosition after = leakedPosition(cursor);
        Leakage leakage = leakage(plan, planRow, savable);
        return leaked(leakage, isWanted(savable), after, size).map(customer -> leakedJson(leakage, customer));
    }

    /** @param savable those alone who can still be saved, or the others; null for all */
    private Leakage leakage(ReachPlan plan, ReachPlan.Row row, @Nullable Boolean savable) {
        return Boolean.TRUE.equals(savable) ? reports.savableLeakage(plan, row) : reports.leakage(plan, row);
    }

    private static Predicate<Leaked> isWanted(@Nullable Boolean savable) {
        return customer -> savable == null || customer.savable() == savable;
    }

    private Page<Leaked> leaked(Leakage leakage, Predicate<Leaked> wanted, @Nullable LeakedPosition after, int size) {
        LeakedPosition next = after;
        List<Leaked> leaked = new ArrayList<>();
        int looks = 0;
        do {
            LeakedPage page = reports.leaked(leakage, next);
            page.customers().stream().filter(wanted).forEach(leaked::add);
            next = page.next();
        } while (next != null && leaked.size() <= size && ++looks < LEAKAGE_LOOKS_MAX);
        if (leaked.size() > size) {
            Leaked last = leaked.get(size - 1);
            next = new LeakedPosition(last.profileId(), last.tile());
        }
        return new Page<>(
                leaked.stream().limit(size).toList(),
                next == null ? null : Cursor.encode(next.profileId() + " " + next.tile()));
    }

    private static @Nullable LeakedPosition leakedPosition(@Nullable String cursor) {
        String[] position = fields(cursor, 2);
        return position == null ? null : new LeakedPosition(uuid(position[0]), tile(position[1]));
    }

    /** Tiles are counted from 1; how many there are now is not for a cursor to know. */
    private static int tile(String field) {
        int tile = number(field);
        if (tile < 1) {
            throw Cursor.notOurs();
        }
        return tile;
    }

    private static LeakedJson leakedJson(Leakage leakage, Leaked customer) {
        ReachPlan.Row row = leakage.row();
        return new LeakedJson(
                customer.profileId(),
                row.channel(),
                customer.count(),
                row.target(),
                row.minimum() - customer.count(),
                customer.savable(),
                tile(row, leakage.tiling(), customer.tile()));
    }

    /** A customer of a bar of the histogram. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CountedJson(
            UUID profileId,
            String channel,
            int count,
            int target,
            @Nullable TileJson tile) {}

    @GetMapping("/api/v1/campaigns/{campaignId}/customers")
    @RequiresScope(Scopes.REACH_READ)
    @Operation(
            summary = "Customers with so many exposures on a channel: who is in a bar of the histogram",
            description = "Of windows in tiles, the ended ones, or with open=true the running one. "
                    + "Of customers without exposures, a page may be short and still name a next one.")
    Page<CountedJson> customers(
            @PathVariable UUID campaignId,
            @RequestParam String channel,
            @RequestParam(required = false) @Nullable Integer row,
            @RequestParam int exposures,
            @RequestParam(defaultValue = "false") boolean orMore,
            @RequestParam(defaultValue = "false") boolean open,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        ReachPlan plan = plan(campaignId, caller);
        ReachPlan.Row planRow = row(plan, channel, row);
        int size = Cursor.limit(limit);
        LeakedPosition after = leakedPosition(cursor);
        if (exposures < 0 || (exposures == 0 && orMore)) {
            throw invalid("exposures", "The number of exposures is at least 0, and with orMore at least 1.");
        }
        if (exposures == 0) {
            return untouched(plan, planRow, open, after, size);
        }
        CountedPage page = reports.counted(
                plan, planRow, open, exposures, orMore ? Integer.MAX_VALUE : exposures, after, size + 1);
        return Page.of(page.customers(), size, customer -> customer.profileId() + " " + customer.tile())
                .map(customer -> new CountedJson(
                        customer.profileId(),
                        planRow.channel(),
                        customer.count(),
                        planRow.target(),
                        tile(planRow, page.tiling(), customer.tile())));
    }

    /** Whoever is below a minimum of one. */
    private Page<CountedJson> untouched(
            ReachPlan plan, ReachPlan.Row row, boolean open, @Nullable LeakedPosition after, int size) {
        Leakage leakage = reports.leakage(plan, new ReachPlan.Row(row.channel(), row.target(), 1, row.window()));
        int ended = leakage.tiling().counted().size();
        return leaked(leakage, customer -> (customer.tile() > ended) == open, after, size)
                .map(customer -> new CountedJson(
                        customer.profileId(),
                        row.channel(),
                        customer.count(),
                        row.target(),
                        tile(row, leakage.tiling(), customer.tile())));
    }

    /**
     * Automated traffic.
     *
     * @param exposures what was shown to it in the flight, by channel
     */
    record AutomatedJson(UUID profileId, Map<String, Long> exposures) {}

    @GetMapping("/api/v1/campaigns/{campaignId}/automated")
    @RequiresScope(Scopes.REACH_READ)
    @Operation(
            summary = "Who is apart from the customers of a campaign as automated traffic, with what they were shown",
            description = "They are in no other figure and no other list.")
    Page<AutomatedJson> automated(
            @PathVariable UUID campaignId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        ReachPlan plan = plan(campaignId, caller);
        int size = Cursor.limit(limit);
        String[] position = fields(cursor, 1);
        return Page.of(
                        reports.automated(plan, position == null ? null : uuid(position[0]), size + 1),
                        size,
                        customer -> customer.profileId().toString())
                .map(customer -> new AutomatedJson(customer.profileId(), customer.exposures()));
    }

    @GetMapping(path = "/api/v1/campaigns/{campaignId}/leakage", produces = "text/csv")
    @RequiresScope(Scopes.REACH_READ)
    @Operation(hidden = true)
    void leakageExport(
            @PathVariable UUID campaignId,
            @RequestParam String channel,
            @RequestParam(required = false) @Nullable Integer row,
            @RequestParam(required = false) @Nullable Boolean savable,
            Caller caller,
            HttpServletResponse response)
            throws IOException {
        ReachPlan plan = plan(campaignId, caller);
        ReachPlan.Row planRow = row(plan, channel, row);
        String fileName = "leakage-" + planRow.channel().replaceAll("[^A-Za-z0-9._-]", "_") + ".csv";
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + fileName + "\"");
        try {
            export(leakage(plan, planRow, savable), isWanted(savable), response.getOutputStream());
        } catch (UncheckedIOException readerIsGone) {
            throw readerIsGone.getCause();
        }
    }

    /** Page by page, each of its own moment: an export may be millions of rows, and its reader slow. */
    private void export(Leakage leakage, Predicate<Leaked> wanted, OutputStream output) throws IOException {
        Writer writer = new OutputStreamWriter(output, StandardCharsets.UTF_8);
        CsvWriter csv = CsvWriter.builder().build(writer);
        List<String> header = new ArrayList<>(List.of("profileId", "channel", "count", "target", "remaining"));
        if (!(leakage.row().window() instanceof Window.Campaign)) {
            header.addAll(List.of("tileFrom", "tileTo", "open"));
        }
        header.add("savable");
        csv.writeRecord(header);
        LeakedPosition next = null;
        do {
            LeakedPage page = reports.leaked(leakage, next);
            page.customers().stream()
                    .filter(wanted)
                    .forEach(customer -> csv.writeRecord(csvFields(leakedJson(leakage, customer))));
            next = page.next();
        } while (next != null);
        csv.flush();
    }

    private static List<String> csvFields(LeakedJson leaked) {
        List<String> fields = new ArrayList<>(List.of(
                leaked.profileId().toString(),
                leaked.channel(),
                Integer.toString(leaked.count()),
                Integer.toString(leaked.target()),
                Integer.toString(leaked.remaining())));
        TileJson tile = leaked.tile();
        if (tile != null) {
            fields.addAll(List.of(tile.from().toString(), tile.to().toString(), Boolean.toString(tile.open())));
        }
        fields.add(Boolean.toString(leaked.savable()));
        return fields;
    }

    private static @Nullable TileJson tile(ReachPlan.Row row, Tiling tiling, int number) {
        if (row.window() instanceof Window.Campaign) {
            return null;
        }
        Interval tile = tiling.all().get(number - 1);
        return new TileJson(tile.from(), tile.to(), number > tiling.counted().size());
    }

    private ReachPlan plan(UUID campaignId, Caller caller) {
        Insiders.require(caller);
        wait.untilCampaign(campaignId);
        return plans.find(campaignId).orElseThrow(() -> ProblemException.notFound("campaign"));
    }

    /** The plan row of a channel; where a channel has several, {@code number} says which, from 0. */
    private static ReachPlan.Row row(ReachPlan plan, String channel, @Nullable Integer number) {
        List<ReachPlan.Row> rows = plan.rows().stream()
                .filter(row -> row.channel().equals(channel))
                .toList();
        int index = number == null ? 0 : number;
        if (rows.isEmpty()) {
            throw invalid("channel", "The campaign has no plan for the channel " + channel + ".");
        }
        if (index < 0 || index >= rows.size()) {
            throw invalid("row", "The channel has " + rows.size() + " plan rows, counted from 0.");
        }
        return rows.get(index);
    }

    private static String @Nullable [] fields(@Nullable String cursor, int count) {
        String position = Cursor.decode(cursor);
        if (position == null) {
            return null;
        }
        String[] fields = position.split(" ");
        if (fields.length != count) {
            throw Cursor.notOurs();
        }
        return fields;
    }

    private static int number(String field) {
        try {
            return Integer.parseInt(field);
        } catch (NumberFormatException notOurs) {
            throw Cursor.notOurs();
        }
    }

    private static UUID uuid(String field) {
        try {
            return UUID.fromString(field);
        } catch (IllegalArgumentException notOurs) {
            throw Cursor.notOurs();
        }
    }

    private static ProblemException invalid(String parameter, String message) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST,
                "INVALID_PARAMETER",
                message,
                List.of(new FieldError(parameter, "INVALID_PARAMETER", message)));
    }
}

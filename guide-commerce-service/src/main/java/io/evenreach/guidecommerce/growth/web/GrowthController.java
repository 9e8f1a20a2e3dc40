package io.evenreach.guidecommerce.growth.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.growth.Growth;
import io.evenreach.guidecommerce.growth.Growth.Amount;
import io.evenreach.guidecommerce.growth.Growth.Moved;
import io.evenreach.guidecommerce.growth.Growth.Node;
import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.wire.MoneyBody;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
class GrowthController {

    private final Growth growth;

    GrowthController(Growth growth) {
        this.growth = growth;
    }

    /**
     * A guide's own tree.
     *
     * @param earned what referral earned them altogether, less what was refunded
     * @param items everybody they brought, the nearest first
     * @param complete whether that is all of them
     */
    record GrowthAnswer(UUID guideId, int invited, List<MoneyBody> earned, List<NodeAnswer> items, boolean complete) {}

    /**
     * A guide in a tree.
     *
     * @param referrerId who brought them; absent where nobody did
     * @param depth how many steps below the tree's root, where it has one
     * @param peers how many they brought themselves
     * @param earned in a guide's own tree what this guide's sales earned the root; in the forest what this guide earned by
     *     referral
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NodeAnswer(
            UUID guideId,
            @Nullable UUID referrerId,
            String displayName,
            String status,
            Instant joinedAt,
            int depth,
            int peers,
            List<MoneyBody> earned) {

        static NodeAnswer of(Node node, @Nullable List<Amount> earned) {
            return new NodeAnswer(
                    node.guideId(),
                    node.referrerId(),
                    node.displayName(),
                    node.status(),
                    node.joinedAt(),
                    node.depth(),
                    node.peers(),
                    money(Objects.requireNonNullElse(earned, List.of())));
        }
    }

    /** @param referrerId absent or null where nobody brought them */
    record ReferrerBody(@Nullable UUID referrerId) {}

    record ReferrerAnswer(UUID guideId, @Nullable UUID referrerId) {}

    /** Whom a guide brought, also through others, how they are doing, and what their sales earned the guide. */
    @GetMapping("/guides/{guideId}/growth")
    @RequiresScope(Scopes.GUIDE_READ)
    GrowthAnswer growth(@PathVariable String guideId, Caller caller) {
        UUID guide = Refusals.ownGuide(guideId, caller);
        List<Node> tree = growth.subtree(guide);
        if (tree.isEmpty()) {
            throw ProblemException.notFound("guide");
        }
        Map<UUID, List<Amount>> earned = growth.earnedOf(guide);
        return new GrowthAnswer(
                guide,
                tree.getFirst().peers(),
                money(growth.earnedBy(List.of(guide)).getOrDefault(guide, List.of())),
                tree.stream()
                        .skip(1)
                        .limit(Growth.NODES_MAX - 1L)
                        .map(node -> NodeAnswer.of(node, earned.get(node.guideId())))
                        .toList(),
                tree.size() <= Growth.NODES_MAX);
    }

    /** All guides and who brought them, the earliest first. */
    @GetMapping("/guide-forest")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<NodeAnswer> forest(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("The forest of guides is the brand's.");
        }
        Page<Node> page =
                Page.byPlace(cursor, limit, growth::forest, node -> new Cursor.Place(node.joinedAt(), node.guideId()));
        Map<UUID, List<Amount>> earned =
                growth.earnedBy(page.items().stream().map(Node::guideId).toList());
        return page.map(node -> NodeAnswer.of(node, earned.get(node.guideId())));
    }

    /** Corrects who brought a guide, for sales from now on. */
    @PutMapping("/guides/{guideId}/referrer")
    @RequiresScope(Scopes.GUIDE_APPROVE)
    ResponseEntity<ReferrerAnswer> reparent(
            @PathVariable String guideId,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody ReferrerBody body,
            Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Who brought whom is corrected by the brand.");
        }
        return switch (growth.reparent(
                Refusals.ourId("guide", guideId), body.referrerId(), version -> EntityTag.admits(ifMatch, version))) {
            case Moved.Done(Guide guide) ->
                ResponseEntity.ok()
                        .eTag(EntityTag.of(guide.version()))
                        .body(new ReferrerAnswer(guide.guideId(), guide.referrerId()));
            case Moved.Stale(long version) -> throw EntityTag.stale(version);
            case Moved.NotThere() -> throw ProblemException.notFound("guide");
            case Moved.UnknownReferrer() ->
                throw ProblemException.invalidField("/referrerId", "UNKNOWN_GUIDE", "There is no such guide.");
            case Moved.Circle() -> {
                String message = "A guide cannot be brought by themselves, nor by somebody they brought.";
                throw new ProblemException(
                        HttpStatus.CONFLICT,
                        "REFERRAL_CIRCLE",
                        message,
                        List.of(new FieldError("/referrerId", "REFERRAL_CIRCLE", message)));
            }
        };
    }

    private static List<MoneyBody> money(List<Amount> amounts) {
        return amounts.stream()
                .map(amount -> new MoneyBody(amount.minor(), amount.currency()))
                .toList();
    }
}

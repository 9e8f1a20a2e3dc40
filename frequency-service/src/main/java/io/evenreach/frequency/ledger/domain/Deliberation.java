package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.Considered;
import io.evenreach.frequency.ledger.DenialGround;
import io.evenreach.frequency.ledger.DenialReason;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.LedgerCommand.Release;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Conflicting;
import io.evenreach.frequency.ledger.LedgerVerdict.Counted;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.LedgerVerdict.Duplicate;
import io.evenreach.frequency.ledger.LedgerVerdict.Erased;
import io.evenreach.frequency.ledger.LedgerVerdict.Released;
import io.evenreach.frequency.ledger.LedgerVerdict.Unavailable;
import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.LedgerStore.Changed;
import io.evenreach.frequency.ledger.domain.LedgerStore.GrantRecord;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockedState;
import io.evenreach.frequency.ledger.domain.LedgerStore.Membership;
import io.evenreach.frequency.ledger.domain.LedgerStore.Versioned;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.CampaignPolicy.Audience;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.frequency.policy.QuietHours;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.Strength;
import io.evenreach.kernel.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides one batch on a state that stands still. Pure: the same state and commands give the same verdicts and the same
 * histories. An instance is used once.
 */
final class Deliberation {

    /** For a channel this service has not heard of, which can only be met in imported history. */
    private static final Duration DEFAULT_TTL = Duration.ofMinutes(10);

    /** Said of what must be decided again when an earlier grant was looked up. */
    private static final LedgerVerdict WAITS = new Unavailable("an earlier grant has to be looked up");

    private final LockedState state;
    private final Zones zones;
    private final EarlierGrants earlier;
    private final Map<Long, Touch> archivedGrants;
    private final IdentityHashMap<Expose, ExposureClaim> claims;
    private final ServiceView view;
    private final Holdouts holdouts;
    private final Map<UUID, TouchHistory> histories = new HashMap<>();
    /** Whose touches are all needed, however often they are looked at in this deliberation. */
    private final Set<UUID> crowded = new HashSet<>();

    private final Map<UUID, List<Touch>> archivedNow = new HashMap<>();
    private final Map<UUID, ExposureClaim> claimedHere = new HashMap<>();
    private final Set<UUID> buckets = new HashSet<>();
    private final Map<Long, GrantNote> grants = new LinkedHashMap<>();
    private final Set<Long> grantsWanted = new HashSet<>();
    private final Set<Long> grantedForService = new HashSet<>();
    private final List<LedgerVerdict> verdicts = new ArrayList<>();
    private final Map<Integer, LedgerCommand> waiting = new LinkedHashMap<>();
    private final Map<String, Ranking> rankings = new HashMap<>();
    /** By person, the campaigns on whose present list they are; filled when it is first asked for. */
    private final Map<UUID, Set<UUID>> listsOf = new HashMap<>();

    /**
     * @param zones of everybody who is asked for on a channel with quiet hours
     * @param earlier requests that were granted before, as far as they had to be looked up
     * @param archivedGrants what became of grants that are named here, were shown, and are in no history any more
     * @param claims what each exposure of the batch claims
     * @param view who is one person for service messages, of whoever one may be asked for
     * @param holdouts of everybody who is asked for where a campaign holds people out
     */
    Deliberation(
            LockedState state,
            Zones zones,
            EarlierGrants earlier,
            Map<Long, Touch> archivedGrants,
            IdentityHashMap<Expose, ExposureClaim> claims,
            ServiceView view,
            Holdouts holdouts) {
        this.state = state;
        this.zones = zones;
        this.earlier = earlier;
        this.archivedGrants = new HashMap<>(archivedGrants);
        this.claims = claims;
        this.view = view;
        this.holdouts = holdouts;
    }

    /** What came of a batch. */
    record Outcome(List<LedgerVerdict> verdicts, List<Changed> changed, List<GrantNote> grants) {}

    /** Decides all but what has to wait for {@link #grantsWanted}. */
    void decide(List<? extends LedgerCommand> batch) {
        for (LedgerCommand command : batch) {
            LedgerVerdict verdict = decided(command);
            if (verdict.equals(WAITS)) {
                waiting.put(verdicts.size(), command);
            }
            verdicts.add(verdict);
        }
    }

    /** Requests whose earlier grant must be looked up before they can be answered. */
    Set<Long> grantsWanted() {
        return Set.copyOf(grantsWanted);
    }

    /**
     * Requests that were granted for service messages before, although no campaign of those can be the answer now: they must
     * be decided knowing who is one person for service messages.
     */
    Set<Long> grantedForService() {
        return Set.copyOf(grantedForService);
    }

    /**
     * Decides what waited, now that the wanted grants were learned. A request that waits was granted before or is denied,
     * so nothing that was decided meanwhile depends on it.
     */
    void decideWhatWaits() {
        waiting.forEach((index, command) -> verdicts.set(index, decided(command)));
        waiting.clear();
    }

    Outcome outcome() {
        return new Outcome(List.copyOf(verdicts), changed(), List.copyOf(grants.values()));
    }

    private LedgerVerdict decided(LedgerCommand command) {
        return switch (command) {
            case Ask ask -> ask(ask);
            case Expose exposure -> expose(exposure);
            case Release release -> release(release);
            case MoveTenures ignored ->
                throw new IllegalArgumentException("changes of ownership are applied by themselves");
        };
    }

    private List<Changed> changed() {
        List<Changed> changed = new ArrayList<>();
        for (Map.Entry<UUID, TouchHistory> entry : histories.entrySet()) {
            UUID profileId = entry.getKey();
            Versioned before = loaded(profileId);
            List<Touch> put = new ArrayList<>(archivedNow.getOrDefault(profileId, List.of()));
            TouchHistory.Tidied tidied = entry.getValue().tidy(this::isNeeded);
            put.addAll(tidied.archived());
            List<TouchChange> changes = tidied.history().changesSince(before.history(), put, List.of());
            if (!changes.isEmpty()) {
                long version = before.version() + 1;
                TouchHistory after = tidied.history().stamped(state.nowMillis());
                changed.add(new Changed(
                        profileId,
                        version,
                        after,
                        new JournalEntry(
                                profileId,
                                version,
                                buckets.contains(profileId) || view.isBucket(profileId),
                                after.isFull(),
                                after.lastNowMillis(),
                                changes),
                        put,
                        forgotten(before.history(), changes)));
            }
        }
        return changed;
    }

    /** Grants that were dropped; one that went to somebody else in between may be among them. */
    private static List<Touch> forgotten(TouchHistory before, List<TouchChange> changes) {
        List<Touch> forgotten = new ArrayList<>();
        for (TouchChange change : changes) {
            Touch touch = change instanceof TouchChange.Removed(long touchId) ? before.find(touchId) : null;
            if (touch != null && !touch.isExposure()) {
                forgotten.add(touch);
            }
        }
        return forgotten;
    }

    /** Whether a window of a ceiling, or of a campaign that may still be asked for, can cover the touch. */
    private boolean isNeeded(Touch touch) {
        Instant now = Instant.ofEpochMilli(state.nowMillis());
        return neededByItsPlanUntil(touch).isAfter(now)
                || neededByCeilingsUntil(touch).isAfter(now);
    }

    private Instant neededByCeilingsUntil(Touch touch) {
        return state.policies().isCountedByCeilings(touch.campaignId())
                ? state.policies().governance().ceilingsOn(touch.channel()).stream()
                        .map(ceiling -> ceiling.window().freedAt(touch.at(), CeilingCheck.ALWAYS))
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.MIN)
                : Instant.MIN;
    }

    private Instant neededByItsPlanUntil(Touch touch) {
        CampaignPolicy campaign = state.policies().campaign(touch.campaignId()).orElse(null);
        return campaign == null || campaign.status() == CampaignPolicy.Status.COMPLETED
                ? Instant.MIN
                : campaign.rowsOn(touch.channel()).stream()
                        .map(row -> row.window().freedAt(touch.at(), campaign.flight()))
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.MIN);
    }

    /**
     * Takes out of a history what no rule needs any more, before it is said to be full. It is saved whatever is decided then:
     * as long as all asks are denied, nothing else would change the history.
     */
    private void tidy(UUID profileId) {
        if (crowded.contains(profileId)) {
            return;
        }
        TouchHistory.Tidied tidied = history(profileId)
                .advance(state.nowMillis(), state.horizonMillis())
                .tidy(this::isNeeded);
        archivedNow.computeIfAbsent(profileId, any -> new ArrayList<>()).addAll(tidied.archived());
        tidied.archived().forEach(touch -> archivedGrants.put(touch.touchId(), touch));
        histories.put(profileId, tidied.history());
        if (tidied.history().isFull()) {
            crowded.add(profileId);
        }
    }

    private Versioned loaded(UUID profileId) {
        Versioned known = state.histories().get(profileId);
        if (known == null) {
            throw new IllegalStateException("the history of " + profileId + " was not locked");
        }
        return known;
    }

    private TouchHistory history(UUID profileId) {
        TouchHistory working = histories.get(profileId);
        return working != null ? working : loaded(profileId).history();
    }

    private static Denied denied(DenialReason reason, @Nullable UUID campaignId, @Nullable UUID profileId) {
        return denied(reason, campaignId, profileId, List.of(), null);
    }

    private static Denied denied(
            DenialReason reason,
            @Nullable UUID campaignId,
            @Nullable UUID profileId,
            List<RuleFinding> rules,
            @Nullable Instant retryAt) {
        return new Denied(reason, campaignId, profileId, rules, retryAt);
    }

    // ---- asks

    private LedgerVerdict ask(Ask ask) {
        People people = People.of(ask.subject(), state.owners(), state.nowMillis());
        long touchId = TouchIds.ofRequest(ask.owner(), ask.requestId());
        if (people.isUndetermined()) {
            return askOfNobody(ask, touchId);
        }
        ForService forService = forService(ask, touchId);
        if (forService != null && forService.isNobody() && ask.campaignId() != null) {
            return askOfNobody(ask, touchId);
        }
        LedgerVerdict repeated = repeated(ask, touchId, people, forService);
        if (repeated != null) {
            return repeated;
        }
        TouchHistory union = union(people);
        if (union.isFull()) {
            people.all().forEach(this::tidy);
            // Short histories keep what no rule needs, and are too many together only with what one does.
            union = union(people).tidy(this::isNeeded).history();
        }
        Asking asking = asking(ask.channel(), people, union, forService);
        int assigned = holdouts.assignedCount();
        Choice choice = ask.campaignId() == null ? bestOf(asking) : judge(ask.campaignId(), asking);
        return switch (choice) {
            case Choice.No(Denied denied) -> {
                if (mayHaveForgotten(union, forService) && !earlier.wereLookedUp(touchId)) {
                    holdouts.takeBack(assigned);
                    grantsWanted.add(touchId);
                    yield WAITS;
                }
                Denied told = denied.reason() == DenialReason.UNDETERMINED_IDENTITY
                        ? denied.on(new DenialGround.Identity(leftOf(ask.subject())), null)
                        : grounded(denied, asking);
                yield ask.campaignId() == null ? told.chosenOn(considered(asking, null)) : told;
            }
            case Choice.Yes(CampaignPolicy campaign, int ignored, PlanCheck.Answer.Within within) -> {
                Allowed allowed = grant(ask, touchId, asking, campaign, within);
                yield ask.campaignId() == null ? allowed.chosenOn(considered(asking, campaign.campaignId())) : allowed;
            }
        };
    }

    /** Nothing says who is meant. A request that was granted before is of whom it was granted for, as far as anybody knows. */
    private LedgerVerdict askOfNobody(Ask ask, long touchId) {
        GrantNote here = grants.get(touchId);
        if (here == null && !earlier.wereLookedUp(touchId)) {
            grantsWanted.add(touchId);
            return WAITS;
        }
        GrantRecord before = here == null ? earlier.find(touchId) : new GrantRecord(here, here.profileId());
        if (before == null) {
            return denied(DenialReason.UNDETERMINED_IDENTITY, ask.campaignId(), null)
                    .on(new DenialGround.Identity(leftOf(ask.subject())), null);
        }
        UUID owner = before.ownerNow();
        return isSame(ask, before.note().channel(), before.note().campaignId())
                ? repeated(before.note(), owner == null ? before.note().profileId() : owner)
                : conflicting(ask);
    }

    private Asking asking(String channel, People people, TouchHistory ofPeople, @Nullable ForService forService) {
        if (forService == null) {
            return asking(channel, people, ofPeople, ofPeople, null, false);
        }
        TouchHistory counted = counted(ofPeople, forService);
        boolean bound = false;
        if (counted.isFull() || isAnyFull(forService)) {
            forService.histories().forEach(this::tidy);
            counted = counted(ofPeople, forService).tidy(this::isNeeded).history();
            bound = counted.isFull() || isAnyFull(forService);
        }
        return asking(channel, people, ofPeople.stamped(counted.lastNowMillis()), counted, forService, bound);
    }

    /** Exposures that come to a full history go to the archive at once, whoever's they are for service messages. */
    private boolean isAnyFull(ForService forService) {
        return forService.histories().stream()
                .anyMatch(profileId -> history(profileId).isFull());
    }

    /**
     * @param union what ceilings count, and plans but those of service messages
     * @param counted what plans count
     * @param bound whether there are too many touches for a person where those of service messages are looked for
     */
    private Asking asking(
            String channel,
            People people,
            TouchHistory union,
            TouchHistory counted,
            @Nullable ForService forService,
            boolean bound) {
        return new Asking(
                channel,
                people,
                union,
                counted,
                forService,
                bound,
                zones.of(people.all()),
                new CeilingCheck(
                        channel,
                        state.policies(),
                        union,
                        union.lastNowMillis(),
                        state.horizonMillis(),
                        campaign -> isInAudience(campaign, people, forService)
                                && !holdouts.isFirstHeldOutBy(campaign, people, union.lastNowMillis())));
    }

    private TouchHistory union(People people) {
        TouchHistory union = history(people.first()).stamped(state.nowMillis());
        for (UUID other : people.others()) {
            union = union.merge(history(other));
        }
        return union;
    }

    /**
     * Whom an ask means for service messages, where that need not be whom it means for advertising.
     *
     * @param histories in which their touches are
     */
    private record ForService(People people, Set<UUID> histories) {
        boolean isNobody() {
            return people.isUndetermined();
        }
    }

    /** Null where both mean the same, or no campaign of service messages can be the answer. */
    private @Nullable ForService forService(Ask ask, long touchId) {
        if (view.isEmpty() || !(mayBeService(ask) || earlier.wereForService(touchId))) {
            return null;
        }
        People people = view.people(ask.subject(), state.nowMillis());
        return new ForService(people, view.historiesOf(people));
    }

    private boolean mayBeService(Ask ask) {
        return state.policies().mayBeService(ask.campaignId(), ask.channel());
    }

    /** Whether this is a repeat of a request for a service message of which nobody looked whom it means for those. */
    private boolean waitsForService(Ask ask, long touchId, UUID campaignId) {
        boolean waits = ask.campaignId() == null
                && state.policies().isService(campaignId)
                && !mayBeService(ask)
                && !earlier.wereForService(touchId);
        if (waits) {
            grantedForService.add(touchId);
        }
        return waits;
    }

    /** Somebody's touches of service messages, at the time of every history that one of them may be in. */
    private TouchHistory counted(ForService forService) {
        TouchHistory theirs = TouchHistory.EMPTY.stamped(state.nowMillis());
        for (UUID profileId : forService.histories()) {
            theirs = theirs.merge(history(profileId)
                    .split(touch -> !state.policies().isService(touch.campaignId())
                            || !view.isOf(forService.people(), profileId, touch))
                    .staying());
        }
        return theirs;
    }

    /** What plans count: somebody's touches, and of service messages those of whoever they are for these. */
    private TouchHistory counted(TouchHistory ofPeople, ForService forService) {
        return ofPeople.split(touch -> state.policies().isService(touch.campaignId()))
                .staying()
                .merge(counted(forService));
    }

    private boolean mayHaveForgotten(TouchHistory union, @Nullable ForService forService) {
        return union.mayHaveForgotten()
                || (forService != null
                        && forService.histories().stream()
                                .anyMatch(profileId -> history(profileId).mayHaveForgotten()));
    }

    /**
     * Whether a touch was granted to those who are asked for: of service messages, to whoever they are for these, where that
     * is known.
     */
    private boolean isTheirs(
            UUID campaignId,
            @Nullable UUID owner,
            IdentifierKey filedUnder,
            long atMillis,
            People people,
            @Nullable ForService forService) {
        if (forService != null && !forService.isNobody() && state.policies().isService(campaignId)) {
            return view.isOf(forService.people(), owner, filedUnder, atMillis);
        }
        return owner != null && people.all().contains(owner);
    }

    private static Set<UUID> everybody(People people, ForService forService) {
        Set<UUID> all = new LinkedHashSet<>(people.all());
        all.addAll(forService.histories());
        return all;
    }

    private @Nullable LedgerVerdict repeated(Ask ask, long touchId, People people, @Nullable ForService forService) {
        for (UUID owner : forService == null ? people.all() : everybody(people, forService)) {
            Touch touch = history(owner).find(touchId);
            if (touch != null && waitsForService(ask, touchId, touch.campaignId())) {
                return WAITS;
            }
            if (touch != null
                    && !isTheirs(touch.campaignId(), owner, touch.filedUnder(), touch.atMillis(), people, forService)) {
                return conflicting(ask);
            }
            if (touch != null && !touch.isExposure()) {
                return isSame(ask, touch.channel(), touch.campaignId())
                        ? new Allowed(
                                new GrantRef(touchId, touch.atMillis(), touch.filedUnder(), touch.reporter()),
                                touch.campaignId(),
                                owner,
                                Instant.ofEpochMilli(touch.expiresAtMillis()),
                                touch.remaining(),
                                null,
                                true)
                        : conflicting(ask);
            }
            if (touch != null && !earlier.wereLookedUp(touchId)) {
                // Shown already: how the grant once read is in its note.
                grantsWanted.add(touchId);
                return WAITS;
            }
            if (touch != null && earlier.find(touchId) == null) {
                throw new IllegalStateException("there is no note of the grant of touch " + touchId);
            }
        }
        if (grants.containsKey(touchId)) {
            // Granted a moment ago in this very batch, and to none of these people.
            return conflicting(ask);
        }
        GrantRecord before = earlier.find(touchId);
        if (before == null) {
            return null;
        }
        GrantNote note = before.note();
        if (waitsForService(ask, touchId, note.campaignId())) {
            return WAITS;
        }
        UUID owner = before.ownerNow();
        return owner != null
                        && isTheirs(
                                note.campaignId(), owner, note.filedUnder(), note.grantedAtMillis(), people, forService)
                        && isSame(ask, note.channel(), note.campaignId())
                ? repeated(note, owner)
                : conflicting(ask);
    }

    private static Allowed repeated(GrantNote note, UUID owner) {
        return new Allowed(
                new GrantRef(note.touchId(), note.grantedAtMillis(), note.filedUnder(), note.owner()),
                note.campaignId(),
                owner,
                Instant.ofEpochMilli(note.expiresAtMillis()),
                note.remaining(),
                note.tightest(),
                true);
    }

    private static boolean isSame(Ask ask, String channel, UUID campaignId) {
        return ask.channel().equals(channel)
                && (ask.campaignId() == null || ask.campaignId().equals(campaignId));
    }

    private static Conflicting conflicting(Ask ask) {
        return new Conflicting("request " + ask.requestId() + " was granted before for something else");
    }

    /**
     * Who is asked for, and where.
     *
     * @param union the touches of everybody named, at the time of these people: the store's clock, and never before what
     *     was decided on any of them
     * @param counted what plans count: the same, and of service messages those of whoever this is for them
     * @param forService whoever this is for service messages; null where that is the same
     * @param bound whether there are too many touches for a person where those of service messages are looked for
     * @param zone where they live; null where that is not known, or nobody depends on it
     */
    private record Asking(
            String channel,
            People people,
            TouchHistory union,
            TouchHistory counted,
            @Nullable ForService forService,
            boolean bound,
            @Nullable ZoneId zone,
            CeilingCheck ceilings) {

        UUID first() {
            return people.first();
        }

        boolean isNobodyForService() {
            return forService != null && forService.isNobody();
        }

        Instant now() {
            return Instant.ofEpochMilli(union.lastNowMillis());
        }
    }

    private sealed interface Choice {
        /** @param missing touches its plan still has on this channel, whatever ceilings leave of them */
        record Yes(CampaignPolicy campaign, int missing, PlanCheck.Answer.Within within) implements Choice {}

        record No(Denied denied) implements Choice {}
    }

    private Choice judge(UUID campaignId, Asking asking) {
        CampaignPolicy campaign = state.policies().campaign(campaignId).orElse(null);
        if (campaign == null) {
            return new Choice.No(denied(DenialReason.CAMPAIGN_NOT_ACTIVE, campaignId, asking.first()));
        }
        return judge(campaign, asking);
    }

    private Choice judge(CampaignPolicy campaign, Asking asking) {
        UUID id = campaign.campaignId();
        People people = asking.people();
        Instant now = asking.now();
        if (!campaign.isRunningAt(now)) {
            boolean later = campaign.status() == CampaignPolicy.Status.ACTIVE
                    && now.isBefore(campaign.flight().from());
            return new Choice.No(denied(
                    DenialReason.CAMPAIGN_NOT_ACTIVE,
                    id,
                    people.first(),
                    List.of(),
                    later ? campaign.flight().from() : null));
        }
        List<PlanRow> rows = campaign.rowsOn(asking.channel());
        if (rows.isEmpty()) {
            return new Choice.No(denied(DenialReason.CHANNEL_NOT_PLANNED, id, people.first()));
        }
        if (!campaign.isService()) {
            if (!state.feedsFresh()) {
                return new Choice.No(denied(DenialReason.FEED_STALE, id, people.first()));
            }
            if (people.all().stream().anyMatch(state.held()::containsKey)) {
                return new Choice.No(denied(DenialReason.BRAND_HOLD, id, people.first()));
            }
        }
        if (campaign.isService() && asking.isNobodyForService()) {
            return new Choice.No(denied(DenialReason.UNDETERMINED_IDENTITY, id, null));
        }
        if (!isInAudience(campaign, people, asking.forService())) {
            return new Choice.No(denied(DenialReason.NOT_IN_AUDIENCE, id, people.first()));
        }
        if (asking.union().isFull() || (campaign.isService() && asking.bound())) {
            return new Choice.No(denied(DenialReason.HISTORY_BOUND, id, people.first()));
        }
        List<QuietHours> hours = campaign.isService() ? List.of() : quietHours(asking);
        if (!hours.isEmpty() && !zones.fresh()) {
            return new Choice.No(denied(DenialReason.FEED_STALE, id, people.first()));
        }
        List<RuleFinding> quiet = hours.stream()
                .filter(rule -> rule.spanAt(now) != null)
                .map(rule -> finding(rule, now))
                .toList();
        if (!quiet.isEmpty()) {
            return new Choice.No(
                    denied(DenialReason.QUIET_HOURS, id, people.first(), quiet, notQuietFrom(now, campaign, asking)));
        }
        if (heldOutBy(campaign, asking) != null) {
            return new Choice.No(denied(DenialReason.HOLDOUT, id, people.first()));
        }
        return count(campaign, rows, asking);
    }

    /** The quiet hours of the channel, where the customer lives. */
    private List<QuietHours> quietHours(Asking asking) {
        List<QuietHours> rules = state.policies().governance().quietHoursOn(asking.channel());
        if (rules.isEmpty()) {
            return rules;
        }
        return rules.stream().map(rule -> rule.in(asking.zone())).toList();
    }

    /** @param now the span that contains it is told, else the next one */
    private static RuleFinding finding(QuietHours rule, Instant now) {
        Interval span = rule.spanFrom(now);
        return new RuleFinding(
                new RuleFinding.Rule.QuietHours(rule.id(), rule.version()),
                rule.windowName(),
                0,
                0,
                span.from(),
                span.to());
    }

    /** The time, or the end of the quiet hours it falls into; null where the campaign is over by then. */
    private @Nullable Instant notQuietFrom(Instant time, CampaignPolicy campaign, Asking asking) {
        if (campaign.isService()) {
            return time;
        }
        Instant free = state.policies().governance().notQuietFrom(asking.channel(), time, asking.zone());
        return free == null || !free.isBefore(campaign.flight().to()) ? null : free;
    }

    private Choice count(CampaignPolicy campaign, List<PlanRow> rows, Asking asking) {
        PlanCheck.Answer plan = PlanCheck.check(
                campaign, rows, asking.counted(), asking.union().lastNowMillis(), state.horizonMillis());
        PlanCheck.Answer all = asking.ceilings()
                .with(plan, campaign, time -> Optional.ofNullable(notQuietFrom(time, campaign, asking)));
        return switch (plan) {
            // A partner may know when its own plan is free again, and nothing of other rules.
            case PlanCheck.Answer.Reached(var ignored, Long retryAt) ->
                new Choice.No(denied(
                        DenialReason.PLAN_REACHED,
                        campaign.campaignId(),
                        asking.first(),
                        all.rules(),
                        retryAt == null ? null : Instant.ofEpochMilli(retryAt)));
            case PlanCheck.Answer.Within(int remaining, var ignored) ->
                switch (all) {
                    case PlanCheck.Answer.Within within -> new Choice.Yes(campaign, remaining + 1, within);
                    case PlanCheck.Answer.Reached(List<RuleFinding> rules, Long retryAt) ->
                        new Choice.No(denied(
                                DenialReason.CEILING_REACHED,
                                campaign.campaignId(),
                                asking.first(),
                                rules,
                                retryAt == null ? null : Instant.ofEpochMilli(retryAt)));
                };
        };
    }

    private boolean isInAudience(CampaignPolicy campaign, People people, @Nullable ForService forService) {
        return switch (campaign.audience()) {
            case Audience.Everyone ignored -> true;
            case Audience.DataSet ignored -> false;
            case Audience.Listed(long version) -> {
                if (forService != null && campaign.isService()) {
                    yield isListed(campaign, version, forService.people(), view.memberships());
                }
                yield isListed(campaign, version, people, state.memberships());
            }
        };
    }

    private static boolean isListed(CampaignPolicy campaign, long version, People people, Set<Membership> memberships) {
        return people.all().stream()
                .anyMatch(owner -> memberships.contains(new Membership(campaign.campaignId(), version, owner)));
    }

    /** The best campaign for this person here: by priority, then by what is still missing for the time left. */
    private Choice bestOf(Asking asking) {
        boolean marketing = mayBeReachedByMarketing(asking);
        CampaignPolicy best = asking.union().isFull()
                ? null
                : rankingOf(asking)
                        .best(new Ranking.Person(
                                asking.first(),
                                asking.counted(),
                                state.horizonMillis(),
                                lists(asking),
                                heldOutOf(asking),
                                marketing,
                                !asking.isNobodyForService() && !asking.bound(),
                                asking.ceilings()));
        return best == null ? new Choice.No(whyNone(asking, marketing)) : judge(best, asking);
    }

    /** Campaigns here that the people are judged eligible for and held out of. Whoever is, is assigned, in whichever arm. */
    private Set<UUID> heldOutOf(Asking asking) {
        List<CampaignPolicy> holding = state.policies().holdoutsOn(asking.channel());
        if (holding.isEmpty() || asking.union().isFull() || !mayBeReachedByMarketing(asking)) {
            return Set.of();
        }
        Set<UUID> heldOutOf = new HashSet<>();
        for (CampaignPolicy campaign : holding) {
            if (campaign.isRunningAt(asking.now())
                    && isInAudience(campaign, asking.people(), asking.forService())
                    && heldOutBy(campaign, asking) != null) {
                heldOutOf.add(campaign.campaignId());
            }
        }
        return heldOutOf;
    }

    /** Campaigns of whose share in a ceiling no place is kept of whom the ask is filed with. */
    private Set<UUID> noPlaceOf(Asking asking) {
        long nowMillis = asking.union().lastNowMillis();
        return state.policies().holdoutsWithAShareOn(asking.channel()).stream()
                .filter(campaign -> holdouts.isFirstHeldOutBy(campaign, asking.people(), nowMillis))
                .map(CampaignPolicy::campaignId)
                .collect(Collectors.toSet());
    }

    private Holdouts.@Nullable Arm heldOutBy(CampaignPolicy campaign, Asking asking) {
        return holdouts.heldOutBy(campaign, asking.people(), asking.union().lastNowMillis());
    }

    /** A batch asks for few channels, and all but a few people at the store's own time. */
    private Ranking rankingOf(Asking asking) {
        long nowMillis = asking.union().lastNowMillis();
        Ranking known = rankings.get(asking.channel());
        if (known == null || known.nowMillis() != nowMillis) {
            known = new Ranking(state.policies(), asking.channel(), nowMillis);
            rankings.put(asking.channel(), known);
        }
        return known;
    }

    /** What holds for all campaigns but those of service messages; {@link #judge} says which of it. */
    private boolean mayBeReachedByMarketing(Asking asking) {
        if (!state.feedsFresh() || asking.people().all().stream().anyMatch(state.held()::containsKey)) {
            return false;
        }
        List<QuietHours> hours = quietHours(asking);
        return hours.isEmpty() || (zones.fresh() && hours.stream().allMatch(rule -> rule.spanAt(asking.now()) == null));
    }

    /** Campaigns on whose present list whoever is meant is, as one is for what the campaign sends. */
    private Set<UUID> lists(Asking asking) {
        ForService forService = asking.forService();
        if (forService == null) {
            return lists(asking.people());
        }
        Set<UUID> all = new HashSet<>(lists(asking.people()));
        all.removeIf(state.policies()::isService);
        for (Membership membership : view.memberships()) {
            state.policies()
                    .campaign(membership.campaignId())
                    .filter(CampaignPolicy::isService)
                    .filter(campaign -> isInAudience(campaign, asking.people(), forService))
                    .ifPresent(campaign -> all.add(campaign.campaignId()));
        }
        return all;
    }

    /** Campaigns on whose present list any of these people is. */
    private Set<UUID> lists(People people) {
        if (state.memberships().isEmpty()) {
            return Set.of();
        }
        if (listsOf.isEmpty()) {
            for (Membership membership : state.memberships()) {
                boolean present = state.policies()
                        .campaign(membership.campaignId())
                        .filter(campaign -> campaign.audience() instanceof Audience.Listed(long version)
                                && version == membership.version())
                        .isPresent();
                Set<UUID> lists = listsOf.computeIfAbsent(membership.profileId(), any -> new HashSet<>());
                if (present) {
                    lists.add(membership.campaignId());
                }
            }
        }
        if (people.others().isEmpty()) {
            return listsOf.getOrDefault(people.first(), Set.of());
        }
        Set<UUID> all = new HashSet<>();
        people.all().forEach(person -> all.addAll(listsOf.getOrDefault(person, Set.of())));
        return all;
    }

    /** A single contender's own reason says more than that there is no candidate; so does what is on all of them. */
    private Denied whyNone(Asking asking, boolean marketing) {
        CampaignPolicy only = null;
        int contenders = 0;
        for (CampaignPolicy campaign : state.policies().activeOn(asking.channel())) {
            if (!marketing && !campaign.isService()) {
                Denied denied = denialOf(campaign, asking);
                if (isOnAll(denied.reason())) {
                    return denied(denied.reason(), null, asking.first(), denied.rules(), denied.retryAt());
                }
            }
            if (campaign.isRunningAt(asking.now()) && isInAudience(campaign, asking.people(), asking.forService())) {
                contenders++;
                only = campaign;
            }
            if (contenders > 1 && marketing) {
                break;
            }
        }
        return only != null && contenders == 1
                ? denialOf(only, asking)
                : denied(DenialReason.NO_CANDIDATE, null, asking.first());
    }

    private static boolean isOnAll(DenialReason reason) {
        return reason == DenialReason.BRAND_HOLD
                || reason == DenialReason.FEED_STALE
                || reason == DenialReason.QUIET_HOURS;
    }

    private Denied denialOf(CampaignPolicy campaign, Asking asking) {
        return switch (judge(campaign, asking)) {
            case Choice.No(Denied denied) -> denied;
            case Choice.Yes ignored ->
                throw new IllegalStateException(campaign.campaignId() + " could be shown after all");
        };
    }

    // ---- why others were not chosen

    private Considered considered(Asking asking, @Nullable UUID chosen) {
        return new Considered(
                state.policies().revision(),
                asking.channel(),
                asking.people().all(),
                chosen,
                asking.union().lastNowMillis(),
                state.horizonMillis(),
                state.feedsFresh(),
                asking.people().all().stream().anyMatch(state.held()::containsKey),
                asking.zone(),
                zones.fresh(),
                lists(asking),
                heldOutOf(asking),
                noPlaceOf(asking),
                asking.union().touches(),
                asking.forService() == null ? null : asking.counted().touches(),
                asking.isNobodyForService(),
                asking.bound());
    }

    /**
     * Why each other campaign was not chosen for somebody.
     *
     * @param touches what was shown and granted to them, at the time of the choice
     * @param counted what plans counted of it, and of service messages
     * @param nobodyForService whether nothing said who they are for service messages
     * @param boundForService whether there were too many touches where those of service messages were looked for
     * @param chosen null where none was
     * @param most how many to tell of
     */
    List<Candidate> losers(
            String channel,
            People people,
            TouchHistory touches,
            TouchHistory counted,
            boolean nobodyForService,
            boolean boundForService,
            @Nullable UUID chosen,
            int most) {
        ForService nobody = nobodyForService
                ? new ForService(new People(people.filedUnder(), people.strength(), List.of()), Set.of())
                : null;
        return losers(asking(channel, people, touches, counted, nobody, boundForService), chosen, most);
    }

    private List<Candidate> losers(Asking asking, @Nullable UUID chosen, int most) {
        CampaignPolicy best =
                chosen == null ? null : state.policies().campaign(chosen).orElse(null);
        double bestUrgency = best != null && judge(best, asking) instanceof Choice.Yes yes ? urgency(yes, asking) : 0;
        List<Candidate> losers = new ArrayList<>();
        for (CampaignPolicy campaign : state.policies().activeOn(asking.channel())) {
            if (losers.size() == most) {
                break;
            }
            if (!campaign.campaignId().equals(chosen)) {
                losers.add(
                        best != null && campaign.priority() < best.priority()
                                ? candidate(campaign, Candidate.LOWER_PRIORITY, List.of())
                                : loser(campaign, asking, bestUrgency));
            }
        }
        return losers;
    }

    private Candidate loser(CampaignPolicy campaign, Asking asking, double bestUrgency) {
        return switch (judge(campaign, asking)) {
            case Choice.No(Denied denied) -> candidate(campaign, denied.reason().name(), denied.rules());
            case Choice.Yes yes ->
                candidate(
                        campaign,
                        urgency(yes, asking) < bestUrgency ? Candidate.LESS_URGENT : Candidate.LOST_THE_DRAW,
                        yes.within().rules());
        };
    }

    private static double urgency(Choice.Yes choice, Asking asking) {
        return Ranking.urgency(
                choice.campaign(), choice.missing(), asking.union().lastNowMillis());
    }

    private static Candidate candidate(CampaignPolicy campaign, String reason, List<RuleFinding> rules) {
        return new Candidate(campaign.campaignId(), campaign.version(), reason, rules);
    }

    // ---- what a denial rests on

    /** Tells more of a denial, once it is the answer: what is only considered need not say so much. */
    private Denied grounded(Denied denied, Asking asking) {
        return switch (denied.reason()) {
            case CAMPAIGN_NOT_ACTIVE -> ofCampaign(denied, null);
            case CHANNEL_NOT_PLANNED -> ofCampaign(denied, asking.channel());
            case NOT_IN_AUDIENCE -> ofAudience(denied);
            case BRAND_HOLD -> ofHold(denied, asking);
            case HOLDOUT -> ofHoldout(denied, asking);
            case FEED_STALE -> {
                DenialGround.StaleFeed stale =
                        state.feedsFresh() ? zones.stale() : state.staleFeeds().getFirst();
                yield stale == null ? denied : denied.on(stale, null);
            }
            case HISTORY_BOUND -> ofCrowd(denied, asking);
            default -> denied;
        };
    }

    private @Nullable CampaignPolicy campaignOf(Denied denied) {
        return denied.campaignId() == null
                ? null
                : state.policies().campaign(denied.campaignId()).orElse(null);
    }

    private Denied ofCampaign(Denied denied, @Nullable String channel) {
        CampaignPolicy campaign = campaignOf(denied);
        return campaign == null
                ? denied
                : denied.on(
                        new DenialGround.Campaign(
                                campaign.campaignId(),
                                campaign.version(),
                                campaign.status().name(),
                                campaign.flight().from(),
                                campaign.flight().to(),
                                channel),
                        denied.retryAt());
    }

    private Denied ofAudience(Denied denied) {
        CampaignPolicy campaign = campaignOf(denied);
        if (campaign == null) {
            return denied;
        }
        Long listVersion = campaign.audience() instanceof Audience.Listed(long version) ? version : null;
        return denied.on(
                new DenialGround.Audience(campaign.campaignId(), campaign.version(), listVersion, campaign.dataSetId()),
                null);
    }

    private Denied ofHold(Denied denied, Asking asking) {
        DenialGround.Hold hold = asking.people().all().stream()
                .map(state.held()::get)
                .filter(Objects::nonNull)
                .reduce(DenialGround.Hold::orLonger)
                .orElse(null);
        return hold == null ? denied : denied.on(hold, free(hold.until(), denied, asking));
    }

    private Denied ofHoldout(Denied denied, Asking asking) {
        CampaignPolicy campaign = campaignOf(denied);
        Holdouts.Arm arm = campaign == null ? null : heldOutBy(campaign, asking);
        return campaign == null || arm == null
                ? denied
                : denied.on(
                        new DenialGround.Holdout(
                                campaign.campaignId(),
                                campaign.version(),
                                campaign.holdoutPercent(),
                                arm.bucket(),
                                arm.assignedAt()),
                        null);
    }

    private Denied ofCrowd(Denied denied, Asking asking) {
        Instant now = asking.now();
        List<Instant> ends = new ArrayList<>();
        for (Touch touch : crowd(asking).touches()) {
            Instant end = neededUntil(touch, now);
            if (end.isAfter(now)) {
                ends.add(end);
            }
        }
        ends.sort(Comparator.reverseOrder());
        // When this one is not needed any more, there is one too few to be bound by.
        Instant few = ends.size() < TouchHistory.HOT_MAX ? Instant.MAX : ends.get(TouchHistory.HOT_MAX - 1);
        return denied.on(
                new DenialGround.Crowd(TouchHistory.HOT_MAX, ends.size()),
                few.equals(Instant.MAX) ? null : free(few, denied, asking));
    }

    private TouchHistory crowd(Asking asking) {
        ForService forService = asking.forService();
        if (asking.union().isFull() || forService == null) {
            return asking.union();
        }
        return forService.histories().stream()
                .map(this::history)
                .filter(TouchHistory::isFull)
                .findAny()
                .orElse(asking.counted());
    }

    /** The end of time for a grant that waits longer than it should because the feed is behind. */
    private Instant neededUntil(Touch touch, Instant now) {
        if (touch.isExposure()) {
            Instant plan = neededByItsPlanUntil(touch);
            Instant ceilings = neededByCeilingsUntil(touch);
            return plan.isAfter(ceilings) ? plan : ceilings;
        }
        if (touch.state() != TouchState.GRANTED || touch.expiresAtMillis() <= state.horizonMillis()) {
            return Instant.MIN;
        }
        Instant expiry = Instant.ofEpochMilli(touch.expiresAtMillis());
        return expiry.isAfter(now) ? expiry : Instant.MAX;
    }

    /** The time, put off to the end of quiet hours; null where the campaign is over by then. */
    private @Nullable Instant free(@Nullable Instant time, Denied denied, Asking asking) {
        if (time == null) {
            return null;
        }
        CampaignPolicy campaign = campaignOf(denied);
        // What is on all campaigns names none of them: only marketing is held.
        return campaign == null
                ? state.policies().governance().notQuietFrom(asking.channel(), time, asking.zone())
                : notQuietFrom(time, campaign, asking);
    }

    private static int leftOf(Subject subject) {
        return subject instanceof Subject.Identifiers named
                ? named.identifiers().size()
                : 1;
    }

    // ---- grants

    private Allowed grant(
            Ask ask, long touchId, Asking asking, CampaignPolicy campaign, PlanCheck.Answer.Within within) {
        People people = asking.people();
        long nowMillis = asking.union().lastNowMillis();
        // Whoever takes a place that an expired grant gave back must leave that grant expired, in whatever history.
        for (UUID owner : people.all()) {
            histories.put(owner, history(owner).advance(nowMillis, state.horizonMillis()));
        }
        if (asking.forService() != null && campaign.isService()) {
            for (UUID other : asking.forService().histories()) {
                histories.put(other, history(other).advance(nowMillis, state.horizonMillis()));
            }
        }
        long expiresAt = nowMillis + ttlOf(ask.channel()).toMillis();
        Touch touch = new Touch(
                touchId,
                campaign.campaignId(),
                ask.channel(),
                people.filedUnder(),
                people.strength(),
                nowMillis,
                TouchState.GRANTED,
                expiresAt,
                within.remaining(),
                ask.owner(),
                0,
                null);
        histories.put(people.first(), history(people.first()).put(touch));
        grants.put(
                touchId,
                new GrantNote(
                        touchId,
                        people.first(),
                        campaign.campaignId(),
                        ask.channel(),
                        ask.owner(),
                        people.filedUnder(),
                        nowMillis,
                        expiresAt,
                        within.remaining(),
                        ask.subject().rulesVersion(),
                        withQuietHours(within.rules(), campaign, asking)));
        return new Allowed(
                new GrantRef(touchId, nowMillis, people.filedUnder(), ask.owner()),
                campaign.campaignId(),
                people.first(),
                Instant.ofEpochMilli(expiresAt),
                within.remaining(),
                within.rules().getFirst(),
                false);
    }

    /** Where the customer's own zone decided that it is not quiet now, a grant's note says so. */
    private List<RuleFinding> withQuietHours(List<RuleFinding> rules, CampaignPolicy campaign, Asking asking) {
        if (asking.zone() == null || campaign.isService()) {
            return rules;
        }
        List<RuleFinding> all = new ArrayList<>(rules);
        quietHours(asking).forEach(rule -> all.add(finding(rule, asking.now())));
        return all;
    }

    private Duration ttlOf(String channel) {
        return state.policies().channel(channel).map(ChannelPolicy::grantTtl).orElse(DEFAULT_TTL);
    }

    // ---- exposures

    private LedgerVerdict expose(Expose exposure) {
        ExposureClaim claimed = claims.get(exposure);
        if (claimed == null) {
            throw new IllegalStateException("nothing was claimed for exposure " + exposure.exposureId());
        }
        UUID claim = claimed.id();
        ExposureClaim before = state.contested().get(claim);
        if (before == null) {
            before = claimedHere.putIfAbsent(claim, claimed);
        }
        if (before != null) {
            return new Duplicate(!People.isSame(before, exposure, state.owners()));
        }
        if (People.isErased(exposure, state.owners())) {
            return new Erased();
        }
        GrantRef grant = exposure.grant();
        if (grant == null) {
            return count(exposure, claim, TouchCause.NEVER_GRANTED, null);
        }
        return grant.isUnchecked()
                ? count(exposure, claim, whyUnchecked(exposure, grant), grant)
                : confirm(exposure, claim, grant);
    }

    /** What was allowed without the ledger is good for what could be allowed so, and as long as a grant would be. */
    private TouchCause whyUnchecked(Expose exposure, GrantRef grant) {
        boolean allowed = state.policies()
                        .channel(exposure.channel())
                        .map(ChannelPolicy::allowsUnchecked)
                        .orElse(false)
                && state.policies()
                        .campaign(exposure.campaignId())
                        .map(CampaignPolicy::isService)
                        .orElse(false);
        if (!allowed) {
            return TouchCause.NEVER_GRANTED;
        }
        long good = grant.grantedAtMillis() + ttlOf(exposure.channel()).toMillis();
        return exposure.acceptedAt().toEpochMilli() < good ? TouchCause.ALLOWED_UNCHECKED : TouchCause.GRANT_EXPIRED;
    }

    private LedgerVerdict confirm(Expose exposure, UUID claim, GrantRef grant) {
        Touch granted = find(grant);
        if (granted == null) {
            // A valid token of a grant that was dropped after it died.
            return count(exposure, claim, TouchCause.GRANT_EXPIRED, grant);
        }
        boolean same = granted.campaignId().equals(exposure.campaignId())
                && granted.channel().equals(exposure.channel())
                && granted.reporter().equals(exposure.owner());
        if (!same) {
            return count(exposure, claim, TouchCause.NEVER_GRANTED, grant);
        }
        return switch (granted.state()) {
            case GRANTED -> {
                if (exposure.acceptedAt().toEpochMilli() >= granted.expiresAtMillis()) {
                    yield count(exposure, claim, TouchCause.GRANT_EXPIRED, grant);
                }
                UUID owner = historyOf(grant.filedUnder(), grant.grantedAtMillis());
                TouchHistory after =
                        history(owner).confirm(granted, exposure.occurredAt().toEpochMilli());
                histories.put(owner, after);
                yield toOwnerOfItsTime(owner, after.find(granted.touchId()));
            }
            case EXPIRED -> count(exposure, claim, TouchCause.GRANT_EXPIRED, grant);
            case RELEASED -> count(exposure, claim, TouchCause.RELEASED, grant);
            case CONFIRMED, UNGRANTED -> count(exposure, claim, TouchCause.NEVER_GRANTED, grant);
        };
    }

    /**
     * A grant is with whoever had the identifier when it was granted, and what was shown with whoever has it then. So it
     * makes no difference whether the identifier is handed on before the exposure is heard of or after.
     */
    private Counted toOwnerOfItsTime(UUID granted, @Nullable Touch shown) {
        if (shown == null) {
            throw new IllegalStateException("a touch that was just put is not there");
        }
        UUID owner = historyOf(shown.filedUnder(), shown.atMillis());
        if (owner.equals(granted)) {
            return new Counted(owner, shown);
        }
        TouchHistory before = history(granted);
        Touch moved = TouchHistory.moved(shown, owner.equals(OwnerBook.homeOf(shown.filedUnder())));
        histories.put(granted, before.remove(shown.touchId()));
        // A touch brings the time of the history it was decided in.
        histories.put(owner, history(owner).stamped(before.lastNowMillis()).put(moved));
        return new Counted(owner, moved);
    }

    /** Counts an exposure that no good grant stands for. */
    private LedgerVerdict count(Expose exposure, UUID claim, TouchCause cause, @Nullable GrantRef grant) {
        long at = exposure.occurredAt().toEpochMilli();
        IdentifierKey filedUnder;
        Strength strength;
        UUID owner;
        if (grant != null) {
            filedUnder = grant.filedUnder();
            owner = historyOf(filedUnder, at);
            Touch granted = find(grant);
            strength = granted == null ? strengthOf(exposure.subject(), filedUnder) : granted.strength();
        } else {
            People people = People.of(exposure.subject(), state.owners(), at);
            filedUnder = people.filedUnder();
            strength = people.strength();
            owner = people.isUndetermined() ? OwnerBook.bucketOf(filedUnder) : people.first();
            if (people.isUndetermined()) {
                buckets.add(owner);
            }
        }
        int causes = cause.flag();
        boolean live = exposure.importId() == null;
        if (live
                && exposure.acceptedAt().toEpochMilli() - at
                        > ttlOf(exposure.channel()).toMillis()) {
            causes |= TouchCause.REPORTED_LATE.flag();
        }
        Touch touch = new Touch(
                TouchIds.ofClaim(claim),
                exposure.campaignId(),
                exposure.channel(),
                filedUnder,
                strength,
                at,
                TouchState.UNGRANTED,
                0,
                0,
                exposure.owner(),
                causes,
                exposure.importId());
        if (history(owner).isFull()) {
            tidy(owner);
        }
        TouchHistory history = history(owner);
        if (history.isFull()) {
            archivedNow.computeIfAbsent(owner, any -> new ArrayList<>()).add(touch);
            histories.put(owner, history.archivedBy(1));
        } else {
            histories.put(owner, history.put(touch));
        }
        return new Counted(owner, touch);
    }

    private static Strength strengthOf(Subject subject, IdentifierKey key) {
        return subject instanceof Subject.Identifiers(List<Hashed> identifiers, IdentifierRules rules)
                ? identifiers.stream()
                        .filter(hashed -> hashed.key().equals(key))
                        .map(hashed -> rules.strengthOf(hashed.type()))
                        .findAny()
                        .orElse(Strength.COOKIE)
                : Strength.COOKIE;
    }

    /** What became of a grant: whether it waits or is dead, where it was given; once shown, with whoever had its key then. */
    private @Nullable Touch find(GrantRef grant) {
        for (UUID owner : state.owners().historiesSince(grant.filedUnder(), grant.grantedAtMillis())) {
            Touch touch = history(owner).find(grant.touchId());
            if (touch != null) {
                return touch;
            }
        }
        return archivedGrants.get(grant.touchId());
    }

    private UUID historyOf(IdentifierKey key, long atMillis) {
        UUID owner = state.owners().ownerAt(key, atMillis);
        if (owner == null) {
            buckets.add(OwnerBook.bucketOf(key));
        }
        return OwnerBook.historyOf(key, owner);
    }

    // ---- releases

    private LedgerVerdict release(Release release) {
        GrantRef grant = release.grant();
        UUID owner = historyOf(grant.filedUnder(), grant.grantedAtMillis());
        TouchHistory history = history(owner).advance(state.nowMillis(), state.horizonMillis());
        Touch waiting = history.find(grant.touchId());
        if (waiting != null && waiting.state() == TouchState.GRANTED) {
            histories.put(owner, history.release(waiting));
            return new Released(TouchState.RELEASED);
        }
        Touch touch = waiting == null ? find(grant) : waiting;
        return new Released(touch == null ? null : touch.state());
    }
}

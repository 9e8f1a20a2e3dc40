package io.evenreach.launcher.demo;

import io.evenreach.launcher.client.PlatformClient;
import io.evenreach.launcher.client.PlatformProblem;
import io.evenreach.launcher.client.ReachReport;
import io.evenreach.launcher.demo.DemoStory.Chance;
import io.evenreach.launcher.demo.DemoStory.Complaint;
import io.evenreach.launcher.demo.DemoStory.Conduct;
import io.evenreach.launcher.demo.DemoStory.DemoIdentifier;
import io.evenreach.launcher.demo.DemoStory.Link;
import io.evenreach.launcher.text.Figures;
import io.evenreach.launcher.text.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Plays the story to the platform over its public API, as the brand's domains and three partner channels would. */
final class DemoPlay {

    static final String CAMPAIGN_NAME = "618 live night";

    private static final int OBSERVATIONS_PER_CALL = 500;
    private static final int CHANCES_PER_CALL = 250;
    private static final Duration HISTORY = Duration.ofDays(6);
    private static final Duration CAMPAIGN_PATIENCE = Duration.ofSeconds(30);
    private static final Duration HOLD_PATIENCE = Duration.ofSeconds(10);
    private static final Duration REPORT_PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final PlatformClient client;
    private final DemoStory story;
    private final DemoMarker marker;
    private final Progress progress;
    private final Clock clock;
    private long asked;
    private long allowed;
    private long deniedByHold;
    private long holdMillis;
    private long shownAfterComplaint;
    private final Set<Integer> complained = new HashSet<>();

    DemoPlay(PlatformClient client, DemoStory story, DemoMarker marker, Progress progress, Clock clock) {
        this.client = client;
        this.story = story;
        this.marker = marker;
        this.progress = progress;
        this.clock = clock;
    }

    /** Makes channels and the campaign of the story; returns the campaign's id. */
    static String prepare(PlatformClient client, Instant now) {
        for (DemoChannel channel : DemoChannel.values()) {
            if (client.find("/channels/" + channel.id()).isEmpty()) {
                client.put(
                        "/channels/" + channel.id(),
                        object().put("name", channel.label())
                                .put("domain", channel.domain())
                                .put("family", channel.family()));
            }
        }
        Instant today = now.truncatedTo(ChronoUnit.DAYS);
        ObjectNode campaign = object().put("name", CAMPAIGN_NAME)
                .put("startsAt", today.minus(HISTORY).minus(Duration.ofDays(1)).toString())
                .put("endsAt", today.plus(Duration.ofDays(14)).toString());
        campaign.putObject("audience").put("kind", "EVERYONE");
        ArrayNode plan = campaign.putArray("plan");
        for (DemoChannel channel : DemoChannel.values()) {
            plan.addObject()
                    .put("channel", channel.id())
                    .put("target", channel.target())
                    .putObject("window")
                    .put("kind", "CAMPAIGN");
        }
        String campaignId =
                client.post("/campaigns", campaign).path("campaignId").asString("");
        for (String action : List.of("submit", "approve", "activate")) {
            client.post("/campaigns/" + campaignId + ":" + action, null);
        }
        return campaignId;
    }

    DemoMarker.Live play() {
        awaitCampaign();
        observe(story.links().stream().filter(link -> !link.late()).toList(), "People", HISTORY.plusDays(1));
        List<Chance> before =
                story.chances().stream().filter(Chance::beforeAsking).toList();
        report(before);
        waitForReport(clock.instant());

        List<Chance> after = story.chances().stream()
                .filter(chance -> !chance.beforeAsking())
                .toList();
        double complaintsAt =
                story.complaints().stream().mapToDouble(Complaint::at).min().orElse(1);
        int complaints = firstAtOrAfter(after, complaintsAt);
        int late = complaints / 2;
        ask(after.subList(0, late), "First half");
        observe(story.links().stream().filter(Link::late).toList(), "Late sign-ins", Duration.ZERO);
        ask(after.subList(late, complaints), "Second half");
        complain();
        ask(after.subList(complaints, after.size()), "Live night");
        waitForReport(clock.instant());
        return new DemoMarker.Live(asked, allowed, asked - allowed, deniedByHold, holdMillis, shownAfterComplaint);
    }

    /** An activated campaign decides within two seconds; until then its asks and exposures would be refused. */
    private void awaitCampaign() {
        Instant deadline = clock.instant().plus(CAMPAIGN_PATIENCE);
        DemoIdentifier somebody = story.people().getFirst().phone();
        while (true) {
            try {
                boolean decides = true;
                for (DemoChannel channel : DemoChannel.values()) {
                    decides &= probe(channel, somebody).allowed();
                }
                if (decides || clock.instant().isAfter(deadline)) {
                    return;
                }
            } catch (PlatformProblem unknown) {
                if (clock.instant().isAfter(deadline)) {
                    throw unknown;
                }
            }
            pause();
        }
    }

    /** The answer to an ask that leaves no trace: a grant is given back at once. */
    private Probe probe(DemoChannel channel, DemoIdentifier identifier) {
        ObjectNode body = object();
        body.putArray("requests").add(request("demo-probe-" + UUID.randomUUID(), channel, identifier));
        JsonNode decision = client.post("/decisions", body).path("decisions").path(0);
        boolean allowed = decision.path("outcome").asString("").equals("ALLOW");
        if (allowed) {
            client.post("/decisions/" + decision.path("grantId").asString("") + ":release", null);
        }
        return new Probe(allowed, decision.path("reason").asString(""));
    }

    private record Probe(boolean allowed, String reason) {}

    private static int firstAtOrAfter(List<Chance> chances, double at) {
        int index = 0;
        while (index < chances.size() && chances.get(index).at() < at) {
            index++;
        }
        return index;
    }

    private void observe(List<Link> links, String name, Duration ago) {
        progress.begin(name);
        Instant first = marker.playedFrom().minus(ago);
        for (int from = 0; from < links.size(); from += OBSERVATIONS_PER_CALL) {
            List<Link> part = links.subList(from, Math.min(from + OBSERVATIONS_PER_CALL, links.size()));
            ObjectNode body = object();
            ArrayNode observations = body.putArray("observations");
            for (int index = 0; index < part.size(); index++) {
                Link link = part.get(index);
                ObjectNode observation = observations
                        .addObject()
                        .put("observationId", id(link.late() ? "late" : "link", from + index))
                        .put("observedAt", first.plusMillis(from + index).toString())
                        .put("source", link.source())
                        .put("domain", link.domain())
                        .put("evidence", link.evidence());
                identifiers(observation, link.identifiers());
            }
            client.post("/identity/observations", body);
            progress.at(from, (double) from / links.size());
        }
        progress.end(Figures.count(links.size()) + " sign-ins, forms and devices observed");
    }

    /** The time before the channels asked: they only report what they showed. */
    private void report(List<Chance> chances) {
        progress.begin("Before Evenreach");
        Instant first = marker.playedFrom().minus(HISTORY);
        for (int from = 0; from < chances.size(); from += CHANCES_PER_CALL) {
            List<Chance> part = chances.subList(from, Math.min(from + CHANCES_PER_CALL, chances.size()));
            List<ObjectNode> exposures = new ArrayList<>();
            for (int index = 0; index < part.size(); index++) {
                long seconds = (from + index) * (HISTORY.toSeconds() - 3_600) / Math.max(1, chances.size());
                exposures.add(exposure(part.get(index), first.plusSeconds(seconds)));
            }
            expose(exposures);
            progress.at(from, (double) from / chances.size());
        }
        progress.end(Figures.count(chances.size()) + " exposures reported, none asked for");
    }

    private void ask(List<Chance> chances, String name) {
        progress.begin(name);
        long allowedBefore = allowed;
        for (int from = 0; from < chances.size(); from += CHANCES_PER_CALL) {
            askBatch(chances.subList(from, Math.min(from + CHANCES_PER_CALL, chances.size())));
            progress.at(from, (double) from / chances.size());
        }
        progress.end(Figures.count(chances.size()) + " chances, " + Figures.count(allowed - allowedBefore)
                + " asks allowed");
    }

    private void askBatch(List<Chance> chances) {
        ObjectNode body = object();
        ArrayNode requests = body.putArray("requests");
        List<ObjectNode> exposures = new ArrayList<>();
        Map<String, Chance> byRequest = new HashMap<>();
        for (Chance chance : chances) {
            if (chance.conduct() == Conduct.SHOWS_UNASKED) {
                exposures.add(exposure(chance, shownAt(chance)));
                shown(chance);
            } else {
                String requestId = id("ask", chance.number());
                byRequest.put(requestId, chance);
                requests.add(request(requestId, chance.channel(), chance.identifier()));
            }
        }
        if (!requests.isEmpty()) {
            for (JsonNode decision : client.post("/decisions", body).path("decisions")) {
                Chance chance = byRequest.get(decision.path("requestId").asString(""));
                if (chance != null) {
                    act(chance, decision, exposures);
                }
            }
        }
        expose(exposures);
    }

    private void act(Chance chance, JsonNode decision, List<ObjectNode> exposures) {
        asked++;
        if (!decision.path("outcome").asString("").equals("ALLOW")) {
            deniedByHold += decision.path("reason").asString("").equals("BRAND_HOLD") ? 1 : 0;
            return;
        }
        allowed++;
        String grantId = decision.path("grantId").asString("");
        switch (chance.conduct()) {
            case ASKS_AND_SHOWS -> {
                exposures.add(exposure(chance, shownAt(chance)).put("grantId", grantId));
                shown(chance);
            }
            case ASKS_AND_RELEASES -> client.post("/decisions/" + grantId + ":release", null);
            case ASKS_AND_FORGETS, SHOWS_UNASKED -> {
                // Its time to live gives the touch back.
            }
        }
    }

    private void shown(Chance chance) {
        shownAfterComplaint += complained.contains(chance.person().number()) ? 1 : 0;
    }

    private ObjectNode request(String requestId, DemoChannel channel, DemoIdentifier identifier) {
        ObjectNode request = object().put("requestId", requestId)
                .put("channel", channel.id())
                .put("campaignId", marker.campaignId());
        identifiers(request, List.of(identifier));
        return request;
    }

    private ObjectNode exposure(Chance chance, Instant occurredAt) {
        ObjectNode exposure = object().put("exposureId", id("shown", chance.number()))
                .put("campaignId", marker.campaignId())
                .put("channel", chance.channel().id())
                .put("occurredAt", occurredAt.toString());
        identifiers(exposure, List.of(chance.identifier()));
        return exposure;
    }

    /** The same at every telling of the story, and never ahead of the clock: a call takes longer than its part of this. */
    private Instant shownAt(Chance chance) {
        return marker.playedFrom().plusMillis(chance.number() / 10);
    }

    private void expose(List<ObjectNode> exposures) {
        if (!exposures.isEmpty()) {
            ObjectNode body = object();
            ArrayNode all = body.putArray("exposures");
            exposures.forEach(all::add);
            client.post("/exposures", body);
        }
    }

    private void complain() {
        if (story.complaints().isEmpty()) {
            return;
        }
        progress.begin("Complaints");
        for (Complaint complaint : story.complaints()) {
            ObjectNode body = object().put(
                            "complaintId", id("complaint", complaint.person().number()))
                    .put("domain", "wechat")
                    .put("severity", "MEDIUM")
                    .put("openedAt", marker.playedFrom().toString());
            identifiers(body, List.of(complaint.identifier()));
            client.post("/complaints", body);
        }
        holdMillis = waitForHold(story.complaints().getLast());
        story.complaints()
                .forEach(complaint -> complained.add(complaint.person().number()));
        progress.end(Figures.count(story.complaints().size())
                + " customers complained in WeChat; held on every channel after " + Figures.count(holdMillis) + " ms");
    }

    /** Asks on another channel, under another identifier, until the hold answers. */
    private long waitForHold(Complaint complaint) {
        Instant started = clock.instant();
        while (Duration.between(started, clock.instant()).compareTo(HOLD_PATIENCE) < 0) {
            Probe answer = probe(DemoChannel.SEARCH, complaint.person().search().getFirst());
            if (answer.reason().equals("BRAND_HOLD")) {
                break;
            }
            pause();
        }
        return Duration.between(started, clock.instant()).toMillis();
    }

    private void waitForReport(Instant since) {
        Instant deadline = clock.instant().plus(REPORT_PATIENCE);
        while (clock.instant().isBefore(deadline)
                && ReachReport.read(client, marker.campaignId()).asOf().isBefore(since)) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String id(String kind, long number) {
        return "demo-" + marker.campaignId() + "-" + kind + "-" + number;
    }

    private static void identifiers(ObjectNode node, List<DemoIdentifier> identifiers) {
        ArrayNode array = node.putArray("identifiers");
        for (DemoIdentifier identifier : identifiers) {
            ObjectNode one = array.addObject().put("type", identifier.type());
            if (identifier.scope() != null) {
                one.put("scope", identifier.scope());
            }
            one.put("value", identifier.value());
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

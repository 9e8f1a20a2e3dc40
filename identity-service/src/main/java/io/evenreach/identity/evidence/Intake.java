package io.evenreach.identity.evidence;

import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.evidence.Taken.Drop;
import io.evenreach.identity.stitching.Answer;
import io.evenreach.identity.stitching.Answer.Outcome;
import io.evenreach.identity.stitching.Observed;
import io.evenreach.identity.stitching.Stitching;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Service;

/** Judges observations and hands what is left of them to stitching. */
@Service
public class Intake {

    private final IdentifierJudge judge;
    private final Stitching stitching;
    private final IntakeProperties properties;
    private final Clock clock;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

    Intake(IdentifierJudge judge, Stitching stitching, IntakeProperties properties, Clock clock, MeterRegistry meters) {
        this.judge = judge;
        this.stitching = stitching;
        this.properties = properties;
        this.clock = clock;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, meters.counter("evenreach.observations", "outcome", outcome.name()));
        }
    }

    /** Takes in observations in clear; one answer each, in their order. */
    public List<Taken> take(String owner, List<RawObservation> observations) {
        Instant latest = latest();
        List<Judgement> judgements =
                observations.stream().map(raw -> judge(owner, raw, latest)).toList();
        List<Observed> usable = judgements.stream()
                .flatMap(judgement -> judgement.observed().stream())
                .toList();
        List<Answer> answers = usable.isEmpty() ? List.of() : stitching.observe(usable);
        List<Taken> taken = new ArrayList<>(observations.size());
        int next = 0;
        for (Judgement judgement : judgements) {
            Answer answer = judgement.observed().isEmpty()
                    ? Answer.ignored(judgement.reasons().toArray(String[]::new))
                    : withReasons(answers.get(next++), judgement.reasons());
            taken.add(new Taken(answer, judgement.dropped()));
            count(answer.outcome(), 1);
        }
        return taken;
    }

    /** Takes in observations that their sender has judged and hashed. */
    public List<Answer> takeHashed(List<Observed> observations) {
        Instant latest = latest();
        List<Answer> answers = stitching.observe(observations.stream()
                .filter(observed -> !observed.observedAt().isAfter(latest)
                        && !observed.observedAt().isBefore(properties.earliest()))
                .toList());
        answers.forEach(answer -> count(answer.outcome(), 1));
        count(Outcome.IGNORED, observations.size() - answers.size());
        return answers;
    }

    private void count(Outcome outcome, int observations) {
        Objects.requireNonNull(outcomes.get(outcome)).increment(observations);
    }

    private Instant latest() {
        return clock.instant().plus(properties.futureMax());
    }

    /**
     * What is left of an observation.
     *
     * @param observed one, or none where nothing is left
     */
    private record Judgement(List<Observed> observed, Set<String> reasons, List<Drop> dropped) {}

    private Judgement judge(String owner, RawObservation raw, Instant latest) {
        if (raw.observedAt().isAfter(latest)) {
            return new Judgement(List.of(), Set.of(Reasons.TIME_IN_FUTURE), List.of());
        }
        if (raw.observedAt().isBefore(properties.earliest())) {
            return new Judgement(List.of(), Set.of(Reasons.TIME_TOO_EARLY), List.of());
        }
        Map<IdentifierKey, Hashed> usable = new LinkedHashMap<>();
        List<Drop> dropped = new ArrayList<>();
        Set<String> reasons = new LinkedHashSet<>();
        for (int i = 0; i < raw.identifiers().size(); i++) {
            switch (judge.judge(raw.identifiers().get(i))) {
                case Judged.Usable(Hashed hashed) -> usable.putIfAbsent(hashed.key(), hashed);
                case Judged.Dropped(String reason) -> {
                    dropped.add(new Drop(i, raw.identifiers().get(i).type(), reason));
                    reasons.add(reason);
                }
            }
        }
        if (usable.isEmpty()) {
            return new Judgement(List.of(), reasons, dropped);
        }
        Observed observed = new Observed(
                owner,
                raw.observationId(),
                raw.observedAt(),
                raw.source(),
                raw.domain(),
                raw.evidence().name(),
                List.copyOf(usable.values()),
                raw.purposes(),
                raw.stated(),
                null);
        return new Judgement(List.of(observed), reasons, dropped);
    }

    private static Answer withReasons(Answer answer, Set<String> reasons) {
        if (reasons.isEmpty() || answer.outcome() == Outcome.IGNORED) {
            return answer;
        }
        Set<String> all = new LinkedHashSet<>(answer.reasons());
        all.addAll(reasons);
        return new Answer(answer.profileId(), answer.outcome(), List.copyOf(all), answer.evidenceId());
    }
}

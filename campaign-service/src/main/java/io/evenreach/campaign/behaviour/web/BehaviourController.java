package io.evenreach.campaign.behaviour.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.campaign.behaviour.Behaviours;
import io.evenreach.campaign.behaviour.domain.Identify;
import io.evenreach.campaign.behaviour.web.BehavioursBody.BehaviourBody;
import io.evenreach.campaign.wire.IdentifierReader;
import io.evenreach.campaign.wire.IdentifierReader.Read;
import io.evenreach.campaign.wire.Refusals;
import io.evenreach.identifiers.Hashed;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Behaviours in, one result each. Message ids are unique within the partner or merchant that sends them. */
@RestController
@RequestMapping("/api/v1/behaviours")
class BehaviourController {

    private final Behaviours behaviours;
    private final IdentifierReader identifiers;

    BehaviourController(Behaviours behaviours, IdentifierReader identifiers) {
        this.behaviours = behaviours;
        this.identifiers = identifiers;
    }

    record BehavioursAnswer(List<BehaviourAnswer> results) {}

    /**
     * What came of one behaviour.
     *
     * @param outcome {@code ACCEPTED}, {@code DUPLICATE} (accepted before), {@code IGNORED} (identifies nobody, or somebody
     *     who was erased since) or
     *     {@code REJECTED}
     * @param code why it was ignored or rejected
     * @param ignored the identifiers that were not used
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record BehaviourAnswer(
            String messageId, String outcome, @Nullable String code, List<FieldError> ignored) {}

    /** @param message null where none of the identifiers identifies anybody */
    private record Taken(String messageId, @Nullable Identify message, List<FieldError> ignored) {}

    /** Takes each behaviour once. What cannot be read, or is not supported yet, refuses the whole batch. */
    @PostMapping
    @RequiresScope(Scopes.BEHAVIOUR_WRITE)
    BehavioursAnswer take(@RequestBody @Valid BehavioursBody body, Caller caller) {
        List<Taken> taken = read(body.behaviours());
        Iterator<Behaviours.Outcome> outcomes = behaviours
                .take(
                        caller.owner(),
                        taken.stream()
                                .flatMap(each -> each.message() == null
                                        ? java.util.stream.Stream.empty()
                                        : java.util.stream.Stream.of(each.message()))
                                .toList())
                .iterator();
        return new BehavioursAnswer(taken.stream()
                .map(each -> each.message() == null
                        ? answer(each, "IGNORED", "NO_VALID_IDENTIFIER")
                        : switch (outcomes.next()) {
                            case ACCEPTED -> answer(each, "ACCEPTED", null);
                            case DUPLICATE -> answer(each, "DUPLICATE", null);
                            case CONTRADICTS -> answer(each, "REJECTED", "CONFLICT");
                            case ERASED -> answer(each, "IGNORED", "ERASED");
                            case IN_THE_FUTURE -> answer(each, "REJECTED", "IN_THE_FUTURE");
                        })
                .toList());
    }

    private static BehaviourAnswer answer(Taken taken, String outcome, @Nullable String code) {
        return new BehaviourAnswer(taken.messageId(), outcome, code, taken.ignored());
    }

    private List<Taken> read(List<BehaviourBody> bodies) {
        Refusals refusals = new Refusals();
        BehaviourReader reader = new BehaviourReader(refusals);
        List<Taken> taken = new ArrayList<>(bodies.size());
        for (int i = 0; i < bodies.size(); i++) {
            BehaviourBody body = bodies.get(i);
            String pointer = "/behaviours/" + i;
            ZoneId zone = reader.timeZone(body, pointer);
            Read read = identifiers.read(body.identifiers(), pointer);
            read.unknownTypes()
                    .forEach(unknown -> refusals.refuse(unknown.pointer(), unknown.code(), unknown.message()));
            Identify message = zone == null || read.hashed().isEmpty()
                    ? null
                    : new Identify(
                            body.messageId(),
                            body.timestamp().toInstant().truncatedTo(ChronoUnit.MICROS),
                            read.hashed().stream().map(Hashed::key).collect(Collectors.toSet()),
                            zone);
            taken.add(new Taken(body.messageId(), message, read.ignored()));
        }
        if (!refusals.isEmpty()) {
            throw refusals.problem();
        }
        return taken;
    }
}

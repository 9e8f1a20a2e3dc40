package io.evenreach.campaign.governance.domain;

import java.time.Duration;
import java.util.List;

/**
 * How many asks of one partner's clients are decided, over all its channels; the rule's id is the partner's.
 *
 * @param count asks in each span, whatever becomes of them
 * @param per how long a span is; one follows the other
 */
public record AskLimit(int count, Duration per) implements Restriction {

    @Override
    public List<String> channels() {
        return List.of();
    }
}

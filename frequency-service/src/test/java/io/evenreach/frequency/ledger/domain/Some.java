package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Strength;
import io.evenreach.testkit.Chance;
import java.util.List;
import java.util.UUID;

/** Things to test with. */
final class Some {

    static final UUID CAMPAIGN = new UUID(0, 1);
    static final UUID OTHER_CAMPAIGN = new UUID(0, 2);
    static final long T0 = 1_800_000_000_000L;
    static final List<String> CHANNELS = List.of("search", "wechat", "video");

    private Some() {}

    static IdentifierKey key(int number) {
        return new IdentifierKey(number, 7, 7, 7);
    }

    static Hashed cookie(int number) {
        return new Hashed(IdentifierType.COOKIE, "site", key(number), "***");
    }

    static Hashed phone(int number) {
        return new Hashed(IdentifierType.PHONE, "", key(1_000 + number), "***");
    }

    static Hashed login(int number) {
        return new Hashed(IdentifierType.LOGIN_ID, "shop", key(2_000 + number), "***");
    }

    static Touch touch(long id, TouchState state, long at) {
        boolean shown = state.isExposure();
        return new Touch(
                id,
                CAMPAIGN,
                "search",
                key(1),
                Strength.COOKIE,
                at,
                state,
                shown ? 0 : at + 600_000,
                shown ? 0 : 2,
                "platform",
                0,
                null);
    }

    /** Any touch; few ids, so that histories overlap. */
    static Touch anyTouch(Chance chance) {
        TouchState state = chance.pick(List.of(TouchState.values()));
        boolean shown = state.isExposure();
        long at = T0 + chance.below(1_000_000);
        Strength strength = chance.pick(List.of(Strength.values()));
        return new Touch(
                chance.below(40),
                chance.percent(80) ? CAMPAIGN : OTHER_CAMPAIGN,
                chance.pick(CHANNELS),
                key(chance.below(4)),
                strength,
                at,
                state,
                shown ? 0 : at + chance.below(600_000),
                shown ? 0 : chance.below(3),
                chance.percent(50) ? "platform" : "partner:x",
                chance.below(64),
                chance.percent(10) ? new UUID(9, chance.below(3)) : null);
    }

    static TouchHistory anyHistory(Chance chance) {
        TouchHistory history = TouchHistory.EMPTY;
        for (int i = chance.below(30); i > 0; i--) {
            history = history.put(anyTouch(chance));
        }
        return history.stamped(T0 + 1_000_000 + chance.below(1_000));
    }
}

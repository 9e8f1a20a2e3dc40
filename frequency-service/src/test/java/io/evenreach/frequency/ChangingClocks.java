package io.evenreach.frequency;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A time zone whose clocks change once, at a moment of our choice. All code in this JVM knows it as it knows the zones of
 * the world: a service that runs meanwhile lives through a change of the clock that nobody has to wait half a year for.
 */
final class ChangingClocks extends ZoneRulesProvider {

    private final String name;
    private final ZoneRules rules;

    private ChangingClocks(String name, ZoneRules rules) {
        this.name = name;
        this.rules = rules;
    }

    /**
     * The zone is named after its change.
     *
     * @param at a whole second
     */
    static synchronized ZoneId at(Instant at, ZoneOffset before, ZoneOffset after) {
        String name = ("Changing/" + at + "_" + before + "_" + after).replace(':', '.');
        if (!getAvailableZoneIds().contains(name)) {
            ZoneOffsetTransition change = ZoneOffsetTransition.of(LocalDateTime.ofInstant(at, before), before, after);
            registerProvider(
                    new ChangingClocks(name, ZoneRules.of(before, before, List.of(), List.of(change), List.of())));
        }
        return ZoneId.of(name);
    }

    @Override
    protected Set<String> provideZoneIds() {
        return Set.of(name);
    }

    @Override
    protected ZoneRules provideRules(String zoneId, boolean forCaching) {
        return rules;
    }

    @Override
    protected NavigableMap<String, ZoneRules> provideVersions(String zoneId) {
        return new TreeMap<>(Map.of("1", rules));
    }
}
